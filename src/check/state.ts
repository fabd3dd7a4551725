import type { Machine } from "../lift/machine.ts";
import { Ndarray } from "../lift/numpy/array.ts";
import { Buffer } from "../lift/numpy/buffer.ts";
import type { RandomStream } from "../lift/numpy/random/streams.ts";
import { StreamValue, Tuple, type Value } from "../lift/numpy/values.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import {
  BoundMethod,
  closedOver,
  Link,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyModule,
  PySet,
  type PyValue,
  Scope,
} from "../lift/python/values.ts";
import { walk } from "../lift/python/walk.ts";

/** The names that a step can see, and the random generators, as they were when it began. */
export interface Snapshot {
  readonly scopes: readonly { readonly scope: Scope; readonly names: ReadonlyMap<string, PyValue> }[];
  readonly classes: readonly { readonly type: PyClass; readonly members: ReadonlyMap<string, PyValue> }[];
  readonly streams: readonly { readonly stream: RandomStream; readonly saved: RandomStream }[];
  /** All names that the step can reach. */
  readonly names: ReadonlySet<string>;
  readonly restoreRandom: () => void;
}

/** Copies values with all that they hold; what was shared stays shared, views stay views. */
class Cloner {
  readonly #memo = new Map<object, PyValue | Buffer>();
  readonly streams = new Set<RandomStream>();

  /** Scopes in `kept` are those that a snapshot restores in place. */
  constructor(kept: Iterable<Scope>) {
    for (const scope of kept) this.#memo.set(scope, scope);
  }

  names(names: ReadonlyMap<string, PyValue>): Map<string, PyValue> {
    return new Map([...names].map(([name, value]) => [name, this.value(value)]));
  }

  value(value: PyValue): PyValue {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#memo.get(value);
    if (known !== undefined) return known as PyValue;
    const keep = <T extends PyValue>(made: T): T => {
      this.#memo.set(value, made);
      return made;
    };
    const all = (items: Iterable<PyValue>): PyValue[] => Array.from(items, (item) => this.value(item));
    if (value instanceof Ndarray) {
      const buffer = this.#buffer(value.buffer);
      return keep(new Ndarray(buffer, value.dtype, value.shape, value.strides, value.offset, value.role));
    }
    if (value instanceof PyList) {
      const list = keep(new PyList([]));
      for (const item of value.items) list.items.push(this.value(item));
      return list;
    }
    if (value instanceof Tuple) return keep(new Tuple(all(value.items as PyValue[]) as Value[]));
    if (value instanceof PySet) return keep(new PySet(all(value.entries.values())));
    if (value instanceof PyDict) {
      const dict = keep(new PyDict(value.missing, value.kind));
      for (const [key, one] of value.entries.values()) dict.set(this.value(key), this.value(one));
      return dict;
    }
    if (value instanceof PyInstance) {
      const instance = keep(new PyInstance(value.type));
      for (const [name, one] of value.attributes) instance.attributes.set(name, this.value(one));
      return instance;
    }
    if (value instanceof BoundMethod) return keep(new BoundMethod(this.value(value.self), value.method));
    if (value instanceof PyFunction && value.scope.globals) return keep(this.#closure(value));
    if (value instanceof StreamValue) this.streams.add(value.stream);
    return value;
  }

  #buffer(buffer: Buffer): Buffer {
    const known = this.#memo.get(buffer) as Buffer | undefined;
    if (known) return known;
    const made = new Buffer(buffer.data.slice());
    this.#memo.set(buffer, made);
    return made;
  }

  /** A function defined in another: the names that it closes over are part of the heap. */
  #closure(value: PyFunction): PyFunction {
    return value.within(this.#scope(value.scope));
  }

  #scope(scope: Scope): Scope {
    if (!scope.globals) return scope;
    const known = this.#memo.get(scope) as Scope | undefined;
    if (known) return known;
    const made = new Scope(scope.globals, this.#scope(scope.parent!), scope.isClass, scope.locals);
    this.#memo.set(scope, made);
    for (const name of scope.outside) made.outside.add(name);
    for (const name of scope.nonlocal) made.nonlocal.add(name);
    for (const [name, value] of scope.names) made.names.set(name, this.value(value));
    return made;
  }
}

interface Reached {
  readonly names: Set<string>;
  readonly classes: Set<PyClass>;
  /** What methods that have a name of their own belong to: `update = net.step`. */
  readonly owners: Set<PyValue>;
}

