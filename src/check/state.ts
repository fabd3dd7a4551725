import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { Ndarray, weak } from "../lift/numpy/array.ts";
import { Buffer } from "../lift/numpy/buffer.ts";
import { Tuple, type Value } from "../lift/numpy/values.ts";
import type { Machine } from "../lift/python/machine.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import {
  BoundMethod,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PySet,
  type PyValue,
  type Scope,
} from "../lift/python/values.ts";
import { walk } from "../lift/python/walk.ts";

/** The names that a step can see, and the random generators, as they were when it began. */
export interface Snapshot {
  readonly scopes: readonly { readonly scope: Scope; readonly names: ReadonlyMap<string, PyValue> }[];
  /** All names that the step can reach. */
  readonly names: ReadonlySet<string>;
  readonly restoreRandom: () => void;
}

/** A copy of a value with all that it holds; what was shared stays shared, views stay views. */
function cloned(value: PyValue, memo: Map<object, PyValue>): PyValue {
  if (typeof value !== "object" || value === null) return value;
  const known = memo.get(value);
  if (known !== undefined) return known;
  const keep = <T extends PyValue>(made: T): T => {
    memo.set(value, made);
    return made;
  };
  if (value instanceof Ndarray) {
    let buffer = memo.get(value.buffer) as Buffer | undefined;
    if (!buffer) {
      buffer = new Buffer(value.buffer.data.slice());
      memo.set(value.buffer, buffer);
    }
    return keep(new Ndarray(buffer, value.dtype, value.shape, value.strides, value.offset, value.role));
  }
  if (value instanceof PyList) {
    const list = keep(new PyList([]));
    list.items.push(...value.items.map((item) => cloned(item, memo)));
    return list;
  }
  if (value instanceof Tuple)
    return keep(new Tuple((value.items as PyValue[]).map((item) => cloned(item, memo)) as Value[]));
  if (value instanceof PySet)
    return keep(new PySet([...value.entries.values()].map((item) => cloned(item, memo))));
  if (value instanceof PyDict) {
    const dict = keep(new PyDict(value.missing));
    for (const [key, one] of value.entries.values()) dict.set(key, cloned(one, memo));
    return dict;
  }
  if (value instanceof PyInstance) {
    const instance = keep(new PyInstance(value.type));
    for (const [name, one] of value.attributes) instance.attributes.set(name, cloned(one, memo));
    return instance;
  }
  return value;
}

const clonedNames = (names: ReadonlyMap<string, PyValue>, memo: Map<object, PyValue>): Map<string, PyValue> =>
  new Map([...names].map(([name, value]) => [name, cloned(value, memo)]));

/** The names that statements can reach: those they write, and those of the functions and classes behind them. */
export function reachableNames(statements: readonly Statement[], scope: Scope, globals: Scope): Set<string> {
  const names = new Set<string>();
  const note = (part: readonly Statement[] | Expression): void => {
    for (const one of walk(part as Statement[])) if (one.kind === "name") names.add(one.name);
  };
  const seen = new Set<PyValue>();
  const behind = (value: PyValue): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof PyFunction) note(value.body);
    else if (value instanceof PyInstance) behind(value.type);
    else if (value instanceof PyClass)
      for (const one of value.order) for (const member of one.members.values()) behind(member);
    else if (value instanceof BoundMethod) for (const one of [value.self, value.method]) behind(one);
    else if (value instanceof PyList || value instanceof Tuple)
      for (const one of value.items as PyValue[]) behind(one);
  };
  note(statements);
  for (const name of names) {
    for (let one: Scope | undefined = scope; one; one = one.parent) behind(one.names.get(name) ?? null);
    behind(globals.names.get(name) ?? null);
  }
  return names;
}

/** Takes down what a step that is about to run in `scope` can see. */
export function snapshotOf(machine: Machine, scope: Scope, statements: readonly Statement[]): Snapshot {
  const memo = new Map<object, PyValue>();
  const names = reachableNames(statements, scope, machine.globals);
  const seen = new Set<Scope>([machine.globals]);
  for (let one: Scope | undefined = scope; one; one = one.parent) seen.add(one);
  const scopes = [...seen].map((one) => {
    const wanted = new Map([...one.names].filter(([name]) => names.has(name) || name.startsWith("__")));
    return { scope: one, names: clonedNames(wanted, memo) };
  });
  return { scopes, names, restoreRandom: machine.numpy.save() };
}

