import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { lower } from "../../src/language/lower.ts";
import { readCheckpoint, writeCheckpoint } from "../../src/train/checkpoint.ts";
import { ArrayEngine, engineFor } from "../../src/train/engine.ts";
import { optimizerNames } from "../../src/train/optimizers.ts";
import { startingValues } from "../../src/train/start.ts";
import { trainingStep } from "../../src/train/step.ts";
import { startTraining, train } from "../../src/train/train.ts";

/** Two rings of points, told apart by a small network. */
function rings(line: string, scale = 1): string {
  const random = new Random(3);
  const points = Array.from({ length: 120 }, (_, k) => {
    const [turn, far] = [random.uniform(0, 2 * Math.PI), (k % 2) + 0.5 + random.normal(0, 0.05)];
    return [scale * far * Math.cos(turn), scale * far * Math.sin(turn)];
  });
  return `input X = ${JSON.stringify(points)}, y = ${JSON.stringify(points.map((_, k) => k % 2))}
param W1[2, 16] ~ glorot, b1[16] = 0, W2[16, 2] ~ glorot, b2[2] = 0
H = tanh(X @ W1 + b1)
loss L = cross_entropy(H @ W2 + b2, y)
${line}`;
}

const rates: Record<string, number> = { sgd: 1, momentum: 0.1, nesterov: 0.1, adagrad: 0.2 };

test("mini-batches learn what the whole data teach, by every optimiser", () => {
  for (const optimizer of optimizerNames) {
    const rate = rates[optimizer] ?? 0.02;
    const line = `train ${optimizer} rate=${rate} epochs=60 batch=16 validation=0.2 clip=5 schedule=cosine warmup=5`;
    const { epochs } = train(lower(rings(line)).value!).value!;
    const last = epochs[epochs.length - 1]!;
    expect(last.loss, optimizer).toBeLessThan(0.5);
    if (optimizer !== "sgd") expect(last.validation!.accuracy, optimizer).toBeGreaterThan(0.9);
  }
});

test("the compiled step and the interpreted graph take the same steps", () => {
  for (const optimizer of optimizerNames) {
    const model = lower(rings("")).value!;
    const step = trainingStep(model, { optimizer, decay: 0.01, clip: 0.5 });
    const start = startingValues(model).value!;
    const engines = [engineFor(step, start), new ArrayEngine(step, new Map([...start, ...step.state]))];
    for (let count = 1; count <= 4; count++) {
      const [one, other] = engines.map((engine) => engine.evaluate(0.05, count).loss);
      expect(one, optimizer).toBeCloseTo(other!, 11);
      for (const engine of engines) engine.commit();
    }
  }
});

test("a step that is not taken leaves everything as it was", () => {
  const model = lower(rings("")).value!;
  const step = trainingStep(model, { optimizer: "adam" });
  const engine = engineFor(step, startingValues(model).value!, { precision: "float32" });
  const before = engine.values();
  engine.evaluate(0.1, 1);
  expect(engine.values()).toEqual(before);
  engine.evaluate(0.1, 1);
  engine.commit();
  expect(engine.values()).not.toEqual(before);
});

test("a run that was saved and resumed continues to the same bits, in the middle of an epoch too", () => {
  const model = () => lower(rings("train adam rate=0.01 epochs=4 batch=16 validation=0.1 seed=7")).value!;
  const whole = train(model()).value!;
  for (const after of [1, 5, 7, 20]) {
    const run = startTraining(model()).value!;
    let place = run.next();
    for (let k = 1; k < after; k++) place = run.next();
    if (place.done) throw new Error("too short a run");
    const saved = readCheckpoint(writeCheckpoint(place.value.checkpoint()));
    if ("problem" in saved) throw new Error(saved.problem);
    const resumed = startTraining(model(), {}, { resumed: saved }).value!;
    let next = resumed.next();
    while (!next.done) next = resumed.next();
    expect(next.value.final).toEqual(whole.final);
  }
});

