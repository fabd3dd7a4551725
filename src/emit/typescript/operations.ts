import type { Node } from "../../graph/node.ts";
import type { Op } from "../../graph/op.ts";
import { type IndexItem, sliceRange, wholeAxis } from "../../graph/shape.ts";
import {
  atom,
  binds,
  callOf,
  infix,
  negate,
  numeral,
  type Printed,
  type Scope,
  type Spelling,
  wrap,
} from "../printed.ts";
import { literal } from "../writer.ts";

/** An element-wise operation: arithmetic on numbers; on arrays one more term of a formula that is mapped over them. */
const elementwise =
  (write: Spelling): Spelling =>
  (operands, node, scope) => {
    if (node.shape.length === 0) return write(operands, node, scope);
    const over = new Map<string, string>();
    const terms = operands.map((operand, at): Printed => {
      if (node.operands[at]!.shape.length === 0) return operand;
      if (operand.fused) {
        for (const [name, text] of operand.fused.over) over.set(name, text);
        return operand.fused.body;
      }
      const name = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(operand.text)
        ? operand.text
        : scope.need("letter:");
      over.set(name, operand.text);
      return atom(name);
    });
    const body = write(terms, node, scope);
    const { condition } = body;
    // (z) => sigmoid(z) is sigmoid
    const [first] = over.keys();
    const alone = over.size === 1 ? /^([\w.]+)\(([^()]*)\)$/.exec(body.text) : null;
    const formula = alone?.[2] === first ? alone![1]! : `(${[...over.keys()].join(", ")}) => ${body.text}`;
    return {
      ...callOf(scope.need("map"), formula, ...over.values()),
      fused: { over, body },
      ...(condition && { condition }),
    };
  };

const math = (name: string): Spelling =>
  elementwise((operands) => callOf(`Math.${name}`, ...operands.map((one) => one.text)));
const own = (name: string): Spelling =>
  elementwise((operands, _, scope) => callOf(scope.need(name), ...operands.map((one) => one.text)));
const compare = (symbol: string): Spelling =>
  elementwise(([a, b]) => {
    const condition = {
      text: `${wrap(a!, binds.sum)} ${symbol} ${wrap(b!, binds.sum)}`,
      binds: binds.comparison,
    };
    return { text: `${condition.text} ? 1 : 0`, binds: 0, condition };
  });

/** A reduction over all axes is a number; over some it keeps the others. */
const reduce =
  (name: string): Spelling =>
  ([x], node, scope) => {
    const { axes = [], keepdims = false } = node.attributes;
    const rank = node.operands[0]!.shape.length;
    if (rank === 0) return x!;
    if (node.shape.length === 0) return callOf(scope.need(`${name}All`), x!.text);
    scope.need(`${name}All`);
    return callOf(scope.need(name), x!.text, `[${axes.join(", ")}]`, ...(keepdims ? ["true"] : []));
  };

const list = (items: readonly (string | number)[]): string => `[${items.join(", ")}]`;
const shapeOf = (node: Node, scope: Scope): string => list(node.attributes.shape!.map(scope.size));

/** One selection an axis: a position, or where a slice begins, how it steps and how many it takes. */
function selection(index: readonly IndexItem[], shape: Node["shape"], scope: Scope): string {
  return list(
    shape.map((size, axis) => {
      const item = index[axis] ?? wholeAxis;
      if (typeof item === "number") return item < 0 ? `${scope.size(size)} - ${-item}` : item;
      if (typeof size === "string")
        return item.step < 0
          ? list([`${scope.size(size)} - 1`, -1, scope.size(size)])
          : list([0, 1, scope.size(size)]);
      const { first, step, count } = sliceRange(item, size);
      return list([first, step, count]);
    }),
  );
}

const alongLast =
  (name: string): Spelling =>
  ([x], node, scope) => {
    const axis = node.attributes.axes![0]!;
    return axis === node.operands[0]!.shape.length - 1
      ? callOf(scope.need(name), x!.text)
      : callOf(scope.need("alongAxis"), scope.need(name), x!.text, String(axis));
  };

