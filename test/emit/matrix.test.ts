import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { Target } from "../../src/emit/targets.ts";
import { isName, nameOf } from "../../src/graph/node.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { reachable } from "../../src/graph/walk.ts";
import { lower } from "../../src/language/lower.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { train } from "../../src/train/train.ts";
import { taken } from "../../src/train/validation.ts";
import {
  exportedOf,
  models,
  pythonWith,
  ranPython,
  shortened,
  withWrongWeight,
  written,
} from "./programs.ts";

const exports = models.map((model) => shortened(exportedOf(model)));
const wrong = exports.map(withWrongWeight);
const shim = new URL("jax-shim", import.meta.url).pathname;

/** The losses that a program printed, epoch by epoch. */
const losses = (said: string): number[] =>
  [...said.matchAll(/Loss = (\S+?)(?:,|$)/gm)].map((one) => Number(one[1]));

/** The losses of the first epochs by this package's own training, to the decimals that programs print. */
function ownLosses(name: string): number[] {
  const { source } = models.find((one) => one.name === name)!;
  const result = train(lower(source).value!, { epochs: 3 }).value!;
  return result.epochs.map((one) => Number(one.loss.toFixed(4)));
}

/** A program that deals its rows out in another order, or draws its own masks, has other losses. */
const isComparable = (name: string): boolean => name !== "batches" && name !== "dropout";

describe("the models of the matrix", () => {
  test("are ten or more, and name every operation that a model can be written with", () => {
    expect(models.length).toBeGreaterThanOrEqual(10);
    const used = new Set(exports.flatMap(({ model }) => reachable([model.loss]).map((node) => node.op)));
    // these are adjoints of others, or of no form in the language
    const unwritten = new Set(["scatter", "gather", "scatterAdd", "size"]);
    expect(allOps.filter((op) => !used.has(op) && !unwritten.has(op))).toEqual([]);
  });
});

function matrix(target: Target, run: (paths: readonly string[]) => string[]): void {
  describe(`${target} programs`, () => {
    test("find their loss and gradients as chainrule does, and train as it does", async () => {
      const said = run(await written(target, exports));
      for (const [at, { name, model }] of exports.entries()) {
        expect(said[at], name).toContain(
          `self-check: the loss and ${model.parameters.length === 1 ? "its gradient" : `${model.parameters.length} gradients`} agree to 1e-10`,
        );
        const found = losses(said[at]!);
        expect(found.length, said[at]).toBeGreaterThan(0);
        if (!isComparable(name)) continue;
        for (const [epoch, loss] of ownLosses(name).entries()) {
          if (epoch < found.length) expect(found[epoch], `${name}, epoch ${epoch + 1}`).toBeCloseTo(loss, 3);
        }
      }
    });

    test("refuse a wrong weight", async () => {
      const said = run(await written(target, wrong));
      for (const [at, { name }] of wrong.entries()) {
        expect(said[at], name).not.toContain("self-check: the loss and");
        expect(said[at], name).toMatch(/FAILED|self-check: .* is .* and should be/);
      }
    });
  });
}

const numpy = pythonWith("numpy");
if (numpy) {
  matrix("numpy", (paths) => ranPython(numpy, paths));
  console.warn(
    "NOTE: JAX itself is not run here: its programs run against a stand-in over NumPy (test/emit/jax-shim), whose derivatives are differences",
  );
  matrix("jax", (paths) => ranPython(numpy, paths, { PYTHONPATH: shim }));
}
const torch = pythonWith("torch");
if (torch) matrix("torch", (paths) => ranPython(torch, paths));