test("a checkpoint of another model, and no checkpoint at all, are refused in words", () => {
  const run = startTraining(lower(rings("train adam batch=16")).value!).value!;
  const place = run.next();
  if (place.done) throw new Error("too short a run");
  const saved = place.value.checkpoint();
  const other = lower("input X = [[1, 2]]; param W1[2, 1] ~ he; loss L = mean((X @ W1)^2); train sgd batch=1")
    .value!;
  expect(startTraining(other, {}, { resumed: saved }).diagnostics[0]!.message).toMatch(
    /W1 has the shape \[2, 16\] in the checkpoint/,
  );
  const bytes = writeCheckpoint(saved);
  expect(readCheckpoint(bytes.subarray(0, bytes.length - 5))).toEqual({
    problem: expect.stringContaining("cut off"),
  });
  for (const junk of [new Uint8Array(0), new Uint8Array(100), new TextEncoder().encode("x".repeat(200))])
    expect(readCheckpoint(junk)).toHaveProperty("problem");
});

test("early stopping ends a run that gets no better", () => {
  const random = new Random(1);
  // labels that say nothing: what is learnt of them holds for no other row
  const noise = Array.from({ length: 120 }, () => random.integer(2));
  const line = "train adam rate=0.05 epochs=500 batch=16 validation=0.3 patience=4";
  const text = rings(line).replace(/y = \[[\d,]*\]/, `y = ${JSON.stringify(noise)}`);
  const { stopped, epochs } = train(lower(text).value!).value!;
  expect(stopped!.reason).toBe("no better validation loss in 4 epochs");
  expect(epochs.length).toBeLessThan(500);
});

test("raw inputs that flatten the first layer are told, and standardising helps", () => {
  const raw = startTraining(lower(rings("train adam batch=16", 200)).value!);
  expect(raw.diagnostics.map((one) => one.code)).toEqual(["train/saturated"]);
  expect(raw.diagnostics[0]!.message).toMatch(/^H starts flat: \d+ % of its tanh units/);
  const scaled = startTraining(lower(rings("train adam batch=16 standardise=1", 200)).value!);
  expect(scaled.diagnostics).toEqual([]);
});

test("divergence in mini-batches names the quantity", () => {
  const model = lower(rings("train sgd rate=1e30 batch=16 epochs=5").replace("tanh", "relu")).value!;
  const { diverged, stopped } = train(model).value!;
  expect(diverged).toBe(true);
  expect(stopped!.reason).toMatch(/^diverged: \S+ is no finite number/);
});

test("a model that states its number of rows has no batches, and says so", () => {
  const text =
    "input X = [[1, 2], [3, 4]]; param w = 0.1; loss L = mean((reshape(X, [4]) * w)^2); train sgd batch=1";
  const { diagnostics } = startTraining(lower(text).value!);
  expect(diagnostics[0]!.message).toMatch(/holds only for all 2 rows at once/);
});

test("options that make no sense are refused at their place", () => {
  const said = (line: string): string => lower(`param w = 1; loss L = w^2\n${line}`).diagnostics[0]!.message;
  expect(said("train sgd momentum=1")).toBe("momentum is a number from 0 up to but not 1");
  expect(said("train sgd schedule=sine")).toBe("schedule is one of constant, step, cosine");
  expect(said("train sgd precision=float16")).toBe("precision is one of float32, float64");
  expect(
    train(lower("param w = 1; loss L = w^2").value!, { optimizer: "adamm" }).diagnostics[0]!.hint,
  ).toMatch(/adam/);
});

test("bytes from a file are dealt out as bytes: nothing widens the whole of them", () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256);
  const load = () => [
    { shape: [100, 4], data: bytes },
    { shape: [100], data: bytes.subarray(0, 100).map((one) => one % 2) },
  ];
  const model = lower(
    'data X, y = "some.npz"\nparam W[4, 2] ~ lecun\nloss L = cross_entropy(X/255 @ W, y)\ntrain adam batch=10 epochs=2 validation=0.1',
    { load },
  ).value!;
  const inputs = model.inputs.map(({ node, samples }) => ({
    node,
    samples: samples!,
    get value(): never {
      throw new Error("widened");
    },
  }));
  expect(train({ ...model, inputs }).value!.epochs).toHaveLength(2);
});
