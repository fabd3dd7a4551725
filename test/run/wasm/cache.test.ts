import { expect, test } from "vitest";
import { Graph } from "../../../src/graph/graph.ts";
import type { Node } from "../../../src/graph/node.ts";
import { lower } from "../../../src/language/lower.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";
import { trainingStep } from "../../../src/train/step.ts";

const float64 = { precision: "float64" } as const;

function made(text: string, optimizer = "adam") {
  const model = lower(text).value!;
  const step = trainingStep(model, { optimizer });
  return { model, step, compiled: compileTensors([step.loss], step.assignments, float64) };
}
const text = "input X[4, 3]\nparam W[3, 2] = 0.5\nloss L = mean((X @ W)^2)";

test("an equal model is compiled once, whatever its names, and each has its own memory", () => {
  const [one, other] = [made(text), made(text.replaceAll("W", "Weights").replace("L =", "Loss ="))];
  expect(other.compiled.bytes).toBe(one.compiled.bytes);
  const losses = [one, other].map(({ compiled, model, step }, k) => {
    const program = new TensorProgram(compiled);
    program.write(model.inputs[0]!.node, Array(12).fill(k + 1));
    program.write(model.parameters[0]!.node, Array(6).fill(0.5));
    program.write(step.rate, [0.1]);
    program.write(step.count, [1]);
    program.run();
    return [program.read(step.loss).data[0], program.read(model.parameters[0]!.node).data[0]];
  });
  expect(losses[0]![0]).toBeCloseTo(1.5 ** 2);
  expect(losses[1]![0]).toBeCloseTo(3 ** 2);
  for (const [, w] of losses) expect(w).toBeCloseTo(0.4);
});

test("another shape, constant, rule, precision or number of threads is another module", () => {
  const first = made(text).compiled.bytes;
  for (const [other, optimizer] of [
    [text.replace("4, 3", "5, 3"), "adam"],
    [text.replace("^2", "^3"), "adam"],
    [text.replace("mean", "sum"), "adam"],
    [text, "sgd"],
  ] as const)
    expect(made(other, optimizer).compiled.bytes).not.toBe(first);
  const { step } = made(text);
  for (const options of [
    { precision: "float32" },
    { ...float64, threads: 2 },
    { ...float64, relaxed: false, threads: 3 },
  ] as const)
    expect(compileTensors([step.loss], step.assignments, options).bytes).not.toBe(first);
});

test("numbers that JSON does not tell apart are told apart, and long arrays by who they are", () => {
  const value = (make: (graph: Graph) => Node): Float64Array => {
    const graph = new Graph();
    const x = graph.variable("x", [2]);
    const root = graph.multiply(x, make(graph));
    const program = new TensorProgram(compileTensors([root], [], float64));
    program.write(x, [1, 1]);
    program.run();
    return program.read(root).data;
  };
  for (const number of [Infinity, -Infinity, Number.NaN, 0, -0])
    expect(value((graph) => graph.number(number))).toEqual(Float64Array.of(number, number));
  const long = (last: number): Float64Array =>
    value((graph) =>
      graph.sum(graph.array({ shape: [50], data: new Float64Array(50).fill(1, 0, 49).fill(last, 49) })),
    );
  expect(long(1)[0]).toBe(50);
  expect(long(2)[0]).toBe(51);
});
