import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { CheckedProgram } from "./checked.ts";
import type { Source } from "./repair/source.ts";
import { aliasingCandidates } from "./rules/aliasing.ts";
import { staleForward } from "./rules/stale-forward.ts";
import type { Trials } from "./trials.ts";
import { isFlat, isGood, type Judged } from "./verdict.ts";

/** How many places of one kind are tried. */
const mostPlaces = 8;

/** One place outside of the step itself that explains all that is wrong in it: two names for one array. */
export function sharedArray(source: Source, judged: readonly Judged[], trials: Trials): Diagnostic | undefined {
  const verdicts = judged.flatMap((one) => one.verdicts);
  if (!verdicts.some((one) => one.kind === "wrong" || isFlat(one))) return undefined;
  for (const { diagnostic, remedies } of aliasingCandidates(source).slice(0, mostPlaces)) {
    const proof = trials.proven(remedies, verdicts.length);
    if (proof) return { ...diagnostic, fix: { ...proof.remedy, verified: true } };
  }
  return undefined;
}

interface Stale {
  readonly diagnostic: Diagnostic;
  readonly programs: readonly CheckedProgram[];
}

/** A value that a loop should compute anew, where no loop can be judged as it is. */
export function staleValue(source: Source, judged: readonly Judged[], trials: Trials): Stale | undefined {
  if (judged.some((one) => one.verdicts.some(isGood))) return undefined;
  for (const { diagnostic, remedies } of staleForward(source).slice(0, mostPlaces)) {
    const proof = trials.proven(remedies, 1);
    if (!proof) continue;
    const back = backThrough(proof.remedy.edits);
    return {
      diagnostic: { ...diagnostic, fix: { ...proof.remedy, verified: true } },
      programs: proof.programs.map(({ span, loss, parameters, descends }) => ({
        span: back(span),
        loss: { ...loss, span: back(loss.span) },
        descends: { ...descends, same: false },
        parameters: parameters.map(({ path, span: place }) => ({
          path,
          kind: "wrong",
          scale: null,
          worst: null,
          reason: "it is moved by what was computed before the loop",
          span: back(place),
        })),
      })),
    };
  }
  return undefined;
}

/** Where a place of the changed text stands in the program's own. */
function backThrough(edits: readonly Edit[]): (span: Span) => Span {
  const inOrder = [...edits].sort((a, b) => a.span.from - b.span.from);
  const back = (offset: number): number => {
    let moved = 0;
    for (const { span, replacement } of inOrder) {
      const start = span.from + moved;
      if (offset < start) break;
      // what was put in at the head of the loop stands for what was taken out before it
      if (offset < start + replacement.length) return inOrder[0]!.span.from;
      moved += replacement.length - (span.to - span.from);
    }
    return offset - moved;
  };
  return ({ from, to }) => {
    const start = back(from);
    return { from: start, to: start + to - from };
  };
}
