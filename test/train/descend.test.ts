import { describe, expect, test } from "vitest";
import { lower, lowerExpression } from "../../src/language/lower.ts";
import { type DescendSettings, descend } from "../../src/train/descend.ts";
import { train } from "../../src/train/train.ts";

const from = (text: string, settings: DescendSettings) => descend(lowerExpression(text).value!, settings);
const codes = (text: string, settings: DescendSettings): string[] =>
  from(text, settings).diagnostics.map((one) => one.code);

describe("descent", () => {
  test("the stop tests every component, by size, at the point before the step", () => {
    // x ← 0.8x: the gradient 2x before step k is 8 · 0.8^(k−1); y stands still at 0
    const { path, stopped } = from("x^2 + y^2", {
      start: { x: -4, y: 0 },
      rate: 0.1,
      stop: "gradient < 1",
    }).value!;
    const slopeBefore = (iteration: number): number => Math.abs(path[iteration - 1]!.gradient.x!);
    expect(stopped!.reason).toBe("gradient < 1");
    expect(stopped!.iteration).toBe(path.length - 1);
    expect(slopeBefore(stopped!.iteration)).toBeLessThan(1);
    expect(slopeBefore(stopped!.iteration - 1)).toBeGreaterThanOrEqual(1);
  });

  test("one component that is still large keeps the descent going", () => {
    const { path, stopped } = from("x^2 + 3*y^2", {
      start: { x: 0, y: 4 },
      rate: 0.01,
      iterations: 5,
      stop: "gradient < 0.01",
    }).value!;
    expect(stopped).toBeNull();
    expect(path).toHaveLength(6);
  });

  test("where the function or its derivative is no finite number at the start, no step is taken", () => {
    const log = from("log(x)", { start: { x: -1 }, rate: 0.1 }).value!;
    expect(log.path).toHaveLength(1);
    expect(log.stopped).toEqual({
      iteration: 0,
      reason: "no step: at the start the value is no finite number",
    });
    const root = from("y + sqrt(x)", { start: { x: 0, y: 1 }, rate: 0.1 }).value!;
    expect(root.stopped!.reason).toBe("no step: at the start the derivative by x is no finite number");
    expect(root.path.every(({ point }) => Object.values(point).every(Number.isFinite))).toBe(true);
  });

  test("no iteration gives the start alone", () => {
    const { path, stopped } = from("x^2", { start: { x: 3 }, rate: 0.1, iterations: 0 }).value!;
    expect(path).toEqual([{ iteration: 0, point: { x: 3 }, value: 9, gradient: { x: 6 } }]);
    expect(stopped).toBeNull();
  });

  test("what cannot be descended is a diagnostic", () => {
    expect(codes("x^2", { start: {}, rate: 0.1 })).toEqual(["descend/start"]);
    expect(codes("x^2", { start: { x: 1, z: 2 }, rate: 0.1 })).toEqual(["descend/start"]);
    expect(codes("x^2", { start: { x: 1 }, rate: Number.NaN })).toEqual(["descend/rate"]);
    expect(codes("x^2", { start: { x: 1 }, rate: 0.1, iterations: -1 })).toEqual(["descend/iterations"]);
    expect(codes("x^2", { start: { x: 1 }, rate: 0.1, stop: "value < 1" })).toEqual(["descend/stop"]);
    expect(codes("2 + 3", { start: {}, rate: 0.1 })).toEqual(["descend/constant"]);
  });
});

describe("training where numbers fail", () => {
  const run = (text: string, settings = {}) => train(lower(text).value!, settings);

  test("a gradient that is no finite number changes no parameter", () => {
    const { epochs, stopped, diverged, final } = run("param w = 0; loss L = sqrt(w^2)").value!;
    expect(epochs).toEqual([]);
    expect(diverged).toBe(true);
    expect(stopped).toEqual({
      epoch: 1,
      reason: "no update: dL/dw is no finite number at the starting values",
    });
    expect(final).toEqual({ loss: 0, parameters: { w: 0 } });
  });

  test("the same for arrays", () => {
    const { stopped, final } = run("param v = 1, W = [1, 0]; loss L = v + sum(sqrt(W))").value!;
    expect(stopped!.reason).toBe("no update: dL/dW is no finite number at the starting values");
    expect(final.parameters).toEqual({ v: 1, W: [1, 0] });
  });

  test("a label that is no class is told at the first epoch, with no advice about the rate", () => {
    const { stopped, epochs } = run("param W[3] = 0; input y = 5; loss L = cross_entropy(W, y)").value!;
    expect(stopped!.reason).toBe("no update: L is no finite number at the starting values");
    expect(epochs).toEqual([]);
  });

  test("a run that diverges ends before its parameters are lost", () => {
    const { epochs, diverged } = run(
      "input X = [[1, 2], [3, 4]], y = [1, 2]; param w = [1, 1]; loss L = mean((X @ w - y)^2)",
      { rate: 5, epochs: 1000 },
    ).value!;
    expect(diverged).toBe(true);
    for (const { parameters } of epochs) expect((parameters.w as number[]).every(Number.isFinite)).toBe(true);
  });

  test("options that a rule does not take are refused", () => {
    const said = (rule: string): string | undefined =>
      run(`param W[2] ~ ${rule}; loss L = sum(W^2)`).diagnostics[0]?.message;
    expect(said("normal(0.1)")).toBeUndefined();
    expect(said("uniform(-0.5, 0.5)")).toBeUndefined();
    expect(said("normal(-1)")).toBe("W cannot be drawn: a standard deviation is 0 or more");
    expect(said("uniform(3, 1)")).toBe("W cannot be drawn: 3 is not below 1");
    expect(said("he(5)")).toBe("W cannot be drawn: he takes no number");
    expect(said("normal(1, 2)")).toBe("W cannot be drawn: normal takes one number");
  });
});

test("numbers and arrays train by different engines to the same parameters", () => {
  const scalars = "input x = 0.5, y = 1; param w = 0.3, b = 0.1; loss L = (sigmoid(w*x + b) - y)^2 / 2";
  const arrays =
    "input x = [0.5], y = [1]; param w = [0.3], b = [0.1]; loss L = sum((sigmoid(w*x + b) - y)^2 / 2)";
  const final = (text: string) => train(lower(text).value!, { rate: 0.5, epochs: 50 }).value!.final;
  const [one, many] = [final(scalars), final(arrays)];
  expect(many.loss).toBeCloseTo(one.loss, 14);
  for (const name of ["w", "b"])
    expect((many.parameters[name] as number[])[0]).toBeCloseTo(one.parameters[name] as number, 14);
});
