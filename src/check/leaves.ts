import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Machine } from "../lift/machine.ts";
import { fromData, Ndarray, weak } from "../lift/numpy/array.ts";
import { Tuple } from "../lift/numpy/values.ts";
import {
  closedOver,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  type PyValue,
  type Scope,
} from "../lift/python/values.ts";

/** A number or array of numbers that a step can see, under the name by which the program reaches it. */
export interface Leaf {
  readonly path: string;
  readonly value: PyValue;
  set(value: PyValue): void;
}

const mostLeaves = 6000;
const longestList = 800;
const mostHolders = 20_000;
/** A list of lists that holds more numbers is data, and no step moves it. */
const mostInList = 2500;

/** Whether a list holds more numbers and lists than any step moves. */
function isLarge(list: PyList): boolean {
  let left = mostInList;
  const open: PyList[] = [list];
  for (let one = open.pop(); one; one = open.pop()) {
    left -= one.items.length;
    if (left < 0) return true;
    for (const item of one.items) if (item instanceof PyList) open.push(item);
  }
  return false;
}

/** Whether a value holds numbers that a step can move. */
const isNumeric = (value: PyValue): value is number | bigint | Ndarray =>
  typeof value === "number" ||
  typeof value === "bigint" ||
  (value instanceof Ndarray && value.dtype !== "bool" && value.dtype !== "object");

/**
 * The numbers and arrays under these names: in variables, and in the dicts, lists and objects that they hold; those of
 * other files under the names of their modules. What has several names has the first of `known`, where it has one.
 */
export function leavesOf(
  scope: Scope,
  { globals, imported }: Pick<Machine, "globals" | "imported">,
  names: ReadonlySet<string>,
  known: ReadonlySet<string> = new Set(),
): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const seen = new Set<object>();
  const places: Leaf[] = [];
  const scopes = scopesOf(scope, globals);
  for (const one of scopes)
    for (const [name, value] of one.names)
      if (names.has(name)) places.push({ path: name, value, set: (next) => void one.names.set(name, next) });
  if (known.size > 0) places.sort((a, b) => Number(known.has(b.path)) - Number(known.has(a.path)));
  const nearest = nearestOf(places);
  const visit = ({ path, value, set }: Leaf, holder: object | undefined): void => {
    if (leaves.size >= mostLeaves || (holder === undefined && leaves.has(path))) return;
    if (isNumeric(value)) {
      leaves.set(path, { path, value, set });
      return;
    }
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    // what several hold is named by the way that is shortest
    if (nearest.has(value) && nearest.get(value) !== holder) return;
    seen.add(value);
    for (const one of placesIn(path, value)) visit(one, value);
  };
  for (const one of places) visit(one, undefined);
  for (const { name: module, scope: one } of imported) {
    if (scopes.includes(one)) continue;
    for (const [name, value] of one.names)
      if (names.has(name))
        visit({ path: `${module}.${name}`, value, set: (next) => void one.names.set(name, next) }, undefined);
  }
  return leaves;
}

function scopesOf(scope: Scope, globals: Scope): Scope[] {
  const scopes: Scope[] = [];
  for (let one: Scope | undefined = scope; one; one = one.parent) scopes.push(one);
  if (!scopes.includes(globals)) scopes.push(globals);
  return scopes;
}

/**
 * For each list, dict or object the one by which it is reached in the fewest steps from the first name that leads to
 * it: a loop's own name for each layer of a list in turn is none to know it by. None for those with a name.
 */
function nearestOf(places: readonly Leaf[]): Map<object, object | undefined> {
  const nearest = new Map<object, object | undefined>();
  for (const one of places) reach(one, nearest);
  return nearest;
}

/** Notes what is reached from one place and not before, until that is too much. */
function reach(place: Leaf, nearest: Map<object, object | undefined>): void {
  let around: readonly (readonly [Leaf, object | undefined])[] = [[place, undefined]];
  while (around.length > 0) {
    const next: (readonly [Leaf, object | undefined])[] = [];
    for (const [{ path, value }, holder] of around) {
      if (typeof value !== "object" || value === null || isNumeric(value) || nearest.has(value)) continue;
      nearest.set(value, holder);
      if (nearest.size > mostHolders) return;
      for (const one of placesIn(path, value)) next.push([one, value]);
    }
    around = next;
  }
}

