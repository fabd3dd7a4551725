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
