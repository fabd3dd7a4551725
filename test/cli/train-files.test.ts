import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readCheckpoint } from "../../src/train/checkpoint.ts";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-train-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const rows = Array.from({ length: 40 }, (_, k) => [k % 2, (k * 7) % 5, ((k * 7) % 5) + (k % 2)]);
writeFileSync(join(place, "sum.csv"), ["a,b,sum", ...rows.map((row) => row.join())].join("\n"));
const model = join(place, "sum.chain");
writeFileSync(
  model,
  `data X, y = "sum.csv" columns(a, b; sum)
param w[2] ~ normal(0.1), b = 0
loss L = mean((X @ w + b - y)^2)
train adam rate=0.05 epochs=6 batch=8 validation=0.25
`,
);
const json = async (...flags: string[]) =>
  JSON.parse((await chainrule("train", model, "--format", "json", ...flags)).out);

test("a run that is saved and resumed ends where the whole run ends, to the bit", async () => {
  const saved = join(place, "half.safetensors");
  const whole = await json();
  await json("--epochs", "3", "--save", saved);
  const resumed = await json("--resume", saved);
  expect(resumed.final).toEqual(whole.final);
  expect(resumed.epochs).toEqual(whole.epochs.slice(3));
  // written aside and renamed: nothing else is left
  expect(readdirSync(place).filter((name) => name.includes("half"))).toEqual(["half.safetensors"]);
});

test("threads change no bit", async () => {
  expect(await json("--threads", "2")).toEqual(await json());
});

