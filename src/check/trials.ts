import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import { endOf } from "../base/places.ts";
import { Neighbours } from "../lift/neighbours.ts";
import type { Candidate } from "./candidate.ts";
import type { CheckedProgram } from "./checked.ts";
import type { Reading } from "./reading.ts";
import { isGood } from "./verdict.ts";

interface Outcome {
  readonly programs: readonly CheckedProgram[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How many whole programs are tried for one file. */
const mostTrials = 24;

/** Runs the whole program again with its text changed, and asks whether it is right then. */
export class Trials {
  #left = mostTrials;

  constructor(
    readonly read: Reading,
    /** The check itself, without trials of its own. */
    readonly check: (read: Reading) => Outcome,
  ) {}

  /** The faults that are some, each with the first remedy that makes the whole program right. */
  settled(candidates: readonly Candidate[], least: number): Diagnostic[] {
    return candidates.flatMap(({ diagnostic, remedies, needsProof }) => {
      const proof = remedies.find(({ edits }) => this.proves(edits, least));
      if (proof) return [{ ...diagnostic, fix: { ...proof, verified: true } }];
      return needsProof ? [] : [diagnostic];
    });
  }

  /** Whether all parameters, no fewer than `least`, are right and nothing else is wrong once these changes are made. */
  proves(edits: readonly Edit[], least: number): boolean {
    const changed = edited(this.read, edits);
    if (!changed || this.#left-- <= 0) return false;
    const { programs, diagnostics } = this.check(changed);
    const parameters = programs.flatMap((one) => one.parameters);
    return (
      parameters.length >= Math.max(1, least) &&
      parameters.every(isGood) &&
      diagnostics.every((one) => one.severity === "info")
    );
  }
}

/** The same reading with its cells' text changed; undefined where the changes lie elsewhere. */
function edited(read: Reading, edits: readonly Edit[]): Reading | undefined {
  const shift = (offset: number): number =>
    edits.reduce(
      (sum, { span, replacement }) =>
        span.from < offset ? sum + replacement.length - (span.to - span.from) : sum,
      offset,
    );
  let made = 0;
  const cells = read.cells.map((cell) => {
    const { offset, source } = cell;
    const own = edits.filter(({ span }) => span.from >= offset && span.to <= offset + source.length);
    made += own.length;
    return { ...cell, source: applied(source, own, offset), offset: shift(offset), shown: [] };
  });
  if (made !== edits.length) return undefined;
  const pieces = read.pieces.map((piece) => {
    const { offset, text } = piece;
    const own = edits.filter(({ span }) => span.from >= offset && span.to <= offset + text.length);
    return { ...piece, text: applied(text, own, offset), offset: shift(offset) };
  });
  const neighbours = read.neighbours && new Neighbours(read.neighbours.tree, endOf(pieces));
  return { ...read, cells, pieces, neighbours, whole: undefined, isTrial: true };
}
