import { expect, test } from "vitest";
import { toNested } from "../../src/base/array.ts";
import { Random } from "../../src/base/random.ts";
import { lower, lowerCondition, lowerExpression } from "../../src/language/lower.ts";
import { descend } from "../../src/train/descend.ts";
import { draw } from "../../src/train/initialise.ts";
import { startTraining, train } from "../../src/train/train.ts";

const line = "input x = [1, 2, 3], y = [3, 5, 7]; param w = 0, b = 0; loss L = mean((w*x + b - y)^2)";

test("training finds the line that the data lie on", () => {
  const { final, epochs, stopped } = train(lower(line).value!, { rate: 0.1, epochs: 2000 }).value!;
  expect(final.parameters.w).toBeCloseTo(2, 6);
  expect(final.parameters.b).toBeCloseTo(1, 6);
  expect(epochs).toHaveLength(2000);
  expect(stopped).toBeNull();
});

test("the stop is tested before the update: the stopping epoch has no row", () => {
  const model = lower(line).value!;
  const condition = lowerCondition("L < 0.5", model).value!;
  const { epochs, stopped, final } = train(model, {
    rate: 0.1,
    epochs: 100,
    stop: { condition, text: "L < 0.5" },
  }).value!;
  expect(stopped).toEqual({ epoch: epochs.length + 1, reason: "L < 0.5" });
  expect(final.loss).toBeLessThan(0.5);
  expect(epochs[epochs.length - 1]!.loss).toBeGreaterThanOrEqual(0.5);
  expect(final.parameters).toEqual(epochs[epochs.length - 1]!.parameters);
});

test("nothing runs ahead of whoever reads the epochs", () => {
  const run = startTraining(lower(line).value!, { epochs: 5 }).value!;
  expect(run.next().value).toMatchObject({ epoch: 1 });
  expect(run.next().value).toMatchObject({ epoch: 2 });
  expect(run.return(undefined as never).done).toBe(true);
});

test("divergence names the first quantity that is no number", () => {
  const model = lower("input x = 1; param w = 1; z = exp(w*x); q = z*z; loss L = -q").value!;
  const { stopped, diverged } = train(model, { rate: 1, epochs: 50 }).value!;
  expect(diverged).toBe(true);
  expect(stopped!.reason).toMatch(/^diverged: (z|q|w) is no finite number/);
});

test("drawn parameters come from the seed, with their rule's spread", () => {
  const W = (seed: number): unknown =>
    train(lower("param W[30, 20] ~ he; loss L = mean(W^2)").value!, { seed, epochs: 1, rate: 1e-12 }).value!
      .final.parameters.W;
  expect(W(1)).toEqual(W(1));
  expect(W(1)).not.toEqual(W(2));
  const spread = (rule: string, options: number[] = []): number => {
    const { data } = draw(rule, options, [50, 400], new Random(3));
    return Math.sqrt(data.reduce((sum, one) => sum + one * one, 0) / data.length);
  };
  expect(spread("he")).toBeCloseTo(Math.sqrt(2 / 50), 2);
  expect(spread("lecun")).toBeCloseTo(Math.sqrt(1 / 50), 2);
  expect(spread("glorot")).toBeCloseTo(Math.sqrt(2 / 450), 2);
  expect(spread("normal", [0.3])).toBeCloseTo(0.3, 2);
  expect(spread("uniform", [-3, 3])).toBeCloseTo(Math.sqrt(3), 1);
  expect(toNested(draw("zeros", [], [2], new Random(1)))).toEqual([0, 0]);
});

test("what is left open is a diagnostic at its name", () => {
  const said = (text: string): string[] =>
    train(lower(text).value!).diagnostics.map(
      (one) => `${one.code} ${text.slice(one.span.from, one.span.to)}`,
    );
  expect(said("input x; param w; loss L = (w*x)^2")).toEqual(["input/no-value x", "param/no-start w"]);
  expect(said("param W[3] ~ hee; loss L = sum(W^2)")).toEqual(["param/unknown-rule W"]);
  expect(said("input x = 1; loss L = x^2")).toEqual(["train/no-parameters "]);
});

test("ten thousand layers train", () => {
  const layers = 10_000;
  const lines = [
    "input x = 1",
    `param ${Array.from({ length: layers }, (_, k) => `w${k} = 0.5`).join(", ")}`,
    "a0 = sigmoid(w0*x)",
  ];
  for (let k = 1; k < layers; k++) lines.push(`a${k} = sigmoid(w${k}*a${k - 1})`);
  const { value } = train(lower([...lines, `loss L = a${layers - 1}^2`].join("\n")).value!, { epochs: 2 });
  expect(value!.epochs).toHaveLength(2);
  expect(value!.final.loss).toBeLessThan(value!.epochs[0]!.loss);
});

test("a descent keeps its whole path, each entry at its own point", () => {
  const { path, stopped } = descend(lowerExpression("(x - 1)^2").value!, {
    start: { x: 3 },
    rate: 0.25,
    iterations: 2,
  }).value!;
  expect(path).toEqual([
    { iteration: 0, point: { x: 3 }, value: 4, gradient: { x: 4 } },
    { iteration: 1, point: { x: 2 }, value: 1, gradient: { x: 2 } },
    { iteration: 2, point: { x: 1.5 }, value: 0.25, gradient: { x: 1 } },
  ]);
  expect(stopped).toBeNull();
});

test("a rate too high ends in a reason, not in NaN without end", () => {
  const { path, stopped } = descend(lowerExpression("x^4").value!, {
    start: { x: 10 },
    rate: 1,
    iterations: 100,
  }).value!;
  expect(stopped!.reason).toContain("diverged");
  expect(path.length).toBeLessThan(20);
});
