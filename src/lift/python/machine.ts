import type { Span } from "../../base/span.ts";
import type { Machine as AnyMachine } from "../machine.ts";
import type { Neighbours } from "../neighbours.ts";
import type { NumpyState } from "../numpy/state.ts";
import type { Namespace } from "../numpy/values.ts";
import type { Expression } from "./syntax.ts";
import type { TableSize } from "./tables.ts";
import type { Drawn, Keywords, PyModule, PyValue, Scope } from "./values.ts";

export type { Hooks, Patch, Signal } from "../machine.ts";

/** What the parts of the interpreter ask of the whole: its state, and the operations that reach across parts. */
export interface Machine extends AnyMachine {
  readonly numpy: NumpyState;
  readonly modules: Map<string, PyModule | Namespace>;
  readonly builtinNames: Map<string, PyValue>;
  /** The files that stand beside the program; undefined where none may be read. */
  readonly neighbours: Neighbours | undefined;
  /** The namespaces of those that it has imported. */
  readonly imported: { readonly name: string; readonly scope: Scope }[];
  /** The calls to matplotlib, as data. */
  readonly drawn: Drawn[];
  /** How large made-up tables are: as large as what the program reads of them. */
  tables: TableSize;
  /** The first function that was called of which nothing is known. */
  readonly unknown: { readonly name: string; readonly span: Span } | undefined;
  /** Whether the program is Python 2: `zip`, `map` and `range` give lists. */
  isOld: boolean;
  /** Whether whole numbers divide to whole ones, as in Python 2. */
  dividesWhole: boolean;
  readonly notImplemented: PyValue;
  /** Where the program is in its own text, outside the library. */
  readonly place: Span | undefined;

  /** Counts work; ends the program when there has been too much of it. */
  tick(span: Span): void;
  /** Counts the work that goes through `items` at once, as so many steps. */
  spend(items: number): void;
  print(text: string): void;
  str(value: PyValue): string;
  repr(value: PyValue): string;
  truth(value: PyValue): boolean;
  evaluate(expression: Expression, scope: Scope): PyValue;
  call(callee: PyValue, args: readonly PyValue[], keywords?: Keywords): PyValue;
  /** A module by its name, as a program imports it in `scope`. */
  importer(machine: Machine, name: string, scope: Scope): PyModule | Namespace;
  /** `left operator right`, by Python's arithmetic. */
  apply(operator: string, left: PyValue, right: PyValue): PyValue;
  getAttribute(object: PyValue, name: string): PyValue;
  setAttribute(object: PyValue, name: string, value: PyValue): void;
  deleteAttribute(object: PyValue, name: string): void;
  getItem(object: PyValue, index: PyValue): PyValue;
  setItem(object: PyValue, index: PyValue, value: PyValue): void;
  deleteItem(object: PyValue, index: PyValue): void;
  iterate(value: PyValue): Iterable<PyValue>;
  length(value: PyValue): number;
  contains(container: PyValue, item: PyValue): boolean;
  /** A position from 0 of a sequence's index. */
  position(length: number, index: PyValue, what: string): number;
  /** `template % values`. */
  percent(template: string, values: PyValue): string;
}
