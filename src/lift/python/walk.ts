import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "./syntax.ts";

type Part = Expression | Statement;

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

function parts(value: unknown): Part[] {
  if (isPart(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(parts);
  return [];
}

/** Every statement and expression in `root`, itself first, in the order of writing. */
export function* walk(root: Part | readonly Part[]): Generator<Part> {
  const pending = parts(root).reverse();
  while (pending.length > 0) {
    const part = pending.pop()!;
    yield part;
    for (const value of Object.values(part).reverse()) pending.push(...parts(value).reverse());
  }
}

/** The same syntax with some expressions exchanged, found by their spans. Nothing is changed in place. */
export function exchanged<T>(root: T, by: (expression: Expression) => Expression | undefined): T {
  if (Array.isArray(root)) return root.map((one) => exchanged(one, by)) as T;
  if (typeof root !== "object" || root === null) return root;
  const replaced = isPart(root) ? by(root as Expression) : undefined;
  if (replaced) return replaced as T;
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, key === "span" ? value : exchanged(value, by)])) as T;
}

export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
