import type { Edit } from "./diagnostic.ts";

/**
 * A text with edits made that do not overlap; it stands at `start` of what their spans are of. Of two at one place the
 * later one stands first.
 */
export function applied(text: string, edits: Iterable<Edit>, start = 0): string {
  const parts: string[] = [];
  let at = 0;
  for (const { span, replacement } of [...edits].reverse().sort((a, b) => a.span.from - b.span.from)) {
    parts.push(text.slice(at, span.from - start), replacement);
    at = span.to - start;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
