import type { Span } from "../../base/span.ts";
import type { Machine as AnyMachine, Signal } from "../machine.ts";
import type { Neighbours } from "../neighbours.ts";
import type { Expression, Statement } from "../python/syntax.ts";
import type { ClassValue, FunctionValue, Scope, Value } from "./values.ts";

/** What a file beside the program, or a module of Node's own, gives to those who import it. */
export interface ImportedFile {
  /** All of it: `import * as file`, or what `require` gives. */
  readonly whole: Value;
  readonly names: readonly string[];
  /** What a name of it stands for in the file that imports it. */
  bind(name: string): Value;
}

/** The files that a program imports. */
export interface Files {
  /** What an import of `name` means where the program is; undefined where nothing is known of it. */
  module(name: string): ImportedFile | undefined;
  /** What a page's other scripts give to a name that the program itself does not declare. */
  script(name: string): Value | undefined;
  /** `export … from`. */
  passOn(statement: Extract<Statement, { kind: "export" }>, scope: Scope): void;
}

/** A picture that a program has made with Observable Plot, as data: its marks, and what is said of the whole. */
export interface Plotted {
  readonly marks: readonly Mark[];
  readonly options: Value;
}

/** A mark's kind and its channels, read from its data: one value for each of them. */
export interface Mark {
  readonly kind: string;
  readonly options: Value;
  readonly channels: ReadonlyMap<string, readonly Value[]>;
}

/** What a program leaves to be done when it has run: timers, frames, what a page calls. */
export interface Afterwards {
  /** How many promises are being made: what they wait for is done at once. */
  waiting: number;
  /** Once, when the program has run; now, where a promise waits for it. */
  later(work: Value, args?: readonly Value[]): void;
  /** Again and again, as a timer does, or the next frame. */
  repeatedly(work: Value, args?: readonly Value[]): void;
  /** When the page is there, or someone clicks: what it fails of is none of the program's. */
  byPage(work: Value): void;
  /** Does what is left to be done, and what that leaves. */
  run(): void;
  /** A task that is done next, again and again. */
  repeat(work: Value, span: Span): void;
}

/** What the parts of the interpreter ask of the whole. */
export interface Machine extends AnyMachine {
  /** The names that every program begins with. */
  readonly builtins: ReadonlyMap<string, Value>;
  /** Names of p5, which sketches have without a word: what a program declares comes first. */
  readonly sketch: ReadonlyMap<string, Value>;
  readonly files: Files;
  /** Functions of unknown packages whose results have only been passed on, and where they were called first. */
  readonly passedOver: Map<string, Span | undefined>;
  readonly neighbours: Neighbours | undefined;
  /** The pictures that it has made. */
  readonly drawn: Plotted[];
  readonly afterwards: Afterwards;
  /** Where the program is in its own text. */
  readonly place: Span | undefined;
  /** Counts work; ends the program when there has been too much of it. */
  tick(span: Span): void;
  /** Counts the work that goes through `items` at once, as so many steps. */
  spend(items: number): void;
  print(text: string): void;
  /** A number in [0, 1), as `Math.random` gives it, from a seed of our own. */
  random(): number;
  evaluate(expression: Expression, scope: Scope): Value;
  /** Statements that share the scope that is given, as a function's do. */
  runIn(statements: readonly Statement[], scope: Scope): Signal;
  call(callee: Value, args: readonly Value[], self?: Value): Value;
  /** Calls a function with one item after the other, as a loop over them that may train. */
  passes(callee: FunctionValue, items: readonly Value[], list: Value, self: Value): void;
  construct(type: Value, args: readonly Value[], target?: ClassValue): Value;
  get(object: Value, key: Value): Value;
  set(object: Value, key: Value, value: Value): void;
  iterate(value: Value): Iterable<Value>;
}