/** What statements can reach: the names that they write, and those of the functions and classes behind them. */
function reachedBy(statements: readonly Statement[], scope: Scope, globals: readonly Scope[]): Reached {
  const names = new Set<string>();
  const classes = new Set<PyClass>();
  const owners = new Set<PyValue>();
  const note = (part: readonly Statement[] | Expression): void => {
    for (const one of walk(part as Statement[])) if (one.kind === "name") names.add(one.name);
  };
  const seen = new Set<PyValue>();
  const behind = (value: PyValue): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof PyFunction) {
      note(value.body);
      for (const around of closedOver(value.scope)) for (const one of around.names.values()) behind(one);
    } else if (value instanceof PyInstance) {
      behind(value.type);
      for (const one of value.attributes.values()) behind(one);
    } else if (value instanceof PyClass) {
      for (const type of value.order) {
        classes.add(type);
        for (const member of type.members.values()) behind(member);
      }
    } else if (value instanceof Link) {
      names.add(value.name);
      behind(value.value ?? null);
    } else if (value instanceof PyModule) {
      // a file's values are reached by its name
      if (globals.some((one) => one.names === value.members))
        for (const [name, one] of value.members) {
          names.add(name);
          behind(one);
        }
    } else if (value instanceof BoundMethod) {
      owners.add(value.self);
      for (const one of [value.self, value.method]) behind(one);
    } else if (value instanceof PyList || value instanceof Tuple)
      for (const one of value.items as PyValue[]) behind(one);
    else if (value instanceof PyDict) for (const [, one] of value.entries.values()) behind(one);
    // staticmethod, classmethod and property hold functions
    else
      for (const one of Object.values(value))
        if (one instanceof PyFunction || one instanceof PyClass) behind(one);
  };
  note(statements);
  for (const name of names) {
    for (let one: Scope | undefined = scope; one; one = one.parent) behind(one.names.get(name) ?? null);
    for (const one of globals) behind(one.names.get(name) ?? null);
  }
  return { names, classes, owners };
}

const isPlainNumber = (value: PyValue): boolean => typeof value === "number" || typeof value === "bigint";

/** The names that a method's machinery reads without their being written. */
const isHidden = (name: string): boolean => name.startsWith("__");

/** Takes down what a step that is about to run in `scope` can see. */
export function snapshotOf(machine: Machine, scope: Scope, statements: readonly Statement[]): Snapshot {
  const imported = machine.imported.map((one) => one.scope);
  const { names, classes, owners } = reachedBy(statements, scope, [machine.globals, ...imported]);
  const seen = new Set<Scope>([machine.globals, ...imported]);
  for (let one: Scope | undefined = scope; one; one = one.parent) seen.add(one);
  // a repair may read any number about: loop counters are restored too
  for (const one of seen)
    for (const [name, value] of one.names) if (isPlainNumber(value) || owners.has(value)) names.add(name);
  const cloner = new Cloner(seen);
  const scopes = [...seen].map((one) => {
    const wanted = new Map([...one.names].filter(([name]) => names.has(name) || isHidden(name)));
    return { scope: one, names: cloner.names(wanted) };
  });
  const members = [...classes].map((type) => ({ type, members: cloner.names(dataOf(type)) }));
  const streams = [...cloner.streams].map((stream) => ({ stream, saved: stream.copy() }));
  return { scopes, classes: members, streams, names, restoreRandom: machine.chance.save() };
}

/** A class's own values, its methods apart. */
const dataOf = (type: PyClass): Map<string, PyValue> =>
  new Map(
    [...type.members].filter(
      ([, value]) =>
        typeof value !== "object" ||
        value instanceof Ndarray ||
        value instanceof PyList ||
        value instanceof PyDict ||
        value instanceof PyInstance,
    ),
  );

/** Puts a snapshot back, as fresh copies. */
export function restore({ scopes, classes, streams, names: reached, restoreRandom }: Snapshot): void {
  const cloner = new Cloner(scopes.map((one) => one.scope));
  for (const { scope, names } of scopes) {
    for (const name of reached) if (!names.has(name)) scope.names.delete(name);
    for (const [name, value] of cloner.names(names)) scope.names.set(name, value);
  }
  for (const { type, members } of classes)
    for (const [name, value] of cloner.names(members)) type.members.set(name, value);
  for (const { stream, saved } of streams) stream.restore(saved);
  restoreRandom();
}

/** Runs `work` in the midst of a program and leaves the program's own values as they were. */
export function aside<T>(machine: Machine, snapshot: Snapshot, work: () => T): T {
  const scopes = snapshot.scopes.map(({ scope }) => ({ scope, names: new Map(scope.names) }));
  const classes = snapshot.classes.map(({ type }) => ({ type, members: new Map(type.members) }));
  const streams = snapshot.streams.map(({ stream }) => ({ stream, saved: stream.copy() }));
  const restoreRandom = machine.chance.save();
  const { hooks, output, left } = machine;
  try {
    return work();
  } finally {
    for (const { scope, names } of scopes) {
      scope.names.clear();
      for (const [name, value] of names) scope.names.set(name, value);
    }
    for (const { type, members } of classes)
      for (const [name, value] of members) type.members.set(name, value);
    for (const { stream, saved } of streams) stream.restore(saved);
    restoreRandom();
    machine.hooks = hooks;
    machine.output = output;
    machine.refill(left);
  }
}
