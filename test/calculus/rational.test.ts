import { describe, expect, test } from "vitest";
import { plus, rational, times, toPower } from "../../src/calculus/rational.ts";

describe("a fraction of whole numbers", () => {
  test("is in lowest terms, its sign above the line", () => {
    expect(rational(6, 4)).toEqual({ over: 3, under: 2 });
    expect(rational(4, 6)).toEqual({ over: 2, under: 3 });
    expect(rational(12, -18)).toEqual({ over: -2, under: 3 });
    expect(rational(-12, -18)).toEqual({ over: 2, under: 3 });
    expect(rational(-7)).toEqual({ over: -7, under: 1 });
    expect(rational(35, 7)).toEqual({ over: 5, under: 1 });
  });
  test("is 0 over 1 where it is zero, without a sign", () => {
    expect(rational(0, 5)).toEqual({ over: 0, under: 1 });
    expect(Object.is(rational(0, -5).over, 0)).toBe(true);
    expect(Object.is(rational(-0, 5).over, 0)).toBe(true);
  });
  test("adds, multiplies and goes to whole powers exactly", () => {
    expect(plus(rational(1, 3), rational(1, 6))).toEqual({ over: 1, under: 2 });
    expect(plus(rational(1, 2), rational(-1, 3))).toEqual({ over: 1, under: 6 });
    expect(times(rational(2, 3), rational(9, 4))).toEqual({ over: 3, under: 2 });
    expect(toPower(rational(2, 3), 3)).toEqual({ over: 8, under: 27 });
    expect(toPower(rational(2, 3), -3)).toEqual({ over: 27, under: 8 });
    expect(toPower(rational(-2, 3), -1)).toEqual({ over: -3, under: 2 });
    expect(toPower(rational(5, 7), 0)).toEqual({ over: 1, under: 1 });
  });
});

describe("what is no fraction of whole numbers that a double holds is a double over 1", () => {
  test("decimals, above the line and below", () => {
    expect(rational(0.5)).toEqual({ over: 0.5, under: 1 });
    expect(rational(1, 0.25)).toEqual({ over: 4, under: 1 });
    expect(rational(0.5, 4)).toEqual({ over: 0.125, under: 1 });
    expect(plus(rational(1, 2), rational(0.25))).toEqual({ over: 0.75, under: 1 });
  });
  test("whole numbers above 2^53, of which not all are doubles", () => {
    expect(rational(2 ** 53, 2)).toEqual({ over: 2 ** 52, under: 1 });
    expect(rational(3, 2 ** 53)).toEqual({ over: 3 / 2 ** 53, under: 1 });
    expect(times(rational(2 ** 52, 3), rational(4, 7))).toEqual({ over: 2 ** 54 / 21, under: 1 });
  });
  test("what is divided by 0, and what is not finite", () => {
    expect(rational(1, 0)).toEqual({ over: Infinity, under: 1 });
    expect(rational(-1, 0)).toEqual({ over: -Infinity, under: 1 });
    expect(rational(Infinity)).toEqual({ over: Infinity, under: 1 });
    expect(toPower(rational(0), -1)).toEqual({ over: Infinity, under: 1 });
  });
});