matrix("typescript", (paths) =>
  paths.map((path) => {
    try {
      const program = ts.transpile(readFileSync(path, "utf8"), {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
      });
      return execFileSync(process.execPath, ["--input-type=module"], {
        input: program,
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (failure) {
      return `FAILED ${(failure as { stderr: string }).stderr}`;
    }
  }),
);

test("TypeScript programs pass the compiler's strict rules, with no library but the language's own and the console's", async () => {
  const paths = await written("typescript", exports);
  const program = ts.createProgram(paths, {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
  });
  const found = ts.getPreEmitDiagnostics(program);
  expect(
    found.map((one) => `${one.file?.fileName}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`),
  ).toEqual([]);
});

describe("programs by hand are right by the checker", () => {
  for (const target of ["numpy", "typescript"] as const) {
    for (const exported of exports) {
      test(`${exported.name} in ${target}`, async () => {
        const [path] = await written(target, [exported]);
        const checked = checkFile(path!, readFileSync(path!, "utf8"));
        expect(checked.diagnostics.filter((one) => one.severity !== "info")).toEqual([]);
        const kinds = checked.programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
        expect(kinds.length).toBeGreaterThan(0);
        expect(
          kinds.every((kind) => kind === "right"),
          kinds.join(),
        ).toBe(true);
      });
    }
  }
});

interface Session {
  readonly inputNames: readonly string[];
  run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: ArrayLike<number> }>>;
}

interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (kind: "float32", data: Float32Array, shape: readonly number[]) => unknown;
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<Session> };
}

/** onnxruntime-web is 139 MB, and no dependency: `.ci/run` installs it for this test. */
async function onnxruntime(): Promise<Runtime | undefined> {
  const place = "onnxruntime-web";
  try {
    const found = (await import(/* @vite-ignore */ place)) as Runtime;
    found.env.wasm.numThreads = 1;
    return found;
  } catch {
    const said =
      "onnxruntime-web is not installed: ONNX graphs are not run (npm install --no-save onnxruntime-web@1.30.0)";
    if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
    console.warn(`SKIPPED: ${said}`);
    return undefined;
  }
}

const runtime = await onnxruntime();
describe.skipIf(!runtime)("ONNX graphs", () => {
  for (const [at, exported] of exports.entries()) {
    test(exported.name, async () => {
      const [path] = await written("onnx", [exported]);
      const { values, rows, point } = exported;
      const model = exported.dropout?.stated ?? exported.model;
      const session = await runtime!.InferenceSession.create(readFileSync(path!));
      const given = new Map([
        ...values,
        ...(rows
          ? taken(
              rows.samples,
              Array.from({ length: point.rows }, (_, k) => k),
            )
          : []),
      ]);
      const feeds = (from: (data: Float64Array) => Float32Array): Record<string, unknown> =>
        Object.fromEntries(
          session.inputNames.map((name) => {
            const { node } = model.inputs.find((one) => nameOf(one.node) === name)!;
            const { shape, data } = given.get(node)!;
            return [name, new runtime!.Tensor("float32", from(data), shape)];
          }),
        );
      const answer = await session.run(feeds((data) => Float32Array.from(data)));
      const trace = evaluate(model.quantities, given);
      const outputs = model.quantities.filter((node) => isName(node) && answer[nameOf(node)]);
      expect(outputs.length).toBeGreaterThan(0);
      for (const node of outputs) {
        const found = answer[nameOf(node)]!.data;
        const expected = trace.get(node)!.data;
        for (const [k, one] of expected.entries())
          expect(Math.abs(found[k]! - one), `${nameOf(node)}[${k}]`).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(one)) * 4,
          );
      }
      expect(Array.from(answer.self_check!.data)).toEqual(Array(model.parameters.length + 1).fill(-1));

      const asked = feeds((data) => Float32Array.from(data, () => Number.NaN));
      const deviations = Array.from((await session.run(asked)).self_check!.data);
      expect(Math.max(...deviations)).toBeLessThan(1e-5);
      const [spoilt] = await written("onnx", [wrong[at]!]);
      const other = await runtime!.InferenceSession.create(readFileSync(spoilt!));
      expect(Math.max(...Array.from((await other.run(asked)).self_check!.data))).toBeGreaterThan(1e-5);
    });
  }
});
