import type { Diagnostic } from "../base/diagnostic.ts";
import { endOf, joined } from "../base/places.ts";
import { isMarkdown, readCells } from "../lift/cells.ts";
import type { DocumentCell } from "../lift/document.ts";
import type { Language } from "../lift/language.ts";
import type { Machine } from "../lift/machine.ts";
import { Neighbours } from "../lift/neighbours.ts";
import { type ComparedOutputs, compareOutput } from "../lift/outputs.ts";
import type { CellResult } from "../lift/run.ts";
import type { Tree } from "../lift/tree.ts";
import { shown } from "../render/display.ts";
import { apartFrom, besideSteps } from "./beside.ts";
import { elsewhereIn, forgottenGradient, staleValue, zeroCounter } from "./causes.ts";
import type { CheckedFile } from "./checked.ts";
import { checkedDisplay } from "./display.ts";
import { Driven } from "./driven.ts";
import { checkFormulas } from "./formulas/check-formulas.ts";
import { hintsIn } from "./hints.ts";
import { type JudgedProgram, judged } from "./judged.ts";
import { lastPart } from "./parameter.ts";
import { ProgramCheck } from "./program-check.ts";
import { imported, piecesOf, type Reading, statementsOf, textOf } from "./reading.ts";
import { Source } from "./repair/source.ts";
import { stoppingTests } from "./rules/stopping-test.ts";
import { straightStep } from "./straight.ts";
import { Trials } from "./trials.ts";
import { isGood, type Judged } from "./verdict.ts";
import { Watch, type Watched } from "./watch.ts";

export interface CheckOptions {
  /** The name under which the program computes its loss. */
  readonly loss?: string | undefined;
  /** The folder that the program lives in, from which it may import other files. */
  readonly tree?: Tree | undefined;
  /** Run every loop to its end, as where its output is shown, though the document shows none yet. */
  readonly whole?: boolean | undefined;
}

/** Reads a document or program, runs it, compares what it prints, and judges its training steps. */
export function checkFile(path: string, source: string, options: CheckOptions = {}): CheckedFile {
  const { cells, pieces, diagnostics: unread } = readCells(path, source);
  const neighbours = options.tree && new Neighbours(options.tree, endOf(pieces));
  const hint = options.loss ?? hintsIn(joined(pieces)).loss;
  const all = languagesOf(cells).map((language) =>
    checkCells({ language, cells: cellsOf(cells, language), pieces, neighbours, hint, whole: options.whole }),
  );
  const inFormulas = isMarkdown(path) ? checkFormulas(source) : { formulas: [], diagnostics: [] };
  const diagnostics: Diagnostic[] = [
    ...unread,
    ...inFormulas.diagnostics,
    ...all.flatMap((one) => one.diagnostics),
    ...(neighbours?.files ?? []).flatMap((one) => one.diagnostics),
  ];
  const checked: CheckedFile = {
    path,
    source,
    pieces: piecesOf({ pieces, neighbours }),
    programs: all.flatMap((one) => one.programs),
    outputs: summed(all.flatMap((one) => one.cells)),
    cells: all.flatMap((one) => one.cells),
    formulas: inFormulas.formulas,
    diagnostics: inOrder(hintsIn(textOf({ pieces, neighbours })).heeded(diagnostics)),
  };
  return shown(checked, () => checkedDisplay(checked));
}

export const languagesOf = (cells: readonly DocumentCell[]): readonly Language[] => [
  ...new Set(cells.map((cell) => cell.language)),
];

export const cellsOf = (cells: readonly DocumentCell[], language: Language): readonly DocumentCell[] =>
  cells.filter((cell) => cell.language === language);

/** What is found in the cells of one language. */
export type CheckedCells = Pick<CheckedFile, "programs" | "cells" | "diagnostics">;

