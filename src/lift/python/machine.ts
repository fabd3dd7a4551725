import type { Span } from "../../base/span.ts";
import type { NumpyState } from "../numpy/state.ts";
import type { Namespace } from "../numpy/values.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Expression, Statement } from "./syntax.ts";
import type { TableSize } from "./tables.ts";
import type { Drawn, Keywords, PyModule, PyValue, Scope } from "./values.ts";

/** How a block ended before its end. */
export type Signal = undefined | "break" | "continue" | { readonly value: PyValue };

/** What is told of a run while it goes on: to whoever checks a program. */
export interface Hooks {
  /** A name, attribute or item has got a value. */
  readonly assigned?: (target: Expression, value: PyValue, scope: Scope, span: Span) => void;
  /** A loop begins its next pass; true ends the loop before it. */
  readonly pass?: (loop: Statement, pass: number, scope: Scope) => boolean | undefined;
  /** A loop has been left, by an exception too. */
  readonly left?: (loop: Statement) => void;
  /** A function returns. */
  readonly returned?: (statement: Statement, value: PyValue) => void;
  /** A call has given a value. */
  readonly called?: (
    call: Extract<Expression, { kind: "call" }>,
    args: readonly PyValue[],
    result: PyValue,
  ) => void;
}

/** Syntax to run instead of other syntax, told apart by identity. */
export interface Patch {
  readonly expressions: ReadonlyMap<Expression, Expression>;
  readonly blocks: ReadonlyMap<readonly Statement[], readonly Statement[]>;
}

/** What the parts of the interpreter ask of the whole: its state, and the operations that reach across parts. */
export interface Machine {
  readonly numpy: NumpyState;
  readonly globals: Scope;
  readonly modules: Map<string, PyModule | Namespace>;
  readonly builtinNames: Map<string, PyValue>;
  /** The files that stand beside the program; undefined where none may be read. */
  readonly neighbours: Neighbours | undefined;
  /** The namespaces of those that it has imported. */
  readonly imported: { readonly name: string; readonly scope: Scope }[];
  /** The calls to matplotlib, as data. */
  readonly drawn: Drawn[];
  /** Data that the program would have loaded, and where: made-up data stand for them. */
  readonly replaced: { readonly what: string; readonly span: Span | undefined }[];
  /** How large made-up tables are: as large as what the program reads of them. */
  tables: TableSize;
  readonly notImplemented: PyValue;
  hooks: Hooks;
  /** Expressions and blocks that are exchanged for others: a repair on trial. */
  patch: Patch | undefined;
  /** What has been printed since it was last taken. */
  output: string;
  /** Where the program is in its own text, outside the library. */
  readonly place: Span | undefined;

  /** Counts work; ends the program when there has been too much of it. */
  tick(span: Span): void;
  /** Counts the work that goes through `items` at once, as so many steps. */
  spend(items: number): void;
  /** Gives a new budget of steps, for a part of the program that is run again. */
  refill(steps: number): void;
  /** The steps that are left. */
  readonly left: number;
  print(text: string): void;
  str(value: PyValue): string;
  repr(value: PyValue): string;
  truth(value: PyValue): boolean;
  run(statements: readonly Statement[], scope: Scope): Signal;
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
