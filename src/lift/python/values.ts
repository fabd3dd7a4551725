import type { Span } from "../../base/span.ts";
import { Ndarray } from "../numpy/array.ts";
import type { ClassValue } from "../numpy/values.ts";
import { ArrayIterator, Namespace, NumpyFunction, StreamValue, Tuple, TypeValue } from "../numpy/values.ts";
import type { Expression, Parameter, Statement } from "./syntax.ts";

/** Python's values: None is null, an int a bigint, a float a number; recorded numbers and arrays are Ndarrays. */
export type PyValue = null | boolean | bigint | number | string | object;

export type Keywords = ReadonlyMap<string, PyValue>;
export type Call = (args: readonly PyValue[], keywords: Keywords) => PyValue;

export class PyList {
  constructor(
    readonly items: PyValue[],
    /** What a dict shows of itself prints under another name: `dict_keys([1, 2])`. */
    readonly view?: "dict_keys" | "dict_values" | "dict_items",
  ) {}
}

/** A dict; keys are told apart by what Python's equality tells apart. */
export class PyDict {
  readonly entries = new Map<string, [PyValue, PyValue]>();

  /** The value that `collections.defaultdict` makes for a missing key. */
  constructor(
    readonly missing?: () => PyValue,
    readonly kind: "dict" | "Counter" | "OrderedDict" = "dict",
  ) {}

  get(key: PyValue): PyValue | undefined {
    return this.entries.get(hashKey(key))?.[1];
  }
  set(key: PyValue, value: PyValue): void {
    const text = hashKey(key);
    const known = this.entries.get(text);
    if (known) known[1] = value;
    else this.entries.set(text, [key, value]);
  }
  delete(key: PyValue): boolean {
    return this.entries.delete(hashKey(key));
  }
  has(key: PyValue): boolean {
    return this.entries.has(hashKey(key));
  }
}

export class PySet {
  readonly entries = new Map<string, PyValue>();

  constructor(items: Iterable<PyValue> = []) {
    for (const item of items) this.add(item);
  }
  add(item: PyValue): void {
    const key = hashKey(item);
    if (!this.entries.has(key)) this.entries.set(key, item);
  }
  has(item: PyValue): boolean {
    return this.entries.has(hashKey(item));
  }
}

export class PyRange {
  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {}

  get length(): number {
    const { start, stop, step } = this;
    const span = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    return span <= 0n ? 0 : Number((span + size - 1n) / size);
  }
  at(position: number): bigint {
    return this.start + BigInt(position) * this.step;
  }
}

/** zip, enumerate, map and their like: gone through once. */
export class PyIterator {
  constructor(
    readonly typeName: string,
    public items: Iterator<PyValue>,
  ) {}

  [Symbol.iterator](): Iterator<PyValue> {
    return this.items;
  }
}

export class PySlice {
  constructor(
    readonly start: PyValue,
    readonly stop: PyValue,
    readonly step: PyValue,
  ) {}
}

export const ellipsis = new (class PyEllipsis {
  readonly text = "Ellipsis";
})();

/** Names and what they stand for: a module's, a function call's or a class body's. */
export class Scope {
  readonly names = new Map<string, PyValue>();
  readonly outside = new Set<string>();
  readonly nonlocal = new Set<string>();

  constructor(
    readonly globals: Scope | undefined,
    readonly parent: Scope | undefined,
    readonly isClass = false,
    /** The names that a function sets itself: they are its own before they have a value. */
    readonly locals: ReadonlySet<string> | undefined = undefined,
  ) {}
}

/** A scope and those around it, up to the names of the whole program. */
export function* closedOver(scope: Scope): Generator<Scope> {
  for (let one = scope; one.globals; one = one.parent!) yield one;
}

export class PyFunction {
  readonly attributes = new Map<string, PyValue>();

  constructor(
    readonly name: string,
    readonly parameters: readonly Parameter[],
    readonly defaults: ReadonlyMap<string, PyValue>,
    readonly body: readonly Statement[] | Expression,
    readonly scope: Scope,
    /** The class whose body holds it, for super(). */
    public owner: PyClass | undefined,
  ) {}

  /** The same function over another scope. */
  within(scope: Scope): PyFunction {
    return new PyFunction(this.name, this.parameters, this.defaults, this.body, scope, this.owner);
  }
}

export class Builtin {
  constructor(
    readonly name: string,
    readonly call: Call,
  ) {}
}

/** A name of `typing`: it takes any index, and is itself. */
export class TypingName extends Builtin {}

export class BoundMethod {
  constructor(
    readonly self: PyValue,
    readonly method: PyValue,
  ) {}
}

export class Property {
  constructor(
    readonly get: PyValue,
    readonly set: PyValue | undefined = undefined,
  ) {}
}

export class StaticMethod {
  constructor(readonly method: PyValue) {}
}

export class ClassMethod {
  constructor(readonly method: PyValue) {}
}

export class PyClass {
  readonly members = new Map<string, PyValue>();
  /** Method resolution order, itself first. */
  readonly order: readonly PyClass[];

  constructor(
    readonly name: string,
    readonly bases: readonly PyClass[],
    /** How a built-in type makes its values; classes of the program make instances. */
    readonly construct?: Call,
  ) {
    this.order = [this, ...linearised(bases)];
  }

