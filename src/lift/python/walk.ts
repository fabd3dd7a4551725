import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "./syntax.ts";

export type Part = Expression | Statement;

export const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

/** Adds the statements and expressions that a value is or holds, the outermost only. */
function gather(value: unknown, found: Part[]): void {
  if (typeof value !== "object" || value === null) return;
  if (isPart(value)) found.push(value);
  else if (Array.isArray(value)) for (const one of value) gather(one, found);
  else gatherInside(value, found);
}

function gatherInside(value: object, found: Part[]): void {
  for (const key in value) gather(value[key as keyof typeof value], found);
}

/** The statements and expressions directly inside one, in the order of writing. */
export function partsOf(part: Part): Part[] {
  const found: Part[] = [];
  gatherInside(part, found);
  return found;
}

/** Every statement and expression in `root`, itself first, in the order of writing. */
export function* walk(root: Part | readonly Part[]): Generator<Part> {
  const pending: Part[] = [];
  gather(root, pending);
  pending.reverse();
  while (pending.length > 0) {
    const part = pending.pop()!;
    yield part;
    const inside = partsOf(part);
    for (let at = inside.length - 1; at >= 0; at--) pending.push(inside[at]!);
  }
}

/** Whether this is a name, and that one. */
export const isNamed = (one: Part, name: string): boolean => one.kind === "name" && one.name === name;

export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
