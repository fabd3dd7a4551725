import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CellsChecker } from "../../src/cli/cells-checker.ts";
import { checkedCells } from "../../src/document/checked.ts";
import { chainrule } from "./run-command.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-cells-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const source = "w = 0.3\nfor i in range(3):\n    loss = (w - 1)**2\n    w = w - 0.1 * (w + 1)\n";
const task = {
  language: "Python",
  path: "notes.md",
  text: source,
  cells: [{ source, offset: 0, shown: [] }],
  loss: undefined,
} as const;

/** A worker's script, so that these tests need no build. */
function script(text: string): string {
  const path = join(folder, "worker.mjs");
  writeFileSync(path, `import { parentPort, threadId } from "node:worker_threads";\n${text}`);
  return path;
}

test("one worker answers for a language, build after build", async () => {
  const checker = new CellsChecker(
    script("parentPort.on('message', () => parentPort.postMessage(threadId));"),
  );
  const first = await checker.check(task);
  expect(first).toBeTypeOf("number");
  expect(await checker.check(task)).toBe(first);
  expect(await checker.check({ ...task, language: "JavaScript" })).not.toBe(first);
  await checker.close();
});

test("asked again before it has answered, a worker gives each question its own answer", async () => {
  const checker = new CellsChecker(
    script(
      "parentPort.on('message', ({ text }) => setTimeout(() => parentPort.postMessage(text), text.length));",
    ),
  );
  const texts = ["a longer text, which takes longer", "short", "and one more"];
  expect(await Promise.all(texts.map((text) => checker.check({ ...task, text })))).toEqual(texts);
  await checker.close();
});

test("where a worker dies the cells are checked here, and the next build tries a new one", async () => {
  const dying = new CellsChecker(script("parentPort.on('message', () => process.exit(3));"));
  const here = checkedCells(task);
  expect(here.diagnostics).not.toEqual([]);
  expect(await dying.check(task)).toEqual(here);
  expect(await dying.check(task)).toEqual(here);
  await dying.close();
  const failing = new CellsChecker(script("throw new Error('no');"));
  expect(await failing.check(task)).toEqual(here);
  await failing.close();
});

test("the bundle builds in workers the page that is built in one thread", async () => {
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  const path = join(folder, "notes.md");
  const script =
    "let v = 0.3;\nfor (let i = 0; i < 3; i++) {\n  const loss = (v - 1)**2;\n  v -= 0.1 * (v - 1);\n}\n";
  writeFileSync(path, `# Notes\n\n\`\`\`python\n${source}\`\`\`\n\n\`\`\`typescript\n${script}\`\`\`\n`);
  const page = join(folder, "page.html");
  const bundled = spawnSync(process.execPath, [cli, "build", path, "--out", page], {
    encoding: "utf8",
    timeout: 60_000,
  });
  const html = readFileSync(page, "utf8");
  const alone = await chainrule("build", path, "--out", page);
  expect([bundled.stderr, bundled.status]).toEqual([alone.err, alone.code]);
  expect(html).toBe(readFileSync(page, "utf8"));
});
