import type { Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable, reaches } from "../graph/walk.ts";

/** Reads the variables' values from `inputs` and writes the roots' values to `outputs`. */
export type ScalarFunction = (inputs: Float64Array, outputs: Float64Array) => void;

type Spelling = ((...operands: string[]) => string) | "function" | "leaf" | "arrays";

const infix =
  (symbol: string): Spelling =>
  (a, b) =>
    `(${a} ${symbol} ${b})`;
const compare =
  (symbol: string): Spelling =>
  (a, b) =>
    `(${a} ${symbol} ${b} ? 1 : 0)`;
const math =
  (name: string): Spelling =>
  (...operands) =>
    `Math.${name}(${operands.join(", ")})`;

/** How JavaScript spells each operation on numbers; `function` calls the operation table's own. */
const spellings: Readonly<Record<Op, Spelling>> = {
  number: "leaf",
  variable: "leaf",
  array: "arrays",
  named: (x) => x!,
  add: infix("+"),
  subtract: infix("-"),
  multiply: infix("*"),
  divide: infix("/"),
  negate: (x) => `(-${x})`,
  power: (a, b) => (b === "2" ? `(${a} * ${a})` : `(${a} ** ${b})`),
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
  erf: "function",
  sigmoid: "function",
  relu: (x) => `Math.max(${x}, 0)`,
  leakyRelu: "function",
  elu: "function",
  softplus: "function",
  silu: "function",
  gelu: "function",
  less: compare("<"),
  lessEqual: compare("<="),
  greater: compare(">"),
  greaterEqual: compare(">="),
  equal: compare("==="),
  notEqual: compare("!=="),
  where: (condition, a, b) => `(${condition} !== 0 ? ${a} : ${b})`,
  maximum: math("max"),
  minimum: math("min"),
  sum: "arrays",
  mean: "arrays",
  max: "arrays",
  min: "arrays",
  logSumExp: "arrays",
  size: "arrays",
  matmul: "arrays",
  transpose: "arrays",
  reshape: "arrays",
  broadcast: "arrays",
  concatenate: "arrays",
  index: "arrays",
  scatter: "arrays",
  gather: "arrays",
  scatterAdd: "arrays",
  softmax: "arrays",
  logSoftmax: "arrays",
  oneHot: "arrays",
  crossEntropy: "arrays",
};

/** Whether a graph holds numbers only, so that it compiles to one function. */
export const isScalarGraph = (roots: Iterable<Node>): boolean =>
  !reaches(roots, (node) => node.shape.length > 0 || spellings[node.op] === "arrays");

/** Above this many operations the values are kept in memory and the code is cut into pieces. */
const straightLine = 1500;

/**
 * Compiles a scalar graph to one JavaScript function. The code holds our own spellings, numbers and made-up
 * identifiers, never a name of the user's. Where a page forbids code from text, a loop over the operation table
 * computes the same.
 */
export function compileScalars(roots: readonly Node[], variables: readonly Node[]): ScalarFunction {
  const order = reachable(roots).filter((node) => node.op !== "variable");
  const place = new Map(variables.map((variable, at) => [variable, at]));
  try {
    return order.length <= straightLine ? asOneFunction(order, roots, place) : inPieces(order, roots, place);
  } catch (failure) {
    if (!(failure instanceof EvalError)) throw failure;
    return asLoop(order, roots, place);
  }
}

const scalars = Object.fromEntries(Object.entries(operations).map(([op, { scalar }]) => [op, scalar]));

function numberText(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}

function expressionOf(node: Node, operands: readonly string[]): string {
  if (node.op === "number") return numberText(node.attributes.value!);
  const spelling = spellings[node.op];
  if (spelling === "function") return `f.${node.op}(${operands.join(", ")})`;
  if (typeof spelling === "string") throw new Error(`${node.op} is no operation on numbers`);
  return spelling(...operands);
}

function asOneFunction(
  order: readonly Node[],
  roots: readonly Node[],
  place: ReadonlyMap<Node, number>,
): ScalarFunction {
  const names = new Map<Node, string>();
  const lines: string[] = [];
  for (const [variable, at] of place) {
    names.set(variable, `i${at}`);
    lines.push(`const i${at} = inputs[${at}];`);
  }
  for (const node of order) {
    const text = expressionOf(
      node,
      node.operands.map((operand) => names.get(operand)!),
    );
    if (node.op === "number" || node.op === "named") {
      names.set(node, text);
    } else {
      names.set(node, `v${node.id}`);
      lines.push(`const v${node.id} = ${text};`);
    }
  }
  for (const [at, root] of roots.entries()) lines.push(`outputs[${at}] = ${names.get(root)};`);
  return new Function("f", `"use strict"; return (inputs, outputs) => {\n${lines.join("\n")}\n};`)(scalars);
}

/** Pieces of code over one memory: engines refuse to optimise, or to read, a single function of any size. */
function inPieces(
  order: readonly Node[],
  roots: readonly Node[],
  place: ReadonlyMap<Node, number>,
): ScalarFunction {
  const slots = new Map<Node, number>(place);
  for (const node of order) slots.set(node, slots.size);
  const memory = new Float64Array(slots.size);
  const results = roots.map((root) => slots.get(root)!);
  const pieces: ((m: Float64Array) => void)[] = [];
  for (let from = 0; from < order.length; from += straightLine) {
    const lines = order.slice(from, from + straightLine).map((node) => {
      const operands = node.operands.map((one) =>
        one.op === "number" ? expressionOf(one, []) : `m[${slots.get(one)}]`,
      );
      return `m[${slots.get(node)}] = ${expressionOf(node, operands)};`;
    });
    pieces.push(new Function("f", `"use strict"; return (m) => {\n${lines.join("\n")}\n};`)(scalars));
  }
  return (inputs, outputs) => {
    memory.set(inputs.subarray(0, place.size));
    for (const piece of pieces) piece(memory);
    for (let at = 0; at < results.length; at++) outputs[at] = memory[results[at]!]!;
  };
}

/** The same by a loop, for pages whose security policy allows no code from text. */
export function asLoop(
  order: readonly Node[],
  roots: readonly Node[],
  place: ReadonlyMap<Node, number>,
): ScalarFunction {
  const slots = new Map<Node, number>(place);
  for (const node of order) slots.set(node, slots.size);
  const memory = new Float64Array(slots.size);
  const results = roots.map((root) => slots.get(root)!);
  const steps = order.map((node) => ({
    scalar:
      node.op === "named"
        ? (x: number) => x
        : node.op === "number"
          ? () => node.attributes.value!
          : scalars[node.op]!,
    operands: node.operands.map((operand) => slots.get(operand)!),
    slot: slots.get(node)!,
  }));
  return (inputs, outputs) => {
    memory.set(inputs.subarray(0, place.size));
    for (const { scalar, operands, slot } of steps)
      memory[slot] = scalar(...operands.map((one) => memory[one]!));
    for (let at = 0; at < results.length; at++) outputs[at] = memory[results[at]!]!;
  };
}
