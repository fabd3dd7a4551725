import { expect, test } from "vitest";
import { generate } from "../../../src/base/array.ts";
import { Random } from "../../../src/base/random.ts";
import { adjoints } from "../../../src/calculus/adjoints.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { evaluate } from "../../../src/run/evaluate.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";

test("a run gives variables new values from the old ones: a step of training in place", () => {
  const random = new Random(2);
  const $ = new Graph();
  const X = $.variable("X", [9, 7]);
  const [W1, b1, W2] = [$.variable("W1", [7, 6]), $.variable("b1", [6]), $.variable("W2", [6, 3])];
  const rate = $.variable("rate");
  const H = $.named("H", $.tanh($.add($.matmul(X, W1), b1)));
  const L = $.named("L", $.mean($.power($.subtract($.matmul(H, W2), 0.5), 2)));
  const trained = [W1, b1, W2];
  const gradients = adjoints($, L, trained);
  const assignments = trained.map((variable) => ({
    variable,
    value: $.subtract(variable, $.multiply(rate, gradients.get(variable)!)),
  }));
  const program = new TensorProgram(compileTensors([L], assignments, { precision: "float64" }));
  let values = new Map(
    [X, W1, b1, W2, rate].map((node) => [
      node,
      node === rate
        ? { shape: [], data: Float64Array.of(0.3) }
        : generate(node.shape as number[], () => random.uniform(-1, 1)),
    ]),
  );
  for (const [node, value] of values) program.write(node, value.data);
  for (let step = 0; step < 5; step++) {
    program.run();
    const trace = evaluate([L, ...assignments.map((one) => one.value)], values);
    expect(program.read(L).data[0]).toBeCloseTo(trace.get(L)!.data[0]!, 12);
    values = new Map(values);
    for (const { variable, value } of assignments) values.set(variable, trace.get(value)!);
    for (const variable of trained) {
      const [got, due] = [program.read(variable), values.get(variable)!];
      for (const [at, one] of due.data.entries()) expect(got.data[at]).toBeCloseTo(one, 12);
    }
  }
});

test("variables that exchange their values, and one that takes another's sum", () => {
  const $ = new Graph();
  const [a, b, s] = [$.variable("a", [3]), $.variable("b", [3]), $.variable("s")];
  const assignments = [
    { variable: a, value: b },
    { variable: b, value: $.add(a, 1) },
    { variable: s, value: $.sum(b) },
  ];
  const program = new TensorProgram(compileTensors([], assignments, { precision: "float64" }));
  program.write(a, [1, 2, 3]);
  program.write(b, [10, 20, 30]);
  program.run();
  expect(Array.from(program.read(a).data)).toEqual([10, 20, 30]);
  expect(Array.from(program.read(b).data)).toEqual([2, 3, 4]);
  expect(program.read(s).data[0]).toBe(60);
});

test("two variables whose new values each need the other's old one", () => {
  const $ = new Graph();
  const [a, b] = [$.variable("a", [2]), $.variable("b", [2])];
  const assignments = [
    { variable: a, value: $.add($.multiply(a, 2), $.sum(b)) },
    { variable: b, value: $.add($.multiply(b, 3), $.sum(a)) },
  ];
  const program = new TensorProgram(compileTensors([], assignments, { precision: "float64" }));
  program.write(a, [1, 2]);
  program.write(b, [5, 6]);
  program.run();
  expect(Array.from(program.read(a).data)).toEqual([13, 15]);
  expect(Array.from(program.read(b).data)).toEqual([18, 21]);
});

test("a thousand layers compile in moments and run", () => {
  const $ = new Graph();
  const x = $.variable("x", [4]);
  let node = x;
  for (let k = 0; k < 1000; k++) node = $.named(`a${k}`, $.sigmoid($.multiply(node, 1 + k / 1e4)));
  const L = $.named("L", $.sum(node));
  const gradient = adjoints($, L, [x]).get(x)!;
  const program = new TensorProgram(compileTensors([L, gradient], [], { precision: "float64" }));
  program.write(x, [0.1, 0.2, 0.3, 0.4]);
  program.run();
  const due = evaluate(
    [L, gradient],
    new Map([[x, { shape: [4], data: Float64Array.of(0.1, 0.2, 0.3, 0.4) }]]),
  );
  expect(program.read(L).data[0]).toBeCloseTo(due.get(L)!.data[0]!, 12);
});