/** Puts a snapshot back, as fresh copies. */
export function restore({ scopes, names: reached, restoreRandom }: Snapshot): void {
  const memo = new Map<object, PyValue>();
  for (const { scope, names } of scopes) {
    for (const name of reached) if (!names.has(name)) scope.names.delete(name);
    for (const [name, value] of clonedNames(names, memo)) scope.names.set(name, value);
  }
  restoreRandom();
}

/** A number or array of numbers that a step can see, under the name by which the program reaches it. */
export interface Leaf {
  readonly path: string;
  /** The variable at the path's head. */
  readonly root: string;
  get(): PyValue;
  set(value: PyValue): void;
}

const isFloatArray = (value: PyValue): value is Ndarray =>
  value instanceof Ndarray && value.role !== "weak" && value.dtype.startsWith("float");
const mostLeaves = 400;

/** The numbers and float arrays under these names: in variables, and in the dicts, lists and objects that they hold. */
export function leavesOf(scope: Scope, globals: Scope, names: ReadonlySet<string>): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const seen = new Set<object>();
  const visit = (path: string, root: string, value: PyValue, set: (value: PyValue) => void): void => {
    if (leaves.size >= mostLeaves) return;
    if (typeof value === "number" || typeof value === "bigint" || value instanceof Ndarray) {
      const isOther = value instanceof Ndarray && value.role !== "weak" && !isFloatArray(value);
      if (isOther) return;
      leaves.set(path, { path, root, get: () => currentOf(path), set });
      values.set(path, () => value);
      return;
    }
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof PyList) {
      if (value.items.length > 64) return;
      for (const [at, item] of value.items.entries())
        visit(`${path}[${at}]`, root, item, (next) => void (value.items[at] = next));
    } else if (value instanceof PyDict) {
      for (const [key, item] of value.entries.values())
        visit(`${path}[${JSON.stringify(key)}]`, root, item, (next) => value.set(key, next));
    } else if (value instanceof PyInstance) {
      for (const [name, item] of value.attributes)
        visit(`${path}.${name}`, root, item, (next) => void value.attributes.set(name, next));
    }
  };
  const values = new Map<string, () => PyValue>();
  const currentOf = (path: string): PyValue => values.get(path)!();
  for (const one of scope === globals ? [globals] : [scope, globals]) {
    for (const [name, value] of one.names) {
      if (names.has(name) && !leaves.has(name))
        visit(name, name, value, (next) => void one.names.set(name, next));
    }
  }
  return leaves;
}

/** A leaf's numbers, flat, in row-major order. */
export function numbersOf(value: PyValue): Float64Array {
  if (value instanceof Ndarray) return value.values().slice();
  return Float64Array.of(Number(value as number));
}

/** Writes numbers into a leaf: into the array itself, so that its views see them, or as a new number. */
export function writeNumbers(leaf: Leaf, numbers: Float64Array): void {
  const value = leaf.get();
  if (value instanceof Ndarray && value.role !== "weak") {
    const at = value.positions();
    for (let k = 0; k < at.length; k++) value.buffer.data[at[k]!] = numbers[k]!;
    value.buffer.recorded = undefined;
  } else leaf.set(numbers[0]!);
}

/** Marks a leaf as a variable of the graph: what is computed from it is recorded. */
export function mark(leaf: Leaf, graph: Graph): Node {
  const value = leaf.get();
  if (value instanceof Ndarray && value.role !== "weak") {
    const { buffer } = value;
    if (buffer.recorded) return buffer.recorded.node;
    const node = graph.variable(leaf.path, [buffer.data.length]);
    buffer.recorded = { graph, node };
    return node;
  }
  const number = value instanceof Ndarray ? value.first : Number(value as number);
  const node = graph.variable(leaf.path);
  leaf.set(weak(number, "float64", { graph, node }));
  return node;
}

/** The node that computes a value now; undefined where nothing marked went into it. */
export function nodeOfValue(value: PyValue): Node | undefined {
  return value instanceof Ndarray ? value.buffer.recorded?.node : undefined;
}
