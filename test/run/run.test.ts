import { expect, test } from "vitest";
import { fromNested, scalar, toNested } from "../../src/base/array.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import { reachable } from "../../src/graph/walk.ts";
import { evaluate, ValueError } from "../../src/run/evaluate.ts";
import { asLoop, compileScalars, isScalarGraph } from "../../src/run/javascript.ts";

test("a letter takes the size that the data have, and all uses of it must agree", () => {
  const $ = new Graph();
  const [X, y] = [$.variable("X", ["n", 2]), $.variable("y", ["n"])];
  const mean = $.mean($.multiply($.sum(X, { axes: [1] }), y));
  const gradient = adjoints($, mean, [y]).get(y)!;
  const values = new Map([
    [
      X,
      fromNested([
        [1, 2],
        [3, 4],
      ]),
    ],
    [y, fromNested([1, 1])],
  ]);
  expect(toNested(evaluate([gradient], values).get(gradient)!)).toEqual([1.5, 3.5]);
  expect(() => evaluate([mean], values.set(y, fromNested([1, 1, 1])))).toThrow(
    /y is declared \[n\] \(n = 2\) and its value is \[3\]/,
  );
  expect(() => evaluate([mean], new Map())).toThrow(ValueError);
});

test("the trace holds every node", () => {
  const $ = new Graph();
  const x = $.variable("x");
  const root = $.named("q", $.add($.sin(x), 1));
  const trace = evaluate([root], new Map([[x, scalar(0)]]));
  expect(reachable([root]).map((node) => trace.get(node)!.data[0])).toEqual([0, 0, 1, 1, 1]);
});

test("compiled code, the loop and evaluation agree to the bit, operation by operation", () => {
  for (const op of allOps) {
    const { scalar: compute, arity } = operations[op];
    if (!compute) continue;
    const $ = new Graph();
    const variables = Array.from({ length: Number(arity) }, (_, at) => $.variable(`x${at}`));
    const root = $.make(op, variables);
    const compiled = compileScalars([root], variables);
    const order = reachable([root]).filter((node) => node.op !== "variable");
    const loop = asLoop(order, [root], new Map(variables.map((variable, at) => [variable, at])));
    for (const point of [
      [0.3, 0.7, -0.2],
      [-0.5, 0.5, 0.1],
      [0, 0, 0],
      [1, 1, 1],
      [-2, 3, 4],
      [1000, -1000, 5],
    ]) {
      const values = new Map<Node, ReturnType<typeof scalar>>(
        variables.map((variable, at) => [variable, scalar(point[at]!)]),
      );
      const wanted = evaluate([root], values).get(root)!.data[0]!;
      for (const run of [compiled, loop]) {
        const out = new Float64Array(1);
        run(Float64Array.from(point), out);
        expect(out[0], `${op}(${point.slice(0, variables.length)})`).toBe(wanted);
      }
    }
  }
});

test("a hundred thousand operations compile in pieces", () => {
  const $ = new Graph();
  const x = $.variable("x");
  let node = x;
  for (let k = 0; k < 50_000; k++) node = $.add($.multiply(node, 0.5), 1);
  const out = new Float64Array(1);
  compileScalars([node], [x])(Float64Array.of(7), out);
  expect(out[0]).toBeCloseTo(2, 12);
});

test("names of the user never reach the code", () => {
  const $ = new Graph();
  const evil = $.variable('x"); throw new Error("run"); ("');
  const out = new Float64Array(1);
  compileScalars([$.named("alert(1)", $.multiply(evil, 2))], [evil])(Float64Array.of(21), out);
  expect(out[0]).toBe(42);
});

test("where code from text is forbidden, the loop computes the same", () => {
  const $ = new Graph();
  const x = $.variable("x");
  const real = globalThis.Function;
  try {
    globalThis.Function = function refuse() {
      throw new EvalError("refused by the page's policy");
    } as unknown as FunctionConstructor;
    const out = new Float64Array(1);
    compileScalars([$.sigmoid(x)], [x])(Float64Array.of(0), out);
    expect(out[0]).toBe(0.5);
  } finally {
    globalThis.Function = real;
  }
});

test("a graph with an array is no scalar graph", () => {
  const $ = new Graph();
  expect(isScalarGraph([$.add($.variable("x"), 1)])).toBe(true);
  expect(isScalarGraph([$.sum($.variable("X", [2]))])).toBe(false);
});
