import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Fence } from "./fence.ts";
import type { Run, StatedModel } from "./stated.ts";

/** A fenced cell of a document that chainrule runs. */
export interface Cell {
  readonly fence: Fence;
  readonly source: string;
  /** The whole fence, from its first mark to its last. */
  readonly span: Span;
  /** Where `source` begins. */
  readonly offset: number;
  /** The output and the picture that the document shows below the cell: what is computed stands in their place. */
  readonly shown: Span | undefined;
}

/** A program that the checker found in a cell, as a sentence and a row a parameter. */
export interface VerdictBlock {
  readonly kind: "verdict";
  readonly good: boolean;
  readonly head: string;
  readonly rows: readonly { readonly name: string; readonly verdict: string; readonly note: string }[];
}

/** What a cell gives, in the order in which it is shown. */
export type Block =
  | { readonly kind: "output"; readonly text: string }
  /** LaTeX, one displayed formula a line. */
  | { readonly kind: "formulas"; readonly latex: readonly string[] }
  | { readonly kind: "picture"; readonly svg: string; readonly alt: string; readonly caption: string }
  | VerdictBlock
  | { readonly kind: "problem"; readonly diagnostic: Diagnostic };

/** A number that prose may ask for or claim; the reason, where there is none. */
export type Value = { readonly number: number } | { readonly text: string } | { readonly problem: string };

/** What a name or expression of prose stands for in a cell, by the cell's id. */
export type Lookup = (expression: string) => Value;

export interface CellResult {
  readonly blocks: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
  readonly lookup?: Lookup;
  /** What it states or trains, for the cells below. */
  readonly model?: StatedModel;
  readonly run?: Run;
}

/** Cells that only say what to show of a model are not shown themselves. */
export const isSourceShown = ({ fence, source }: Cell): boolean =>
  !fence.options.has("hide") && source.trim() !== "" && !/^(derive|graph|train|plot)$/.test(fence.language);
