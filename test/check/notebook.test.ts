import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { applyFixes } from "../../src/check/fixes.ts";
import { reportGithub } from "../../src/check/report-github.ts";
import { reportJson } from "../../src/check/report-json.ts";

const set = ["%matplotlib inline\n", "w = 0.5\n", "b = 0.1\n", 'café = "☕"'];
const loop = [
  "%%time\n",
  "for epoch in range(3):\n",
  "    y_hat = w * 2.0 + b\n",
  "    loss = 0.5 * (y_hat - 5.0) ** 2\n",
  "    dw = (y_hat - 5.0) * 2.0\n",
  "    db = y_hat - 5.0\n",
  "    w = w - 0.1 * dw\n",
  "    b = w - 0.1 * db\n",
  '    print(f"{loss:.4f}")',
];
const notebook = (lines: readonly string[], indent: number | string, shown: string[] = []): string =>
  `${JSON.stringify(
    {
      nbformat_minor: 2,
      nbformat: 4,
      cells: [
        { cell_type: "markdown", source: ["Über `w`"] },
        { cell_type: "code", source: set, outputs: [], metadata: { tags: ["a/b"] } },
        {
          cell_type: "code",
          source: lines,
          outputs: [{ output_type: "stream", name: "stdout", text: shown }],
        },
      ],
      metadata: { kernelspec: { language: "python" } },
    },
    null,
    indent,
  )}\n`;

describe("check of a notebook", () => {
  for (const indent of [0, 1, "\t"])
    test(`cells share a namespace, a repair changes its line only (indentation ${JSON.stringify(indent)})`, () => {
      const text = notebook(loop, indent).replaceAll("é", "\\u00e9").replace("a/b", "a\\/b");
      const checked = checkFile("a.ipynb", text);
      expect(checked.programs[0]!.parameters.map((one) => one.kind)).toEqual(["right", "wrong"]);
      const { files } = reportJson([checked]) as { files: [{ diagnostics: object[] }] };
      expect(files[0].diagnostics).toMatchObject([
        { code: "update/wrong-target", cell: 3, line: 8, column: 9, endLine: 8, endColumn: 21 },
      ]);
      const { text: repaired, made } = applyFixes(checked);
      expect(made).toBe(1);
      expect(repaired).toBe(text.replace("b = w - 0.1", "b = b - 0.1"));
    });

  test("GitHub is told the line of the file", () => {
    const text = notebook(loop, 1);
    const line = text.slice(0, text.indexOf("b = w")).split("\n").length;
    expect(reportGithub([checkFile("a.ipynb", text)])).toMatch(
      new RegExp(`^::error file=a.ipynb,line=${line},`),
    );
  });

  test("a repair of several lines keeps a string a line, and the notebook readable", () => {
    const early = [
      ...loop.slice(0, 4),
      "    w = w - 0.1 * (y_hat - 5.0) * 2.0\n",
      "    b = b - 0.1 * (w * 2.0 + b - 5.0)\n",
    ];
    const checked = checkFile("a.ipynb", notebook(early, 1));
    const { text } = applyFixes(checked);
    const parsed = JSON.parse(text);
    expect(checkFile("a.ipynb", text).programs[0]!.parameters.map((one) => one.kind)).toEqual([
      "right",
      "right",
    ]);
    for (const line of parsed.cells[2].source) expect(line.slice(0, -1)).not.toContain("\n");
  });

  test("stored output is compared", () => {
    const right = [...loop.slice(0, 7), "    b = b - 0.1 * db\n", loop[8]!];
    const { outputs, diagnostics } = checkFile("a.ipynb", notebook(right, 1, ["7.6050\n", "1.7000\n"]));
    expect(outputs).toMatchObject({ printed: 2, reproduced: 1 });
    expect(diagnostics.map((one) => one.code)).toEqual(["output/differs"]);
  });

  test("training too long to be run whole is judged, its output is not run", () => {
    const long = [loop[0]!, "for epoch in range(10000000):\n", ...loop.slice(2)];
    const { programs, outputs, diagnostics } = checkFile("a.ipynb", notebook(long, 1, ["7.605\n", "done\n"]));
    expect(programs[0]!.parameters.map((one) => one.kind)).toEqual(["right", "wrong"]);
    expect(diagnostics.map((one) => one.code)).not.toContain("python/budget");
    expect(outputs.printed).toBe(outputs.reproduced + outputs.differing.length + outputs.notRun.length);
  });
});
