import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { checkSources } from "../../src/cli/check-files.ts";
import { Graph } from "../../src/graph/graph.ts";
import { textPieces } from "../../src/host/files.ts";
import { lower } from "../../src/language/lower.ts";
import { compileTensors } from "../../src/run/wasm/compile.ts";
import { type StartThread, TensorProgram } from "../../src/run/wasm/instance.ts";
import type { Crew } from "../../src/train/engine.ts";
import { startTraining } from "../../src/train/train.ts";
import { killed } from "./kill.ts";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
const place = mkdtempSync(join(tmpdir(), "chainrule-faults-"));
const mounted: string[] = [];
afterAll(() => {
  for (const one of mounted) execFileSync("umount", [one]);
  rmSync(place, { recursive: true, force: true });
});

const chainrule = (flags: readonly string[], options: { node?: readonly string[] } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(options.node ?? []), cli, ...flags], {
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
};

const model = join(place, "model.chain");
writeFileSync(model, "param W[50, 50] ~ he\nloss L = mean(W^2)\ntrain sgd rate=0.1 epochs=20\n");

test("training killed by SIGKILL at a dozen random moments resumes to the same bits", async () => {
  const { kills, problems } = await killed(12, Number(process.env.CHAINRULE_SEED ?? 7));
  expect(problems).toEqual([]);
  expect(kills).toBe(12);
}, 180_000);

/** A file system of its own, which only root may mount. */
function fileSystem(options: string): string | undefined {
  const at = join(place, `fs${mounted.length}`);
  mkdirSync(at);
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", at]);
  if (status === 0) {
    mounted.push(at);
    return at;
  }
  console.warn(`SKIPPED: no tmpfs can be mounted here (root may): a ${options} disk is not tried`);
  return undefined;
}

describe("a disk that is full", () => {
  const full = fileSystem("size=64k");
  test.skipIf(!full)("is said, and leaves nothing half written", () => {
    writeFileSync(join(full!, "rest"), new Uint8Array(50_000));
    writeFileSync(join(full!, "more"), "");
    const { code, err } = chainrule(["train", model, "--save", join(full!, "run.safetensors")]);
    expect(err).toMatch(/the disk is full/);
    expect(err).not.toMatch(/ {4}at /);
    expect(code).toBe(2);
    expect(readdirSync(full!).sort()).toEqual(["more", "rest"]);
  });
  test.skipIf(!full)("ends a trace with a message, not a crash", () => {
    const { code, err } = chainrule([
      "train",
      model,
      "--epochs",
      "20000",
      "--rate",
      "1e-9",
      "--trace",
      join(full!, "run.jsonl"),
    ]);
    expect(err).toMatch(/run\.jsonl: the disk is full/);
    expect(err).not.toMatch(/ {4}at /);
    expect(code).toBe(2);
  });
});

describe("a folder that is read-only", () => {
  const closed = fileSystem("size=64k,ro");
  test.skipIf(!closed)("is said", () => {
    for (const flags of [
      ["train", model, "--save", join(closed!, "a")],
      ["train", model, "--trace", join(closed!, "b")],
      ["export", model, "--to", "numpy", "--output", join(closed!, "c.py")],
    ]) {
      const { code, err } = chainrule(flags);
      expect(err).toMatch(/read-only/);
      expect(err).not.toMatch(/ {4}at /);
      expect(code).toBe(2);
    }
  });
});

describe("a file that changes while it is read", () => {
  const path = join(place, "long.csv");
  for (const [how, change] of [
    ["grows", () => appendFileSync(path, "9,9\n")],
    ["is cut", () => truncateSync(path, 1_500_000)],
  ] as const)
    test(`${how}: the reading says so`, () => {
      writeFileSync(path, "1,2\n".repeat(700_000));
      const pieces = textPieces(path);
      pieces.next();
      change();
      expect(() => [...pieces]).toThrow("this file changed while it was read");
    });
});

