import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "./syntax.ts";

export type Part = Expression | Statement;

export const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

function parts(value: unknown): Part[] {
  if (isPart(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(parts);
  return [];
}

/** The statements and expressions directly inside one, in the order of writing. */
export const partsOf = (part: Part): Part[] => Object.values(part).flatMap(parts);

/** Every statement and expression in `root`, itself first, in the order of writing. */
export function* walk(root: Part | readonly Part[]): Generator<Part> {
  const pending = parts(root).reverse();
  while (pending.length > 0) {
    const part = pending.pop()!;
    yield part;
    pending.push(...partsOf(part).reverse());
  }
}

export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
