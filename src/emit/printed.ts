import type { Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";

/** A piece of a program, with the strength of its outermost operator. */
export interface Printed {
  readonly text: string;
  readonly binds: number;
  /** A comparison as a truth value, where `text` is its 1 or 0. */
  readonly condition?: Printed;
  /** TypeScript: an element-wise formula that is to be mapped over arrays. */
  readonly fused?: { readonly over: ReadonlyMap<string, string>; readonly body: Printed };
}

/** How tightly operators hold; the same order in Python and in TypeScript. */
export const binds = { comparison: 1, sum: 2, product: 3, prefix: 4, power: 5, postfix: 8, atom: 9 } as const;

/** What a spelling may ask for while it writes. */
export interface Scope {
  /** A function of the target's own that the program is to hold; gives its name. */
  readonly need: (helper: string) => string;
  /** A size as text. */
  readonly size: (dimension: number | string) => string;
  /** A constant array under a name of its own. */
  readonly constant: (node: Node) => string;
}

export type Spelling = (operands: readonly Printed[], node: Node, scope: Scope) => Printed;
export type Spellings = Readonly<Record<Op, Spelling>>;

export const atom = (text: string): Printed => ({ text, binds: binds.atom });

/** A part as an operand that must hold at least so tightly. */
export const wrap = (part: Printed, least: number): string =>
  part.binds < least ? `(${part.text})` : part.text;

export const infix =
  (symbol: string, strength: number): Spelling =>
  ([a, b]) => ({ text: `${wrap(a!, strength)} ${symbol} ${wrap(b!, strength + 1)}`, binds: strength });

export const negate: Spelling = ([x]) => ({ text: `-${wrap(x!, binds.prefix)}`, binds: binds.prefix });

/** A call with the operands as they stand, and what else it takes. */
export const callOf = (name: string, ...parts: readonly string[]): Printed =>
  atom(`${name}(${parts.join(", ")})`);

export const call =
  (name: string): Spelling =>
  (operands) =>
    callOf(name, ...operands.map((one) => one.text));

/** A number as Python and JavaScript both read it: the shortest that is the same double. */
export function numeral(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  // 1 - 0.9 is 0.09999999999999998, and says less
  const rest = String(1 - value);
  return text.length > 12 && rest.length < 9 && 1 - Number(rest) === value ? `(1 - ${rest})` : text;
}
