import type { Edit } from "./diagnostic.ts";

/** A text with edits made that do not overlap; it stands at `start` of what their spans are of. */
export const applied = (text: string, edits: Iterable<Edit>, start = 0): string =>
  [...edits]
    .sort((a, b) => b.span.from - a.span.from)
    .reduce(
      (whole, { span, replacement }) =>
        whole.slice(0, span.from - start) + replacement + whole.slice(span.to - start),
      text,
    );
