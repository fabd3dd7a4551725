import { expect, test } from "vitest";
import { item, scalar } from "../../src/base/array.ts";
import { Graph } from "../../src/graph/graph.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { optimizerNames, update } from "../../src/train/optimizers.ts";
import { rateFactor } from "../../src/train/schedules.ts";

/** Two steps from w = 1 with the gradients 0.5 and −0.2, at the rate 0.1. */
function twoSteps(optimizer: string, numbers = {}): number {
  const $ = new Graph();
  const [w, g, rate, step] = [$.variable("w"), $.variable("g"), $.variable("rate"), $.variable("step")];
  const { value, carried } = update($, optimizer, numbers, { name: "w", w, gradient: g }, { rate, step });
  let values = new Map([
    [w, scalar(1)],
    [rate, scalar(0.1)],
    ...carried.map((one) => [one.variable, scalar(0)] as const),
  ]);
  for (const [k, slope] of [0.5, -0.2].entries()) {
    values = new Map([...values, [g, scalar(slope)], [step, scalar(k + 1)]]);
    const trace = evaluate([value, ...carried.map((one) => one.value)], values);
    values.set(w, trace.get(value)!);
    for (const one of carried) values.set(one.variable, trace.get(one.value)!);
  }
  return item(values.get(w)!);
}

test("each optimiser's rule, worked by hand from its paper", () => {
  expect(twoSteps("sgd")).toBeCloseTo(1 - 0.1 * 0.5 + 0.1 * 0.2, 14);
  // v = 0.5, then 0.9·0.5 − 0.2 = 0.25
  expect(twoSteps("momentum")).toBeCloseTo(1 - 0.1 * 0.5 - 0.1 * 0.25, 14);
  expect(twoSteps("nesterov")).toBeCloseTo(1 - 0.1 * (0.5 + 0.9 * 0.5) - 0.1 * (-0.2 + 0.9 * 0.25), 14);
  expect(twoSteps("adagrad")).toBeCloseTo(1 - 0.1 + (0.1 * 0.2) / Math.sqrt(0.25 + 0.04), 8);
  const [s1, s2] = [0.1 * 0.25, 0.9 * 0.1 * 0.25 + 0.1 * 0.04];
  expect(twoSteps("rmsprop")).toBeCloseTo(1 - 0.05 / Math.sqrt(s1) + 0.02 / Math.sqrt(s2), 6);
  const m2 = (0.9 * 0.1 * 0.5 - 0.1 * 0.2) / (1 - 0.81);
  const v2 = (0.999 * 0.001 * 0.25 + 0.001 * 0.04) / (1 - 0.999 ** 2);
  expect(twoSteps("adam")).toBeCloseTo(1 - 0.1 - (0.1 * m2) / Math.sqrt(v2), 6);
  const decayed = (1 * (1 - 0.1 * 0.01) - 0.1) * (1 - 0.1 * 0.01);
  expect(twoSteps("adamw")).toBeCloseTo(decayed - (0.1 * m2) / Math.sqrt(v2), 6);
  expect(optimizerNames).toEqual(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]);
});

test("weight decay is part of the gradient", () => {
  const first = 1 - 0.1 * (0.5 + 0.3 * 1);
  expect(twoSteps("sgd", { decay: 0.3 })).toBeCloseTo(first - 0.1 * (-0.2 + 0.3 * first), 14);
});

test("schedules: a straight warm-up, steps, half a wave", () => {
  expect([0, 1, 3, 4].map((at) => rateFactor({ kind: "constant", warmup: 4 }, at, 100, 10))).toEqual([
    0.25, 0.5, 1, 1,
  ]);
  const steps = { kind: "step", every: 2, drop: 0.5 } as const;
  expect([0, 19, 20, 40].map((at) => rateFactor(steps, at, 100, 10))).toEqual([1, 1, 0.5, 0.25]);
  expect(rateFactor({ kind: "cosine" }, 0, 100, 10)).toBe(1);
  expect(rateFactor({ kind: "cosine" }, 50, 100, 10)).toBeCloseTo(0.5, 14);
  expect(rateFactor({ kind: "cosine" }, 100, 100, 10)).toBeCloseTo(0, 14);
});
