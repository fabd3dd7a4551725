import { describe, expect, test } from "vitest";
import { joined, Places, spanInFile } from "../../src/base/places.ts";
import { readNotebook } from "../../src/lift/notebook.ts";

const code = (source: unknown, outputs: readonly unknown[] = []): object => ({
  cell_type: "code",
  execution_count: null,
  metadata: {},
  outputs,
  source,
});
const notebook = (cells: readonly object[], more: object = {}): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more }, null, 1);
const read = (text: string) => readNotebook("a.ipynb", text);

describe("a notebook", () => {
  test("has its code cells in order, whether lines or one string", () => {
    const { cells, diagnostics } = read(
      notebook([
        { cell_type: "markdown", metadata: {}, source: ["# x"] },
        code(["a = 1\n", "b = 2"]),
        code("c = 3\n"),
      ]),
    );
    expect(diagnostics).toEqual([]);
    expect(cells.map((one) => one.source)).toEqual(["a = 1\nb = 2", "c = 3\n"]);
  });

  test("shows printed text and values; pictures, warnings and objects without a text are no output", () => {
    const { cells } = read(
      notebook([
        code("x", [
          { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] },
          { output_type: "stream", name: "stderr", text: "careful\n" },
          { output_type: "display_data", data: { "text/plain": ["<Figure>"] } },
          { output_type: "execute_result", data: { "text/plain": "array([1.])" } },
          { output_type: "execute_result", data: { "text/plain": ["[<Line2D at 0x7f00>]"] } },
        ]),
      ]),
    );
    expect(cells[0]!.shown.map((one) => one.text).filter(Boolean)).toEqual(["1", "2", "array([1.])"]);
  });

  test("places count within the cell, Markdown cells counted; offsets lead back to the file", () => {
    const text = notebook([
      { cell_type: "markdown", metadata: {}, source: "x" },
      code(["a = 'é😀'\n", 'b = "\\t"\n']),
    ]).replace("é", "\\u00e9");
    const { pieces } = read(text);
    const at = joined(pieces).indexOf("b =");
    expect(new Places(pieces).place({ from: at, to: at + 1 })).toEqual({
      path: "a.ipynb",
      cell: 2,
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 2,
    });
    const whole = spanInFile(pieces[0]!, { from: at, to: at + 8 });
    expect(text.slice(whole.from, whole.to)).toBe('b = \\"\\\\t\\"');
    const letter = spanInFile(pieces[0]!, { from: 5, to: 6 });
    expect(text.slice(letter.from, letter.to)).toBe("\\u00e9");
  });

  const bad: Readonly<Record<string, readonly [text: string, code: string, at: string]>> = {
    "broken JSON": ['{"cells": [}', "document/not-a-notebook", "1:12"],
    "an empty file": ["", "document/not-a-notebook", "1:1"],
    "a list": ["[1, 2]", "document/not-a-notebook", "1:1"],
    "no cells": ['{"nbformat": 4}', "document/not-a-notebook", "1:1"],
    "cells that are no list": ['{"cells": {}}', "document/not-a-notebook", "1:1"],
    "the format before": ['{"nbformat": 3,\n "worksheets": []}', "document/notebook-version", "1:14"],
    "another language": [
      '{"cells": [],\n "metadata": {"kernelspec": {"language": "R"}}}',
      "document/language",
      "2:42",
    ],
    "no code": [notebook([{ cell_type: "markdown", source: [] }]), "document/no-code", "2:11"],
    "JSON with a tail": [`${notebook([])} x`, "document/not-a-notebook", "6:3"],
    "cells that are no objects": ['{"cells": [1, null, {"cell_type": 3}]}', "document/no-code", "1:11"],
  };
  for (const [name, [text, wanted, at]] of Object.entries(bad))
    test(`${name} is ${wanted}, at its place`, () => {
      const { diagnostics, pieces, cells } = read(text);
      expect(cells).toEqual([]);
      expect(diagnostics.map((one) => one.code)).toEqual([wanted]);
      const { line, column } = new Places(pieces).place(diagnostics[0]!.span);
      expect(`${line}:${column}`).toBe(at);
    });
});
