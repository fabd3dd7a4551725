import type { Span } from "../base/span.ts";
import type { Expression, Statement } from "./python/syntax.ts";
import type { PyValue, Scope } from "./python/values.ts";

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
  /** Expressions whose values are asked of whoever checks the program. */
  readonly probes?: { get(expression: Expression): ((scope: Scope) => PyValue) | undefined };
  readonly expressions: ReadonlyMap<Expression, Expression>;
  readonly blocks: ReadonlyMap<readonly Statement[], readonly Statement[]>;
}

/** The random numbers that a program draws. */
export interface Chance {
  /** Takes them down, and gives the way back to where they are now. */
  save(): () => void;
  /** Whether numbers were drawn that are others in every run of the real program. */
  readonly drewUnseeded: boolean;
}

/** A machine that runs a program, in whatever language: all that the checker asks of it. */
export interface Machine {
  readonly globals: Scope;
  readonly chance: Chance;
  /** The files that stand beside the program; undefined where none may be read. */
  readonly neighbours: { fileAt(offset: number): object | undefined } | undefined;
  /** The namespaces of the files beside the program that it has imported. */
  readonly imported: readonly { readonly name: string; readonly scope: Scope }[];
  /** Data that the program would have loaded, and where: made-up data stand for them. */
  readonly replaced: {
    readonly what: string;
    readonly span: Span | undefined;
    /** What stands for a function that an absent file defines; for data it is made-up numbers. */
    readonly by?: string;
  }[];
  hooks: Hooks;
  /** Expressions and blocks that are exchanged for others: a repair on trial. */
  patch: Patch | undefined;
  /** What has been printed since it was last taken. */
  output: string;
  /** Gives a new budget of steps, for a part of the program that is run again. */
  refill(steps: number): void;
  /** Where the program is in its own text. */
  readonly place: Span | undefined;
  /** The steps that are left. */
  readonly left: number;
  run(statements: readonly Statement[], scope: Scope): Signal;
  evaluate(expression: Expression, scope: Scope): PyValue;
  /** Whether a single number counts things, as far as it shows: a parameter that begins as one is marked later. */
  isCount(value: PyValue): boolean;
}
