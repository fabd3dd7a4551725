import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap } from "../base/span.ts";

/** What a program tells the checker in comments. */
export interface Hints {
  /** `# chainrule: loss = cost` */
  readonly loss: string | undefined;
  /** The diagnostics without those that `# chainrule: ignore update/uneven-scale because …` waives for its line. */
  heeded(diagnostics: readonly Diagnostic[]): Diagnostic[];
}

const lossHint = /(?:#|\/\/)\s*chainrule:\s*loss\s*=\s*([\w.]+)/;
const ignoreHint = /(?:#|\/\/)\s*chainrule:\s*ignore\s+([\w-]+\/[\w-]+)/;

export function hintsIn(text: string): Hints {
  const waived = new Set<string>();
  for (const [at, line] of text.split("\n").entries()) {
    const code = ignoreHint.exec(line)?.[1];
    if (code === undefined) continue;
    waived.add(`${at + 1} ${code}`);
    // a comment that stands alone speaks of the next line
    if (/^\s*(#|\/\/)/.test(line)) waived.add(`${at + 2} ${code}`);
  }
  const map = new LineMap(text);
  return {
    loss: lossHint.exec(text)?.[1],
    heeded: (all) => all.filter(({ span, code }) => !waived.has(`${map.position(span.from).line} ${code}`)),
  };
}
