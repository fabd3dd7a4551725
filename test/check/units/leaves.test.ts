import { expect, test } from "vitest";
import { leavesOf, mark, nodeOfValue, numbersOf, writeNumbers } from "../../../src/check/leaves.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { fromData, Ndarray, weak } from "../../../src/lift/numpy/array.ts";
import { Tuple } from "../../../src/lift/numpy/values.ts";
import { PyDict, PyList, type PyValue, Scope } from "../../../src/lift/python/values.ts";

/** The paths of what a step sees under these names. */
function paths(values: Readonly<Record<string, PyValue>>, known?: ReadonlySet<string>): string[] {
  const globals = new Scope(undefined, undefined);
  for (const [name, value] of Object.entries(values)) globals.names.set(name, value);
  return [...leavesOf(globals, { globals, imported: [] }, new Set(Object.keys(values)), known).keys()];
}
const numbers = (count: number): PyList => new PyList(Array.from({ length: count }, (_, at) => at));
const dict = (...entries: readonly (readonly [PyValue, PyValue])[]): PyDict => {
  const made = new PyDict();
  for (const [key, value] of entries) made.set(key, value);
  return made;
};
const array = (dtype: "float64" | "int64" | "bool" | "object"): Ndarray =>
  fromData(Float64Array.of(1, 2), [2], dtype);

test("numbers and arrays of numbers can be moved, truth values and arrays of objects cannot", () => {
  expect(
    paths({
      w: 1,
      n: 3n,
      a: array("float64"),
      k: array("int64"),
      is: array("bool"),
      of: array("object"),
      s: "",
    }),
  ).toEqual(["w", "n", "a", "k"]);
});

test("items are known by where they stand, keys by how they are written", () => {
  const weights = dict([new Tuple([0n, "b"] as never), 1], ["W", 2], [3n, new PyList([4])]);
  expect(paths({ weights, pair: new Tuple([5, 6] as never) })).toEqual([
    'weights[(0, "b")]',
    'weights["W"]',
    "weights[3][0]",
    "pair[0]",
    "pair[1]",
  ]);
});

test("a list that is long, or holds many numbers in its lists, is data", () => {
  expect(paths({ rows: numbers(800) })).toHaveLength(800);
  expect(paths({ rows: numbers(801) })).toEqual([]);
  const rows = (count: number): PyList => new PyList(Array.from({ length: count }, () => numbers(99)));
  // each row counts with its numbers
  expect(paths({ table: rows(25) })).toHaveLength(2475);
  expect(paths({ table: rows(26) })).toEqual([]);
});

test("no more than six thousand numbers are looked at", () => {
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`w${at}`, numbers(800)]));
  expect(paths(many)).toHaveLength(6000);
});

test("what several hold is known by the shortest way from the first name, where not too much is held", () => {
  const shared = numbers(1);
  const way = new PyList([new PyList([new PyList([shared])]), shared]);
  expect(paths({ way })).toEqual(["way[1][0]"]);
  const crowd = dict(...Array.from({ length: 20_001 }, (_, at) => [BigInt(at), new PyList([])] as const));
  expect(paths({ crowd, way })).toEqual(["way[0][0][0][0]"]);
  expect(paths({ way, crowd })).toEqual(["way[1][0]"]);
});

test("numbers are written into an array of decimals itself, and into a new one for whole numbers", () => {
  const into = (value: PyValue): { readonly value: PyValue; readonly given: PyValue | undefined } => {
    let given: PyValue | undefined;
    writeNumbers({ path: "w", value, set: (next) => void (given = next) }, Float64Array.of(0.5, 1.5));
    return { value, given };
  };
  const floats = into(array("float64"));
  expect([...numbersOf(floats.value)]).toEqual([0.5, 1.5]);
  expect(floats.given).toBeUndefined();
  const whole = into(array("int64"));
  expect([...numbersOf(whole.value)]).toEqual([1, 2]);
  expect([...numbersOf(whole.given!)]).toEqual([0.5, 1.5]);
  expect((whole.given as Ndarray).dtype).toBe("float64");
  // a number that is computed with is not the number that a name has
  for (const plain of [2, 3n, weak(2, "float64"), weak(2, "int64")]) {
    const { value, given } = into(plain);
    expect(Number(value instanceof Ndarray ? value.first : value)).toBe(plain === 3n ? 3 : 2);
    expect(given).toBe(0.5);
  }
});

test("an array is marked where it stands, a number by another in its place", () => {
  const graph = new Graph();
  const marked = (path: string, value: PyValue) => {
    let now = value;
    const { node, places, isNumber } = mark({ path, value, set: (next) => void (now = next) }, graph);
    return {
      node,
      places: places && [...places],
      isNumber,
      isSame: now === value,
      isRead: nodeOfValue(now),
      first: now instanceof Ndarray ? now.first : undefined,
    };
  };
  const whole = array("float64");
  const first = marked("a", whole);
  expect(first).toEqual({
    node: first.node,
    places: undefined,
    isNumber: false,
    isSame: true,
    isRead: first.node,
    first: 1,
  });
  const view = new Ndarray(whole.buffer, "float64", [1], [1], 1);
  expect(marked("b", view)).toEqual({ ...first, places: [1], first: 2 });
  for (const number of [1.5, weak(1.5, "float64"), 2n]) {
    const own = marked("c", number);
    expect(own).toEqual({
      node: own.node,
      places: undefined,
      isNumber: true,
      isSame: false,
      isRead: own.node,
      first: own.first,
    });
    expect(own.node.shape).toEqual([]);
    expect(own.first).toBe(number === 2n ? 2 : 1.5);
  }
  expect(marked("d", fromData(Float64Array.of(1), [], "float64"))).toMatchObject({
    isNumber: true,
    isSame: true,
  });
});
