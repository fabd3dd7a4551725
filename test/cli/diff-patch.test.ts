import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-diff-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const run = (cwd: string, ...flags: string[]) =>
  spawnSync("node", [cli, "check", ...flags], { cwd, encoding: "utf8" });

const loop = (update: string): string => `w = 0.5
b = 0.1
for epoch in range(3):
    y_hat = w * 2.0 + b
    loss = 0.5 * (y_hat - 5.0) ** 2
    dw = (y_hat - 5.0) * 2.0
    db = y_hat - 5.0
    w = w - 0.1 * dw
    ${update}
`;
const [wrong, right] = [loop("b = w - 0.1 * db"), loop("b = b - 0.1 * db")];
const notes = (text: string, formula: string): string =>
  `# Notes\n\nWith $z = wx + b$ and $L = (z - y)^2$:\n\n$$\\frac{dL}{dw} = 2(z - y)${formula}$$\n\n\`\`\`python\n${text}\`\`\`\n\nThe end.\n`;
const notebook = (text: string): string =>
  JSON.stringify(
    {
      cells: [
        { cell_type: "markdown", metadata: {}, source: ["# Notes é\n", "text"] },
        {
          cell_type: "code",
          execution_count: 1,
          metadata: {},
          outputs: [],
          source: text.trimEnd().split(/(?<=\n)/),
        },
      ],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );

const cases: Record<string, readonly [name: string, before: string, after: string]> = {
  "a program": ["loop.py", wrong, right],
  "a program with Windows' line ends and none at its end": [
    "loop.py",
    wrong.replaceAll("\n", "\r\n").trimEnd(),
    right.replaceAll("\n", "\r\n").trimEnd(),
  ],
  "a program behind a byte order mark": ["loop.py", `\uFEFF${wrong}`, `\uFEFF${right}`],
  "a name with spaces and letters of any kind": ['my nets/löop "1".py', wrong, right],
  "a document, its formula and its program": ["notes.md", notes(wrong, "b"), notes(right, "x")],
  "a notebook": ["notes.ipynb", notebook(wrong), notebook(right)],
};

for (const [what, [name, before, after]] of Object.entries(cases))
  test(`--diff of ${what} is what git apply makes of it, and writes nothing`, () => {
    const folder = folderWith({ [name]: before });
    const { stdout, stderr, status } = run(folder, name, "--diff");
    expect(readFileSync(join(folder, name), "utf8")).toBe(before);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\d repairs? in 1 file\n$/);
    execFileSync("git", ["apply", "--check", "-"], { cwd: folder, input: stdout });
    execFileSync("git", ["apply", "-"], { cwd: folder, input: stdout });
    expect(readFileSync(join(folder, name), "utf8")).toBe(after);
    // what --fix writes is the same
    writeFileSync(join(folder, name), before);
    run(folder, name, "--fix");
    expect(readFileSync(join(folder, name), "utf8")).toBe(after);
  });

test("a patch of several files is one, from a folder of a repository too; a file named twice is in it once", () => {
  const folder = folderWith({ "nets/a.py": wrong, "nets/b.md": notes(wrong, "x"), "nets/c.py": right });
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const nets = join(folder, "nets");
  const { stdout } = run(nets, "a.py", "b.md", "c.py", "./a.py", "--diff");
  expect(stdout.match(/^--- /gm)).toHaveLength(2);
  execFileSync("git", ["apply", "-"], { cwd: nets, input: stdout });
  expect(readFileSync(join(nets, "a.py"), "utf8")).toBe(right);
  expect(readFileSync(join(nets, "b.md"), "utf8")).toBe(notes(right, "x"));
});

test("nothing to repair is an empty patch", () => {
  const { stdout, stderr, status } = run(folderWith({ "a.py": right }), "a.py", "--diff");
  expect([stdout, stderr, status]).toEqual(["", "nothing to repair\n", 0]);
});

test("a program of standard input is repaired to standard output, the report apart from it", () => {
  const { stdout, stderr, status } = spawnSync("node", [cli, "check", "-", "--fix"], {
    input: wrong,
    encoding: "utf8",
  });
  expect([stdout, status]).toEqual([right, 1]);
  expect(stderr).toContain("stdin.py:9:9: error: `b` is updated from `w`");
});

test("flags that contradict one another, and files that no patch can name, are refused", () => {
  const folder = folderWith({ "a.py": wrong, "below/c.py": right });
  for (const [flags, said] of [
    [["a.py", "--fix", "--diff"], "--fix writes the repairs and --diff only prints them"],
    [["a.py", "--diff", "--format", "json"], "--diff prints a patch and --format json a report"],
    [["a.py", "--outputs"], "--outputs says what --fix or --diff is to change"],
    [["-", "--fix", "--format", "json"], "the repaired program goes to standard output"],
  ] as const) {
    const { stderr, status } = run(folder, ...flags);
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  }
  const { stdout, stderr, status } = run(join(folder, "below"), "../a.py", "--diff");
  expect([stdout, status]).toEqual(["", 2]);
  expect(stderr).toContain("../a.py: a patch names files within");
});

test("--outputs brings the printed lines along, in a patch as in the file, and all holds then", () => {
  const text = `${wrong.replace("    w = w", "    print(round(loss, 4))\n    w = w")}`;
  const shown = (lines: string): string => `\`\`\`python\n${text}\`\`\`\n\n${lines}\nThe end.\n`;
  const before = shown("    7.605\n    0.1\n    0.2\n");
  const folder = folderWith({ "notes.md": before });
  const { stdout, stderr } = run(folder, "notes.md", "--diff", "--outputs");
  expect(stderr).toBe("1 repair and the output of 1 cell in 1 file\n");
  expect(readFileSync(join(folder, "notes.md"), "utf8")).toBe(before);
  execFileSync("git", ["apply", "-"], { cwd: folder, input: stdout });
  const patched = readFileSync(join(folder, "notes.md"), "utf8");
  expect(run(folder, "notes.md", "--quiet")).toMatchObject({ stdout: "", stderr: "", status: 0 });
  writeFileSync(join(folder, "notes.md"), before);
  expect(run(folder, "notes.md", "--fix", "--outputs").stderr).toBe("wrote notes.md\n");
  expect(readFileSync(join(folder, "notes.md"), "utf8")).toBe(patched);
});
