import { expect, test } from "vitest";
import {
  broadcastOffsets,
  filled,
  fromNested,
  item,
  offsets,
  scalar,
  take,
  toNested,
} from "../../src/base/array.ts";

test("nested lists go in and come out", () => {
  for (const nested of [
    5,
    [],
    [1, 2],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [[1], [2]],
      [[3], [4]],
    ],
  ]) {
    expect(toNested(fromNested(nested))).toEqual(nested);
  }
  expect(() => fromNested([[1, 2], [3]])).toThrow(RangeError);
  expect(() => fromNested([1, [2]])).toThrow(RangeError);
});

test("offsets walk any strides in row-major order", () => {
  expect([...offsets([2, 3], [1, 2])]).toEqual([0, 2, 4, 1, 3, 5]);
  expect([...offsets([3], [-1], 2)]).toEqual([2, 1, 0]);
  expect([...offsets([], [])]).toEqual([0]);
});

test("broadcasting reads an axis of 1 again and again", () => {
  const column = fromNested([[1], [2]]);
  expect(toNested(take(column, [2, 3], broadcastOffsets([2, 1], [2, 3])))).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
  expect(toNested(take(scalar(7), [2], broadcastOffsets([], [2])))).toEqual([7, 7]);
});

test("only an array of one element is a number", () => {
  expect(item(filled([1, 1], 3))).toBe(3);
  expect(() => item(filled([2], 3))).toThrow(TypeError);
});
