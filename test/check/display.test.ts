import { expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { checkedDisplay } from "../../src/check/display.ts";
import { editInFile } from "../../src/check/in-file.ts";
import { reportGithub } from "../../src/check/report-github.ts";
import { reportJson } from "../../src/check/report-json.ts";
import { summaryText } from "../../src/check/report-pretty.ts";
import { reportTable } from "../../src/check/report-table.ts";

const neuron = (w: string): string => `x, y, w = 2.0, 5.0, 0.5
for i in range(3):
    p = w * x
    loss = 0.5 * (p - y) ** 2
    w ${w} 0.1 * (p - y) * x
`;
const good = checkFile("good.py", neuron("-="));
const bad = checkFile("bad.py", neuron("+="));

test("in a notebook a check is tables: verdicts of each program, and what was found", () => {
  const right = checkedDisplay(good);
  expect(right["text/html"]).toContain("the exact gradient of half squared error");
  expect(right["text/html"]!.match(/<table/g)).toHaveLength(1);
  expect(right["text/html"]).not.toContain("what to do");
  expect(right["text/html"]).not.toContain("no training step");
  const wrong = checkedDisplay(bad);
  expect(wrong["text/html"]!.match(/<table/g)).toHaveLength(2);
  expect(wrong["text/plain"]!.split("\n").at(-1)).toMatch(/^ {2}line 5: error: /);
});

test("what to do stands in its column, and nothing where nothing is said", () => {
  const [one] = bad.diagnostics;
  const of = (hint: string | undefined): string =>
    checkedDisplay({
      ...bad,
      programs: [],
      diagnostics: [{ ...one!, ...(hint !== undefined && { hint }) }],
    })["text/html"]!;
  expect(of("Turn the sign.")).toContain("Turn the sign.");
  expect(of(undefined)).not.toContain("undefined");
  expect(of(undefined)).not.toContain("no training step");
});

test("of a program without a step it says so", () => {
  const html = checkedDisplay(checkFile("none.py", "print(1)\n"))["text/html"];
  expect(html).toBe("<p>no training step was found</p>");
});

test("a program of another file or of a cell is told with its place", () => {
  const [piece] = good.pieces;
  const elsewhere = { ...good, path: "main.py" };
  expect(summaryText(elsewhere).split("\n")[1]).toMatch(/^ {2}good\.py, line 2: /);
  const inCell = { ...good, pieces: [{ ...piece!, cell: 3 }] };
  expect(summaryText(inCell).split("\n")[1]).toMatch(/^ {2}cell 3, line 2: /);
});

test("GitHub is told the lines of the file in which a fault stands", () => {
  const files: Readonly<Record<string, string>> = {
    "main.py": "from net import step\nw = 0.5\nfor i in range(3):\n    w, loss = step(w)\n",
    "net.py":
      "# a step\n\n\n\n\ndef step(w):\n    loss = (w - 1.0) ** 2\n    return w + 0.2 * (w - 1.0), loss\n",
  };
  const read = (path: string) => (files[path] === undefined ? undefined : { path, text: files[path] });
  const checked = checkFile("main.py", files["main.py"]!, { tree: { path: "main.py", read } });
  expect(reportGithub([checked])).toMatch(/^::error file=net\.py,line=8,endLine=8,col=/);
});

test("the output of a notebook's cell is told apart from its source", () => {
  const text = JSON.stringify({
    cells: [
      {
        cell_type: "code",
        metadata: {},
        outputs: [{ name: "stdout", output_type: "stream", text: ["2\n"] }],
        source: ["print(1)"],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
  const { files } = reportJson([checkFile("a.ipynb", text)]) as {
    files: [{ outputs: { differing: object[] } }];
  };
  expect(files[0].outputs.differing).toEqual([
    { cell: 1, isOutput: true, line: 1, printed: "2", recomputed: "1" },
  ]);
});

test("a file has faults where an error, a warning or a wrong verdict is, waived or not", () => {
  const last = (one: CheckedFile): string => reportTable([one], 100).split("\n").at(-1)!;
  const [fault] = bad.diagnostics;
  expect(last(good)).toBe("1 files, 0 with faults");
  expect(last(bad)).toBe("1 files, 1 with faults");
  expect(last({ ...bad, diagnostics: [] })).toBe("1 files, 1 with faults");
  expect(last({ ...good, diagnostics: [{ ...fault!, severity: "warning" }] })).toBe("1 files, 1 with faults");
  expect(last({ ...good, diagnostics: [{ ...fault!, severity: "info" }] })).toBe("1 files, 0 with faults");
});

test("an edit of a notebook keeps a string a line", () => {
  const source = ["a = 1\n", "b = 2\n", "c = 3"];
  const text = JSON.stringify(
    {
      cells: [{ cell_type: "code", metadata: {}, outputs: [], source }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );
  const piece = checkFile("a.ipynb", text).pieces[0]!;
  const edited = (part: string, replacement: string, isBefore = false): string[] => {
    const from = piece.offset + piece.text.indexOf(part);
    const to = isBefore ? from : from + part.length;
    const { span, replacement: written } = editInFile(piece, { span: { from, to }, replacement });
    return JSON.parse(text.slice(0, span.from) + written + text.slice(span.to)).cells[0].source;
  };
  // within a line, a line, lines, and lines before one
  expect(edited("2", "5")).toEqual(["a = 1\n", "b = 5\n", "c = 3"]);
  expect(edited("2", "(5 +\n  1)")).toEqual(["a = 1\n", "b = (5 +\n", "  1)\n", "c = 3"]);
  expect(edited("b = 2\n", "b = 5\nd = 6\n")).toEqual(["a = 1\n", "b = 5\n", "d = 6\n", "c = 3"]);
  expect(edited("b = 2\nc = 3", "b = 5\nd = 6")).toEqual(["a = 1\n", "b = 5\n", "d = 6"]);
  expect(edited("c = 3", "c = 5\n")).toEqual(["a = 1\n", "b = 2\n", "c = 5\n"]);
  expect(edited("b = 2", "d = 6\n", true)).toEqual(["a = 1\n", "d = 6\n", "b = 2\n", "c = 3"]);
  expect(edited("a = 1", "d = 6\n", true)).toEqual(["d = 6\n", "a = 1\n", "b = 2\n", "c = 3"]);
});
