import type { Span } from "../../base/span.ts";

/**
 * A name as mathematicians write it: a letter or word with its accents (`y_hat`), what stands below it (`w_{ij}` has
 * the indices i and j) and a layer or sample above it (`a^{(1)}`). A prime is part of a name that is no function.
 */
export interface MathName {
  readonly base: string;
  readonly indices: readonly string[];
  readonly above?: string;
}

/** A factor of a product, with the operator before it; `divides` for what stands after a slash. */
export interface Factor {
  readonly value: Maths;
  readonly divides?: true;
  /** The place of `\cdot`, `\times`, `*`, `/`, `\odot`; missing where factors stand side by side. */
  readonly operator?: Span;
  readonly elementwise?: true;
}

/** A term of a sum; the operator's place is missing before a first term that has none. */
export interface Term {
  readonly value: Maths;
  readonly negative: boolean;
  readonly operator?: Span;
}

/** What a piece of LaTeX says, with its place in the formula. */
export type Maths = { readonly span: Span } & (
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: MathName }
  | {
      readonly kind: "call";
      /** The function, and how often it is differentiated: `\sigma'(z)`. */
      readonly name: MathName;
      readonly primes: number;
      readonly arguments: readonly Maths[];
    }
  | { readonly kind: "sum"; readonly terms: readonly Term[] }
  | { readonly kind: "product"; readonly factors: readonly Factor[] }
  | { readonly kind: "fraction"; readonly over: Maths; readonly under: Maths }
  | { readonly kind: "power"; readonly base: Maths; readonly exponent: Maths }
  | { readonly kind: "transpose" | "group" | "absolute" | "norm"; readonly of: Maths }
  | { readonly kind: "tuple"; readonly items: readonly Maths[] }
  /** ∂of/∂wrt, `order` times; `of` is missing where nothing stands above the line and nothing after it. */
  | {
      readonly kind: "derivative";
      readonly of?: Maths;
      readonly wrt: Maths;
      readonly order: number;
      /** Where a missing numerator belongs, and how the differential is written. */
      readonly numerator: Span;
      readonly differential: string;
    }
  /** ∇ of a function or quantity, by its arguments or by what stands below the sign. */
  | { readonly kind: "gradient"; readonly of: Maths; readonly wrt?: Maths }
  | {
      readonly kind: "series";
      readonly of: Maths;
      readonly index: string | undefined;
      readonly from: Maths | undefined;
      readonly to: Maths | undefined;
    }
);

/** One side of an equation, or why it cannot be read. */
export type Member = { readonly span: Span } & (
  | { readonly maths: Maths; readonly problem?: undefined }
  | { readonly maths?: undefined; readonly problem: string }
);

/** Members that are said to be equal: `dL/dw = … = …`. */
export interface Equation {
  readonly members: readonly [Member, ...Member[]];
  readonly span: Span;
}

/** The name as one word, as programs write it: `y_hat`, `w1`, `z_out`; an index that `bound` knows as its number. */
export function nameKey(
  { base, indices, above }: MathName,
  bound: (index: string) => number | undefined = () => undefined,
): string {
  const said = (part: string): string => {
    const [, letter, shift = "0"] = /^([A-Za-z])([+-]\d+)?$/.exec(part) ?? [];
    const value = letter === undefined ? undefined : bound(letter);
    return value === undefined ? part : String(value + Number(shift));
  };
  const joined = (parts: readonly string[]): string =>
    parts.map((part) => (/^\d+$/.test(part) ? part : `_${part}`)).join("");
  const below = joined(indices.map(said));
  if (above === undefined) return base + below;
  return indices.length === 0 ? base + joined([said(above)]) : `${base}${below}^${said(above)}`;
}

/** What a piece is directly made of. */
export function parts(maths: Maths): readonly Maths[] {
  switch (maths.kind) {
    case "number":
    case "name":
      return [];
    case "call":
      return maths.arguments;
    case "sum":
      return maths.terms.map((one) => one.value);
    case "product":
      return maths.factors.map((one) => one.value);
    case "fraction":
      return [maths.over, maths.under];
    case "power":
      return [maths.base, maths.exponent];
    case "tuple":
      return maths.items;
    case "derivative":
      return maths.of ? [maths.of, maths.wrt] : [maths.wrt];
    case "gradient":
      return maths.wrt ? [maths.of, maths.wrt] : [maths.of];
    case "series":
      return [maths.of, ...(maths.from ? [maths.from] : []), ...(maths.to ? [maths.to] : [])];
    default:
      return [maths.of];
  }
}

/** A piece and all that it is made of. */
export function everyPart(root: Maths): Maths[] {
  const found: Maths[] = [root];
  for (let at = 0; at < found.length; at++) found.push(...parts(found[at]!));
  return found;
}
