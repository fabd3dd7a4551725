import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { fromData, Ndarray, weak } from "../lift/numpy/array.ts";
import { Tuple } from "../lift/numpy/values.ts";
import type { Machine } from "../lift/python/machine.ts";
import { PyDict, PyFunction, PyInstance, PyList, type PyValue, type Scope } from "../lift/python/values.ts";

/** A number or array of numbers that a step can see, under the name by which the program reaches it. */
export interface Leaf {
  readonly path: string;
  readonly value: PyValue;
  set(value: PyValue): void;
}

const mostLeaves = 6000;
const longestList = 800;
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
 * other files under the names of their modules.
 */
export function leavesOf(
  scope: Scope,
  { globals, imported }: Pick<Machine, "globals" | "imported">,
  names: ReadonlySet<string>,
): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const seen = new Set<object>();
  const visit = (path: string, value: PyValue, set: (value: PyValue) => void): void => {
    if (leaves.size >= mostLeaves) return;
    if (isNumeric(value)) {
      leaves.set(path, { path, value, set });
      return;
    }
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof PyList) {
      if (value.items.length > longestList || isLarge(value)) return;
      for (const [at, item] of value.items.entries())
        visit(`${path}[${at}]`, item, (next) => void (value.items[at] = next));
    } else if (value instanceof Tuple) {
      if (value.items.length > longestList) return;
      for (const [at, item] of (value.items as PyValue[]).entries())
        visit(`${path}[${at}]`, item, (next) => void ((value.items as PyValue[])[at] = next));
    } else if (value instanceof PyDict) {
      for (const [key, item] of value.entries.values())
        visit(`${path}[${keyText(key)}]`, item, (next) => value.set(key, next));
    } else if (value instanceof PyInstance) {
      for (const [name, item] of value.attributes)
        visit(`${path}.${name}`, item, (next) => void value.attributes.set(name, next));
    } else if (value instanceof PyFunction && value.scope.globals) {
      for (const [name, item] of value.scope.names)
        visit(name, item, (next) => void value.scope.names.set(name, next));
    }
  };
  const scopes: Scope[] = [];
  for (let one: Scope | undefined = scope; one; one = one.parent) if (!scopes.includes(one)) scopes.push(one);
  if (!scopes.includes(globals)) scopes.push(globals);
  for (const one of scopes) {
    for (const [name, value] of one.names) {
      if (names.has(name) && !leaves.has(name)) visit(name, value, (next) => void one.names.set(name, next));
    }
  }
  for (const { name: module, scope: one } of imported) {
    if (scopes.includes(one)) continue;
    for (const [name, value] of one.names)
      if (names.has(name)) visit(`${module}.${name}`, value, (next) => void one.names.set(name, next));
  }
  return leaves;
}

const keyText = (key: PyValue): string =>
  typeof key === "bigint" || typeof key === "number" ? String(key) : JSON.stringify(key);

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
}

/** Marks a leaf as a variable of the graph: what is computed from it is recorded. */
export function mark({ path, value, set }: Leaf, graph: Graph): Marked {
  if (value instanceof Ndarray && value.role !== "weak") {
    const { buffer } = value;
    const places = value.whole ? undefined : value.positions();
    if (buffer.recorded) return { node: buffer.recorded.node, places };
    const node = graph.variable(path, [buffer.data.length]);
    buffer.recorded = { graph, node };
    return { node, places };
  }
  const number = value instanceof Ndarray ? value.first : Number(value as number);
  const node = graph.variable(path);
  set(weak(number, "float64", { graph, node }));
  return { node, places: undefined };
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