test("rows that validate are told, and the trace has each epoch", async () => {
  const trace = join(place, "run.jsonl");
  const { out, code } = await chainrule("train", model, "--trace", trace);
  expect(out).toMatch(/validation: loss [\d.]+, mean absolute error [\d.]+/);
  const lines = readFileSync(trace, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map((one) => one.epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(lines[0].validation.loss).toBeGreaterThan(0);
  expect(code).toBe(0);
});

test("bad options and files are refused with exit code 2", async () => {
  const junk = join(place, "junk");
  writeFileSync(junk, "no checkpoint");
  for (const [flags, said] of [
    [["--batch", "0"], /a batch has a whole number of rows above 0/],
    [["--batch", "2.5"], /a batch has a whole number of rows/],
    [["--validation", "1"], /from 0 up to but not 1/],
    [["--precision", "half"], /there is no precision half/],
    [["--optimizer", "adm"], /there is no optimiser adm/],
    [["--resume", junk], /this is no checkpoint/],
    [["--resume", join(place, "nowhere")], /there is no such file/],
    [["--threads", "0"], /number of threads is from 1/],
    [["--trace", place], /directory/],
  ] as const) {
    const { err, code } = await chainrule("train", model, ...flags);
    expect(err, flags.join(" ")).toMatch(said);
    expect(code, flags.join(" ")).toBe(2);
  }
});

test("Ctrl-C ends the step, saves, and the saved run goes on from there", async () => {
  const saved = join(place, "cut.safetensors");
  const root = new URL("../..", import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [`${root}dist/cli.js`, "train", model, "--epochs", "1000000", "--threads", "2", "--save", saved],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  child.stdout.once("data", () => child.kill("SIGINT"));
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect(code).toBe(130);
  const read = readCheckpoint(readFileSync(saved));
  expect(read).toMatchObject({ precision: "float32", epoch: expect.any(Number) });
  const { epoch } = read as { epoch: number };
  const resumed = await json("--resume", saved, "--epochs", String(epoch + 2));
  expect(resumed.epochs[0].epoch).toBe(epoch);
});

test("a kill -9 in the middle of a save leaves the last good checkpoint, and the next run tidies up", async () => {
  const big = join(place, "big.chain");
  writeFileSync(
    big,
    `data X, y = "sum.csv" columns(a, b; sum)
param V[2, 700] ~ he, U[700, 700] ~ he, w[700] ~ lecun
loss L = mean((relu(relu(X @ V) @ U) @ w - y)^2)
train adam rate=0.0001 epochs=1 batch=40
`,
  );
  const saved = join(place, "big.safetensors");
  await chainrule("train", big, "--save", saved);
  const tensors = (): number => {
    const read = readCheckpoint(readFileSync(saved));
    if ("problem" in read) throw new Error(read.problem);
    return read.tensors.size;
  };
  const all = tensors();
  const aside = (): string[] => readdirSync(place).filter((name) => name.startsWith(".big.safetensors."));
  const root = new URL("../..", import.meta.url).pathname;
  let cut = 0;
  for (let tries = 0; tries < 6 && cut < 2; tries++) {
    const child = spawn(
      process.execPath,
      [`${root}dist/cli.js`, "train", big, "--resume", saved, "--epochs", "100000", "--save", saved],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.stdout.resume();
    // Ctrl-C saves: the save is cut as soon as it has begun
    child.kill("SIGINT");
    while (aside().length === 0 && child.exitCode === null) await new Promise(setImmediate);
    child.kill("SIGKILL");
    await ended;
    // whole: the one from before, or one that was finished before the one that was cut
    expect(tensors()).toBe(all);
    if (aside().length > 0) cut++;
  }
  expect(cut).toBeGreaterThan(0);
  await chainrule("train", big, "--epochs", "1", "--save", saved);
  expect(aside()).toEqual([]);
}, 120_000);

test("a file to test on is measured at the end, words being the same categories", async () => {
  const row = (k: number): string => [k % 3, (k * 7) % 5, ["low", "middle", "high"][k % 3]].join();
  const table = (from: number, to: number): string =>
    ["a,b,level", ...Array.from({ length: to - from }, (_, k) => row(from + k))].join("\n");
  writeFileSync(join(place, "levels.csv"), table(0, 90));
  writeFileSync(join(place, "later.csv"), table(90, 110));
  const levels = join(place, "levels.chain");
  const text = `data X, y = "levels.csv" columns(a, b; level) test "later.csv"
param W[2, 16] ~ he, c[16] = 0, V[16, 3] ~ he
loss L = cross_entropy(relu(X @ W + c) @ V, y)
train adam rate=0.02 epochs=40 batch=10
`;
  writeFileSync(levels, text);
  const told = await chainrule("train", levels);
  expect(told.out).toMatch(/\nTested on 20 rows: loss 0\.\d+, 100\.00 % right\n$/);
  const { test: tested } = JSON.parse((await chainrule("train", levels, "--format", "json")).out);
  expect(tested).toEqual({ rows: 20, loss: expect.any(Number), accuracy: 1 });
  writeFileSync(join(place, "later.csv"), "a,b,level\n1,2,huge\n");
  const wrong = await chainrule("train", levels);
  expect(wrong.err).toMatch(/levels\.chain:1:\d+: error: later\.csv: row 1, column level is "huge"/);
  expect(wrong.code).toBe(2);
});

test("large parameters are told by their summaries, small ones whole", async () => {
  const wide = join(place, "wide.chain");
  writeFileSync(
    wide,
    `data X, y = "sum.csv" columns(a, b; sum)
param W[2, 600] = 0.5, v[600] = 0, b = 0
loss L = mean((relu(X @ W) @ v + b - y)^2)
train sgd rate=1e-9 epochs=2 batch=40
`,
  );
  const trace = join(place, "wide.jsonl");
  const { out } = await chainrule("train", wide, "--format", "json", "--trace", trace);
  const { epochs, final } = JSON.parse(out);
  const summary = { shape: [2, 600], norm: Math.sqrt(300), mean: 0.5, min: 0.5, max: 0.5 };
  const lines = readFileSync(trace, "utf8").trim().split("\n");
  for (const { parameters } of [...epochs, final, ...lines.map((line) => JSON.parse(line))]) {
    for (const name of ["norm", "mean", "min", "max"] as const)
      expect(parameters.W[name]).toBeCloseTo(summary[name], 4);
    expect(parameters.W.shape).toEqual(summary.shape);
    expect(parameters.v).toHaveLength(600);
    expect(typeof parameters.b).toBe("number");
  }
});
