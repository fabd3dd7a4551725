import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainrule, type Ran } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-"));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(place, name), content);
  return join(place, name);
};
afterAll(() => rmSync(place, { recursive: true, force: true }));

const good = "input x = 2, y = 5; param w = 0.5; y_hat = w*x; loss L = (y_hat - y)^2\n";
const bad: Record<string, [content: string | Uint8Array, said: RegExp]> = {
  "syntax.chain": ["input x = 1\nz = 3 +* x\nloss L = x\n", /syntax\.chain:2:8: error: \* cannot stand here/],
  "product.chain": ["param w = 1\nloss L = 2w\n", /product\.chain:2:11: error: .*\n[^]*write 2\*w/],
  "unknown.chain": ["param weight = 1\nloss L = weigth^2\n", /unknown\.chain:2:10: error: weigth is not defined here[^]*Did you mean weight\?/],
  "function.chain": ["param w = 1\nloss L = sigmoide(w)\n", /function\.chain:2:10: error: there is no function sigmoide[^]*Did you mean sigmoid\?/],
  "shape.chain": ["input X = [[1, 2], [3, 4]]\nparam W[3, 1] = 0\nloss L = mean(X @ W)\n", /shape\.chain:3:17: error: X: \[2, 2\] @ W: \[3, 1\]: inner sizes 2 and 3 differ/],
  "vector.chain": ["input x = [1, 2]\nparam w = 1\nloss L = w*x\n", /vector\.chain:3:10: error: the loss has the shape \[2\][^]*mean/],
  "empty.chain": ["", /empty\.chain:1:1: error: the model states no loss/],
  "ragged.chain": ["input X = [[1, 2], [3]]\nloss L = sum(X)\n", /ragged\.chain:1:11: error: .*length/],
  "binary.chain": [Uint8Array.of(1, 0, 2, 0), /binary\.chain: this is a binary file/],
  "latin.chain": [Uint8Array.of(0x70, 0xe9, 0x20), /latin\.chain: this file is not UTF-8/],
  "parens.chain": ["(".repeat(10_000_000), /parens\.chain:1:\d+: error: /],
  "value.chain": ["input x\nparam w\nloss L = (w*x)^2\n", /value\.chain:1:7: error: input x has no value/],
};

function expectRefusal({ err, code, out }: Ran, said: RegExp): void {
  expect(code).toBe(2);
  expect(err).toMatch(said);
  expect(err + out).not.toMatch(/\n\s+at .*\(?.*:\d+:\d+\)?/);
}

describe("train, derive and graph refuse what is no model, with its place", () => {
  for (const [name, [content, said]] of Object.entries(bad)) {
    for (const command of ["train", "derive", "graph"]) {
      // a model without values derives and draws
      if (name === "value.chain" && command !== "train") continue;
      test(`${command} ${name}`, async () => expectRefusal(await chainrule(command, file(name, content)), said));
    }
  }
  test("files that are none", async () => {
    expectRefusal(await chainrule("train", join(place, "nowhere.chain")), /nowhere\.chain: there is no such file/);
    expectRefusal(await chainrule("graph", place), /this is a directory/);
  });
});

describe("flags and settings", () => {
  const model = (): string => file("good.chain", good);
  const cases: [string, () => string[], RegExp][] = [
    ["rate", () => ["train", model(), "--rate=-1"], /the rate is a number above 0/],
    ["epochs", () => ["train", model(), "--epochs", "1.5"], /whole number above 0/],
    ["number", () => ["train", model(), "--rate", "fast"], /fast/],
    ["optimiser", () => ["train", model(), "--optimizer", "adm"], /there is no optimiser adm/],
    ["stop", () => ["train", model(), "--stop", "M < 0.1"], /--stop:1:1: error: M is not defined here/],
    ["picture", () => ["train", model(), "--plot", "loss.gif"], /\.svg or \.png/],
    ["wrt", () => ["derive", model(), "--wrt", "v"], /no quantity v/],
    ["format", () => ["graph", model(), "--format", "gif"], /gif/],
    ["command", () => ["trian", model()], /did you mean `train`/],
    ["flag", () => ["train", model(), "--rat", "1"], /did you mean --rate/],
    ["argument", () => ["derive"], /Expected argument for MODEL/],
    ["unwritable", () => ["graph", model(), "--output", join(place, "no", "where.mmd")], /no such file/],
  ];
  for (const [name, argv, said] of cases) test(name, async () => expectRefusal(await chainrule(...argv()), said));
  test("no arguments: the help, and misuse", async () => {
    const { out, code } = await chainrule();
    expect(out).toContain("COMMANDS");
    expect(code).toBe(2);
  });
});

