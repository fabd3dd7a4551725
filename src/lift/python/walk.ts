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

/**
 * The same syntax with the expressions at `spans` exchanged. Nothing is changed in place, and what holds none of
 * them is shared with the old syntax.
 */
export function exchanged<T>(
  root: T,
  spans: readonly Span[],
  by: (expression: Expression) => Expression | undefined,
): T {
  if (Array.isArray(root)) return root.map((one) => exchanged(one, spans, by)) as T;
  if (typeof root !== "object" || root === null) return root;
  if (isPart(root)) {
    const { span } = root;
    if (!spans.some((one) => span.from <= one.from && one.to <= span.to)) return root;
    const replaced = by(root as Expression);
    if (replaced) return replaced as T;
  }
  const entries = Object.entries(root).map(([key, value]) => [
    key,
    key === "span" ? value : exchanged(value, spans, by),
  ]);
  return Object.fromEntries(entries) as T;
}

export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
