import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { pageFile } from "../../src/check/rule-page.ts";
import { rulePages } from "../../src/host/rule-pages.ts";

const root = new URL("../../", import.meta.url);
const pages = rulePages();

/** The floors from which `check` takes its diagnostics; the maths language has codes of its own. */
const floors = ["src/check", "src/lift", "src/cli"];
const families =
  "gradient|update|forward|optimizer|loss|data|output|stop|formula|python|javascript|document|check";

/** The codes that stand as whole strings in the source. */
function emitted(): string[] {
  const codes = new RegExp(`"((?:${families})/[a-z-]+)"`, "g");
  const found = floors.flatMap((floor) =>
    readdirSync(new URL(floor, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .flatMap((entry) => [...readFileSync(`${entry.parentPath}/${entry.name}`, "utf8").matchAll(codes)]),
  );
  return [...new Set(found.map((one) => one[1]!))].sort();
}

test("every code that the source can emit has a page, and every page a code", () => {
  expect(emitted().length).toBeGreaterThan(35);
  expect([...pages.keys()].sort()).toEqual(emitted());
});

test("a page stands in the file of its code and has all its parts", () => {
  expect(readdirSync(new URL("docs/rules", root)).sort()).toEqual([...pages.keys()].map(pageFile).sort());
  for (const { text } of pages.values()) {
    expect(text).toMatch(
      /\n## (Why the loss falls all the same|Why nobody noticed|What it says of the verdict)\n/,
    );
    expect(text).toMatch(/\n## How it is found\n\n\S[\s\S]*\n## How to waive it\n\n\S/);
  }
});

test("the table of docs/checker.md names every page, with its severity", () => {
  const table = readFileSync(new URL("docs/checker.md", root), "utf8");
  for (const { code, text } of pages.values()) {
    const row = table.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${code}\``));
    expect(row, code).toBeDefined();
    expect(text, code).toContain(`\n*${row!.split("|")[2]!.trim()}`);
  }
});

/** Files by the language of the fence that shows them. */
const names = {
  python: "program.py",
  javascript: "program.js",
  markdown: "notes.md",
  json: "notes.ipynb",
} as const;

function example(text: string, title: "Wrong" | "Right"): CheckedFile | undefined {
  const found = new RegExp(`\\n## ${title}\\n\\n(\`{3,})(\\w+)\\n([\\s\\S]*?\\n)\\1\\n`).exec(text);
  return found ? checkFile(names[found[2] as keyof typeof names], found[3]!) : undefined;
}

/** No text shows these: a file that is not there, and a mistake of our own. */
const withoutExample = new Set(["document/unreadable", "check/failed"]);

const codesOf = (file: CheckedFile): string[] => [...new Set(file.diagnostics.map((one) => one.code))];

describe("the wrong example has its code and no other, the right one none", () => {
  for (const { code, text } of pages.values()) {
    if (withoutExample.has(code)) continue;
    test(code, () => {
      const [wrong, right] = [example(text, "Wrong")!, example(text, "Right")!];
      expect(codesOf(wrong)).toEqual([code]);
      expect(codesOf(right)).toEqual([]);
      if (!code.startsWith("gradient/") && !code.startsWith("update/")) return;
      const kinds = right.programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
      expect(kinds.length).toBeGreaterThan(0);
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
    });
  }
});

describe("a waiver that a page writes is heeded", () => {
  for (const { code, text } of pages.values()) {
    if (!text.includes(`\`# chainrule: ignore ${code} because …\``) || withoutExample.has(code)) continue;
    test(code, () => {
      const found = example(text, "Wrong")!;
      const lines = found.source.split("\n");
      for (const { span } of [...found.diagnostics].sort((a, b) => b.span.from - a.span.from)) {
        const at = found.source.slice(0, span.from).split("\n").length - 1;
        lines[at] += ` # chainrule: ignore ${code} because it is an example`;
      }
      expect(codesOf(checkFile("program.py", lines.join("\n")))).toEqual([]);
    });
  }
});

test("a comment of HTML on its line waives a formula", () => {
  for (const code of ["formula/false", "formula/no-numerator"]) {
    const { source } = example(pages.get(code)!.text, "Wrong")!;
    const waived = source.replace(
      /\$\$\n$/,
      `$$$$ <!-- # chainrule: ignore ${code} because it is an example -->\n`,
    );
    expect(waived).not.toBe(source);
    expect(codesOf(checkFile("notes.md", waived))).toEqual([]);
  }
});

test("a comment between a cell and an output keeps them apart", () => {
  for (const code of ["output/differs", "output/not-reproducible", "output/sensitive"]) {
    const { source } = example(pages.get(code)!.text, "Wrong")!;
    const waived = source.replace(
      "```\n\n    ",
      "```\n\n<!-- not recomputed because it is an example -->\n\n    ",
    );
    expect(waived).not.toBe(source);
    expect(codesOf(checkFile("notes.md", waived))).toEqual([]);
  }
});
