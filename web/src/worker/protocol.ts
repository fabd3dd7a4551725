import type { LinkedView } from "chainrule/view";

/** What the page asks of its worker, and what comes back. */

/** A table that was dropped or pasted, or arrays that came with what was opened. */
export type Table =
  | { readonly text: string }
  | {
      readonly arrays: readonly {
        readonly shape: readonly number[];
        readonly data: Uint8Array | Float32Array | Float64Array;
      }[];
    };

/** The model that everything else is asked about. */
export interface ModelText {
  readonly source: string;
  readonly tables: Readonly<Record<string, Table>>;
}

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly code: string;
  readonly message: string;
  readonly why?: string;
  readonly hint?: string;
}

/** Where parameters are taken from: the text, or the state of the last training after so many epochs. */
export type Moment = { readonly epoch: number | null };

export interface ViewRequest extends ModelText, Moment {
  readonly kind: "view";
  readonly detail: "names" | "operations";
  readonly direction: "LR" | "TB";
}
export interface ViewResponse {
  readonly problems: readonly Problem[];
  readonly view?: LinkedView;
  /** MathML of the view's formulas, by their LaTeX: those that were not sent before. */
  readonly math: Readonly<Record<string, string>>;
  /** Names of the parameters' numbers, few enough to draw a slice over. */
  readonly coordinates: readonly string[];
  readonly canBeDecided: boolean;
  readonly isBatched: boolean;
  readonly planned: { readonly epochs: number; readonly rate?: number; readonly optimizer?: string };
}

export interface TrainRequest extends ModelText {
  readonly kind: "train";
  /** A checkpoint's tensors to begin with. */
  readonly epochs?: number;
}
export interface TrainProgress {
  /** Of each state: the loss, and of small models the parameters that are numbers. */
  readonly losses: readonly number[];
  readonly parameters: readonly Readonly<Record<string, number>>[];
  readonly validation: readonly (number | null)[];
  readonly done: boolean;
  readonly outcome?: string;
  readonly problems?: readonly Problem[];
  readonly epoch: number;
  readonly planned: number;
}

export interface SliceRequest extends ModelText, Moment {
  readonly kind: "slice";
  readonly over: readonly [string, string];
}
export interface Bands {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Areas from the lowest level up, as SVG paths in a grid of `size` cells on each axis. */
  readonly areas: readonly { readonly value: number; readonly path: string }[];
  readonly size: number;
}
export interface SliceResponse {
  readonly bands?: Bands;
  readonly path: readonly (readonly [number, number])[];
  /** How many epochs the path is of. */
  readonly epochs: number;
  readonly problem?: string;
  readonly loss: string;
}

export interface DecideRequest extends ModelText, Moment {
  readonly kind: "decide";
}
export interface DecideResponse {
  readonly problem?: string;
  readonly size: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** The class of each cell, from the lowest y. */
  readonly classes: Uint8Array;
  readonly points: readonly (readonly [number, number])[];
  readonly labels: readonly number[];
  readonly right: number;
}

export interface FitRequest extends ModelText, Moment {
  readonly kind: "fit";
}
/** Points of one variable, and what the model makes of it. */
export interface FitResponse {
  readonly points: readonly (readonly [number, number])[];
  readonly curve: readonly (readonly [number, number])[];
  readonly names: readonly [string, string];
  readonly problem?: string;
}

export interface ClassifyRequest extends ModelText {
  readonly kind: "classify";
  readonly pixels: Float64Array;
  readonly epoch: number | null;
}
export interface ClassifyResponse {
  readonly problem?: string;
  readonly chances: readonly number[];
}

export interface LoadRequest extends ModelText {
  readonly kind: "load";
  readonly bytes: ArrayBuffer;
}
export interface LoadResponse {
  readonly problem?: string;
  readonly told?: string;
}

export interface ExportRequest extends ModelText, Moment {
  readonly kind: "export";
  readonly what: "svg" | "mermaid" | "latex";
}
export interface ExportResponse {
  readonly text: string;
}

export interface CheckRequest {
  readonly kind: "check";
  readonly path: string;
  readonly source: string;
}
/** In the file's text, or of a notebook in that of a cell, counted from 1. */
export interface CheckedPlace {
  readonly from: number;
  readonly to: number;
  readonly cell?: number;
  /** In what the cell has printed. */
  readonly isOutput?: boolean;
}
export interface CheckedEdit extends CheckedPlace {
  readonly replacement: string;
}
export interface CheckedProblem extends Problem, CheckedPlace {
  /** What to write instead, if a repair was tried and is right. */
  readonly fix?: { readonly text: string; readonly edits: readonly CheckedEdit[] };
  /** The line that it changes, as MathML. */
  readonly written?: string;
  readonly derived?: string;
  /** The same as code. */
  readonly writtenText?: string;
  readonly derivedText?: string;
  readonly evidence?: Readonly<Record<string, number>>;
}
export interface CheckedParameterView extends CheckedPlace {
  readonly name: string;
  readonly verdict: "right" | "scaled" | "other" | "wrong" | "unknown";
  readonly yours?: number;
  readonly expected?: number;
  readonly scale?: string;
  readonly reason?: string;
}
export interface CheckResponse {
  readonly problems: readonly CheckedProblem[];
  readonly programs: readonly (CheckedPlace & {
    readonly loss: string;
    readonly descends: string;
    readonly parameters: readonly CheckedParameterView[];
  })[];
  readonly printed: { readonly printed: number; readonly reproduced: number };
}

export interface DocumentRequest {
  readonly kind: "document";
  readonly tables: Readonly<Record<string, Table>>;
  readonly path: string;
  readonly text: string;
}
export interface DocumentResponse {
  readonly html: string;
  readonly problems: readonly Problem[];
}

export interface Exchanges {
  view: [ViewRequest, ViewResponse];
  train: [TrainRequest, TrainProgress];
  slice: [SliceRequest, SliceResponse];
  decide: [DecideRequest, DecideResponse];
  fit: [FitRequest, FitResponse];
  classify: [ClassifyRequest, ClassifyResponse];
  load: [LoadRequest, LoadResponse];
  export: [ExportRequest, ExportResponse];
  check: [CheckRequest, CheckResponse];
  document: [DocumentRequest, DocumentResponse];
}
export type Kind = keyof Exchanges;