/** The cells of one language, which share their names. */
export function checkCells(read: Reading): CheckedCells {
  const { language, cells } = read;
  const isDocument = read.whole ?? cells.some((cell) => cell.shown.length > 0);
  const whole = watched(read, isDocument);
  const isEndless = isDocument && whole.ran.diagnostics.some((one) => one.code.endsWith("/budget"));
  // a program that takes too long for its output to be compared is judged all the same
  const { ran, watch } = isEndless ? watched(read, false) : whole;
  const placed = statementsOf(read, ran.cells);
  const judgedAll: JudgedStep[] = [];
  const beside: JudgedStep[] = [];
  for (const one of watch.found) {
    // a loop around steps that descend is none itself, but for what it moves beside them
    const inner = judgedAll.filter((step) => isAround(one, step) && descends(step));
    const isInner = inner.length === 0;
    const found = isInner
      ? judged(ran.machine, one.program, one.later)
      : besideSteps(ran.machine, one, [...inner, ...beside]);
    if (!found) continue;
    if (!isInner) beside.push({ ...one, ...found });
    else
      for (const each of [found, ...apartFrom(ran.machine, one, found.found)].sort(byLoss))
        judgedAll.push({ ...one, ...each });
  }
  const own = [...steps(judgedAll), ...beside];
  const trials = read.isTrial ? undefined : new Trials(read, checkCells);
  const source = new Source(textOf(read), placed, language);
  const all = own.map(({ found }) => found);
  const elsewhere = lazily(() => trials && elsewhereIn(source, all, trials));
  const looped = own.map(({ program, later, found, home }) =>
    new ProgramCheck(ran.machine, program, later, found, textOf(read), placed, language, {
      driver: home && { kind: "step", home },
      isTrial: read.isTrial,
      elsewhere,
    }).run(),
  );
  const zero = trials && zeroCounter(source, all, trials);
  const isMended =
    zero !== undefined || looped.some((one) => one.diagnostics.some(({ fix }) => fix?.verified));
  let checked: readonly Checked[] = withoutIdle(looped, beside.length);
  const isSpent = ran.diagnostics.some((one) => one.code.endsWith("/budget"));
  const mayDrive = watch.loops.size === 0 || ran.cells.some((cell) => cell.failed);
  const stale = lazily(() => (isMended || !trials ? undefined : staleValue(source, all, trials)));
  // what was computed before a loop is soon looked for, and repairs of a step that stands in none are not
  if (checked.length === 0 && !isSpent && (mayDrive || !stale())) checked = straight(read);
  const mustDrive = checked.length === 0 && mayDrive;
  const driven = mustDrive ? new Driven(read, ran.cells) : undefined;
  if (driven) checked = driven.run();
  // what is right when it is driven needs no remedy
  const isRight = driven && checked.some(({ program }) => program.parameters.some(isGood));
  const right = checked.flatMap(({ program }) => program.parameters).filter(({ kind }) => kind === "right");
  const outside =
    (isRight ? undefined : stale()) ?? (trials && forgottenGradient(source, right.length, trials));
  if (outside)
    checked = outside.programs.map((program) => ({
      program,
      diagnostics: [outside.diagnostic],
      candidates: [],
    }));
  const compared = cells.map((cell, at) =>
    compareOutput(cell.shown, whole.ran.cells[at]!.output, failureOf(whole.ran.cells[at]!, isEndless)),
  );
  const diagnostics: Diagnostic[] = [
    ...(watch.cut || (watch.found.length > 0 && !isDocument)
      ? ran.diagnostics.map(afterCut)
      : ran.diagnostics),
    ...replacedData([...ran.machine.replaced, ...(driven?.replaced ?? [])]),
    ...[...watch.loops].flatMap((loop) => stoppingTests(loop)),
    ...new Set(checked.flatMap((one) => one.diagnostics)),
    ...(zero ? [zero] : []),
    ...settled(trials, checked),
    ...differing(summed(compared), ran.machine.chance.drewUnseeded, language),
  ];
  return { programs: checked.map((one) => one.program), cells: compared, diagnostics };
}

/** What is found when it is first asked for. */
function lazily<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** What is said once the whole program has been tried with the remedies for it. */
function settled(trials: Trials | undefined, checked: readonly Checked[]): Diagnostic[] {
  const candidates = checked.flatMap((one) => one.candidates);
  if (!trials) return candidates.flatMap((one) => (one.needsProof ? [] : [one.diagnostic]));
  const least = checked.reduce((sum, { program }) => sum + program.parameters.length, 0);
  return trials.settled(candidates, least);
}

/** A run that is watched for training steps; `whole` where all that it prints is wanted. */
function watched({ language, cells, hint, neighbours }: Reading, whole: boolean) {
  const watch = new Watch(whole, hint);
  const ran = language.run(cells, { neighbours, ready: watch.ready, hooks: watch.hooks });
  ran.machine.hooks = {};
  return { ran, watch };
}

const failureOf = ({ failed }: CellResult, isEndless: boolean): string | undefined =>
  failed ? (isEndless ? "the program takes more steps than a check allows" : "the cell failed") : undefined;

/** A step without a loop around it, where the program has no other. */
function straight(read: Reading): readonly Checked[] {
  const step = straightStep(read.language, read.cells, read.hint, read.neighbours);
  const found = step && judged(step.machine, step.program);
  if (!found) return [];
  const placed = [...step.statements, ...imported(read)];
  return [
    new ProgramCheck(step.machine, step.program, [], found.found, textOf(read), placed, read.language, {
      isTrial: read.isTrial,
    }).run(),
  ];
}

