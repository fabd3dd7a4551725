import { describe, expect, test } from "vitest";
import { fromNested, type Nested, scalar, toNested } from "../../src/base/array.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Op } from "../../src/graph/op.ts";
import { runCells } from "../../src/lift/python/run.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { compileTensors } from "../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../src/run/wasm/instance.ts";

/** What docs/numbers.md says, in its order. */

const [inf, nan] = [Infinity, NaN];

/** The value and derivative of an operation at a number. */
function at(op: Op, x: number): [number, number] {
  const $ = new Graph();
  const variable = $.variable("x");
  const y = $.make(op, [variable]);
  const slope = adjoints($, y, [variable]).get(variable)!;
  const trace = evaluate([y, slope], new Map([[variable, scalar(x)]]));
  return [trace.get(y)!.data[0]!, trace.get(slope)!.data[0]!];
}

/** Gradients of a loss by arrays; the loss first. */
function gradients(build: ($: Graph, ...given: Node[]) => Node, ...values: Nested[]): Nested[] {
  const $ = new Graph();
  const arrays = values.map(fromNested);
  const variables = arrays.map(({ shape }, k) => $.variable(`v${k}`, shape));
  const loss = build($, ...variables);
  const found = adjoints($, loss, variables);
  const roots = [loss, ...variables.map((one) => found.get(one)!)];
  const trace = evaluate(roots, new Map(variables.map((one, k) => [one, arrays[k]!])));
  return roots.map((one) => toNested(trace.get(one)!));
}

const big = 1e308;
const tiny = 5e-324;

test.each<[Op, number, number, number]>([
  ["exp", big, inf, inf],
  ["exp", -big, 0, 0],
  ["log", 0, -inf, inf],
  ["sqrt", 0, 0, inf],
  ["sigmoid", big, 1, 0],
  ["sigmoid", -big, 0, 0],
  ["sigmoid", -745, 5e-324, 5e-324],
  ["softplus", big, big, 1],
  ["softplus", -big, 0, 0],
  ["tanh", big, 1, 0],
  ["tanh", tiny, tiny, 1],
  ["erf", -inf, -1, 0],
  ["atan", inf, Math.PI / 2, 0],
  ["relu", inf, inf, 1],
  ["silu", -inf, 0, 0],
  ["abs", -tiny, tiny, -1],
])("%s at %d is %d, its derivative %d", (op, x, value, slope) => {
  const [y, d] = at(op, x);
  expect([y, d + 0]).toEqual([value, slope]);
});

test.each<[Op, number]>([
  ["log", -1],
  ["sqrt", -1],
  ["asin", 1.5],
  ["acos", -2],
])("%s has no value at %d: NaN, not an error", (op, x) => expect(at(op, x)[0]).toBeNaN());

test("NaN goes through every operation of one number but sign's derivative and relu's, which are 0", () => {
  for (const op of [
    "exp",
    "log",
    "sin",
    "tanh",
    "sigmoid",
    "softplus",
    "silu",
    "gelu",
    "abs",
    "erf",
  ] as const)
    expect(at(op, nan), op).toEqual([nan, nan]);
  expect(at("relu", nan)).toEqual([nan, 0]);
});

test("−0 keeps its sign where IEEE 754 says so", () => {
  expect(Object.is(at("sqrt", -0)[0], -0)).toBe(true);
  expect(Object.is(at("tanh", -0)[0], -0)).toBe(true);
  expect(Object.is(at("abs", -0)[0], 0)).toBe(true);
});

describe("kinks", () => {
  test("relu′(0) = abs′(0) = sign′(0) = 0", () => {
    for (const op of ["relu", "abs", "sign"] as const) expect(at(op, 0)[1]).toBe(0);
  });
  test("ties share equally, of two and of many", () => {
    expect(gradients(($, a, b) => $.maximum(a!, b!), 2, 2)).toEqual([2, 0.5, 0.5]);
    expect(gradients(($, x) => $.max(x!), [1, 3, 3, 3])).toEqual([3, [0, 1 / 3, 1 / 3, 1 / 3]]);
    expect(gradients(($, x) => $.min(x!), [1, 1, 2])).toEqual([1, [0.5, 0.5, 0]]);
  });
  test("comparisons are flat", () => {
    expect(gradients(($, a, b) => $.less(a!, b!), 1, 1)).toEqual([0, 0, 0]);
  });
});

describe("powers", () => {
  const power = (x: number, p: number): Nested[] => gradients(($, a, b) => $.power(a!, b!), x, p);
  test("0⁰ = 1; its derivative by the base has no value, by the exponent it is 0", () => {
    expect(power(0, 0)).toEqual([1, nan, 0]);
  });
  test("0^p stays 0 as p moves", () => expect(power(0, 2)).toEqual([0, 0, 0]));
  test("a number below 0 has whole powers, and no derivative by the exponent", () => {
    expect(power(-2, 3)).toEqual([-8, 12, nan]);
    expect(power(-2, 0.5)[0]).toBeNaN();
  });
});

