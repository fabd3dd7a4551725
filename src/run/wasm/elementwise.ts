import type { Node } from "../../graph/node.ts";
import type { Op } from "../../graph/op.ts";
import type { Local } from "./code.ts";
import { exp, expm1, log, log1p, sigmoid, tanh } from "./transcendental.ts";
import type { Vectors } from "./vectors.ts";

type Spelling = (v: Vectors, ...operands: Local[]) => Local;

/**
 * How vectors spell an element-wise operation. `function` goes through the operation table's own value, lane by lane;
 * `structure` is no operation on elements alone.
 */
type Cell = Spelling | "function" | "structure";

const spellings: Readonly<Record<Op, Cell>> = {
  number: "structure",
  array: "structure",
  variable: "structure",
  named: "structure",
  add: (v, a, b) => v.add(a, b),
  subtract: (v, a, b) => v.subtract(a, b),
  multiply: (v, a, b) => v.multiply(a, b),
  divide: (v, a, b) => v.divide(a, b),
  negate: (v, x) => v.apply("neg", x),
  power: "function",
  exp: "function",
  log: "function",
  sqrt: (v, x) => v.apply("sqrt", x),
  abs: (v, x) => v.apply("abs", x),
  sign: (v, x) => {
    const one = v.subtract(v.truth(v.apply("gt", x, v.number(0))), v.truth(v.apply("lt", x, v.number(0))));
    return v.choose(v.apply("eq", x, x), one, x);
  },
  sin: "function",
  cos: "function",
  tan: "function",
  asin: "function",
  acos: "function",
  atan: "function",
  sinh: "function",
  cosh: "function",
  tanh: "function",
  erf: "function",
  sigmoid: "function",
  // pmax(x, 0) is x where x is NaN
  relu: (v, x) => v.apply("pmax", x, v.number(0)),
  leakyRelu: (v, x, slope) => v.choose(v.apply("gt", x, v.number(0)), x, v.multiply(slope, x)),
  elu: "function",
  softplus: "function",
  silu: "function",
  gelu: "function",
  less: (v, a, b) => v.truth(v.apply("lt", a, b)),
  lessEqual: (v, a, b) => v.truth(v.apply("le", a, b)),
  greater: (v, a, b) => v.truth(v.apply("gt", a, b)),
  greaterEqual: (v, a, b) => v.truth(v.apply("ge", a, b)),
  equal: (v, a, b) => v.truth(v.apply("eq", a, b)),
  notEqual: (v, a, b) => v.truth(v.apply("ne", a, b)),
  where: (v, condition, a, b) => v.choose(v.apply("ne", condition, v.number(0)), a, b),
  maximum: (v, a, b) => v.apply("max", a, b),
  minimum: (v, a, b) => v.apply("min", a, b),
  sum: "structure",
  mean: "structure",
  max: "structure",
  min: "structure",
  logSumExp: "structure",
  size: "structure",
  matmul: "structure",
  transpose: "structure",
  reshape: "structure",
  broadcast: "structure",
  concatenate: "structure",
  index: "structure",
  scatter: "structure",
  gather: "structure",
  scatterAdd: "structure",
  softmax: "structure",
  logSoftmax: "structure",
  oneHot: "structure",
  crossEntropy: "structure",
};

/** What float32 computes by vector code of its own. */
const float32: Partial<Record<Op, Spelling>> = {
  exp,
  log,
  tanh,
  sigmoid,
  elu: (v, x, alpha) => v.choose(v.apply("gt", x, v.number(0)), x, v.multiply(alpha, expm1(v, x))),
  softplus: (v, x) =>
    v.add(v.apply("pmax", x, v.number(0)), log1p(v, exp(v, v.plain("v128.or", x, v.number(-0))))),
  // −∞ · 0 is 0 here
  silu: (v, x) => v.choose(v.apply("eq", x, v.number(-Infinity)), v.number(0), v.multiply(x, sigmoid(v, x))),
};

export const isElementwise = (op: Op): boolean => spellings[op] !== "structure";

/** Small whole powers are products. */
const smallPowers: Readonly<Record<number, (v: Vectors, base: Local) => Local>> = {
  1: (_, base) => base,
  2: (v, base) => v.multiply(base, base),
  3: (v, base) => v.multiply(v.multiply(base, base), base),
  [-1]: (v, base) => v.divide(v.number(1), base),
};

function smallPower({ op, operands }: Node): ((v: Vectors, base: Local) => Local) | undefined {
  const exponent = operands[1];
  return op === "power" && exponent?.op === "number" ? smallPowers[exponent.attributes.value!] : undefined;
}

/** The code of one element-wise node; of `lanes` lanes only the first are wanted. */
export function emitElementwise(v: Vectors, node: Node, operands: readonly Local[], lanes: number): Local {
  const product = smallPower(node);
  if (product) return product(v, operands[0]!);
  const own = v.target.precision.name === "float32" ? float32[node.op] : undefined;
  const spelling = own ?? spellings[node.op];
  if (spelling === "structure") throw new Error(`${node.op} is no operation on elements`);
  return spelling === "function" ? v.scalar(node.op, operands, lanes) : spelling(v, ...operands);
}

/** Whether a node's code goes through the host's function. */
export const needsHost = (node: Node, precision: "float32" | "float64"): boolean =>
  spellings[node.op] === "function" && !(precision === "float32" && float32[node.op]) && !smallPower(node);
