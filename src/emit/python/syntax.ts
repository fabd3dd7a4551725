import { type Nested, toNested } from "../../base/array.ts";
import type { Samples } from "../../graph/model.ts";
import type { Node } from "../../graph/node.ts";
import type { IndexItem } from "../../graph/shape.ts";
import {
  atom,
  binds,
  callOf,
  infix,
  numeral,
  type Printed,
  type Scope,
  type Spelling,
  wrap,
} from "../printed.ts";

/** A number that Python reads as a float64 of the same bits. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : '-float("inf")';
  return numeral(value);
}

/** A number that is no count: 2 is written 2.0. */
export const pythonFloat = (value: number): string => {
  const text = pythonNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
};

/** The widest that lines grow. */
export const width = 88;

/**
 * An array as an expression: nested lists where its rows are short, else one list and its shape. `make` is the library's
 * call, such as `np.array(…)`.
 */
export function arrayText(
  samples: Samples,
  make: (list: string, isWhole: boolean) => string,
  indent = "",
): string {
  const { shape, data } = samples;
  const texts = Array.from(data, pythonNumber);
  const isWhole = texts.every((text) => /^-?\d+$/.test(text));
  const row = (shape[shape.length - 1] ?? 1) * Math.max(1, ...texts.map((text) => text.length + 2));
  if (shape.length === 1 || row > width - 16 || shape.length > 3) {
    const flat = texts.join(", ");
    const list = flat.length < width - 28 ? `[${flat}]` : `[\n${filled(texts, `${indent}    `)}\n${indent}]`;
    return `${make(list, isWhole)}${shape.length === 1 ? "" : `.reshape(${shape.join(", ")})`}`;
  }
  return make(nested(toNested({ shape, data: Float64Array.from(data) }), indent), isWhole);
}

function nested(part: Nested, indent: string): string {
  if (typeof part === "number") return pythonNumber(part);
  const flat = `[${part.map((one) => nested(one, "")).join(", ")}]`;
  if (indent.length + flat.length <= width - 28 || typeof part[0] === "number") return flat;
  const inner = `${indent}    `;
  return `[\n${part.map((one) => `${inner}${nested(one, inner)},\n`).join("")}${indent}]`;
}

/** Items in lines as long as they may be. */
function filled(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const item of items) {
    if (line.length + item.length + 2 > width && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${item}, `;
  }
  lines.push(line.trimEnd());
  return lines.join("\n");
}

/** `name(a, b, c)` and the like, broken into lines where it is long. */
export function bracketed(
  head: string,
  items: readonly string[],
  tail: string,
  indent = "",
  most = width,
): string {
  const flat = `${indent}${head}${items.join(", ")}${tail}`;
  if (flat.length <= most) return flat;
  return `${indent}${head}\n${filled(items, `${indent}    `)}\n${indent}${tail}`;
}

export const indented = (lines: readonly string[], by = "    "): string[] =>
  lines.flatMap((line) => line.split("\n")).map((line) => (line === "" ? "" : `${by}${line}`));

/** A tuple: one item keeps its comma. */
export const tuple = (items: readonly string[]): string =>
  items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;

export const shapeText = (node: Node, scope: Scope): string => tuple(node.attributes.shape!.map(scope.size));

/** Python's own comparison; as a number where it is not asked for as a truth. */
export const comparison =
  (symbol: string, asNumber: (condition: string, strength: number) => Printed): Spelling =>
  ([a, b]) => {
    const condition = {
      text: `${wrap(a!, binds.sum)} ${symbol} ${wrap(b!, binds.sum)}`,
      binds: binds.comparison,
    };
    return { ...asNumber(condition.text, condition.binds), condition };
  };

const times = infix("*", binds.product);

/** A product reads a comparison as the truth that it is: `dy * (x > 0)`. */
export const multiply: Spelling = ([a, b], node, scope) => {
  const [left, right] = [a!.condition, b!.condition];
  if (left && !right) return times([left, b!], node, scope);
  return times([a!, right && !left ? right : b!], node, scope);
};

export const truth = (part: Printed): string => part.condition?.text ?? `${wrap(part, binds.sum)} != 0`;

/** `x ** p`: Python takes a root of a negative number to the complex plane, so that others go through the library. */
export const power =
  (general: string): Spelling =>
  ([x, p], node) => {
    const [base, exponent] = node.operands;
    const isSafe = [
      base!.op === "number" && base!.attributes.value! > 0,
      exponent!.op === "number" && Number.isInteger(exponent!.attributes.value),
    ];
    if (!isSafe.some(Boolean)) return callOf(general, x!.text, p!.text);
    return { text: `${wrap(x!, binds.postfix)} ** ${wrap(p!, binds.prefix)}`, binds: binds.power };
  };

/** `axis=0, keepdims=True`; nothing for all axes. */
export function axesText(node: Node, words: { axis: string; keepdims: string }, last = false): string[] {
  const { axes = [], keepdims = false } = node.attributes;
  const { length } = node.operands[0]!.shape;
  const all = axes.length === length && !last;
  return [
    ...(all
      ? []
      : [`${words.axis}=${axes.length === 1 ? axisText(axes[0]!, length) : tuple(axes.map(String))}`]),
    ...(keepdims ? [`${words.keepdims}=True`] : []),
  ];
}

const axisText = (axis: number, rank: number): string =>
  rank > 1 && axis === rank - 1 ? "-1" : String(axis);

export const lastAxis = (node: Node): string =>
  axisText(node.attributes.axes![0]!, Math.max(2, node.operands[0]!.shape.length));

/** The number of elements along axes, as the sizes say it. */
export const sizeText: Spelling = (_, node, scope) => {
  const { axes = [] } = node.attributes;
  const sizes = axes.map((axis) => node.operands[0]!.shape[axis]!);
  const known = sizes.filter((one) => typeof one === "number").reduce((product, one) => product * one, 1);
  const letters = sizes.filter((one) => typeof one === "string").map(scope.size);
  const parts = [...(known === 1 && letters.length > 0 ? [] : [String(known)]), ...letters];
  return { text: parts.join(" * "), binds: parts.length > 1 ? binds.product : binds.atom };
};

/** `x[1:3, 0]` */
export function subscript(index: readonly IndexItem[]): string {
  return index
    .map((item) => {
      if (typeof item === "number") return String(item);
      const { start, stop, step } = item;
      return `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`;
    })
    .join(", ");
}

/** The same as a tuple of slices. */
export const sliceTuple = (index: readonly IndexItem[]): string =>
  tuple(
    index.map((item) => {
      if (typeof item === "number") return String(item);
      const { start, stop, step } = item;
      const parts = [start, stop, ...(step === 1 ? [] : [step])].map((one) =>
        one === null ? "None" : String(one),
      );
      return start === null && stop === null && step === 1 ? "slice(None)" : `slice(${parts.join(", ")})`;
    }),
  );

export const reads: Spelling = ([x], node) =>
  atom(`${wrap(x!, binds.postfix)}[${subscript(node.attributes.index!)}]`);

export const isReversal = (permutation: readonly number[]): boolean =>
  permutation.every((axis, at) => axis === permutation.length - 1 - at);
