import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { Ndarray, weak } from "../numpy/array.ts";
import { nodeOf } from "../numpy/recording.ts";
import type { Numeric, Value } from "./values.ts";

/** Whether a value is a number: a plain one, or one with its record. */
export const isNumber = (value: Value): value is Numeric =>
  typeof value === "number" || (value instanceof Ndarray && value.rank === 0);

/** A number without its record. */
export const plain = (value: Numeric): number => (typeof value === "number" ? value : value.first);

/** What has been computed from numbers, with its record where one of them has one. */
export function computed(
  value: number,
  operands: readonly Numeric[],
  make: ($: Builder, ...nodes: Node[]) => Node,
): Numeric {
  let graph: Builder | undefined;
  for (const one of operands) if (one instanceof Ndarray) graph ??= one.buffer.graph;
  if (!graph) return value;
  const $ = graph;
  const nodes = operands.map((one) => (one instanceof Ndarray ? nodeOf($, one) : $.number(one)));
  return weak(value, "float64", { graph, node: make($, ...nodes) });
}

type Arithmetic = readonly [
  value: (a: number, b: number) => number,
  node: ($: Builder, a: Node, b: Node, x: number, y: number) => Node,
];

const table: Readonly<Record<string, Arithmetic>> = {
  "+": [(a, b) => a + b, ($, a, b) => $.add(a, b)],
  "-": [(a, b) => a - b, ($, a, b) => $.subtract(a, b)],
  "*": [(a, b) => a * b, ($, a, b) => $.multiply(a, b)],
  "/": [(a, b) => a / b, ($, a, b) => $.divide(a, b)],
  "**": [(a, b) => a ** b, ($, a, b) => $.power(a, b)],
  // the remainder moves with what is divided; how often it goes does not
  "%": [(a, b) => a % b, ($, a, b, x, y) => $.subtract(a, $.multiply(b, $.number(Math.trunc(x / y) || 0)))],
};

/** Whole numbers of 32 bits have no derivative. */
const bits: Readonly<Record<string, (a: number, b: number) => number>> = {
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b,
};

/** `a operator b`, both of them numbers. */
export function arithmetic(operator: string, a: Numeric, b: Numeric): Numeric {
  const [x, y] = [plain(a), plain(b)];
  const bitwise = bits[operator];
  if (bitwise) return bitwise(x, y);
  const [value, node] = table[operator]!;
  const result = value(x, y);
  if (typeof a === "number" && typeof b === "number") return result;
  return computed(result, [a, b], ($, left, right) => node($, left!, right!, x, y));
}

export const negated = (a: Numeric): Numeric =>
  typeof a === "number" ? -a : computed(-a.first, [a], ($, x) => $.negate(x!));
