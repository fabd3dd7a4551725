import type { Span } from "../../base/span.ts";
import { limits } from "../limits.ts";
import type { Neighbours } from "../neighbours.ts";
import { Ndarray } from "../numpy/array.ts";
import {
  contains as arrayContains,
  iterate as iterateArray,
  readItem,
  writeItem,
} from "../numpy/attributes.ts";
import { callType } from "../numpy/module.ts";
import { NumpyState } from "../numpy/state.ts";
import { type Namespace, NumpyFunction, Tuple, TypeValue, type Value } from "../numpy/values.ts";
import { deleteAttribute, getAttribute, setAttribute } from "./attributes.ts";
import { fromNumpy, toNumpy } from "./bridge.ts";
import { bindArguments } from "./call.ts";
import { exec } from "./execute.ts";
import { evaluate } from "./expressions.ts";
import { OutOfBudget, raise, refuseUnknown } from "./failure.ts";
import { percentFormat } from "./format.ts";
import { generate, isGenerator } from "./generators.ts";
import { localsOf } from "./locals.ts";
import type { Hooks, Machine, Patch, Signal } from "./machine.ts";
import { binary, equal, truth } from "./operators.ts";
import type { Expression, Statement } from "./syntax.ts";
import { smallTable } from "./tables.ts";
import { repr, str } from "./text.ts";
import {
  BoundMethod,
  Builtin,
  bare,
  ClassMethod,
  type Drawn,
  isInt,
  type Keywords,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyRange,
  PySet,
  PySlice,
  type PyValue,
  Scope,
  StaticMethod,
  TypingName,
  typeName,
} from "./values.ts";
import { workOf, workOfResult } from "./work.ts";

export interface InterpreterOptions {
  /** How many steps the program may take. */
  readonly steps?: number;
  readonly hooks?: Hooks;
  /** The files beside the program, which it may import. */
  readonly neighbours?: Neighbours | undefined;
  /** Called with the machine before it runs anything. */
  readonly ready?: (machine: Machine) => void;
}

const noKeywords: Keywords = new Map();
/** Types that take others in brackets. */
const generic = new Set(["list", "dict", "tuple", "set", "frozenset", "type"]);
const mostOutput = 4_000_000;

/** Runs Python: it holds what a program can change besides its own values, and the budgets. */
/** What NumPy asks a value for before it reduces it itself. */
const ownReductions = new Set(["min", "max", "sum", "mean", "std", "var", "prod"]);

export class Interpreter implements Machine {
  readonly numpy = new NumpyState();
  readonly globals = new Scope(undefined, undefined);
  readonly modules = new Map<string, PyModule | Namespace>();
  readonly neighbours: Neighbours | undefined;
  readonly imported: { readonly name: string; readonly scope: Scope }[] = [];
  readonly drawn: Drawn[] = [];
  readonly replaced: { readonly what: string; readonly span: Span | undefined }[] = [];
  tables = smallTable;
  readonly notImplemented: PyValue = new (class NotImplementedType {
    readonly text = "NotImplemented";
    readonly typeName = "NotImplementedType";
  })();
  /** What has been printed since it was last taken. */
  output = "";
  place: Span | undefined;
  hooks: Hooks;
  patch: Patch | undefined;
  unknown: Machine["unknown"];
  isOld = false;
  dividesWhole = false;
  #steps: number;
  #depth = 0;

  constructor(
    readonly builtins: (machine: Machine) => ReadonlyMap<string, PyValue>,
    readonly importer: (machine: Machine, name: string, scope: Scope) => PyModule | Namespace,
    options: InterpreterOptions = {},
  ) {
    this.#steps = options.steps ?? 3_000_000;
    this.hooks = options.hooks ?? {};
    this.neighbours = options.neighbours;
    for (const [name, value] of builtins(this)) this.builtinNames.set(name, value);
  }

  readonly builtinNames = new Map<string, PyValue>();

  /** Counts work; ends the program when there has been too much of it. */
  tick(span: Span): void {
    if (span.from >= 0) this.place = span;
    this.spend(1);
  }

