import { expect, test } from "vitest";
import { itemPut, targetText } from "../../../src/check/events.ts";
import { dot, joined, norm, proportion, steady } from "../../../src/check/gradient.ts";
import { hasNear } from "../../../src/check/optimizer.ts";
import { continuedIn, sumOf, totalsOf } from "../../../src/check/repair/totals.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { parseExpression } from "../../../src/lift/python/parse.ts";

const of = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

test("numbers in proportion have one constant", () => {
  expect(proportion(of(2, -4, 6), of(1, -2, 3))).toBe(2);
  expect(proportion(of(-1, 2, -3), of(1, -2, 3))).toBe(-1);
  expect(proportion(of(0, 0), of(1, 2))).toBe(0);
  expect(proportion(of(5), of(2))).toBe(2.5);
  // the place of each counts, and so does its size
  expect(proportion(of(1, 2), of(2, 1))).toBeUndefined();
  expect(proportion(of(1, 2), of(1, 2, 3))).toBeUndefined();
  expect(proportion(of(1, 2.0001), of(1, 2))).toBeUndefined();
  expect(proportion(of(1, 2 + 1e-9), of(1, 2))).toBeCloseTo(1, 8);
  // of nothing anything is a multiple, and nothing else is one of it
  expect(proportion(of(0, 0), of(0, 0))).toBeNull();
  expect(proportion(of(1, 0), of(0, 0))).toBeUndefined();
  // what is nothing beside the direction is rounding
  expect(proportion(of(1e-16, 1e-16), of(1, 1))).toBeUndefined();
  expect(proportion(of(1e-12, 1e-12), of(1, 1))).toBeCloseTo(1e-12, 20);
});

test("constants are steady where all that have a say agree, signs included", () => {
  expect(steady([2, 2, 2])).toBe(2);
  expect(steady([2, null, 2])).toBe(2);
  expect(steady([null, -3])).toBe(-3);
  expect(steady([2, 2 + 1e-7])).toBe(2);
  expect(steady([2, 2.001])).toBeUndefined();
  expect(steady([2, -2])).toBeUndefined();
  expect(steady([2, undefined])).toBeUndefined();
  expect(steady([null, null])).toBeUndefined();
  expect(steady([])).toBeUndefined();
});

test("lengths, products and rows of numbers", () => {
  expect(dot(of(1, 2, 3), of(4, -5, 6))).toBe(12);
  expect(norm(of(3, -4))).toBe(5);
  expect(norm(of())).toBe(0);
  expect([...joined([of(1, 2), of(), of(3)])]).toEqual([1, 2, 3]);
  const own = of(1, 2);
  expect(joined([own])).toBe(own);
  expect([...joined([])]).toEqual([]);
});

test("a number near another is found in a row that is in order", () => {
  const row = of(-5, -1, 0, 0.5, 2, 2, 7);
  for (const one of row) expect(hasNear(row, one, 1e-6)).toBe(true);
  for (const one of [-6, -3, 0.1, 1, 3, 8]) expect(hasNear(row, one, 1e-6)).toBe(false);
  expect(hasNear(row, 7.06, 0.01)).toBe(true);
  expect(hasNear(row, 6.94, 0.01)).toBe(true);
  expect(hasNear(row, 7.08, 0.01)).toBe(false);
  expect(hasNear(row, -5.04, 0.01)).toBe(true);
  expect(hasNear(of(), 1, 0.1)).toBe(false);
});

test("a running total continues the last value that it adds to, through wrappers", () => {
  const graph = new Graph();
  const [a, b, c] = ["a", "b", "c"].map((name) => graph.variable(name, []));
  const first = graph.multiply(a!, b!);
  const second = graph.add(first, c!);
  const third = graph.subtract(graph.named("total", second), a!);
  const anew = graph.multiply(b!, c!);
  expect(continuedIn([first, second, third, anew, graph.add(a!, anew)])).toEqual([
    undefined,
    0,
    1,
    undefined,
    3,
  ]);
  expect(continuedIn([first, anew])).toBeUndefined();
  // a product of what was before is no total
  expect(continuedIn([first, graph.multiply(first, c!)])).toBeUndefined();
});

test("totals of parts begin anew where they continue none", () => {
  const parts = [of(1, 2), of(10, 20), of(100, 200), of(5, 5)];
  expect(totalsOf(parts, [undefined, 0, 1, undefined]).map((one) => [...one])).toEqual([
    [1, 2],
    [11, 22],
    [111, 222],
    [5, 5],
  ]);
  expect([...sumOf(parts)]).toEqual([116, 227]);
});

test("what is set is told by its names, without its indices", () => {
  for (const [text, told] of [
    ["w", "w"],
    ["self.W", "self.W"],
    ['params["W1"]', "params[…]"],
    ["net.layers[0].w[i, j]", "net.layers[…].w[…]"],
    ["cost(w)", "cost()"],
    ["model.loss(x, y)[0]", "model.loss()[…]"],
    ["a + b", "…"],
    ["(a + b).T", "….T"],
  ] as const)
    expect(targetText(parseExpression(text)!)).toBe(told);
});

test("methods that put an item into a list have it at a place of their own", () => {
  for (const name of ["append", "push", "appendleft", "unshift"]) {
    expect(itemPut(name, 1)).toBe(0);
    expect(itemPut(name, 2)).toBeUndefined();
  }
  expect(itemPut("insert", 2)).toBe(1);
  expect(itemPut("insert", 1)).toBeUndefined();
  expect(itemPut("extend", 1)).toBeUndefined();
  expect(itemPut("replace", 2)).toBeUndefined();
  expect(itemPut("unappend", 1)).toBeUndefined();
});
