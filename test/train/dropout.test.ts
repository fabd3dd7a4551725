import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { lower } from "../../src/language/lower.ts";
import { readCheckpoint, writeCheckpoint } from "../../src/train/checkpoint.ts";
import { Dropout } from "../../src/train/dropout.ts";
import { startTraining, train } from "../../src/train/train.ts";

function text(line: string): string {
  const random = new Random(11);
  const points = Array.from({ length: 60 }, () => [random.normal(), random.normal(), random.normal()]);
  const labels = points.map(([a, b]) => (a! + b! > 0 ? 1 : 0));
  return `input X = ${JSON.stringify(points)}, y = ${JSON.stringify(labels)}
param W1[3, 12] ~ he, b1[12] = 0, W2[12, 8] ~ he, b2[8] = 0, W3[8, 2] ~ he
H = relu(X @ W1 + b1)
G = relu(H @ W2 + b2)
loss L = cross_entropy(G @ W3, y)
${line}`;
}
const model = (line: string) => lower(text(line)).value!;

test("every hidden layer has a mask, inputs and outputs have none", () => {
  const made = model("train adam");
  const dropout = new Dropout(made, [made.loss], 0.25);
  const given: { shape: readonly number[]; data: Float64Array }[] = [];
  dropout.draw({ give: (_, value) => void given.push(value) }, 60, 0, 0);
  expect(given.map((one) => one.shape)).toEqual([
    [60, 12],
    [60, 8],
  ]);
  // what stays grows, so that the mean stays: 4/3 for a quarter dropped
  for (const { data } of given) {
    expect(new Set(data)).toEqual(new Set([0, 1 / 0.75]));
    const dropped = data.filter((one) => one === 0).length / data.length;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.08);
  }
});

test("masks differ from step to step and layer to layer, and a seed repeats them", () => {
  const made = model("train adam");
  const dropout = new Dropout(made, [made.loss], 0.5);
  const drawn = (seed: number, update: number): string[] => {
    const given: string[] = [];
    dropout.draw({ give: (_, { data }) => void given.push(data.slice(0, 96).join()) }, 60, seed, update);
    return given;
  };
  expect(drawn(3, 7)).toEqual(drawn(3, 7));
  expect(new Set([...drawn(3, 7), ...drawn(3, 8), ...drawn(4, 7)]).size).toBe(6);
});

test("dropout changes training, not what validates; 0 changes nothing", () => {
  const line = "train adam rate=0.02 epochs=30 batch=20 validation=0.2 precision=float64";
  const without = train(model(line)).value!;
  expect(train(model(`${line} dropout=0`)).value!.epochs).toEqual(without.epochs);
  const dropped = train(model(`${line} dropout=0.4`)).value!;
  expect(dropped.epochs[0]!.loss).not.toBe(without.epochs[0]!.loss);
  // nothing is dropped from the rows kept: a run of vanishing steps measures what the other does
  const still = (more: string) =>
    train(model(`train sgd rate=1e-300 epochs=1 batch=20 validation=0.2 ${more}`)).value!.epochs[0]!;
  expect(still("dropout=0.4").validation).toEqual(still("").validation);
  expect(dropped.epochs.at(-1)!.validation!.accuracy).toBeGreaterThan(0.8);
});

test("a run with dropout resumes to the same bits, in the middle of an epoch", () => {
  const line = "train adam rate=0.01 epochs=3 batch=16 dropout=0.3 seed=5";
  const whole = train(model(line)).value!;
  const run = startTraining(model(line)).value!;
  let place = run.next();
  for (let k = 0; k < 5; k++) place = run.next();
  if (place.done) throw new Error("too short a run");
  const saved = readCheckpoint(writeCheckpoint(place.value.checkpoint()));
  if ("problem" in saved) throw new Error(saved.problem);
  expect([...saved.tensors.keys()].filter((name) => name.startsWith("train/"))).toEqual([]);
  const resumed = startTraining(model(line), {}, { resumed: saved }).value!;
  let next = resumed.next();
  while (!next.done) next = resumed.next();
  expect(next.value.final).toEqual(whole.final);
});

test("a model without hidden layers is told so, and so is a part that is none", () => {
  const flat = lower("input x = [1, 2]; param w = 0.1; loss L = mean((w*x)^2); train sgd dropout=0.5").value!;
  expect(startTraining(flat).diagnostics[0]).toMatchObject({
    code: "train/dropout",
    message: expect.stringContaining("no hidden layer"),
  });
  expect(lower(text("train sgd dropout=1")).diagnostics[0]!.message).toMatch(/^dropout is a number from 0/);
  expect(train(model("train sgd"), { dropout: 1.5 }).diagnostics[0]!.code).toBe("train/dropout");
});
