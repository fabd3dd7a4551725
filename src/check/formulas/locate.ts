import type { Span } from "../../base/span.ts";
import type { Factor, Maths } from "../../lift/latex/index.ts";
import { type Attempt, attempt, isDerivative } from "./judge.ts";
import type { Scope } from "./scope.ts";

/** The factors of a wrong side that do not match the link of the chain that they stand for. */
export interface Misplaced {
  readonly span: Span;
  readonly link: Maths;
}

const mostFactors = 10;

/** The first false factor of a product, where a side before it writes the links of the chain one by one. */
export function misplaced(found: Attempt, scope: Scope): Misplaced | undefined {
  const [wrong] = found.wrong;
  const side = found.members[wrong!]!;
  const links = found.members
    .slice(0, wrong)
    .map(linksOf)
    .find((one) => one.length > 1);
  if (
    !links ||
    side.kind !== "product" ||
    side.factors.some((one) => one.divides) ||
    side.factors.length > mostFactors
  )
    return undefined;
  const { factors } = side;
  const equal = (from: number, to: number, link: Maths): boolean =>
    attempt([link, joined(factors.slice(from, to))], scope, found.options, found.indices) === "true";
  // from the left as far as groups of factors match, then from the right; what is left over is the fault
  let first = 0;
  let at = 0;
  for (; at < links.length; at++) {
    const end = ends(first, factors.length).find((one) => equal(first, one, links[at]!));
    if (end === undefined) break;
    first = end;
  }
  let last = factors.length;
  let right = links.length;
  for (; right > at + 1; right--) {
    const begin = begins(first, last).find((one) => equal(one, last, links[right - 1]!));
    if (begin === undefined) break;
    last = begin;
  }
  if (right !== at + 1 || first >= last) return undefined;
  return {
    span: { from: factors[first]!.value.span.from, to: factors[last - 1]!.value.span.to },
    link: links[at]!,
  };
}

const ends = (from: number, length: number): number[] =>
  Array.from({ length: length - from }, (_, at) => from + at + 1);
const begins = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => to - at - 1);

const linksOf = (maths: Maths): Maths[] =>
  maths.kind === "product" && maths.factors.every((one) => isDerivative(one.value) && !one.divides)
    ? maths.factors.map((one) => one.value)
    : [];

const joined = (factors: readonly Factor[]): Maths =>
  factors.length === 1
    ? factors[0]!.value
    : {
        kind: "product",
        factors,
        span: { from: factors[0]!.value.span.from, to: factors[factors.length - 1]!.value.span.to },
      };
