import { Random } from "../../base/random.ts";
import type { Span } from "../../base/span.ts";
import { limits } from "../limits.ts";
import type { Chance, Hooks, Patch, Signal } from "../machine.ts";
import type { Neighbours } from "../neighbours.ts";
import { Ndarray } from "../numpy/array.ts";
import { remembered } from "../python/locals.ts";
import type { Expression, Statement } from "../python/syntax.ts";
import { Tasks } from "./afterwards.ts";
import { construct } from "./classes.ts";
import { itemsOf, pairsOf } from "./collections.ts";
import { isFunction } from "./convert.ts";
import { runAll, runBlock } from "./execute.ts";
import { evaluate } from "./expressions.ts";
import { fail, OutOfBudget } from "./failure.ts";
import { scopeOf } from "./functions.ts";
import { generate } from "./generators.ts";
import { globals } from "./globals.ts";
import type { Afterwards, Machine, Plotted } from "./machine.ts";
import { ProgramFiles } from "./modules.ts";
import { isNumber, plain } from "./numbers.ts";
import { calledOutside } from "./outside.ts";
import { getProperty, setProperty } from "./properties.ts";
import { sketchNames } from "./sketch.ts";
import { typedItems } from "./typed-arrays.ts";
import {
  ArrayValue,
  absent,
  BoundMethod,
  ClassValue,
  FunctionValue,
  IteratorValue,
  MapValue,
  Native,
  ObjectValue,
  Outside,
  Scope,
  Settled,
  SetValue,
  type Value,
} from "./values.ts";

export interface InterpreterOptions {
  /** How many steps the program may take. */
  readonly steps?: number;
  readonly hooks?: Hooks;
  /** The files that stand beside the program; undefined where none may be read. */
  readonly neighbours?: Neighbours | undefined;
}

const mostOutput = 4_000_000;

/** The body of a function that is called for one item after the other, as the loop that it is. */
const loopOf = remembered((body: readonly Statement[]): Statement => {
  const span = { from: body[0]?.span.from ?? 0, to: body.at(-1)?.span.to ?? 0 };
  const name: Expression = { kind: "name", name: " item", span };
  return { kind: "for", target: name, iterable: name, body, otherwise: [], span };
});

/** `Math.random` from a seed of our own: the numbers of a run are those of the next. */
class SeededChance implements Chance {
  drewUnseeded = false;
  #random = new Random(1);

  next(): number {
    this.drewUnseeded = true;
    return this.#random.uniform();
  }

  save(): () => void {
    const copy = this.#random.copy();
    return () => {
      this.#random = copy.copy();
    };
  }
}

/** Runs JavaScript: it holds what a program can change besides its own values, and the budgets. */
export class Interpreter implements Machine {
  readonly globals = new Scope(undefined, undefined);
  readonly chance = new SeededChance();
  readonly neighbours: Neighbours | undefined;
  readonly imported: { readonly name: string; readonly scope: Scope }[] = [];
  readonly files: ProgramFiles;
  readonly passedOver = new Map<string, Span | undefined>();
  readonly replaced: { readonly what: string; readonly span: Span | undefined }[] = [];
  readonly builtins: ReadonlyMap<string, Value>;
  readonly drawn: Plotted[] = [];
  readonly sketch: ReadonlyMap<string, Value>;
  readonly afterwards: Afterwards = new Tasks(this);
  output = "";
  place: Span | undefined;
  hooks: Hooks;
  patch: Patch | undefined;
  #steps: number;
  #depth = 0;

  constructor(options: InterpreterOptions = {}) {
    this.#steps = options.steps ?? 3_000_000;
    this.hooks = options.hooks ?? {};
    this.neighbours = options.neighbours;
    this.files = new ProgramFiles(this, options.neighbours, this.imported);
    this.builtins = globals(this);
    this.sketch = sketchNames(this);
  }

  tick(span: Span): void {
    this.place = span;
    this.spend(1);
  }

