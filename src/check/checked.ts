import type { Diagnostic } from "../base/diagnostic.ts";
import type { Piece } from "../base/places.ts";
import type { Span } from "../base/span.ts";
import type { ComparedCell, ComparedOutputs } from "../lift/outputs.ts";
import type { CheckedFormula } from "./formulas/check-formulas.ts";
import type { Verdict } from "./verdict.ts";

export interface CheckedParameter extends Verdict {
  /** Where the program updates it. */
  readonly span: Span;
}

export interface CheckedProgram {
  readonly span: Span;
  readonly loss: {
    readonly name: string;
    readonly span: Span;
    readonly text: string;
    readonly stated: boolean;
  };
  /** The loss in the field's words: `half squared error`. */
  readonly descends: { readonly text: string; readonly same: boolean };
  readonly parameters: readonly CheckedParameter[];
}

/** All that is known of one file. Spans are offsets in its text and, after it, in those of the files that it imports. */
export interface CheckedFile {
  readonly path: string;
  /** The file as it was read. */
  readonly source: string;
  /** The texts that spans are of: the file's, or those of its cells, and its neighbours'. */
  readonly pieces: readonly Piece[];
  readonly programs: readonly CheckedProgram[];
  readonly outputs: ComparedOutputs;
  /** The same, cell by cell. */
  readonly cells: readonly ComparedCell[];
  /** A document's derivative equations. */
  readonly formulas: readonly CheckedFormula[];
  readonly diagnostics: readonly Diagnostic[];
}