/** What a value holds, each under its own path. */
function placesIn(path: string, value: object): Leaf[] {
  if (value instanceof PyList || value instanceof Tuple) {
    const items = value.items as PyValue[];
    if (items.length > longestList || (value instanceof PyList && isLarge(value))) return [];
    return items.map((item, at) => ({
      path: `${path}[${at}]`,
      value: item,
      set: (next) => void (items[at] = next),
    }));
  }
  if (value instanceof PyDict)
    return [...value.entries.values()].map(([key, item]) => ({
      path: `${path}[${keyText(key)}]`,
      value: item,
      set: (next) => value.set(key, next),
    }));
  if (value instanceof PyInstance)
    return [...value.attributes].map(([name, item]) => ({
      path: `${path}.${name}`,
      value: item,
      set: (next) => void value.attributes.set(name, next),
    }));
  if (!(value instanceof PyFunction)) return [];
  return [...closedOver(value.scope)].flatMap(({ names: own }) =>
    [...own].map(([name, item]) => ({ path: name, value: item, set: (next) => void own.set(name, next) })),
  );
}

const keyText = (key: PyValue): string => {
  if (key instanceof Tuple) return `(${(key.items as PyValue[]).map(keyText).join(", ")})`;
  return typeof key === "string" ? JSON.stringify(key) : String(key);
};

/** A leaf's numbers, flat, in row-major order. */
export function numbersOf(value: PyValue): Float64Array {
  if (value instanceof Ndarray) return value.values().slice();
  return Float64Array.of(Number(value as number));
}

/** Writes numbers into a leaf: into the array itself, so that its views see them, or as a new number. */
export function writeNumbers({ value, set }: Leaf, numbers: Float64Array): void {
  if (value instanceof Ndarray && value.role !== "weak" && value.dtype.startsWith("float")) {
    const at = value.positions();
    for (let k = 0; k < at.length; k++) value.buffer.data[at[k]!] = numbers[k]!;
    value.buffer.recorded = undefined;
  } else if (value instanceof Ndarray && value.role !== "weak") {
    set(fromData(Float64Array.from(numbers), value.shape, "float64"));
  } else set(numbers[0]!);
}

/** A leaf's variable in the graph, and where in it the leaf's own elements are. */
export interface Marked {
  readonly node: Node;
  /** Undefined where the leaf is all of its memory, in order. */
  readonly places: Int32Array | undefined;
  /** Whether it is a single number; of NumPy's too, as what a net's own output makes of its weights. */
  readonly isNumber: boolean;
}

/** Marks a leaf as a variable of the graph: what is computed from it is recorded. */
export function mark({ path, value, set }: Leaf, graph: Graph): Marked {
  if (value instanceof Ndarray && value.role !== "weak") {
    const { buffer } = value;
    const places = value.whole ? undefined : value.positions();
    const isNumber = value.rank === 0;
    if (buffer.recorded) return { node: buffer.recorded.node, places, isNumber };
    const node = graph.variable(path, [buffer.data.length]);
    buffer.recorded = { graph, node };
    return { node, places, isNumber };
  }
  const number = value instanceof Ndarray ? value.first : Number(value as number);
  const node = graph.variable(path);
  set(weak(number, "float64", { graph, node }));
  return { node, places: undefined, isNumber: true };
}

const insides = ["data", "value", "val", "_data", "_value"];

/** The number or array inside an object of a hand-written engine for derivatives; other values are themselves. */
export function innerOf(value: PyValue): PyValue {
  if (!(value instanceof PyInstance)) return value;
  for (const name of insides) {
    const inner = value.attributes.get(name);
    if (inner instanceof Ndarray || typeof inner === "number") return inner;
  }
  return value;
}

/** The node that computes a value now; undefined where nothing marked went into it. */
export function nodeOfValue(value: PyValue): Node | undefined {
  const inner = innerOf(value);
  return inner instanceof Ndarray ? inner.buffer.recorded?.node : undefined;
}
