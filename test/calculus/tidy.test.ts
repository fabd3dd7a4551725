import { describe, expect, test } from "vitest";
import { Tidy } from "../../src/calculus/tidy.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";

/** A graph that keeps what is written, and the builder that tidies into it. */
function both() {
  const $ = new Graph();
  return {
    $,
    tidy: new Tidy($),
    x: $.variable("x"),
    y: $.variable("y"),
    X: $.variable("X", [2, 3]),
    Y: $.variable("Y", ["n", 3]),
  };
}

type Both = ReturnType<typeof both>;

/** What is built, and what comes of it. */
const rules: Record<string, (_: Both) => readonly [built: Node, is: Node]> = {
  "0 + x is x": ({ tidy, x }) => [tidy.add(0, x), x],
  "x + 0 is x": ({ tidy, x }) => [tidy.add(x, 0), x],
  "0 + X is X": ({ tidy, X }) => [tidy.add(0, X), X],
  "x + (−0) stays": ({ $, tidy, x }) => [tidy.add(x, -0), $.add(x, -0)],
  "x + (−y) is x − y": ({ $, tidy, x, y }) => [tidy.add(x, $.negate(y)), $.subtract(x, y)],
  "(−x) + y stays": ({ $, tidy, x, y }) => [tidy.add($.negate(x), y), $.add($.negate(x), y)],
  "x + y stays": ({ $, tidy, x, y }) => [tidy.add(x, y), $.add(x, y)],
  "x − 0 is x": ({ tidy, x }) => [tidy.subtract(x, 0), x],
  "0 − x is −x": ({ $, tidy, x }) => [tidy.subtract(0, x), $.negate(x)],
  "0 − X is −X": ({ $, tidy, X }) => [tidy.subtract(0, X), $.negate(X)],
  "x − (−y) is x + y": ({ $, tidy, x, y }) => [tidy.subtract(x, $.negate(y)), $.add(x, y)],
  "x − y stays": ({ $, tidy, x, y }) => [tidy.subtract(x, y), $.subtract(x, y)],
  "1 − x stays": ({ $, tidy, x }) => [tidy.subtract(1, x), $.subtract(1, x)],
  "0·x is 0": ({ $, tidy, x }) => [tidy.multiply(0, x), $.number(0)],
  "x·0 is 0": ({ $, tidy, x }) => [tidy.multiply(x, 0), $.number(0)],
  "0·X is zeros of X's shape": ({ $, tidy, X }) => [tidy.multiply(0, X), $.broadcast($.number(0), [2, 3])],
  "Y·0 is zeros of Y's shape": ({ $, tidy, Y }) => [tidy.multiply(Y, 0), $.broadcast($.number(0), ["n", 3])],
  "1·x is x": ({ tidy, x }) => [tidy.multiply(1, x), x],
  "X·1 is X": ({ tidy, X }) => [tidy.multiply(X, 1), X],
  "−1·x is −x": ({ $, tidy, x }) => [tidy.multiply(-1, x), $.negate(x)],
  "x·(−1) is −x": ({ $, tidy, x }) => [tidy.multiply(x, -1), $.negate(x)],
  "(−x)·y is −(x·y)": ({ $, tidy, x, y }) => [tidy.multiply($.negate(x), y), $.negate($.multiply(x, y))],
  "x·(−y) is −(x·y)": ({ $, tidy, x, y }) => [tidy.multiply(x, $.negate(y)), $.negate($.multiply(x, y))],
  "(−x)·(−y) is x·y": ({ $, tidy, x, y }) => [tidy.multiply($.negate(x), $.negate(y)), $.multiply(x, y)],
  "2·x stays": ({ $, tidy, x }) => [tidy.multiply(2, x), $.multiply(2, x)],
  "x / 1 is x": ({ tidy, x }) => [tidy.divide(x, 1), x],
  "0 / x is 0": ({ $, tidy, x }) => [tidy.divide(0, x), $.number(0)],
  "0 / X is zeros of X's shape": ({ $, tidy, X }) => [tidy.divide(0, X), $.broadcast($.number(0), [2, 3])],
  "(−x) / y is −(x / y)": ({ $, tidy, x, y }) => [tidy.divide($.negate(x), y), $.negate($.divide(x, y))],
  "x / (−y) stays": ({ $, tidy, x, y }) => [tidy.divide(x, $.negate(y)), $.divide(x, $.negate(y))],
  "1 / x stays": ({ $, tidy, x }) => [tidy.divide(1, x), $.divide(1, x)],
  "−(−x) is x": ({ $, tidy, x }) => [tidy.negate($.negate(x)), x],
  "−x stays": ({ $, tidy, x }) => [tidy.negate(x), $.negate(x)],
  "−|x| stays": ({ $, tidy, x }) => [tidy.negate($.abs(x)), $.negate($.abs(x))],
  "x¹ is x": ({ tidy, x }) => [tidy.power(x, 1), x],
  "x⁰ is 1": ({ $, tidy, x }) => [tidy.power(x, 0), $.number(1)],
  "X⁰ is ones of X's shape": ({ $, tidy, X }) => [tidy.power(X, 0), $.broadcast($.number(1), [2, 3])],
  "x² stays": ({ $, tidy, x }) => [tidy.power(x, 2), $.power(x, 2)],
  "1ˣ stays": ({ $, tidy, x }) => [tidy.power(1, x), $.power(1, x)],
  "a choice between one and the same is it": ({ tidy, x, y }) => [tidy.where(x, y, y), y],
  "a choice by an array between one and the same has the array's shape": ({ $, tidy, X, y }) => [
    tidy.where(X, y, y),
    $.broadcast(y, [2, 3]),
  ],
  "1 where x < y and 0 elsewhere is x < y": ({ $, tidy, x, y }) => [
    tidy.where($.less(x, y), 1, 0),
    $.less(x, y),
  ],
  "0 where x < y and 1 elsewhere stays": ({ $, tidy, x, y }) => [
    tidy.where($.less(x, y), 0, 1),
    $.where($.less(x, y), 0, 1),
  ],
  "1 where x < y and y elsewhere stays": ({ $, tidy, x, y }) => [
    tidy.where($.less(x, y), 1, y),
    $.where($.less(x, y), 1, y),
  ],
  "x where x < y and 0 elsewhere stays": ({ $, tidy, x, y }) => [
    tidy.where($.less(x, y), x, 0),
    $.where($.less(x, y), x, 0),
  ],
  "1 where x, which may be 2, and 0 elsewhere stays": ({ $, tidy, x }) => [
    tidy.where(x, 1, 0),
    $.where(x, 1, 0),
  ],
  "broadcast to its own shape": ({ tidy, X }) => [tidy.broadcast(X, [2, 3]), X],
  "broadcast to another shape stays": ({ $, tidy, x }) => [tidy.broadcast(x, [2, 3]), $.broadcast(x, [2, 3])],
  "reshaped to its own shape": ({ tidy, X }) => [tidy.reshape(X, [2, 3]), X],
  "reshaped to another shape stays": ({ $, tidy, X }) => [tidy.reshape(X, [3, 2]), $.reshape(X, [3, 2])],
  "the sum over no axis": ({ tidy, x, X }) => [
    tidy.add(tidy.sum(x), tidy.sum(X, { axes: [] })),
    tidy.add(x, X),
  ],
  "the mean over no axis": ({ tidy, x }) => [tidy.mean(x), x],
  "the largest over no axis": ({ tidy, x }) => [tidy.max(x), x],
  "the smallest over no axis": ({ tidy, x }) => [tidy.min(x), x],
  "the sum over an axis stays": ({ $, tidy, X }) => [tidy.sum(X, { axes: [0] }), $.sum(X, { axes: [0] })],
  "log Σ exp over no axis stays": ({ $, tidy, x }) => [tidy.logSumExp(x), $.logSumExp(x)],
  "axes that stay where they are": ({ tidy, X }) => [tidy.transpose(X, [0, 1]), X],
  "transposed stays": ({ $, tidy, X }) => [tidy.transpose(X), $.transpose(X)],
  "transposed twice is as it was": ({ $, tidy, X }) => [tidy.transpose($.transpose(X)), X],
  "axes moved twice are moved once": ({ $, tidy }) => {
    const A = $.variable("A", [2, 3, 4]);
    return [tidy.transpose($.transpose(A, [1, 2, 0]), [0, 2, 1]), $.transpose(A, [1, 0, 2])];
  },
  "a matrix product stays": ({ $, tidy, X, Y }) => [
    tidy.matmul(X, tidy.transpose(Y)),
    $.matmul(X, $.transpose(Y)),
  ],
};