type Checked = ReturnType<ProgramCheck["run"]>;

/**
 * Beside steps that are settled, a loop of which nothing is known and that states no loss is none; so is one of the last
 * `beside`, which run others, whether it states one or not.
 */
function withoutIdle(all: readonly Checked[], beside: number): readonly Checked[] {
  const isIdle = ({ program: { loss, parameters }, diagnostics }: Checked, at: number): boolean =>
    (!loss.stated || at >= all.length - beside) &&
    diagnostics.length === 0 &&
    parameters.every(({ kind }) => kind === "unknown");
  const settled = all.filter((one, at) => !isIdle(one, at));
  return settled.length > 0 ? settled : all;
}

interface JudgedStep extends Watched {
  readonly found: Judged;
}

const descends = ({ found }: JudgedStep): boolean => found.verdicts.some(isGood);

const byLoss = (a: JudgedProgram, b: JudgedProgram): number =>
  a.found.loss.span.from - b.found.loss.span.from;

/** Whether one step's pass runs the other's loop, which moves something of the same name. */
const isAround = (outer: Watched, inner: Watched): boolean =>
  inner.around.includes(outer.program.pass.loop!) &&
  outer.program.moved.some((path) => inner.program.moved.some((other) => lastPart(path) === lastPart(other)));

/** Of loops in loops that move the same things the one whose pass is a step: the innermost that descends anything. */
function steps(all: readonly JudgedStep[]): JudgedStep[] {
  return all.filter(
    (one) =>
      !all.some((other) => isAround(one, other) && (descends(other) || !descends(one))) &&
      !all.some((other) => isAround(other, one) && descends(other) && !descends(one)),
  );
}

/** A failure behind a training loop that was ended early, with an untrained net or a short list of losses. */
const afterCut = (one: Diagnostic): Diagnostic =>
  !one.code.endsWith("/exception")
    ? one
    : {
        code: one.code.replace("exception", "not-interpreted"),
        severity: "info",
        span: one.span,
        message: `the program is read up to here: after the first steps of its training it ends in ${one.message}`,
        hint: "A training loop is not run to its end, and what follows may need what it would have made.",
      };

/** Data that were made up, since a check touches no files. */
function replacedData(replaced: Machine["replaced"]): Diagnostic[] {
  const seen = new Set<string>();
  return replaced.flatMap(({ what, span, by }) => {
    if (!span || seen.has(what)) return [];
    seen.add(what);
    return [
      {
        code: "data/replaced",
        severity: "info" as const,
        span,
        message: `\`${what}\` is not read: ${by ?? "small seeded data stand"}${by ? " stands" : ""} for it`,
        why: by
          ? "The file that defines it is not beside the program. Where its author means anything else by that name, the verdicts are not about it."
          : "A check touches no files and no network. Verdicts are about derivatives, so any data of the right shape tell.",
      },
    ];
  });
}

const inOrder = (all: readonly Diagnostic[]): Diagnostic[] =>
  [...all].sort((a, b) => a.span.from - b.span.from);

function summed(all: readonly ComparedOutputs[]): ComparedOutputs {
  return {
    printed: all.reduce((sum, one) => sum + one.printed, 0),
    reproduced: all.reduce((sum, one) => sum + one.reproduced, 0),
    differing: all.flatMap((one) => one.differing),
    notRun: all.flatMap((one) => one.notRun),
  };
}

/** What a line that is not printed any more tells: a fault of the document, or what no document can hold. */
const outputRules = {
  "output/differs": ["warning", "this printed line is not what the cell prints"],
  "output/not-reproducible": [
    "info",
    "this line cannot be recomputed: random numbers are drawn without a seed",
  ],
  "output/sensitive": ["info", "this line departs after many that agreed: rounding grows in this program"],
} as const;

const differing = (outputs: ComparedOutputs, unseeded: boolean, { spelling }: Language): Diagnostic[] =>
  outputs.differing.map(({ offset, printed, recomputed, sensitive }) => {
    const code = unseeded ? "output/not-reproducible" : sensitive ? "output/sensitive" : "output/differs";
    const [severity, message] = outputRules[code];
    const hint = unseeded ? spelling.seeding : undefined;
    const why = recomputed === "" ? "The cell prints fewer lines." : `The cell prints: ${recomputed.trim()}`;
    return {
      code,
      severity,
      span: { from: offset, to: offset + printed.length },
      message,
      why,
      ...(hint && { hint }),
    };
  });
