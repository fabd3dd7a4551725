import { describe, expect, test } from "vitest";
import { fromNested, generate, type NDArray, sizeOf } from "../../src/base/array.ts";
import { unroll } from "../../src/calculus/unroll.ts";
import { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { wholeAxis } from "../../src/graph/shape.ts";
import { evaluate } from "../../src/run/evaluate.ts";

/** A graph whose arrays are unrolled, with elements called x.0, x.1, … */
class Bench {
  readonly $ = new Graph();
  readonly #values = new Map<Node, NDArray>();

  /** An array of numbers that all differ. */
  array(name: string, shape: readonly number[], start = 0): Node {
    return this.given(name, shape, (at) => 0.3 * ((at + start) % 7) - 0.8 + 0.01 * at);
  }
  given(name: string, shape: readonly number[], next: (at: number) => number): Node {
    const node = this.$.variable(name, shape);
    this.#values.set(node, generate(shape, next));
    return node;
  }
  elements = (variable: Node): Node[] =>
    Array.from({ length: sizeOf(variable.shape as number[]) }, (_, at) =>
      this.$.variable(`${nameOf(variable)}.${at}`),
    );
  unrolled(root: Node): readonly Node[] {
    return unroll(this.$, root, this.elements);
  }
  /** The values of an array's elements, each by its own expression. */
  byElements(root: Node): number[] {
    const items = this.unrolled(root);
    for (const one of items) expect(one.shape).toEqual([]);
    const values = new Map<Node, NDArray>();
    for (const [variable, { data }] of this.#values)
      for (const [at, one] of this.elements(variable).entries())
        values.set(one, { shape: [], data: Float64Array.of(data[at]!) });
    const trace = evaluate(items, values);
    return items.map((one) => trace.get(one)!.data[0]!);
  }
  byArrays(root: Node): number[] {
    return Array.from(evaluate([root], this.#values).get(root)!.data);
  }
}

const programs: Record<string, (bench: Bench) => Node> = {
  "an array of numbers": ({ $ }) =>
    $.array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  "a scalar": (bench) => bench.$.exp(bench.array("x", [])),
  "a named quantity": (bench) => bench.$.named("a", bench.array("x", [2, 3])),
  "element by element": (bench) => bench.$.subtract(bench.array("x", [2, 3]), bench.array("y", [2, 3], 3)),
  "a row stretched over rows": (bench) =>
    bench.$.subtract(bench.array("x", [2, 3]), bench.array("y", [3], 3)),
  "a column stretched over columns": (bench) =>
    bench.$.subtract(bench.array("x", [2, 1]), bench.array("y", [1, 3], 3)),
  "a number stretched": (bench) => bench.$.multiply(2, bench.array("x", [2, 3])),
  "a choice": (bench) =>
    bench.$.where(bench.$.greater(bench.array("x", [2, 3]), 0), bench.array("y", [3], 2), -1),
  "the sum of all": (bench) => bench.$.sum(bench.array("x", [2, 3])),
  "sums of columns": (bench) => bench.$.sum(bench.array("x", [2, 3]), { axes: [0] }),
  "sums of rows, as a column": (bench) =>
    bench.$.sum(bench.array("x", [2, 3]), { axes: [1], keepdims: true }),
  "sums over two axes of three": (bench) => bench.$.sum(bench.array("x", [2, 3, 4]), { axes: [0, 2] }),
  "the sum of nothing": (bench) => bench.$.sum(bench.array("x", [0])),
  "means of rows": (bench) => bench.$.mean(bench.array("x", [2, 3]), { axes: [1] }),
  "the largest of rows": (bench) => bench.$.max(bench.array("x", [2, 3]), { axes: [1] }),
  "the smallest of columns": (bench) => bench.$.min(bench.array("x", [2, 3]), { axes: [0] }),
  "log Σ exp of rows": (bench) => bench.$.logSumExp(bench.array("x", [2, 3]), { axes: [1] }),
  "how many": (bench) => bench.$.make("size", [bench.array("x", [2, 3, 4])], { axes: [0, 2] }),
  "rows by a matrix": (bench) => bench.$.matmul(bench.array("x", [2, 3]), bench.array("y", [3, 4], 2)),
  "a vector by a matrix": (bench) => bench.$.matmul(bench.array("x", [3]), bench.array("y", [3, 2], 2)),
  "a matrix by a vector": (bench) => bench.$.matmul(bench.array("x", [2, 3]), bench.array("y", [3], 2)),
  "a vector by a vector": (bench) => bench.$.matmul(bench.array("x", [3]), bench.array("y", [3], 2)),
  "a matrix by an empty one": (bench) => bench.$.matmul(bench.array("x", [2, 0]), bench.array("y", [0, 2])),
  "stacks of matrices": (bench) =>
    bench.$.matmul(bench.array("x", [2, 2, 3]), bench.array("y", [2, 3, 2], 2)),
  "a stack by one matrix": (bench) =>
    bench.$.matmul(bench.array("x", [2, 2, 3]), bench.array("y", [3, 2], 2)),
  "one matrix by a stack": (bench) =>
    bench.$.matmul(bench.array("x", [2, 3]), bench.array("y", [2, 3, 2], 2)),
  "stacks stretched over each other": (bench) =>
    bench.$.matmul(bench.array("x", [3, 1, 1, 2]), bench.array("y", [2, 2, 3], 2)),
  transposed: (bench) => bench.$.transpose(bench.array("x", [2, 3])),
  "axes moved": (bench) => bench.$.transpose(bench.array("x", [2, 3, 4]), [1, 2, 0]),
  reshaped: (bench) => bench.$.sum(bench.$.reshape(bench.array("x", [2, 3]), [3, 2]), { axes: [1] }),
  broadcast: (bench) => bench.$.broadcast(bench.array("x", [2, 1]), [2, 3]),
  "joined end to end": (bench) =>
    bench.$.concatenate(
      [bench.array("x", [2, 2]), bench.array("y", [2, 3], 3), bench.array("z", [2, 1], 5)],
      1,
    ),
  "an element": (bench) => bench.$.index(bench.array("x", [2, 3]), [1, 0]),
  "a part": (bench) => bench.$.index(bench.array("x", [3, 3]), [{ start: 1, stop: null, step: 1 }, 2]),
  "placed among zeros": (bench) => bench.$.scatter(bench.array("x", [3], 1), [1, wholeAxis], [2, 3]),
  "taken from places": (bench) => bench.$.gather(bench.array("x", [2, 3]), [5, 0, 0, 2], [2, 2]),
  "added up at places": (bench) => bench.$.scatterAdd(bench.array("x", [4], 1), [5, 1, 1, 0], [2, 3]),
  "softmax of rows": (bench) => bench.$.softmax(bench.array("x", [2, 3])),
  "softmax of columns": (bench) => bench.$.softmax(bench.array("x", [2, 3]), 0),
  "log softmax of the middle axis": (bench) => bench.$.logSoftmax(bench.array("x", [2, 3, 2]), 1),
  "classes as ones": (bench) =>
    bench.$.oneHot(
      bench.given("labels", [4], (at) => [2, 0, 1, 2][at]!),
      3,
    ),
  "cross-entropy at classes": (bench) =>
    bench.$.crossEntropy(
      bench.array("x", [3, 4]),
      bench.given("labels", [3], (at) => [2, 0, 3][at]!),
    ),
  "cross-entropy at distributions": (bench) =>
    bench.$.crossEntropy(
      bench.array("x", [3, 2]),
      bench.given("t", [3, 2], (at) => [1, 0, 0.3, 0.7, 0, 1][at]!),
    ),
};

describe("each element's expression has the element's value, in its place", () => {
  for (const [name, build] of Object.entries(programs))
    test(name, () => {
      const bench = new Bench();
      const root = build(bench);
      const [elements, arrays] = [bench.byElements(root), bench.byArrays(root)];
      expect(elements).toHaveLength(arrays.length);
      for (const [at, one] of arrays.entries()) expect(elements[at]).toBeCloseTo(one, 12);
    });
});

test("an element is written by its definition, with nothing added", () => {
  const bench = new Bench();
  const { $ } = bench;
  const x = $.variable("x", [2, 2]);
  const [a, b, c, d] = bench.elements(x) as [Node, Node, Node, Node];
  expect(bench.unrolled($.sum(x, { axes: [0] }))).toEqual([$.add(a, c), $.add(b, d)]);
  expect(bench.unrolled($.sum($.index(x, [0, wholeAxis]), { axes: [] }))).toEqual([a, b]);
  expect(bench.unrolled($.mean(x, { axes: [1] }))).toEqual([
    $.divide($.add(a, b), 2),
    $.divide($.add(c, d), 2),
  ]);
  expect(bench.unrolled($.max(x))).toEqual([$.maximum($.maximum($.maximum(a, b), c), d)]);
  expect(bench.unrolled($.matmul(x, $.transpose(x)))[1]).toBe($.add($.multiply(a, c), $.multiply(b, d)));
  expect(bench.unrolled($.softmax(x))[0]).toBe($.exp($.subtract(a, $.log($.add($.exp(a), $.exp(b))))));
  expect(bench.unrolled($.oneHot($.index(x, [0, 0]), 2))).toEqual([$.equal(a, 0), $.equal(a, 1)]);
});

test("log Σ exp of one number is the number, so that its log softmax is 0 to the last digit", () => {
  const bench = new Bench();
  const x = bench.given("x", [2, 1], (at) => [0.3, -1.7][at]!);
  expect(bench.unrolled(bench.$.logSumExp(x, { axes: [1] }))).toEqual(bench.elements(x));
  expect(bench.byElements(bench.$.logSoftmax(x))).toEqual([0, 0]);
  expect(bench.byElements(bench.$.softmax(x))).toEqual([1, 1]);
});

test("what is not moved to its place is 0", () => {
  const bench = new Bench();
  const x = bench.$.variable("x", [2]);
  const [a, b] = bench.elements(x) as [Node, Node];
  const zero = bench.$.number(0);
  expect(bench.unrolled(bench.$.scatter(x, [1, wholeAxis], [2, 2]))).toEqual([zero, zero, a, b]);
});

test("an array whose size only the data fix cannot be unrolled, and is told", () => {
  const bench = new Bench();
  const { $ } = bench;
  expect(() => bench.unrolled($.exp($.variable("x", ["n", 2])))).toThrow(
    "a variable of unknown size cannot be unrolled",
  );
  const rows = fromNested([[1, 2]]);
  expect(() => bench.unrolled($.sum($.broadcast($.array(rows), ["n", 2])))).toThrow(
    "a broadcast of unknown size cannot be unrolled",
  );
});
