import type { Diagnostic } from "../base/diagnostic.ts";
import type { Cell } from "./cell.ts";

/** A fault that its cell holds on purpose. */
export interface Expected extends Diagnostic {
  readonly expected: true;
}

/**
 * Cells that show a fault say so: `expect=update/wrong-target`, several with commas. Such faults do not count; one
 * that is expected and not found does.
 */
export function expectedBy(
  cells: readonly Cell[],
  found: readonly Diagnostic[],
): { left: Diagnostic[]; expected: Expected[] } {
  const left = new Set(found);
  const expected: Expected[] = [];
  for (const cell of cells) {
    const option = cell.fence.options.get("expect");
    if (!option) continue;
    for (const code of option.value.split(/[\s,]+/).filter(Boolean)) {
      const here = found.filter(
        (one) =>
          one.code === code &&
          one.span.from >= cell.span.from &&
          one.span.from < (cell.shown?.to ?? cell.span.to),
      );
      for (const one of here) {
        left.delete(one);
        expected.push({ ...one, expected: true });
      }
      if (here.length === 0) left.add(missing(code, option.span));
    }
  }
  return { left: [...left].sort((a, b) => a.span.from - b.span.from), expected };
}

const missing = (code: string, span: Diagnostic["span"]): Diagnostic => ({
  code: "document/not-found",
  severity: "error",
  span,
  message: `this cell expects ${code}, which was not found in it`,
  hint: "Take the expectation away, or plant the fault again.",
});
