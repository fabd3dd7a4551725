import type { Diagnostic } from "../base/diagnostic.ts";
import type { Piece } from "../base/places.ts";
import type { Language } from "./language.ts";
import type { Cell } from "./run.ts";

/** A line of output that a document shows, and where it stands. */
export interface ShownLine {
  readonly text: string;
  readonly offset: number;
}

export interface DocumentCell extends Cell {
  readonly language: Language;
  /** The output written below the cell. */
  readonly shown: readonly ShownLine[];
}

export interface ReadDocument {
  readonly cells: readonly DocumentCell[];
  /** What the cells' offsets are offsets in. */
  readonly pieces: readonly Piece[];
  readonly diagnostics: readonly Diagnostic[];
}
