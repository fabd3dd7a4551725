import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import { endOf } from "../base/places.ts";
import { Neighbours } from "../lift/neighbours.ts";
import type { Candidate, Remedy } from "./candidate.ts";
import type { CheckedProgram } from "./checked.ts";
import type { Reading } from "./reading.ts";
import { isGood } from "./verdict.ts";

interface Outcome {
  readonly programs: readonly CheckedProgram[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A remedy that is one. */
export interface Proof {
  readonly remedy: Remedy;
  readonly programs: readonly CheckedProgram[];
}

/** How many whole programs are tried for one file. */
const mostTrials = 40;

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
      const proof = this.proven(remedies, least);
      if (proof) return [{ ...diagnostic, fix: { ...proof.remedy, verified: true } }];
      return needsProof ? [] : [diagnostic];
    });
  }

  /** The first remedy that makes the whole program right, and what its programs are then. */
  proven(remedies: readonly Remedy[], least: number): Proof | undefined {
    for (const remedy of remedies) {
      const programs = this.#programs(remedy.edits, least);
      if (programs) return { remedy, programs };
    }
    return undefined;
  }

  /** The programs once these changes are made, where all parameters, no fewer than `least`, are right and no fault is left. */
  #programs(edits: readonly Edit[], least: number): readonly CheckedProgram[] | undefined {
    const changed = edited(this.read, edits);
    if (!changed || this.#left-- <= 0) return undefined;
    const { programs, diagnostics } = this.check(changed);
    const parameters = programs.flatMap((one) => one.parameters);
    if (parameters.length < Math.max(1, least) || !parameters.every(isGood)) return undefined;
    return diagnostics.every((one) => one.severity === "info") ? programs : undefined;
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