describe("a worker that dies", () => {
  test("is replaced: its file has a diagnostic, the others their verdicts", async () => {
    const script = join(place, "worker.mjs");
    writeFileSync(
      script,
      `import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ source }) => source.path.includes("bad") ? process.exit(1) : parentPort.postMessage({ path: source.path, diagnostics: [] }));`,
    );
    const files = await checkSources(
      ["a.py", "bad.py", "c.py", "d.py"].map((path) => ({ source: { path, root: place }, loss: undefined })),
      { done: () => undefined, isOver: () => false },
      script,
      2,
    );
    expect(files.map(({ path, diagnostics }) => [path, diagnostics.map(({ code }) => code)])).toEqual([
      ["a.py", []],
      ["bad.py", ["check/failed"]],
      ["c.py", []],
      ["d.py", []],
    ]);
  });

  test("a thread that cannot start is done without: the first works alone, to the same bits", () => {
    const $ = new Graph();
    const [A, B] = [$.variable("A", [40, 40]), $.variable("B", [40, 40])];
    const root = $.matmul(A, B);
    const values = Float64Array.from({ length: 1600 }, (_, k) => Math.sin(k));
    const product = (threads: number): Float64Array => {
      const program = new TensorProgram(
        compileTensors([root], [], { precision: "float32", threads }),
        () => void new Worker("throw new Error('no thread')", { eval: true }).on("error", () => undefined),
      );
      program.write(A, values);
      program.write(B, values);
      expect(program.assemble(200)).toBe(threads === 1);
      program.run();
      const { data } = program.read(root);
      program.close();
      return data;
    };
    expect(product(3)).toEqual(product(1));
  });
});

describe("a thread that dies in the middle of a step", () => {
  /** A thread that shares four steps and dies in the fifth; it is waited for, so that each training has the same. */
  const dying =
    (death: string, deaths: Int32Array): StartThread =>
    (program, data) => {
      const { memory, thread } = data as { memory: { buffer: ArrayBuffer }; thread: number };
      const text = `const { Instance } = WebAssembly;
const { workerData: { data, deaths } } = require("node:worker_threads");
const engine = { Instance: function (...given) {
  const { run } = new Instance(...given).exports;
  let runs = 0;
  return { exports: { run: (...shared) => {
    if (++runs === 5) { Atomics.add(deaths, 0, 1); ${death}; }
    run(...shared);
  } } };
} };
(${program})(engine, data)`;
      new Worker(text, { eval: true, workerData: { data, deaths } }).on("error", () => undefined).unref();
      const words = new Int32Array(memory.buffer);
      while (Atomics.load(words, 192 / 4) < thread)
        if (Atomics.wait(words, 192 / 4, thread - 1, 20_000) === "timed-out") throw new Error("no thread");
    };
  const trained = (line: string, crew?: Crew): string => {
    const model = lower(`param W[60, 60] ~ he\nloss L = mean((relu(W @ W) - 0.5)^2)\n${line}`).value!;
    const run = startTraining(model, {}, { crew }).value!;
    const losses: number[] = [];
    let next = run.next();
    for (; !next.done; next = run.next()) if (next.value.row) losses.push(next.value.row.loss);
    return JSON.stringify([losses, next.value.final]);
  };

  test.each([
    ["fails", "throw new Error('dies')"],
    ["ends without a word", "process.exit()"],
    ["never comes back", "Atomics.wait(deaths, 0, Atomics.load(deaths, 0))"],
  ])("%s: the step is done again without it, to the same bits", (_, death) => {
    for (const threads of [2, 3]) {
      const deaths = new Int32Array(new SharedArrayBuffer(4));
      const crew = { threads, start: dying(death, deaths), patience: 1 };
      const line = "train sgd rate=0.01 epochs=12";
      expect(trained(line, crew)).toBe(trained(line));
      expect(Atomics.load(deaths, 0)).toBeGreaterThan(0);
    }
  });
});

describe("an engine that can do less", () => {
  const losses = (node: readonly string[], ...flags: string[]): number[] => {
    const { code, out, err } = chainrule(["train", model, "--format", "json", ...flags], { node });
    expect(code, err).toBe(0);
    return JSON.parse(out).epochs.map(({ loss }: { loss: number }) => loss);
  };
  const without = (name: string, text: string): string[] => {
    const path = join(place, `${name}.cjs`);
    writeFileSync(path, text);
    return ["--require", path];
  };
  const whole = losses([]);
  test("without WebAssembly the interpreter trains", () => {
    const slow = losses(without("no-wasm", "delete globalThis.WebAssembly;"));
    for (const [at, one] of whole.entries()) expect(slow[at]! / one).toBeCloseTo(1, 10);
  });
  test("without SIMD too", () => {
    const slow = losses(without("no-simd", "WebAssembly.validate = () => false;"));
    for (const [at, one] of whole.entries()) expect(slow[at]! / one).toBeCloseTo(1, 10);
  });
  test("without shared memory one thread does the work of two, to the same bits", () => {
    const alone = losses(without("no-shared", "delete globalThis.SharedArrayBuffer;"), "--threads", "2");
    expect(alone).toEqual(losses([], "--threads", "2"));
    expect(existsSync(model)).toBe(true);
  });
});