  find(name: string): PyValue | undefined {
    for (const one of this.order) if (one.members.has(name)) return one.members.get(name)!;
    return undefined;
  }
}

/** Each base and its bases, a class after all that derive from it. */
function linearised(bases: readonly PyClass[]): PyClass[] {
  const all = bases.flatMap((base) => [...base.order]);
  return all.filter((one, at) => !all.slice(at + 1).includes(one));
}

export class PyInstance {
  readonly attributes = new Map<string, PyValue>();

  constructor(readonly type: PyClass) {}
}

/** super(): the attributes of what comes after `after` in the instance's order. */
export class Super {
  constructor(
    readonly self: PyValue,
    readonly after: PyClass,
  ) {}
}

export class PyModule {
  constructor(
    readonly name: string,
    readonly members: Map<string, PyValue>,
    /** What a member that is not there means: an error, or a harmless stand-in. */
    readonly missing?: (name: string) => PyValue,
    /** Nothing is known of it: it stands for a module that is not interpreted. */
    readonly isUnknown = false,
    /** What it gives when it is called: what stands for a library takes every call. */
    readonly called?: Call,
  ) {}

  /** Whether it stands for something that takes every call, index and assignment. */
  get isStandIn(): boolean {
    return this.called !== undefined;
  }
}

const mostLinks = 100;

/** A name that stands for one of another file, whose value is the value there. */
export class Link {
  constructor(
    readonly scope: Scope,
    readonly name: string,
  ) {}

  get value(): PyValue | undefined {
    let value: PyValue | undefined = this;
    // files may pass a name around in a circle
    for (let count = 0; value instanceof Link && count < mostLinks; count++)
      value = value.scope.names.get(value.name);
    return value instanceof Link ? undefined : value;
  }
}

/**
 * A module of which nothing is known, or a member of one, or what it gives: it can be named, called and handed about,
 * and fails where its value is needed.
 */
export const unknownModule = (name: string): PyModule =>
  new PyModule(
    name,
    new Map(),
    (member) => unknownModule(`${name}.${member}`),
    true,
    () => unknownModule(`${name}()`),
  );

/** What a program has drawn: a call to matplotlib, as data. */
export interface Drawn {
  readonly call: string;
  readonly args: readonly PyValue[];
  readonly keywords: Keywords;
  readonly span: Span | undefined;
}

export const isInt = (value: PyValue): value is bigint | boolean =>
  typeof value === "bigint" || typeof value === "boolean";
export const isWeak = (value: PyValue): value is Ndarray => value instanceof Ndarray && value.role === "weak";

/** A Python number without its record: recorded numbers compute on, but print and compare as themselves. */
export function bare(value: PyValue): PyValue {
  if (!isWeak(value)) return value;
  if (value.dtype === "bool") return value.first !== 0;
  return value.dtype === "int64" ? BigInt(value.first) : value.first;
}

const longestKey = 4_000_000;

/** What Python's hash and equality see of a key. Throws a TypeError for what cannot be a key. */
export function hashKey(given: PyValue): string {
  const value = given instanceof Ndarray && given.rank === 0 ? given.first : bare(given);
  if (value === null) return "None";
  if (typeof value === "boolean") return `n${Number(value)}`;
  if (typeof value === "bigint") return `n${value}`;
  if (typeof value === "number") return `n${value}`;
  if (typeof value === "string") return `s${value}`;
  if (value instanceof Tuple) {
    const key = `(${value.items.map((item) => hashKey(item as PyValue)).join(",")})`;
    if (key.length > longestKey) throw new RangeError("Invalid string length");
    return key;
  }
  if (
    value instanceof PyList ||
    value instanceof PyDict ||
    value instanceof PySet ||
    value instanceof Ndarray
  ) {
    throw new Unhashable(typeName(value));
  }
  return `o${identity(value)}`;
}

export class Unhashable extends Error {}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number of its own for each object, as `id` gives. */
export function identity(value: object): number {
  let known = identities.get(value);
  if (known === undefined) {
    known = ++lastIdentity;
    identities.set(value, known);
  }
  return known;
}

export function typeName(given: PyValue): string {
  const value = bare(given);
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "str";
  if (value instanceof Ndarray)
    return value.role === "scalar"
      ? `numpy.${value.dtype}`
      : value.role === "matrix"
        ? "numpy.matrix"
        : "numpy.ndarray";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof PyList) return value.view ?? "list";
  if (value instanceof PyDict)
    return value.kind !== "dict" ? value.kind : value.missing ? "collections.defaultdict" : "dict";
  if (value instanceof PySet) return "set";
  if (value instanceof PyRange) return "range";
  if (value instanceof PySlice) return "slice";
  if (value instanceof PyIterator) return value.typeName;
  if (value instanceof PyInstance) return value.type.name;
  if (value instanceof PyClass || value instanceof TypeValue) return "type";
  if (value instanceof PyFunction) return "function";
  if (value instanceof BoundMethod) return "method";
  if (value instanceof Builtin || value instanceof NumpyFunction) return "builtin_function_or_method";
  if (value instanceof PyModule || value instanceof Namespace) return "module";
  if (value instanceof StreamValue) return "numpy.random.mtrand.RandomState";
  if (value instanceof ArrayIterator) return "numpy.nditer";
  if (value === ellipsis) return "ellipsis";
  return (value as { typeName?: string }).typeName ?? "object";
}

export type { ClassValue };