/** How TypeScript spells each operation. Arrays are nested lists: `map((z, b) => z + b, z, b)`. */
export const typescriptOperations = {
  number: (_, node) => ({
    ...literal(node.attributes.value!),
    text: javascriptNumber(node.attributes.value!),
  }),
  array: (_, node, scope) => atom(scope.constant(node)),
  variable: (_, node) => atom(node.attributes.name!),
  named: ([x]) => x!,
  add: elementwise(infix("+", binds.sum)),
  subtract: elementwise(infix("-", binds.sum)),
  multiply: elementwise(infix("*", binds.product)),
  divide: elementwise(infix("/", binds.product)),
  negate: elementwise(negate),
  power: elementwise(([x, p]) => ({
    text: `${wrap(x!, binds.postfix)} ** ${wrap(p!, binds.prefix)}`,
    binds: binds.power,
  })),
  exp: math("exp"),
  log: math("log"),
  sqrt: math("sqrt"),
  abs: math("abs"),
  sign: math("sign"),
  sin: math("sin"),
  cos: math("cos"),
  tan: math("tan"),
  asin: math("asin"),
  acos: math("acos"),
  atan: math("atan"),
  sinh: math("sinh"),
  cosh: math("cosh"),
  tanh: math("tanh"),
  erf: own("erf"),
  sigmoid: own("sigmoid"),
  relu: elementwise(([x]) => callOf("Math.max", x!.text, "0")),
  leakyRelu: elementwise(([x, slope]) => ({
    text: `${wrap(x!, binds.sum)} > 0 ? ${x!.text} : ${wrap(slope!, 3)} * ${wrap(x!, 4)}`,
    binds: 0,
  })),
  elu: elementwise(([x, alpha]) => ({
    text: `${wrap(x!, binds.sum)} > 0 ? ${x!.text} : ${wrap(alpha!, 3)} * Math.expm1(${x!.text})`,
    binds: 0,
  })),
  softplus: own("softplus"),
  silu: own("silu"),
  gelu: own("gelu"),
  less: compare("<"),
  lessEqual: compare("<="),
  greater: compare(">"),
  greaterEqual: compare(">="),
  equal: compare("==="),
  notEqual: compare("!=="),
  where: elementwise(([condition, a, b]) => ({
    text: `${condition!.condition?.text ?? `${wrap(condition!, binds.sum)} !== 0`} ? ${wrap(a!, 1)} : ${b!.text}`,
    binds: 0,
  })),
  maximum: math("max"),
  minimum: math("min"),
  sum: reduce("sum"),
  mean: reduce("mean"),
  max: reduce("max"),
  min: reduce("min"),
  logSumExp: ([x], node, scope) => {
    const { axes = [], keepdims = false } = node.attributes;
    if (node.operands[0]!.shape.length === 0) return x!;
    if (node.shape.length === 0) return callOf(scope.need("logSumExpAll"), x!.text);
    return callOf(scope.need("logSumExp"), x!.text, list(axes), ...(keepdims ? ["true"] : []));
  },
  size: (_, node, scope) => {
    const { axes = [] } = node.attributes;
    const sizes = axes.map((axis) => scope.size(node.operands[0]!.shape[axis]!));
    const parts = sizes.filter((one) => one !== "1");
    return parts.length > 1 ? { text: parts.join(" * "), binds: binds.product } : atom(parts[0] ?? "1");
  },
  matmul: ([a, b], node, scope) => {
    if (node.shape.length === 0) return callOf(scope.need("dot"), a!.text, b!.text);
    return callOf(scope.need("matmul"), a!.text, b!.text);
  },
  transpose: ([x], node, scope) => {
    const { permutation = [] } = node.attributes;
    if (permutation.length < 2) return x!;
    if (permutation.length === 2) return callOf(scope.need("transpose"), x!.text);
    return callOf(scope.need("permute"), x!.text, list(permutation));
  },
  reshape: ([x], node, scope) =>
    node.shape.length === 0
      ? callOf(scope.need("sumAll"), x!.text)
      : callOf(scope.need("reshape"), x!.text, shapeOf(node, scope)),
  broadcast: ([x], node, scope) =>
    node.shape.length === 0 ? x! : callOf(scope.need("stretch"), x!.text, shapeOf(node, scope)),
  concatenate: (parts, node, scope) =>
    callOf(scope.need("concatenate"), list(parts.map((one) => one.text)), String(node.attributes.axis ?? 0)),
  index: ([x], node, scope) => {
    const text = callOf(
      scope.need("at"),
      x!.text,
      selection(node.attributes.index!, node.operands[0]!.shape, scope),
    );
    return node.shape.length === 0 ? { text: `${text.text} as number`, binds: 0 } : text;
  },
  scatter: ([x], node, scope) =>
    callOf(
      scope.need("placed"),
      x!.text,
      selection(node.attributes.index!, node.attributes.shape!, scope),
      shapeOf(node, scope),
    ),
  gather: ([x], node, scope) =>
    callOf(scope.need("gather"), x!.text, list(node.attributes.positions!), shapeOf(node, scope)),
  scatterAdd: ([x], node, scope) =>
    callOf(scope.need("scatterAdd"), x!.text, list(node.attributes.positions!), shapeOf(node, scope)),
  softmax: alongLast("softmax"),
  logSoftmax: alongLast("logSoftmax"),
  oneHot: ([labels], node, scope) =>
    callOf(scope.need("oneHot"), labels!.text, scope.size(node.attributes.classes!)),
  crossEntropy: ([logits, target], node, scope) => {
    const [one, other] = node.operands;
    const isGiven = other!.shape.length === one!.shape.length;
    const classes = scope.size(one!.shape[one!.shape.length - 1]!);
    const distribution = isGiven ? target!.text : `${scope.need("oneHot")}(${target!.text}, ${classes})`;
    return callOf(scope.need("crossEntropy"), logits!.text, distribution);
  },
} satisfies Record<Op, Spelling>;

export function javascriptNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return Object.is(value, -0) ? "-0" : numeral(value);
}
