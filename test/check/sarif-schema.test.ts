import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv-draft-04";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { reportSarif } from "../../src/check/report-sarif.ts";
import { rulePages } from "../../src/host/rule-pages.ts";
import { faults } from "./corpus.ts";

const schema = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv as never);
const isValid = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));

/** What the schema says against a report as it is written to a file. */
function faultsOf(files: readonly CheckedFile[], pages = rulePages()): string[] {
  const report: unknown = JSON.parse(JSON.stringify(reportSarif(files, "1.2.3", pages)));
  return isValid(report) ? [] : (isValid.errors ?? []).map((one) => `${one.instancePath}: ${one.message}`);
}

/** One fault of each code that the corpus names. */
const one = new Map(faults().map((fault) => [fault.codes[0], fault]));

describe("reports are valid by the schema of SARIF 2.1.0", () => {
  test("which refuses what is none", () => {
    expect(isValid({ version: "2.1.0", runs: [{ tool: { driver: {} }, results: [] }] })).toBe(false);
    expect(isValid.errors?.[0]?.message).toContain("name");
  });

  test("with faults of every code of the corpus, repairs and all", () => {
    const files = [...one.values()].map(({ name, text }) => checkFile(`${name}.py`, text));
    expect(files.length).toBeGreaterThan(15);
    const codes = files.flatMap(({ diagnostics }) => diagnostics);
    expect(codes.filter(({ fix }) => fix?.verified).length).toBeGreaterThan(10);
    expect(codes.some(({ related }) => (related?.length ?? 0) > 0)).toBe(true);
    expect(faultsOf(files)).toEqual([]);
    expect(faultsOf(files, new Map())).toEqual([]);
  });

  test("of documents, notebooks and files that cannot be read", () => {
    const notebook = JSON.stringify({
      nbformat: 4,
      cells: [{ cell_type: "code", source: ["x = 1\n", "print(x +)"], outputs: [] }],
    });
    const files = [
      checkFile("a.md", "# A\n\n```python\nprint(1/0)\n```\n\n```python\nx =\n"),
      checkFile("a.ipynb", notebook),
      checkFile("b.ipynb", "{"),
      checkFile("empty.py", ""),
      checkFile("a.ts", "let = 3"),
    ];
    expect(files.flatMap(({ diagnostics }) => diagnostics).length).toBeGreaterThan(3);
    expect(faultsOf(files)).toEqual([]);
    expect(faultsOf([])).toEqual([]);
  });

  test.each([
    ["my net.py", "my%20net.py"],
    ["réseau/σ'.py", "r%C3%A9seau/%CF%83'.py"],
    ["100% [new]#1?.py", "100%25%20%5Bnew%5D%231%3F.py"],
    ["nets\\one.py", "nets/one.py"],
    ["C:\\nets\\one.py", "file:///C:/nets/one.py"],
    ["/home/ada/one.py", "/home/ada/one.py"],
  ])("of a file that is called %s", (path, uri) => {
    const [fault] = faults();
    const file = checkFile(path, fault!.text);
    expect(file.diagnostics.length).toBeGreaterThan(0);
    expect(faultsOf([file])).toEqual([]);
    expect(JSON.stringify(reportSarif([file], "1.2.3"))).toContain(`"uri":${JSON.stringify(uri)}`);
  });
});
