import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Building } from "../../src/cli/building.ts";
import { Desk } from "../../src/cli/context.ts";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-build-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const cli = new URL("../../dist/cli.js", import.meta.url).pathname;

test("init writes a document that builds without a fault, as HTML and as Markdown", async () => {
  const path = join(place, "first.md");
  expect((await chainrule("init", path)).code).toBe(0);
  const html = await chainrule("build", path);
  expect([html.code, html.err]).toEqual([0, `wrote ${join(place, "first.html")}\n`]);
  const built = await chainrule("build", path, "--to", "md");
  expect(built.code).toBe(0);
  const text = readFileSync(join(place, "first.built.md"), "utf8");
  expect(text).toContain("> ✓ right: 2 of 2 parameters: the exact gradient of half squared error");
  for (const [, name] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
    expect(readFileSync(join(place, name!), "utf8")).toMatch(/^<svg/);
  expect((await chainrule("init", path)).code).toBe(2);
});

test("a fault in the document is told with its line, and is exit code 1", async () => {
  const path = join(place, "fault.md");
  writeFileSync(path, "# A\n\n```model #m\nparam w = 1\nloss L = w^2\n```\n\nL is [2](#m.L).\n");
  const { code, err } = await chainrule("build", path);
  expect(code).toBe(1);
  expect(err).toContain("fault.md:8:6: error: the text says 2, and m computes L = 1");
  expect(readFileSync(join(place, "fault.html"), "utf8")).toContain("<h1");
});

test("what cannot be built is misuse, and nothing is written", async () => {
  for (const argv of [
    ["build", join(place, "nowhere.md")],
    ["build", place],
    ["build", "-", "--watch"],
    ["init", join(place, "notes.txt")],
  ])
    expect((await chainrule(...argv)).code, argv.join(" ")).toBe(2);
  const path = join(place, "self.md");
  writeFileSync(path, "text");
  expect((await chainrule("build", path, "--to", "md", "--out", path)).code).toBe(2);
  expect(readFileSync(path, "utf8")).toBe("text");
});

/** A command that goes on, and a way to wait for what it says. */
function watching(path: string) {
  const child = spawn(process.execPath, [cli, "build", path, "--watch"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const heard = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const listen = (chunk: Buffer | string): void => {
        said += chunk;
        if (!said.includes(text)) return;
        child.stderr.off("data", listen);
        said = "";
        resolve();
      };
      child.stderr.on("data", listen);
      listen("");
    });
  const ended = (): Promise<unknown> => {
    const exit = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGINT");
    return exit;
  };
  return { heard, ended };
}

test("--watch builds again at each save", async () => {
  const path = join(place, "watched.md");
  writeFileSync(path, "first\n");
  const { heard, ended } = watching(path);
  await heard("watching");
  const times: number[] = [];
  for (const word of ["second", "third", "fourth"]) {
    const began = performance.now();
    writeFileSync(path, `${word}\n`);
    await heard("built in");
    times.push(performance.now() - began);
    expect(readFileSync(path.replace(".md", ".html"), "utf8")).toContain(word);
  }
  expect(await ended()).toBe(0);
  // half a second on a machine that does nothing else; on one that runs tests only that it is not endless
  expect(Math.min(...times)).toBeLessThan(20_000);
});

test("a document that is built again before it is watched says and writes nothing", async () => {
  const path = join(place, "rehearsed.md");
  const out = path.replace(".md", ".html");
  const text =
    "```model #m\nparam w = 1\nloss L = w^2\n```\n\nL is [2](#m.L).\n\n```python\nprint(1 + 1)\n```\n";
  writeFileSync(path, text);
  let said = "";
  const stream = { write: (more: string) => void (said += more) };
  const desk = new Desk({ stdout: stream, stderr: stream, env: {} });
  const building = new Building(desk, path, out, { to: "html", pictures: "svg", watch: true });
  const diagnostics = await building.run();
  const [first, told] = [readFileSync(out, "utf8"), said];
  rmSync(out);
  await building.rehearse(new AbortController().signal);
  expect(said).toBe(told);
  expect(existsSync(out)).toBe(false);
  expect(await building.run()).toEqual(diagnostics);
  expect(readFileSync(out, "utf8")).toBe(first);
  await building.close();
});

test("--watch sees the tables of the document too, and lives through faults", async () => {
  const path = join(place, "tables.md");
  const built = (): string => readFileSync(path.replace(".md", ".html"), "utf8");
  const text =
    '```model #m\ndata x, y = "points.csv"\nparam w = 1\nloss L = mean((w*x - y)^2)\n```\n\nIt is `{m} L:.1f`.\n';
  writeFileSync(join(place, "points.csv"), "a,b\n1,2\n3,4\n");
  writeFileSync(path, text);
  const { heard, ended } = watching(path);
  await heard("watching");
  expect(built()).toContain('It is <span class="value">1.0</span>.');
  writeFileSync(join(place, "points.csv"), "a,b\n1,3\n3,5\n");
  await heard("built in");
  expect(built()).toContain('It is <span class="value">4.0</span>.');
  writeFileSync(path, text.replace("w*x", "v*x"));
  await heard("built in");
  expect(built()).toContain("v is not defined here");
  rmSync(path);
  await heard("there is no such file");
  writeFileSync(path, text);
  await heard("built in");
  expect(built()).toContain('It is <span class="value">4.0</span>.');
  expect(await ended()).toBe(0);
});

test("pictures beside Markdown may be PNG", async () => {
  const path = join(place, "pictures.md");
  writeFileSync(path, "```plot #s\nsigmoid(z)\n```\n");
  expect((await chainrule("build", path, "--to", "md", "--pictures", "png")).code).toBe(0);
  expect(readFileSync(path.replace(".md", ".built.md"), "utf8")).toContain("(pictures.built_files/s.png)");
  const bytes = readFileSync(join(place, "pictures.built_files", "s.png"));
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
});
