import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-limits-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** n sigmoids, one inside the other, each with a weight of its own. */
function nested(n: number): string {
  const weights = Array.from({ length: n }, (_, at) => `w${at + 1} = 0.5`);
  const layers = weights.map((_, at) => `a${at + 1} = sigmoid(w${at + 1}*${at === 0 ? "x" : `a${at}`})`);
  const path = join(place, `nested-${n}.chain`);
  const lines = [
    "input x = 0.5, y = 1",
    `param ${weights.join(", ")}`,
    ...layers,
    `loss L = (a${n} - y)^2 / 2`,
  ];
  writeFileSync(path, [...lines, "train sgd rate=0.1 epochs=3", ""].join("\n"));
  return path;
}

describe("deep models", () => {
  test("train 10,000 layers", async () => {
    const { out, code } = await chainrule("train", nested(10_000), "--format", "json");
    expect(code).toBe(0);
    const { epochs } = JSON.parse(out);
    expect(epochs).toHaveLength(3);
    expect(Object.keys(epochs[0].parameters)).toHaveLength(10_000);
    expect(epochs[2].loss).toBeLessThan(epochs[0].loss);
  });

  test("derive the first of 1,000 layers: the way down to it, no path multiplied out", async () => {
    const { out, code } = await chainrule("derive", nested(1000), "--wrt", "w1", "--format", "json");
    expect(code).toBe(0);
    const { derivatives } = JSON.parse(out);
    expect(derivatives.length).toBeLessThan(1100);
    expect(derivatives.at(-1).wrt).toBe("w1");
    const { out: text } = await chainrule("derive", nested(1000), "--wrt", "w1");
    expect(text).toContain("dL/da999 = dL/da1000 * da1000/da999\n");
  });

  test("draw 1,000 layers in every format", async () => {
    for (const format of ["mermaid", "svg", "dot"]) {
      const { out, code } = await chainrule("graph", nested(1000), "--format", format, "--values");
      expect(code).toBe(0);
      // a picture collapses so many layers, and says how many quantities each box holds
      expect(out).toContain(format === "svg" ? "quantities" : "a_1000");
    }
  });

  test("a table of many parameters shows what fits and counts the rest", async () => {
    const { out } = await chainrule("train", nested(20));
    expect(out.split("\n")[0]).toMatch(/^Epoch +Loss +w1 +w2 .* \+ \d+ more$/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

test("a parameter of 200,000 numbers is one column, its norm", async () => {
  const path = join(place, "wide.chain");
  const lines = [
    "input x = 1",
    "param W[200000] = 0.5",
    "loss L = mean((W*x - 1)^2)",
    "train sgd rate=0.1 epochs=1",
  ];
  writeFileSync(path, lines.join("\n"));
  const { out, code } = await chainrule("train", path);
  expect(code).toBe(0);
  // √200000 · 0.5, and a little of the way to 1
  expect(out.split("\n")[1]).toMatch(/^ +1 +0\.2500 +223\.607/);
  const chart = await chainrule("graph", path, "--values");
  expect(chart.code).toBe(0);
});

describe("problems as JSON for programs that asked for JSON", () => {
  test("of a model: place, code, message", async () => {
    const path = join(place, "unknown.chain");
    writeFileSync(path, "param w = 1\nloss L = v^2\n");
    const { out, err, code } = await chainrule("train", path, "--format", "json");
    expect(code).toBe(2);
    expect(err).toContain("unknown.chain:2:10: error:");
    const { version, diagnostics } = JSON.parse(out);
    expect(version).toBe(1);
    expect(diagnostics[0]).toMatchObject({
      path,
      severity: "error",
      line: 2,
      column: 10,
      endLine: 2,
      endColumn: 11,
    });
  });
  test("of a file, an expression, a setting", async () => {
    for (const argv of [
      ["train", join(place, "nowhere.chain")],
      ["derive", place],
      ["diff", "2x"],
      ["descend", "x^2", "--start", "y=1"],
      ["descend", "x^2", "--start", "x=1", "--stop", "gradient<"],
      ["descend", "x^2", "--start", "x=1", "--iterations", "1e9"],
      ["descend", "x^2", "--start", "x=1", "--plot", "path.gif"],
    ]) {
      const { out, code } = await chainrule(...argv, "--format", "json");
      expect(code).toBe(2);
      expect(JSON.parse(out).diagnostics[0].message).not.toBe("");
    }
  });
});

test("a stop that is no condition is shown with its place", async () => {
  const { err, out } = await chainrule("descend", "x^2", "--start", "x=1", "--stop", "gradient < 2x");
  expect(err).toMatch(/^--stop:1:\d+: error: /);
  expect(out).toBe("");
});

test("JSON of training that stops before its first update is whole", async () => {
  const path = join(place, "done.chain");
  writeFileSync(path, "param w = 0\nloss L = w^2\ntrain sgd stop=L<0.01\n");
  const said = JSON.parse((await chainrule("train", path, "--format", "json")).out);
  expect(said).toEqual({
    version: 1,
    epochs: [],
    stopped: { epoch: 1, reason: "L < 0.01" },
    final: { loss: 0, parameters: { w: 0 } },
  });
});

describe("help", () => {
  for (const command of ["diff", "derive", "graph", "descend", "train"]) {
    test(`${command} --help says how it is called, with examples that are its own`, async () => {
      const { out, code } = await chainrule(command, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(/^USAGE/);
      const examples = out.split("\n").filter((line) => line.startsWith(`  chainrule ${command} `));
      expect(examples.length).toBeGreaterThanOrEqual(2);
      expect(out).toContain("--format");
    });
  }
  test("--version", async () => {
    expect(await chainrule("--version")).toEqual({ out: "0.0.0\n", err: "", code: 0 });
  });
});

test("Ctrl-C in the middle of JSON leaves it whole, and ends with 130", async () => {
  const path = join(place, "endless.chain");
  writeFileSync(path, "param w = 1\nloss L = w^2\n");
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  const flags = ["--epochs", "1000000000", "--rate", "1e-9", "--format", "json"];
  const child = spawn("node", [cli, "train", path, ...flags]);
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(130);
  const { epochs, stopped, final } = JSON.parse(out);
  expect(stopped).toEqual({ epoch: epochs.length, reason: "interrupted" });
  expect(final).toBeNull();
});