describe("what a derivative rule leaves over is dropped as it is built", () => {
  for (const [name, rule] of Object.entries(rules))
    test(name, () => {
      const [built, is] = rule(both());
      expect(built).toBe(is);
    });
});

/** What arithmetic on numbers gives: a number, or nothing where it stays as it is written. */
const sums: Record<string, readonly [(tidy: Tidy) => Node, number | undefined]> = {
  "2 + 3": [(tidy) => tidy.add(2, 3), 5],
  "2 − 3": [(tidy) => tidy.subtract(2, 3), -1],
  "2·3": [(tidy) => tidy.multiply(2, 3), 6],
  "−2": [(tidy) => tidy.negate(2), -2],
  "0.5 + 0.25": [(tidy) => tidy.add(0.5, 0.25), 0.75],
  "0.5 − 0.25": [(tidy) => tidy.subtract(0.5, 0.25), 0.25],
  "0.5·0.5": [(tidy) => tidy.multiply(0.5, 0.5), 0.25],
  "−0.5": [(tidy) => tidy.negate(0.5), -0.5],
  "6 / 3": [(tidy) => tidy.divide(6, 3), 2],
  "1 / 3": [(tidy) => tidy.divide(1, 3), undefined],
  "0.5 / 0.25": [(tidy) => tidy.divide(0.5, 0.25), undefined],
  "2³": [(tidy) => tidy.power(2, 3), 8],
  "2⁻³": [(tidy) => tidy.power(2, -3), undefined],
  "4 to the power of 0.5": [(tidy) => tidy.power(4, 0.5), undefined],
  "√4": [(tidy) => tidy.sqrt(4), 2],
  "√2": [(tidy) => tidy.sqrt(2), undefined],
  "|−3|": [(tidy) => tidy.abs(-3), 3],
  "1 < 2": [(tidy) => tidy.less(1, 2), 1],
  "sin 1": [(tidy) => tidy.sin(1), undefined],
  "1 / 0": [(tidy) => tidy.divide(1, 0), undefined],
  "2π": [(tidy) => tidy.multiply(2, Math.PI), undefined],
  "e + 1": [(tidy) => tidy.add(Math.E, 1), undefined],
};