  spend(items: number): void {
    this.#steps -= items;
    if (this.#steps >= 0) return;
    const failure = new OutOfBudget("this program takes more steps than a check allows");
    failure.span = this.place;
    throw failure;
  }

  get chance(): NumpyState {
    return this.numpy;
  }

  /** Python's ints count things, and single elements of arrays of ints. */
  isCount(value: PyValue): boolean {
    return (
      typeof value === "bigint" ||
      (value instanceof Ndarray &&
        value.role !== "weak" &&
        value.rank === 0 &&
        !value.dtype.startsWith("float"))
    );
  }

  refill(steps: number): void {
    this.#steps = steps;
  }

  get left(): number {
    return this.#steps;
  }

  print(text: string): void {
    this.output += text;
    if (this.output.length > mostOutput)
      throw new OutOfBudget("this program prints more than four million characters");
  }

  str = (value: PyValue): string => str(this, value);
  repr = (value: PyValue): string => repr(this, value);
  truth = (value: PyValue): boolean => truth(this, value);

  run(statements: readonly Statement[], scope: Scope): Signal {
    for (const statement of this.patch?.blocks.get(statements) ?? statements) {
      const signal = exec(this, statement, scope);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  evaluate(expression: Expression, scope: Scope): PyValue {
    return evaluate(this, expression, scope);
  }

  call = (callee: PyValue, args: readonly PyValue[], keywords: Keywords = noKeywords): PyValue => {
    if (callee instanceof Builtin) return callBuiltin(callee, args, keywords);
    if (callee instanceof PyModule && callee.called) {
      if (callee.isUnknown) this.unknown ??= { name: callee.name, span: this.place ?? { from: 0, to: 0 } };
      return callee.called(args, keywords);
    }
    if (callee instanceof NumpyFunction) {
      // a table's own minimum is one for each column
      const [first] = args;
      if (
        first instanceof PyInstance &&
        ownReductions.has(callee.name) &&
        first.type.find(callee.name) !== undefined
      )
        return this.call(this.getAttribute(first, callee.name), args.slice(1), keywords);
      this.spend(workOf(callee.name, args));
      const named = new Map([...keywords].map(([name, value]) => [name, toNumpy(value, this.call)]));
      const result = callee.call(
        args.map((one) => toNumpy(one, this.call)),
        named,
      );
      if (result instanceof Ndarray) this.spend(workOfResult(callee.name, result));
      return fromNumpy(result);
    }
    if (callee instanceof BoundMethod) return this.call(callee.method, [callee.self, ...args], keywords);
    if (callee instanceof PyFunction) return this.#callFunction(callee, args, keywords);
    if (callee instanceof PyClass) return this.#construct(callee, args, keywords);
    if (callee instanceof TypeValue)
      return fromNumpy(
        callType(
          callee,
          args.map((one) => toNumpy(one, this.call)),
        ),
      );
    if (callee instanceof StaticMethod || callee instanceof ClassMethod)
      return this.call(callee.method, args, keywords);
    if (callee instanceof PyInstance) {
      const own = callee.type.find("__call__");
      if (own !== undefined) return this.call(new BoundMethod(callee, own), args, keywords);
    }
    refuseUnknown(callee);
    throw raise("TypeError", `'${typeName(callee)}' object is not callable`);
  };

  #callFunction(callee: PyFunction, args: readonly PyValue[], keywords: Keywords): PyValue {
    if (++this.#depth > limits.calls) {
      this.#depth = 0;
      throw raise("RecursionError", "maximum recursion depth exceeded");
    }
    const scope = new Scope(callee.scope.globals ?? callee.scope, callee.scope, false, localsOf(callee));
    bindArguments(callee, args, keywords, scope);
    if (callee.owner) scope.names.set("__class__", callee.owner);
    const depth = this.#depth;
    try {
      if (isGenerator(callee)) return generate(this, callee, scope);
      if (!Array.isArray(callee.body)) return this.evaluate(callee.body as Expression, scope);
      const signal = this.run(callee.body as readonly Statement[], scope);
      return typeof signal === "object" ? signal.value : null;
    } finally {
      this.#depth = Math.max(0, depth - 1);
    }
  }

  #construct(type: PyClass, args: readonly PyValue[], keywords: Keywords): PyValue {
    const maker = type.order.find((one) => one.construct)?.construct;
    if (maker && type.construct) return maker(args, keywords);
    const instance = new PyInstance(type);
    const init = type.find("__init__");
    const isException = type.order.some((one) => one.name === "BaseException");
    if (isException) instance.attributes.set("args", new Tuple(args as Value[]));
    if (init !== undefined) this.call(new BoundMethod(instance, init), args, keywords);
    else if (args.length > 0 && !isException) throw raise("TypeError", `${type.name}() takes no arguments`);
    return instance;
  }

  getAttribute(object: PyValue, name: string): PyValue {
    return getAttribute(this, object, name);
  }
  setAttribute(object: PyValue, name: string, value: PyValue): void {
    setAttribute(this, object, name, value);
  }
  deleteAttribute(object: PyValue, name: string): void {
    deleteAttribute(object, name);
  }

  /** The items that a `for` goes through. */
  iterate(value: PyValue): Iterable<PyValue> {
    if (value instanceof PyList) {
      this.spend(value.items.length / 8);
      return liveItems(value);
    }
    if (value instanceof Tuple) return value.items as readonly PyValue[];
    if (typeof value === "string") return value;
    if (value instanceof PyRange) return this.#counted(rangeItems(value));
    if (value instanceof PyIterator) return this.#counted(value);
    if (value instanceof PyDict) return [...value.entries.values()].map(([key]) => key);
    if (value instanceof PySet) return [...value.entries.values()];
    if (value instanceof Ndarray && value.rank > 0) return iterateArray(value).map(fromNumpy);
    if (value instanceof PyInstance) {
      const own = value.type.find("__iter__");
      if (own !== undefined) return this.#iterated(this.call(new BoundMethod(value, own), []));
      const item = value.type.find("__getitem__");
      if (item !== undefined) return this.#indexed(new BoundMethod(value, item));
    }
    if (value instanceof Ndarray && value.role !== "weak")
      throw raise("TypeError", "iteration over a 0-d array");
    refuseUnknown(value);
    throw raise("TypeError", `'${typeName(value)}' object is not iterable`);
  }

  /** Items that cost a step each: there is no telling how many they are. */
  *#counted(items: Iterable<PyValue>): Generator<PyValue> {
    const iterator = items[Symbol.iterator]();
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      this.spend(1);
      yield next.value;
    }
  }

  *#iterated(iterator: PyValue): Generator<PyValue> {
    if (!(iterator instanceof PyInstance)) {
      yield* this.iterate(iterator);
      return;
    }
    const next = iterator.type.find("__next__");
    if (next === undefined)
      throw raise("TypeError", `iter() returned non-iterator of type '${typeName(iterator)}'`);
    for (;;) {
      let item: PyValue;
      try {
        item = this.call(new BoundMethod(iterator, next), []);
      } catch (failure) {
        if ((failure as { exception?: PyInstance }).exception?.type.name === "StopIteration") return;
        throw failure;
      }
      yield item;
    }
  }

  *#indexed(method: BoundMethod): Generator<PyValue> {
    for (let at = 0n; ; at++) {
      let item: PyValue;
      try {
        item = this.call(method, [at]);
      } catch (failure) {
        if ((failure as { exception?: PyInstance }).exception?.type.name === "IndexError") return;
        throw failure;
      }
      yield item;
    }
  }

  length(value: PyValue): number {
    if (value instanceof PyList || value instanceof Tuple) return value.items.length;
    if (typeof value === "string") {
      this.spend(value.length / 64);
      return [...value].length;
    }
    if (value instanceof PyDict || value instanceof PySet) return value.entries.size;
    if (value instanceof PyRange) return value.length;
    if (value instanceof PyIterator && isListOnce(value)) return listed(value).items.length;
    if (value instanceof Ndarray && value.rank > 0) return value.shape[0]!;
    if (value instanceof PyInstance) {
      const own = value.type.find("__len__");
      if (own !== undefined) return Number(this.call(new BoundMethod(value, own), []));
    }
    if (value instanceof Ndarray && value.role !== "weak")
      throw raise("TypeError", "len() of unsized object");
    refuseUnknown(value);
    throw raise("TypeError", `object of type '${typeName(value)}' has no len()`);
  }

  contains(container: PyValue, item: PyValue): boolean {
    if (typeof container === "string") {
      if (typeof item !== "string")
        throw raise("TypeError", `'in <string>' requires string as left operand, not ${typeName(item)}`);
      return container.includes(item);
    }
    if (container instanceof PyDict || container instanceof PySet) return container.has(item);
    if (container instanceof Ndarray) return arrayContains(container, toNumpy(item, this.call));
    if (container instanceof PyInstance) {
      const own = container.type.find("__contains__");
      if (own !== undefined) return this.truth(this.call(new BoundMethod(container, own), [item]));
    }
    for (const one of this.iterate(container)) if (equal(this, one, item)) return true;
    return false;
  }

  getItem(object: PyValue, index: PyValue): PyValue {
    if (object instanceof Ndarray) return fromNumpy(readItem(object, toNumpy(index, this.call)));
    if (object instanceof PyList || object instanceof Tuple) {
      const items = object.items as readonly PyValue[];
      if (index instanceof PySlice) {
        const taken = this.sliced(items.length, index).map((at) => items[at]!);
        return object instanceof PyList ? new PyList(taken) : new Tuple(taken as Value[]);
      }
      return items[this.position(items.length, index, object instanceof PyList ? "list" : "tuple")]!;
    }
    if (object instanceof PyDict) {
      const value = object.get(index);
      if (value !== undefined) return value;
      if (object.missing) {
        const made = object.missing();
        if (object.kind !== "Counter") object.set(index, made);
        return made;
      }
      const failure = raise("KeyError", "");
      failure.exception.attributes.set("args", new Tuple([index as Value]));
      throw failure;
    }
    if (typeof object === "string") {
      const letters = [...object];
      if (index instanceof PySlice)
        return this.sliced(letters.length, index)
          .map((at) => letters[at]!)
          .join("");
      return letters[this.position(letters.length, index, "string")]!;
    }
    if (object instanceof PyRange) {
      if (index instanceof PySlice) {
        const [first, last, step] = this.bounds(object.length, index);
        const by = object.step * BigInt(step);
        return new PyRange(object.at(first), object.at(last), by);
      }
      return object.at(this.position(object.length, index, "range object"));
    }
    if (object instanceof NumpyFunction && object.bracketed)
      return fromNumpy(object.call([toNumpy(index, this.call)], new Map()));
    if (object instanceof PyInstance) {
      const own = object.type.find("__getitem__");
      if (own !== undefined) return this.call(new BoundMethod(object, own), [index]);
    }
    if (object instanceof PyModule && object.isStandIn)
      return object.missing?.(String(index instanceof Tuple ? "[…]" : this.str(index))) ?? object;
    // `Vector = list[float]`
    if (object instanceof TypingName || (object instanceof PyClass && generic.has(object.name)))
      return object;
    if (object instanceof PyIterator && isListOnce(object)) return this.getItem(listed(object), index);
    throw raise("TypeError", `'${typeName(object)}' object is not subscriptable`);
  }

  setItem(object: PyValue, index: PyValue, value: PyValue): void {
    if (object instanceof Ndarray) writeItem(object, toNumpy(index, this.call), toNumpy(value, this.call));
    else if (object instanceof PyList && index instanceof PySlice) {
      const at = this.sliced(object.items.length, index);
      const items = [...this.iterate(value)];
      if (index.step === null || index.step === 1n)
        object.items.splice(at[0] ?? this.bounds(object.items.length, index)[0], at.length, ...items);
      else for (const [k, place] of at.entries()) object.items[place] = items[k]!;
    } else if (object instanceof PyList)
      object.items[this.position(object.items.length, index, "list assignment")] = value;
    else if (object instanceof PyDict) object.set(index, value);
    else if (object instanceof PyInstance && object.type.find("__setitem__") !== undefined) {
      this.call(new BoundMethod(object, object.type.find("__setitem__")!), [index, value]);
    } else if (!(object instanceof PyModule && object.isStandIn))
      throw raise("TypeError", `'${typeName(object)}' object does not support item assignment`);
  }

  deleteItem(object: PyValue, index: PyValue): void {
    if (object instanceof PyList && index instanceof PySlice) {
      for (const at of this.sliced(object.items.length, index).sort((a, b) => b - a))
        object.items.splice(at, 1);
    } else if (object instanceof PyList)
      object.items.splice(this.position(object.items.length, index, "list assignment"), 1);
    else if (object instanceof PyDict) {
      if (!object.delete(index)) throw raise("KeyError", this.repr(index));
    } else throw raise("TypeError", `'${typeName(object)}' object doesn't support item deletion`);
  }

  /** A position from 0 of a sequence's index. */
  position(length: number, given: PyValue, what: string): number {
    const index =
      given instanceof Ndarray && given.rank === 0 ? BigInt(Math.trunc(given.first)) : bare(given);
    if (!isInt(index))
      throw raise(
        "TypeError",
        `${what.replace(/ .*/, "")} indices must be integers or slices, not ${typeName(given)}`,
      );
    const at = Number(index) < 0 ? Number(index) + length : Number(index);
    if (at < 0 || at >= length) throw raise("IndexError", `${what} index out of range`);
    return at;
  }

  bounds(length: number, { start, stop, step: given }: PySlice): [number, number, number] {
    const whole = (value: PyValue): number | null => (value === null ? null : Number(bare(value) as bigint));
    const step = whole(given) ?? 1;
    if (step === 0) throw raise("ValueError", "slice step cannot be zero");
    const clamp = (value: number | null, missing: number): number => {
      if (value === null) return missing;
      const at = value < 0 ? value + length : value;
      return step > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
    };
    return [clamp(whole(start), step > 0 ? 0 : length - 1), clamp(whole(stop), step > 0 ? length : -1), step];
  }

  /** The positions that a slice selects. */
  sliced(length: number, slice: PySlice): number[] {
    const [first, last, step] = this.bounds(length, slice);
    const positions: number[] = [];
    for (let at = first; step > 0 ? at < last : at > last; at += step) positions.push(at);
    return positions;
  }

  apply(operator: string, left: PyValue, right: PyValue): PyValue {
    return binary(this, operator, left, right);
  }

  percent(template: string, values: PyValue): string {
    const list = values instanceof Tuple ? (values.items as readonly PyValue[]) : [values];
    const lookup =
      values instanceof PyDict ? (name: string): PyValue => this.getItem(values, name) : undefined;
    return percentFormat(template, list, lookup, this.str, this.repr);
  }
}

/** Arguments of a kind that a builtin has no use for show as JavaScript's own errors: they are the program's. */
function callBuiltin(callee: Builtin, args: readonly PyValue[], keywords: Keywords): PyValue {
  try {
    return callee.call(args, keywords);
  } catch (failure) {
    const isConversion = failure instanceof RangeError && failure.message.includes("BigInt");
    if (!(failure instanceof TypeError || failure instanceof SyntaxError || isConversion)) throw failure;
    throw raise("TypeError", `${callee.name}() does not take these arguments`);
  }
}

/** What Python 2 gives as a list. */
const isListOnce = ({ typeName: name }: PyIterator): boolean => ["zip", "map", "filter"].includes(name);

/** What is left of an iterator, all at once; it stays an iterator over the same items. */
function listed(iterator: PyIterator): PyList {
  const items = [...iterator];
  iterator.items = items[Symbol.iterator]();
  return new PyList(items);
}

function* liveItems(list: PyList): Generator<PyValue> {
  for (let at = 0; at < list.items.length; at++) yield list.items[at]!;
}

function* rangeItems(range: PyRange): Generator<PyValue> {
  const { length } = range;
  for (let at = 0; at < length; at++) yield range.at(at);
}
