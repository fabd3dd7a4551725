import type { Node } from "../../graph/node.ts";
import { opened } from "../losses/form.ts";

/** Of each quantity the one before it that it continues; undefined where it begins anew. */
export type Continued = readonly (number | undefined)[];

/**
 * Which of the quantities before it each one continues, as `total += part` does; undefined where none does. What begins
 * anew continues none.
 */
export function continuedIn(nodes: readonly Node[]): Continued | undefined {
  const last = new Map<Node, number>();
  const found = nodes.map((node, at) => {
    const { op, operands } = opened(node);
    const before =
      op === "add" || op === "subtract" ? operands.map((one) => last.get(opened(one))) : [undefined];
    last.set(opened(node), at);
    return before.find((one) => one !== undefined);
  });
  return found.some((one) => one !== undefined) ? found : undefined;
}

/** The running totals of parts. */
export function totalsOf(parts: readonly Float64Array[], continued: Continued): Float64Array[] {
  const totals: Float64Array[] = [];
  for (const [at, part] of parts.entries()) {
    const from = continued[at];
    totals.push(from === undefined ? part : part.map((one, i) => one + totals[from]![i]!));
  }
  return totals;
}

/** What several quantities of one size add up to. */
export const sumOf = (parts: readonly Float64Array[]): Float64Array =>
  parts.reduce((sum, part) => sum.map((one, at) => one + part[at]!));
