import type { Diagnostic } from "../base/diagnostic.ts";
import type { Hooks, Machine } from "./machine.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Statement } from "./python/syntax.ts";

/** A piece of source, and where it stands in its file. */
export interface Cell {
  readonly source: string;
  readonly offset: number;
  /** The output written below it, which tells what version of a library has printed it. */
  readonly shown?: readonly { readonly text: string }[];
}

export interface CellResult {
  readonly statements: readonly Statement[];
  /** What the cell printed; in Python then the repr of a last expression, as a notebook shows it. */
  readonly output: string;
  readonly failed: boolean;
}

export interface RunOptions {
  /** The files that stand beside the program; undefined where none may be read. */
  readonly neighbours?: Neighbours | undefined;
  /** How many steps the program may take. */
  readonly steps?: number;
  readonly hooks?: Hooks;
  /** Called with the machine before it runs anything. */
  readonly ready?: (machine: Machine) => void;
  /** Called before each statement of the top level, with its cell's statements and its place among them. */
  readonly before?: (machine: Machine, statements: readonly Statement[], at: number) => void;
  /** Whether what a cell defines below the place where it fails is defined all the same. */
  readonly definesAll?: boolean;
}

export interface Ran {
  readonly cells: readonly CellResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly machine: Machine;
}