describe("diff and descend refuse what is no expression", () => {
  const cases: [string[], RegExp][] = [
    [["diff", "2x"], /expression:1:2: error: [^]*write 2\*x/],
    [["diff", ""], /there is no expression/],
    [["diff", "x +"], /expression:1:\d: error: /],
    [["diff", "(".repeat(100_000)], /error: /],
    [["diff", "foo(x)"], /there is no function foo/],
    [["diff", "[x, 1]", "--wrt", "x"], /only a single number/],
    [["diff", "3"], /no variable/],
    [["diff", "sin(x, y)"], /cannot take 2 arguments/],
    [["diff", "x = 1; x = 2; x"], /stated twice/],
    [["diff", "x ? y"], /error: /],
    [["descend", "x^2", "--start", "y=1"], /no starting value for x/],
    [["descend", "x^2", "--start", "x"], /write x=4,y=-4/],
    [["descend", "x^2", "--start", "x=1", "--rate", "0"], /above 0/],
    [["descend", "x^2", "--start", "x=1", "--iterations", "-3"], /whole number/],
    [["descend", "x^2", "--start", "x=1", "--stop", "x<1"], /no condition on the gradient/],
    [["descend", "x^2", "--start", "x=1", "--stop", "gradient<"], /error: /],
    [["descend", "x^2"], /start/],
    [["descend", "[x, x]", "--start", "x=1"], /only a single number/],
    [["descend", "x^2", "--start", "x=1", "--plot", "p.gif"], /\.svg or \.png/],
    [["descend", "2x", "--start", "x=1"], /write 2\*x/],
  ];
  for (const [argv, said] of cases) test(argv.join(" ").slice(0, 50), async () => expectRefusal(await chainrule(...argv), said));
});

describe("as a real process", () => {
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  beforeAll(() => {
    execFileSync("npx", ["vite", "build"], { cwd: new URL("../..", import.meta.url).pathname, stdio: "ignore" });
  });

  test("diff answers; standard input is read; a reader that closes early is no error", () => {
    expect(execFileSync("node", [cli, "diff", "(x + 3)^3"], { encoding: "utf8" })).toBe("3*(x + 3)**2\n");
    expect(execFileSync("node", [cli, "diff", "-"], { input: "x^2", encoding: "utf8" })).toBe("2*x\n");
    expect(execFileSync("node", [cli, "train", "-"], { input: good, encoding: "utf8" })).toContain("Epoch: 1, Loss = 16.0000");
    expect(execFileSync("sh", ["-c", `node ${cli} train ${file("good.chain", good)} --epochs 20000 | head -1`], { encoding: "utf8" })).toContain("Epoch: 1");
  });

  test("Ctrl-C ends long training with 130 and says where", async () => {
    const child = spawn("node", [cli, "train", file("good.chain", good), "--epochs", "100000000", "--rate", "0.0000001"]);
    let err = "";
    child.stderr.on("data", (chunk) => (err += chunk));
    await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    child.stdout.resume();
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code).toBe(130);
    expect(err).toContain("interrupted after epoch");
  });

  test("a failed command leaves no file behind", () => {
    const before = readdirSync(place).length;
    expect(() => execFileSync("node", [cli, "descend", "x^2", "--start", "y=1", "--plot", join(place, "p.svg")], { stdio: "ignore" })).toThrow();
    expect(readdirSync(place).length).toBe(before);
  });
});
