import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-check-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(place, name), text);
  return join(place, name);
};

const loop = (update: string): string => `w = 0.5
b = 0.1
rate = 0.1
for epoch in range(3):
    y_hat = w * 2.0 + b
    loss = 0.5 * (y_hat - 5.0) ** 2
    dw = (y_hat - 5.0) * 2.0
    db = y_hat - 5.0
    w = w - rate * dw
    ${update}
`;

describe("check", () => {
  test("right code: exit 0, and why", async () => {
    const { out, code } = await chainrule("check", file("right.py", loop("b = b - rate * db")));
    expect(code).toBe(0);
    expect(out).toContain("2 of 2 parameters: the exact gradient of half squared error");
  });

  test("wrong code: exit 1, place, caret, reason, numbers, repair", async () => {
    const { out, code } = await chainrule("check", file("wrong.py", loop("b = w - rate * db")));
    expect(code).toBe(1);
    expect(out).toMatch(
      /wrong\.py:10:9: error: `b` is updated from `w` instead of from itself\n {6}b = w - rate \* db\n {10}\^+\n/,
    );
    expect(out).toContain("- b = w - rate * db\n  + b = b - rate * db");
    expect(out).toMatch(/b {2}wrong {4}after the first step/);
    for (const text of out.split("\n"))
      if (!/error:|diff|^\S*wrong\.py/.test(text)) expect(text.length).toBeLessThanOrEqual(82);
  });

  test("--fix repairs the file and leaves every other byte", async () => {
    const path = file("fix.py", loop("b = w - rate * db  # slip\r"));
    await chainrule("check", path, "--fix");
    expect(readFileSync(path, "utf8")).toBe(loop("b = b - rate * db  # slip\r"));
    expect((await chainrule("check", path)).code).toBe(0);
  });

  test("the bundled review: its two exercises, and nothing else", async () => {
    const review = new URL("../../examples/review.md", import.meta.url).pathname;
    const { out, code } = await chainrule("check", review, "--format", "json");
    const report = JSON.parse(out);
    expect(code).toBe(1);
    expect(report.summary).toEqual({ right: 16, scaled: 0, other: 0, wrong: 3, unknown: 0 });
    expect(report.files[0].outputs).toMatchObject({ printed: 88, reproduced: 88, differing: [], notRun: [] });
    expect(report.files[0].diagnostics.map((one: { code: string }) => one.code)).toEqual([
      "data/stale",
      "data/stale",
      "data/stale",
      "update/wrong-target",
      "update/wrong-gradient",
    ]);
  });

  test("a printed number that is not so is a warning at its line, rounding aside", async () => {
    const { out, code } = await chainrule(
      "check",
      file("out.md", "```python\nprint(1 / 3)\nprint(2)\n```\n\n    0.333\n    3\n"),
    );
    expect(code).toBe(1);
    expect(out).toContain("out.md:7:5: warning: this printed line is not what the cell prints");
    expect(out).toContain("1 of 2 printed lines reproduced, 1 differ");
  });

  test("numbers drawn without a seed are no fault", async () => {
    const { out, code } = await chainrule(
      "check",
      file("random.md", "```python\nimport numpy as np\nprint(np.random.rand())\n```\n\n    0.123\n"),
    );
    expect(code).toBe(0);
    expect(out).toContain("random numbers are drawn without a seed");
  });

  test("what a program does wrong has its place, and the cells after it still run", async () => {
    const { out, code } = await chainrule(
      "check",
      file("broken.md", "```python\nx = 1\ny = x + z\n```\n\n```python\nprint(x)\n```\n\n    1\n"),
    );
    expect(code).toBe(1);
    expect(out).toContain("broken.md:3:1: error: NameError: name 'z' is not defined");
    expect(out).toContain("1 of 1 printed lines reproduced");
  });

  const endless: Record<string, [string, RegExp]> = {
    "while True": ["while True:\n    pass\n", /more steps than a check allows/],
    "a huge power": ["x = 10**10**10\n", /MemoryError/],
    "a huge array": ["import numpy as np\nx = np.zeros((10**6, 10**6))\n", /MemoryError: Unable to allocate/],
    "deep recursion": ["def f(n):\n    return f(n + 1)\nf(0)\n", /RecursionError/],
    brackets: [`x = ${"(".repeat(1_000_000)}`, /nested more than/],
    "a syntax error": ["x = = 3\n", /this is not Python/],
    "running text": ["eval('1')\n", /touch no files, input or other code/],
  };
  for (const [name, [text, said]] of Object.entries(endless)) {
    test(`${name} ends in a diagnostic with its place`, async () => {
      const begin = performance.now();
      const { out, code } = await chainrule("check", file("endless.py", text));
      expect(performance.now() - begin).toBeLessThan(4000);
      expect(code).toBe(1);
      expect(out).toMatch(said);
      expect(out).toMatch(/endless\.py:\d+:\d+: error/);
    });
  }

  test("a module that is not known and a file are told, and are no faults", async () => {
    const module = await chainrule("check", file("torch.py", "import torch\ntorch.zeros(3)\n"));
    expect(module.out).toMatch(/torch\.py:2:1: info: .*torch\.zeros is not interpreted/);
    expect(module.code).toBe(0);
    const read = await chainrule("check", file("passwd.py", "print(open('/etc/passwd').read())\n"));
    expect(read.out).toMatch(
      /passwd\.py:1:7: info: `\/etc\/passwd` is not read: small seeded data stand for it/,
    );
    expect(read.out).not.toContain("root:");
    expect(read.code).toBe(0);
  });

  const wrong =
    "import numpy as np\nx = np.array([1.0, 2.0])\nw = np.array([0.5, 0.1])\nfor i in range(3):\n    loss = 0.5 * np.sum((w * x - 1) ** 2)\n    w += 0.1 * (w * x - 1) * x\n";

  test("--format github and sarif, --quiet and --loss", async () => {
    const path = file("wrong.py", wrong);
    const github = await chainrule("check", path, "--format", "github");
    expect(github.out).toMatch(/^::error file=.*wrong\.py,line=6,/);
    expect(github.code).toBe(1);
    const sarif = JSON.parse((await chainrule("check", path, "--format", "sarif")).out);
    expect(sarif.runs[0].results[0].ruleId).toBe("update/sign");
    const right = file("right.py", wrong.replace("+=", "-="));
    expect(await chainrule("check", right, "--quiet")).toMatchObject({ out: "", code: 0 });
    expect((await chainrule("check", right, "--loss", "loss")).out).toContain("1 of 1 parameters");
  });

  test("an unclosed fence, and files that are none", async () => {
    expect((await chainrule("check", file("fence.md", "```python\nx = 1\n"))).out).toContain(
      "fence.md:1:1: error: this code block is never closed",
    );
    for (const argv of [["check"], ["check", join(place, "none.py")], ["check", file("a.txt", "")]]) {
      expect((await chainrule(...argv)).code).toBe(2);
    }
  });
});
