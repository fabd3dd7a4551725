import { expect, test } from "vitest";
import { Random } from "../../../src/base/random.ts";
import { adjoints } from "../../../src/calculus/adjoints.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { startThread } from "../../../src/host/thread.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";

/** Some steps of a network over batches of several sizes; all parameters and losses at the end, as bits. */
function trained(
  threads: number,
  layers: readonly number[],
  most: number,
  activation: "relu" | "tanh" = "relu",
): number[] {
  const random = new Random(8);
  const $ = new Graph();
  const X = $.variable("X", ["n", layers[0]!]);
  const y = $.variable("y", ["n"]);
  const parameters = layers
    .slice(1)
    .flatMap((width, k) => [$.variable(`W${k}`, [layers[k]!, width]), $.variable(`b${k}`, [width])]);
  let H = X;
  for (let k = 0; k < parameters.length; k += 2) {
    const Z = $.add($.matmul(H, parameters[k]!), parameters[k + 1]!);
    H = k + 2 < parameters.length ? $[activation](Z) : Z;
  }
  const L = $.crossEntropy(H, y);
  const gradients = adjoints($, L, parameters);
  const assignments = parameters.map((variable) => ({
    variable,
    value: $.subtract(variable, $.multiply(0.05, gradients.get(variable)!)),
  }));
  const rows = { letter: "n", most };
  const compiled = compileTensors([L], assignments, { precision: "float32", rows, threads });
  expect(compiled.threads).toBe(threads);
  const program = new TensorProgram(compiled, startThread);
  expect(program.assemble()).toBe(true);
  const fill = (into: { length: number; [at: number]: number }, next: () => number): void => {
    for (let at = 0; at < into.length; at++) into[at] = next();
  };
  for (const one of parameters) fill(program.floats(one), () => random.normal(0, 0.1));
  const classes = layers[layers.length - 1]!;
  const losses: number[] = [];
  for (const count of [most, 7, most - 3, most]) {
    fill(program.floats(X), () => random.uniform());
    fill(program.floats(y), () => random.integer(classes));
    program.rows = count;
    program.run();
    losses.push(program.read(L).data[0]!);
  }
  const result = [...losses, ...parameters.flatMap((one) => Array.from(program.read(one).data))];
  program.close();
  return result;
}

test("any number of threads gives the same bits", () => {
  for (const [layers, most] of [
    [[120, 70, 10], 64],
    [[300, 260, 30, 10], 90],
    [[33, 400, 10], 12],
  ] as const) {
    const one = trained(1, layers, most);
    expect(one.every(Number.isFinite)).toBe(true);
    for (const threads of [2, 3, 4])
      expect(trained(threads, layers, most), `${threads} threads`).toEqual(one);
  }
});

test("a tanh network's small powers call no function of the host, so that threads share it", () => {
  const layers = [60, 80, 10];
  expect(trained(2, layers, 70, "tanh")).toEqual(trained(1, layers, 70, "tanh"));
});
