import { expect, test } from "vitest";
import { generate, type NDArray } from "../../../src/base/array.ts";
import { Random } from "../../../src/base/random.ts";
import { Graph } from "../../../src/graph/graph.ts";
import type { Node } from "../../../src/graph/node.ts";
import { allowRelaxed } from "../../../src/host/thread.ts";
import { evaluate } from "../../../src/run/evaluate.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { features } from "../../../src/run/wasm/features.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";

allowRelaxed();

const precisions = ["float32", "float64"] as const;
const kinds = features().relaxed ? [false, true] : [false];
/** A sum of k products of numbers up to 1 in size. */
const tolerance = { float32: 2e-6, float64: 1e-14 };

function compare(
  root: Node,
  values: Map<Node, NDArray>,
  inner: number,
  rows?: { letter: string; most: number },
) {
  for (const precision of precisions) {
    for (const relaxed of kinds) {
      const options = { precision, relaxed, ...(rows && { rows }) };
      const program = new TensorProgram(compileTensors([root], [], options));
      for (const [node, value] of values) program.write(node, value.data);
      if (rows) program.rows = [...values.values()][0]!.shape[0]!;
      program.run();
      const rounded = new Map(
        [...values].map(([node, { shape, data }]) => {
          const held = precision === "float32" ? Float64Array.from(data, Math.fround) : data;
          return [node, { shape, data: held }];
        }),
      );
      const due = evaluate([root], rounded).get(root)!;
      const got = program.read(root);
      expect(got.shape).toEqual(due.shape);
      const apart = due.data.reduce((most, one, at) => Math.max(most, Math.abs(one - got.data[at]!)), 0);
      expect(apart, `${precision} ${JSON.stringify(due.shape)} over ${inner}`).toBeLessThan(
        tolerance[precision] * Math.max(4, inner),
      );
    }
  }
}

test("products of all four layouts, 1 to 70 in each size", () => {
  const random = new Random(4);
  for (let round = 0; round < 60; round++) {
    const [m, k, n] = [1, 1, 1].map(() => 1 + random.integer(70)) as [number, number, number];
    const $ = new Graph();
    const [turnA, turnB] = [random.uniform() < 0.5, random.uniform() < 0.5];
    const A = $.variable("A", turnA ? [k, m] : [m, k]);
    const B = $.variable("B", turnB ? [n, k] : [k, n]);
    const root = $.matmul(turnA ? $.transpose(A) : A, turnB ? $.transpose(B) : B);
    const value = (node: Node): NDArray => generate(node.shape as number[], () => random.uniform(-1, 1));
    compare(
      root,
      new Map([
        [A, value(A)],
        [B, value(B)],
      ]),
      k,
    );
  }
});

test("products larger than one block in each direction, packed and in place", () => {
  const random = new Random(5);
  for (const [m, k, n] of [
    [130, 790, 20],
    [200, 64, 300],
    [50, 1030, 70],
  ] as const) {
    for (const turned of [false, true]) {
      const $ = new Graph();
      const A = $.variable("A", turned ? [k, m] : [m, k]);
      const B = $.variable("B", [k, n]);
      const root = $.relu($.add($.matmul(turned ? $.transpose(A) : A, B), $.array(Array(n).fill(0.5))));
      const value = (node: Node): NDArray => generate(node.shape as number[], () => random.uniform(-1, 1));
      compare(
        root,
        new Map([
          [A, value(A)],
          [B, value(B)],
        ]),
        k,
      );
    }
  }
});

test("one module runs batches of every size up to the planned one", () => {
  const random = new Random(6);
  const $ = new Graph();
  const X = $.variable("X", ["n", 37]);
  const W = $.variable("W", [37, 11]);
  const H = $.tanh($.matmul(X, W));
  // rows, columns, and rows against rows: n, 37 and n × n
  const root = $.add($.sum($.matmul($.transpose(X), H)), $.mean($.matmul(H, $.transpose(H))));
  for (const rows of [1, 2, 5, 17, 64]) {
    const values = new Map([
      [X, generate([rows, 37], () => random.uniform(-1, 1))],
      [W, generate([37, 11], () => random.uniform(-1, 1))],
    ]);
    compare(root, values, 37 * 64, { letter: "n", most: 64 });
  }
});

test("an empty batch and one that is larger than planned are refused", () => {
  const $ = new Graph();
  const X = $.variable("X", ["n", 2]);
  const program = new TensorProgram(
    compileTensors([$.sum(X)], [], { precision: "float32", rows: { letter: "n", most: 4 } }),
  );
  for (const count of [0, 5, 1.5]) expect(() => (program.rows = count)).toThrow(RangeError);
});

test("stacks of matrices and vectors multiply as NumPy's do", () => {
  const random = new Random(7);
  for (const [a, b] of [
    [
      [3, 4, 5],
      [5, 6],
    ],
    [
      [2, 1, 4, 3],
      [3, 3, 2],
    ],
    [[5], [5]],
    [[4], [4, 3]],
    [[2, 3, 4], [4]],
  ]) {
    const $ = new Graph();
    const [A, B] = [$.variable("A", a!), $.variable("B", b!)];
    const value = (node: Node): NDArray => generate(node.shape as number[], () => random.uniform(-1, 1));
    compare(
      $.matmul(A, B),
      new Map([
        [A, value(A)],
        [B, value(B)],
      ]),
      5,
    );
  }
});
