import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvParse } from "d3-dsv";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const top = mkdtempSync(join(tmpdir(), "chainrule-many-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const file = (path: string, text: string): string => {
  mkdirSync(join(top, path, ".."), { recursive: true });
  writeFileSync(join(top, path), text);
  return join(top, path);
};
const loop = (update: string): string => `w = 0.5
b = 0.1
rate = 0.1
for epoch in range(3):
    y_hat = w * 2.0 + b
    loss = 0.5 * (y_hat - 5.0) ** 2
    w = w - rate * (y_hat - 5.0) * 2.0
    ${update}
`;
const right = loop("b = b - rate * (y_hat - 5.0)");
const wrong = loop("b = w - rate * (y_hat - 5.0)");
file("class/ada.py", right);
file("class/bob, jr.py", wrong);
file("class/deep/eve.md", `# Net\n\n\`\`\`python\n${wrong}\`\`\`\n`);
file("class/README.md", "# The class\n");
file("class/broken.ipynb", "{");
file("class/shared/layer.py", `def step(b, e):\n    return b + 0.1 * e\n`);
file("class/uses.py", `from shared.layer import step\n${loop("b = step(b, y_hat - 5.0)")}`);
file("class/.hidden/x.py", wrong);
file("class/node_modules/x.py", wrong);
file("class/venv/x.py", wrong);
file("class/notes.txt", "x");
file("secret/x.py", wrong);
symlinkSync(join(top, "secret"), join(top, "class/link"));
const folder = join(top, "class");

describe("check of a folder", () => {
  test("is a table of one row a file, fitted to 80 columns", async () => {
    const { out, code } = await chainrule("check", folder);
    expect(code).toBe(1);
    const rows = out.split("\n").filter((line) => /\.(py|md|ipynb)\b/.test(line));
    expect(rows).toHaveLength(6);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toMatch(/jr\.py +1 +1 +- +- +1 +- 8 update\/wrong-tar/);
    expect(out).toMatch(/ada\.py +1 +2 +- +- +- +-$/m);
    expect(out).not.toMatch(/hidden|node_modules|venv|README|notes|link/);
    expect(out).toContain("6 files, 4 with faults");
  });

  test("as CSV has a row a file, quoted where it must be, lines ending in CRLF", async () => {
    const { out } = await chainrule("check", folder, "--format", "csv");
    expect(out.endsWith("\r\n")).toBe(true);
    expect(out.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const rows = csvParse(out);
    const bob = rows.find((row) => row.path!.endsWith("bob, jr.py"));
    expect(bob).toMatchObject({ programs: "1", right: "1", wrong: "1", errors: "1", first_line: "8" });
    expect(rows.find((row) => row.path!.endsWith("broken.ipynb"))).toMatchObject({
      programs: "0",
      first_code: "document/not-a-notebook",
    });
  });

  test("--details prints each file's findings; --quiet those only", async () => {
    const details = await chainrule("check", folder, "--details");
    expect(details.out).toContain("b  wrong");
    expect(details.out).not.toContain("first finding");
    const quiet = await chainrule("check", folder, "--quiet");
    expect(quiet.out).toContain("is updated from `w`");
    expect(quiet.out).not.toContain("2 of 2 parameters");
  });

  test("a fault in a file that another imports is told once, and repaired once", async () => {
    const { out } = await chainrule("check", folder, "--format", "json");
    const report = JSON.parse(out);
    const said = report.files.flatMap(
      (one: { path: string; diagnostics: { code: string; path?: string }[] }) =>
        one.diagnostics.map((each) => `${each.code} ${(each.path ?? one.path).slice(folder.length + 1)}`),
    );
    expect(said.filter((one: string) => one.endsWith("layer.py"))).toEqual(["update/sign shared/layer.py"]);
    expect(report.files).toHaveLength(6);
  });

  test("a pattern finds what a shell would", async () => {
    const { out } = await chainrule("check", join(folder, "*a.py"), "--format", "json");
    expect(JSON.parse(out).files.map((one: { path: string }) => one.path)).toEqual([join(folder, "ada.py")]);
    const all = await chainrule("check", join(folder, "**/*.py"), "--format", "csv");
    expect(csvParse(all.out)).toHaveLength(4);
  });

  const bad: Readonly<Record<string, readonly string[]>> = {
    "a folder without programs": [join(top, "class/node_modules/none")],
    "an empty folder": [file("empty/.keep", "").replace(/\.keep$/, "")],
    "a pattern that nothing matches": [join(folder, "z*.py")],
    "a file of another kind": [join(folder, "notes.txt")],
    "no file": [],
    "a missing file": [join(folder, "gone.py")],
    "missing files": [join(folder, "gone.py"), join(folder, "gone.md")],
    "a broken notebook alone": [join(folder, "broken.ipynb")],
    "an unknown format": [folder, "--format", "xml"],
    "a zero in a name": [`${folder}/a\0.py`],
  };
  for (const [name, argv] of Object.entries(bad))
    test(`${name}: a message, exit 2`, async () => {
      const { out, err, code } = await chainrule("check", ...argv);
      expect(code).toBe(2);
      expect(out + err).not.toMatch(/\n\s+at /);
      expect((out + err).length).toBeGreaterThan(10);
    });

  test("one that cannot be read among others is a row, and the others are checked", async () => {
    const { out, code } = await chainrule(
      "check",
      join(folder, "ada.py"),
      join(folder, "gone.py"),
      "--format",
      "csv",
    );
    expect(code).toBe(1);
    expect(csvParse(out).map((row) => [row.right, row.first_code])).toEqual([
      ["2", ""],
      ["0", "document/unreadable"],
    ]);
  });
});

describe("the bundle", () => {
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;

  test("checks in workers what it checks alone", async () => {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [cli, "check", folder, "--format", "json"],
      {
        encoding: "utf8",
        timeout: 60_000,
      },
    );
    expect(stderr).toBe("");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse((await chainrule("check", folder, "--format", "json")).out),
    );
  });

  test("Ctrl-C ends it with what is done", () => {
    for (let at = 0; at < 40; at++) file(`long/${String(at).padStart(2, "0")}.py`, wrong);
    const script = `timeout -s INT 0.8 ${process.execPath} ${cli} check ${join(top, "long")} --format csv; true`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", timeout: 60_000 });
    if (stderr === "") return; // a machine fast enough to be done
    expect(stderr).toMatch(/^interrupted after \d+ of 40 files\n$/);
    expect(stdout.split("\r\n")[0]).toMatch(/^path,programs/);
  });

  test("is whole after a repair of many files", async () => {
    const path = file("fix/a.py", wrong);
    file("fix/b.py", right);
    const { code } = await chainrule("check", join(top, "fix"), "--fix");
    expect(code).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(right);
  });
});
