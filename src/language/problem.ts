import type { Diagnostic, Related } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";

/** Carries a diagnostic out of the depth of an expression; caught at its statement. */
export class Problem extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
  }
}

export function problem(
  code: string,
  span: Span,
  message: string,
  hint?: string,
  related?: readonly Related[],
): Problem {
  return new Problem({
    code,
    severity: "error",
    span,
    message,
    ...(hint && { hint }),
    ...(related && { related }),
  });
}

/** The known word nearest to `word` by edits of one letter, if any is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const one of known) {
    const apart = one.toLowerCase() === word.toLowerCase() ? 0.5 : edits(word, one);
    if (apart < least) [best, least] = [one, apart];
  }
  return best;
}

/** Levenshtein's distance, a swap of neighbours counting as one edit. */
function edits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Infinity;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

export const meant = (word: string, known: Iterable<string>): string | undefined => {
  const near = nearest(word, known);
  return near && `Did you mean ${near}?`;
};
