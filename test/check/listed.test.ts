import { expect, test } from "vitest";
import { numbersListed } from "../../src/check/events.ts";
import { PyList } from "../../src/lift/python/values.ts";

const grid = (rows: number, columns: number): PyList =>
  new PyList(Array.from({ length: rows }, () => new PyList(new Array<number>(columns).fill(1))));

test("the numbers of lists in lists come in order", () => {
  expect(numbersListed(new PyList([new PyList([1, 2]), 3, new PyList([])]))).toEqual(
    Float64Array.of(1, 2, 3),
  );
  expect(numbersListed(new PyList([1, "2"]))).toBeUndefined();
});

test("a list within itself, alone or beside others, has no numbers and no end", () => {
  const own = new PyList([]);
  own.items.push(own);
  expect(numbersListed(own)).toBeUndefined();
  const a = new PyList([new PyList([])]);
  a.items.push(a);
  expect(numbersListed(a)).toBeUndefined();
});

test("of four hundred numbers, however they are in rows, and of no more", () => {
  for (const [rows, columns] of [
    [20, 20],
    [400, 1],
    [1, 400],
  ] as const)
    expect(numbersListed(grid(rows, columns))).toHaveLength(400);
  expect(numbersListed(grid(21, 20))).toBeUndefined();
});