  spend(items: number): void {
    this.#steps -= items;
    if (this.#steps >= 0) return;
    const failure = new OutOfBudget("this program takes more steps than a check allows");
    failure.span = this.place;
    throw failure;
  }

  refill(steps: number): void {
    this.#steps = steps;
  }

  get left(): number {
    return this.#steps;
  }

  /** Whole numbers count things, more often than not. */
  isCount(value: Value): boolean {
    return Number.isInteger(isNumber(value) ? plain(value) : Number.NaN);
  }

  print(text: string): void {
    this.output += text;
    if (this.output.length > mostOutput)
      throw new OutOfBudget("this program prints more than four million characters");
  }

  random(): number {
    return this.chance.next();
  }

  run(statements: readonly Statement[], scope: Scope): Signal {
    return runBlock(this, statements, scope);
  }

  runIn(statements: readonly Statement[], scope: Scope): Signal {
    return runAll(this, this.patch?.blocks.get(statements) ?? statements, scope);
  }

  evaluate(expression: Expression, scope: Scope): Value {
    return evaluate(this, expression, scope);
  }

  call(callee: Value, args: readonly Value[], self: Value = absent): Value {
    if (callee instanceof FunctionValue) return this.#callFunction(callee, args, self);
    if (callee instanceof Native) return callee.call(self, args);
    if (callee instanceof BoundMethod) return this.call(callee.method, args, callee.self);
    if (callee instanceof ClassValue) {
      if (callee.convert) return callee.convert(args);
      throw fail("TypeError", `Class constructor ${callee.name} cannot be invoked without 'new'`);
    }
    if (callee instanceof Outside) return calledOutside(this, callee, args);
    throw fail("TypeError", "this is not a function");
  }

  #callFunction(callee: FunctionValue, args: readonly Value[], self: Value): Value {
    if (this.#depth >= limits.calls) throw fail("RangeError", "Maximum call stack size exceeded");
    this.#depth++;
    try {
      const scope = scopeOf(this, callee, args, self);
      if (callee.kind.isGenerator) return generate(this, callee, scope);
      if (callee.kind.isAsync) return this.#settle(callee, scope);
      const signal = this.runIn(callee.body, scope);
      return typeof signal === "object" ? signal.value : absent;
    } finally {
      this.#depth--;
    }
  }

  passes(callee: FunctionValue, items: readonly Value[], list: Value, self: Value): void {
    const loop = loopOf(callee.body);
    this.#depth++;
    try {
      for (const [at, item] of items.entries()) {
        this.spend(1);
        const scope = scopeOf(this, callee, [item, at, list], self);
        if (this.hooks.pass?.(loop, at, scope)) return;
        this.run(callee.body, scope);
      }
    } finally {
      this.#depth--;
      this.hooks.left?.(loop);
    }
  }

  /** An async function runs to its end at once. */
  #settle(callee: FunctionValue, scope: Scope): Settled {
    const signal = this.runIn(callee.body, scope);
    const value = typeof signal === "object" ? signal.value : absent;
    return value instanceof Settled ? value : new Settled(value);
  }

  construct(type: Value, args: readonly Value[], target?: ClassValue): Value {
    if (this.#depth >= limits.calls) throw fail("RangeError", "Maximum call stack size exceeded");
    this.#depth++;
    try {
      return construct(this, type, args, target);
    } finally {
      this.#depth--;
    }
  }

  get(object: Value, key: Value): Value {
    return getProperty(this, object, key);
  }

  set(object: Value, key: Value, value: Value): void {
    setProperty(this, object, key, value);
  }

  iterate(value: Value): Iterable<Value> {
    if (value instanceof ArrayValue) return this.#live(value);
    if (typeof value === "string") return this.#counted(value);
    if (value instanceof IteratorValue) return this.#counted({ [Symbol.iterator]: () => value.items });
    if (value instanceof MapValue) return this.#counted(pairsOf(value));
    if (value instanceof SetValue) return this.#counted(itemsOf(value));
    if (value instanceof Ndarray && value.rank === 1) return typedItems(this, value);
    if (value instanceof Outside) return [];
    if (value instanceof ObjectValue) {
      const own = this.get(value, "@@iterator");
      if (isFunction(own)) return this.#iterated(this.call(own, [], value));
    }
    throw fail(
      "TypeError",
      `${isNumber(value) ? plain(value) : value === absent ? "undefined" : "object"} is not iterable`,
    );
  }

  *#live({ items }: ArrayValue): Generator<Value> {
    for (let at = 0; at < items.length; at++) {
      this.spend(0.1);
      yield items[at]!;
    }
  }

  /** Items that cost a step each: there is no telling how many they are. */
  *#counted(items: Iterable<Value>): Generator<Value> {
    for (const item of items) {
      this.spend(1);
      yield item;
    }
  }

  *#iterated(iterator: Value): Generator<Value> {
    if (iterator instanceof IteratorValue) {
      yield* this.iterate(iterator);
      return;
    }
    for (;;) {
      this.spend(1);
      const result = this.call(this.get(iterator, "next"), [], iterator);
      if (this.get(result, "done") === true) return;
      yield this.get(result, "value");
    }
  }
}