describe("what overflows elsewhere does not", () => {
  test("log-sum-exp, softmax and cross-entropy shift by the largest", () => {
    const [value, slope] = gradients(($, x) => $.logSumExp(x!), [1000, 1000]);
    expect(value).toBe(1000 + Math.log(2));
    for (const one of slope as number[]) expect(one).toBeCloseTo(0.5, 12);
    expect(gradients(($, x) => $.sum($.softmax(x!)), [big, -big])[0]).toBe(1);
    expect(gradients(($, x) => $.crossEntropy(x!, $.array([0])), [[1000, 0]])).toEqual([0, [[0, 0]]]);
  });
  test("a class that a distribution excludes costs nothing, however unlikely it is", () => {
    expect(gradients(($, x) => $.crossEntropy(x!, $.array([[1, 0]])), [[0, -inf]])[0]).toBe(0);
  });
});

describe("shapes at their ends", () => {
  const empty = (build: ($: Graph, x: Node) => Node): number[] => {
    const $ = new Graph();
    const x = $.variable("x", [0, 3]);
    const loss = build($, x);
    const slope = adjoints($, loss, [x]).get(x)!;
    const trace = evaluate([loss, slope], new Map([[x, { shape: [0, 3], data: new Float64Array(0) }]]));
    expect(trace.get(slope)!.shape).toEqual([0, 3]);
    return [...trace.get(loss)!.data];
  };
  test("a sum over nothing is 0, a mean NaN, a largest −∞", () => {
    expect(empty(($, x) => $.sum(x))).toEqual([0]);
    expect(empty(($, x) => $.mean(x))).toEqual([nan]);
    expect(empty(($, x) => $.max(x))).toEqual([-inf]);
  });
  test("a product over an inner size of 0 is 0", () => {
    expect(gradients(($, x) => $.sum($.matmul($.transpose(x!), x!)), [[1]])).toEqual([1, [[2]]]);
    expect(empty(($, x) => $.sum($.matmul($.transpose(x), x)))).toEqual([0]);
  });
  test("an axis of 1 stretches, and its gradient is summed back to 1", () => {
    expect(gradients(($, a, b) => $.sum($.multiply(a!, b!)), [[2], [3]], [[1, 10]])).toEqual([
      55,
      [[11], [11]],
      [[5, 5]],
    ]);
    expect(gradients(($, x) => $.sum($.max(x!, { axes: [1] })), [[4], [5]])).toEqual([9, [[1], [1]]]);
  });
});

test("WebAssembly has the same ends as the interpreter, in float64", () => {
  const xs = [big, -big, tiny, -tiny, 0, -0, inf, -inf, nan, 710, -745];
  for (const op of ["exp", "tanh", "sigmoid", "relu", "softplus", "abs", "sqrt", "sign"] as const) {
    const $ = new Graph();
    const x = $.variable("x", [xs.length]);
    const root = $.make(op, [x]);
    const program = new TensorProgram(compileTensors([root], [], { precision: "float64" }));
    program.write(x, xs);
    program.run();
    const due = evaluate([root], new Map([[x, { shape: [xs.length], data: Float64Array.from(xs) }]])).get(
      root,
    )!;
    for (const [k, one] of due.data.entries()) {
      const got = program.read(root).data[k]!;
      const close =
        Object.is(got, one) || got === one || Math.abs(got - one) <= Math.max(1e-12 * Math.abs(one), 1e-300);
      expect(close, `${op}(${xs[k]}): ${got}, not ${one}`).toBe(true);
    }
  }
});

test("Python's whole numbers divide, overflow and grow as Python's and NumPy's do", () => {
  const { cells, diagnostics } = runCells([
    {
      source: `import numpy as np
print(-7 // 2, -7 % 2, 7 // -2, 2**100, 1e308 * 10, -1e308 * 10)
a = np.array([-7, 7])
print(a // 2, a % -2, a / 2, a.dtype)
print(np.array([2**62]) * 2, np.array([1.0, 0.0]) / 0, np.array([5], dtype=np.uint8) - np.array([6], dtype=np.uint8))
print(np.array([]).sum(), np.zeros((0, 3)).mean(axis=1), np.float32(1e39), np.float64(5e-324) / 2)
`,
      offset: 0,
    },
  ]);
  expect(diagnostics).toEqual([]);
  // as Python 3.11 with NumPy 1.24 prints them
  expect(cells[0]!.output).toBe(`-4 1 -4 1267650600228229401496703205376 inf -inf
[-4  3] [-1 -1] [-3.5  3.5] int64
[-9223372036854775808] [inf nan] [255]
0.0 [] inf 0.0
`);
});
