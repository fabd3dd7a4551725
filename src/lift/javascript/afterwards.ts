import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "../python/syntax.ts";
import { asThrown, OutOfBudget } from "./failure.ts";
import type { Afterwards, Machine } from "./machine.ts";
import { Outside, Scope, type Value } from "./values.ts";

interface Task {
  readonly work: Value;
  readonly args: readonly Value[];
  readonly span: Span;
  /** Whether it runs again and again: a timer's, or the next frame's. */
  readonly isRepeated: boolean;
  /** Whether it is the page that calls it: what it fails of is none of the program's. */
  readonly isOfPage: boolean;
}

const passes = 4;
const mostTasks = 60;

/** The tasks that a program leaves behind, in the order of their leaving. */
export class Tasks implements Afterwards {
  readonly #tasks: Task[] = [];
  readonly #seen = new Set<Value>();
  #count = 0;
  waiting = 0;

  constructor(private readonly machine: Machine) {}

  later(work: Value, args: readonly Value[] = []): void {
    if (this.waiting > 0) this.machine.call(work, args);
    else this.#add(work, args, false, false);
  }

  repeatedly(work: Value, args: readonly Value[] = []): void {
    this.#add(work, args, true, false);
  }

  byPage(work: Value): void {
    this.#add(work, [new Outside("event")], false, true);
  }

  /** A task that asks for itself again is repeated anyway. */
  #add(work: Value, args: readonly Value[], isRepeated: boolean, isOfPage: boolean): void {
    if (this.#seen.has(work) || this.#count >= mostTasks) return;
    this.#seen.add(work);
    this.#count++;
    const span = this.machine.place ?? { from: 0, to: 0 };
    this.#tasks.push({ work, args, span, isRepeated, isOfPage });
  }

  run(): void {
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) {
      const { work, args, span, isRepeated, isOfPage } = task;
      try {
        if (isRepeated) repeat(this.machine, work, args, span);
        else this.machine.call(work, args);
      } catch (failure) {
        if (!isOfPage || failure instanceof OutOfBudget || !asThrown(failure)) throw failure;
      }
    }
  }

  repeat(work: Value, span: Span): void {
    repeat(this.machine, work, [], span);
  }
}

/** Calls a function in a loop, which may train as any other does. */
function repeat(machine: Machine, work: Value, args: readonly Value[], span: Span): void {
  const name = (of: string): Expression => ({ kind: "name", name: of, span });
  const scope = new Scope(machine.globals, machine.globals);
  scope.names.set(" task", work);
  for (const [at, one] of args.entries()) scope.names.set(` ${at}`, one);
  const call: Expression = {
    kind: "call",
    callee: name(" task"),
    arguments: args.map((_, at) => ({ value: name(` ${at}`) })),
    span,
  };
  const times: Expression[] = Array.from({ length: passes }, (_, value) => ({
    kind: "constant",
    value,
    span,
  }));
  const loop: Statement = {
    kind: "for",
    declares: "const",
    target: name(" pass"),
    iterable: { kind: "list", items: times, span },
    body: [{ kind: "expression", value: call, span }],
    otherwise: [],
    span,
  };
  machine.runIn([loop], scope);
}