describe("numbers are folded where no digit is lost and π and e are kept", () => {
  for (const [name, [build, value]] of Object.entries(sums))
    test(name, () => {
      const $ = new Graph();
      const built = build(new Tidy($));
      if (value === undefined) expect(built.op).not.toBe("number");
      else expect(built).toBe($.number(value));
    });
  test("2·x, which is not of numbers alone", () => {
    const { $, tidy, x } = both();
    expect(tidy.multiply(2, x)).toBe($.multiply(2, x));
    expect(tidy.power(2, x)).toBe($.power(2, x));
  });
  test("a number stretched to an array is no number", () => {
    const { $, tidy } = both();
    expect(tidy.broadcast($.number(2), [3])).toBe($.broadcast($.number(2), [3]));
  });
});

describe("stretching that an element-wise operation does by itself is dropped", () => {
  test("on either side, and on both where a third is as large", () => {
    const { $, tidy, x, y, X } = both();
    const [wide, other] = [$.broadcast(x, [2, 3]), $.broadcast(y, [2, 3])];
    expect(tidy.multiply(wide, X)).toBe($.multiply(x, X));
    expect(tidy.multiply(X, wide)).toBe($.multiply(X, x));
    expect(tidy.where(X, wide, other)).toBe($.where(X, x, y));
  });
  test("one of two stays, since the result's shape comes from it", () => {
    const { $, tidy, x, y } = both();
    const [wide, other] = [$.broadcast(x, [2, 3]), $.broadcast(y, [2, 3])];
    expect(tidy.multiply(wide, other)).toBe($.multiply(x, other));
    expect(tidy.exp(wide)).toBe($.exp(wide));
    expect(tidy.multiply(wide, y)).toBe($.multiply(wide, y));
  });
  test("where it is stretched further than the others it stays", () => {
    const { $, tidy, x } = both();
    const row = $.variable("row", [3]);
    const wide = $.broadcast(x, [2, 3]);
    expect(tidy.add(wide, row)).toBe($.add(wide, row));
    expect(tidy.add(wide, row).shape).toEqual([2, 3]);
  });
  test("not under what is no element-wise operation", () => {
    const { $, tidy, x } = both();
    const wide = $.broadcast(x, [2, 3]);
    expect(tidy.sum(wide)).toBe($.sum(wide));
    expect(tidy.matmul(wide, $.transpose(wide))).toBe($.matmul(wide, $.transpose(wide)));
  });
});
