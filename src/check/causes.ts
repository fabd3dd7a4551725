import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { reachable } from "../graph/walk.ts";
import type { Machine, Patch } from "../lift/machine.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { type Part, sameSpan, walk } from "../lift/python/walk.ts";
import type { Remedy } from "./candidate.ts";
import type { CheckedParameter, CheckedProgram } from "./checked.ts";
import type { Program } from "./program.ts";
import type { Source } from "./repair/source.ts";
import { allRight } from "./repair/step-trials.ts";
import { aliasingCandidates } from "./rules/aliasing.ts";
import { zeroCounters } from "./rules/counter.ts";
import { falseDerivatives, falseSlopes } from "./rules/false-derivative.ts";
import { forgottenGradients } from "./rules/forgotten-gradient.ts";
import { plainName } from "./rules/gradient-names.ts";
import { softmaxDiagonals } from "./rules/softmax-diagonal.ts";
import { staleForward } from "./rules/stale-forward.ts";
import { surplusSums } from "./rules/surplus-sum.ts";
import { wrongPoints } from "./rules/wrong-point.ts";
import { newNode } from "./step.ts";
import type { Proof, Trials } from "./trials.ts";
import { isFlat, isGood, type Judged } from "./verdict.ts";

/** How many places of one kind are tried. */
const mostPlaces = 8;

const isTroubled = ({ verdicts }: Judged): boolean =>
  verdicts.some((one) => one.kind === "wrong" || one.kind === "other" || isFlat(one));

/** What the step itself does not show, where that explains all that is wrong: two names for one array, a false slope. */
export function elsewhereIn(
  source: Source,
  judged: readonly Judged[],
  trials: Trials,
): Diagnostic | undefined {
  if (!judged.some(isTroubled)) return undefined;
  const least = judged.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  for (const { diagnostic, remedies } of [...falseSlopes(source), ...aliasingCandidates(source)].slice(
    0,
    mostPlaces,
  )) {
    const proof = trials.proven(remedies, least);
    if (proof) return repaired(diagnostic, proof.remedy);
  }
  return undefined;
}

/** A counter that begins at 0 under a bias correction, where nothing of the program is a number after its first step. */
export function zeroCounter(
  source: Source,
  judged: readonly Judged[],
  trials: Trials,
): Diagnostic | undefined {
  if (judged.some((one) => one.verdicts.some(isGood))) return undefined;
  for (const { diagnostic, remedies } of zeroCounters(source)) {
    const proof = trials.proven(remedies, 1);
    if (proof) return repaired(diagnostic, proof.remedy);
  }
  return undefined;
}

const rules = [softmaxDiagonals, surplusSums, wrongPoints, falseDerivatives];

/** A fault in the step itself whose form is known, where the step is right in every parameter without it. */
export function knownForm(
  machine: Machine,
  source: Source,
  program: Program,
  judged: Judged,
): Diagnostic | undefined {
  if (!isTroubled(judged)) return undefined;
  const losses = ofLosses(source, program);
  for (const rule of rules)
    for (const { diagnostic, remedies } of rule(source))
      for (const remedy of remedies) {
        if (remedy.edits.some(({ span }) => losses.has(source.statementAt(span)))) continue;
        if (!remedy.edits.some(({ span }) => mayRun(source, program, span))) continue;
        const patch = patchOf(source, remedy.edits);
        if (patch && allRight(machine, program, judged, patch)) return repaired(diagnostic, remedy);
      }
  return undefined;
}

/** The statements that only the stated losses are computed by: changed, they would state another one. */
function ofLosses(source: Source, { first, moved, stated }: Program): ReadonlySet<Statement | undefined> {
  const losses = stated.flatMap((loss) => loss.find(first)?.node ?? []);
  const behind = new Set(reachable(moved.map((path) => newNode(first, path))));
  const own = new Set(reachable(losses).filter((node) => !behind.has(node)));
  const found = new Set<Statement | undefined>();
  const others = new Set<Statement | undefined>();
  for (const { node, span } of first.events)
    if (node) (own.has(node) ? found : others).add(source.statementAt(span));
  return new Set([...found].filter((one) => one && !others.has(one)));
}

/** Whether a step may run what stands at a place: in it or in a function. A document's other loops are none of its own. */
function mayRun(source: Source, { pass }: Program, span: Span): boolean {
  if (span.from >= pass.span.from && span.to <= pass.span.to) return true;
  for (let part: Part | undefined = source.statementAt(span); part; part = source.parentOf(part))
    if (part.kind === "function" || part.kind === "closure") return true;
  return false;
}

/** Changes of whole expressions as syntax to run instead. */
function patchOf(source: Source, edits: readonly Edit[]): Patch | undefined {
  const expressions = new Map<Expression, Expression>();
  for (const { span, replacement } of edits) {
    const statement = source.statementAt(span);
    const place =
      statement && [...walk(statement)].find((one) => one !== statement && sameSpan(one.span, span));
    const instead = source.language.parseExpression(replacement);
    if (!place || !instead) return undefined;
    expressions.set(place as Expression, instead);
  }
  return { expressions, blocks: new Map() };
}

/** A fault outside of what a step shows, and the programs that it is in. */
interface Elsewhere {
  readonly diagnostic: Diagnostic;
  readonly programs: readonly CheckedProgram[];
}

/** A value that a loop should compute anew, where no loop can be judged as it is. */
export function staleValue(source: Source, judged: readonly Judged[], trials: Trials): Elsewhere | undefined {
  if (judged.some((one) => one.verdicts.some(isGood))) return undefined;
  for (const { diagnostic, remedies } of staleForward(source).slice(0, mostPlaces)) {
    const proof = trials.proven(remedies, 1);
    if (!proof) continue;
    return elsewhere(diagnostic, proof, "it is moved by what was computed before the loop", () => true);
  }
  return undefined;
}

/** A step that leaves its gradient out: with it one parameter more than these is right. */
export function forgottenGradient(source: Source, right: number, trials: Trials): Elsewhere | undefined {
  for (const { diagnostic, remedies, target } of forgottenGradients(source).slice(0, mostPlaces)) {
    const proof = trials.proven(remedies, right + 1);
    if (!proof) continue;
    const own = plainName(target);
    return elsewhere(diagnostic, proof, "its step holds no gradient", ({ path }) => plainName(path) === own);
  }
  return undefined;
}

/** A fault that a changed text has proved, and the programs of that text where they stand in the program's own. */
function elsewhere(
  diagnostic: Diagnostic,
  { remedy, programs }: Proof,
  reason: string,
  isWrong: (one: CheckedParameter) => boolean,
): Elsewhere {
  const back = backThrough(remedy.edits);
  return {
    diagnostic: repaired(diagnostic, remedy),
    programs: programs.map((program) => ({
      span: back(program.span),
      loss: { ...program.loss, span: back(program.loss.span) },
      descends: { ...program.descends, same: false },
      parameters: program.parameters.map((one) => ({
        ...one,
        ...(isWrong(one) && ({ kind: "wrong", scale: null, worst: null, reason } as const)),
        span: back(one.span),
      })),
    })),
  };
}

const repaired = (diagnostic: Diagnostic, remedy: Remedy): Diagnostic => ({
  ...diagnostic,
  fix: { ...remedy, verified: true },
});

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
