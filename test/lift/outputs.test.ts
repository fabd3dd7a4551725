import { expect, test } from "vitest";
import { readCells } from "../../src/lift/cells.ts";
import { compareOutput, sameLine } from "../../src/lift/outputs.ts";

test("numbers agree within one unit of the last digit that is shown", () => {
  expect(sameLine("x = 0.333", "x = 0.3333333")).toBe(true);
  expect(sameLine("x = 0.334", "x = 0.3333333")).toBe(true);
  expect(sameLine("x = 0.336", "x = 0.3333333")).toBe(false);
  expect(sameLine("n = 3", "n = 4")).toBe(false);
  expect(sameLine("[  8. -24.]", "[ 8. -24.]")).toBe(true);
  expect(sameLine("loss 1.5e-05", "loss 1.52e-05")).toBe(true);
  expect(sameLine("w = 1.0", "v = 1.0")).toBe(false);
});

test("NumPy 1's and NumPy 2's scalars are one form", () => {
  expect(sameLine("[1.5, 2.5]", "[np.float64(1.5), np.float64(2.5)]")).toBe(true);
  expect(sameLine("np.True_", "True")).toBe(true);
});

test("a tail that departs a little after agreeing is rounding, one that departs at once is not", () => {
  const shown = (values: readonly number[]) =>
    values.map((value, at) => ({ text: `step ${at} ${value}`, offset: 10 * at }));
  const printed = shown([1.5, 2.5, 3.5, 4.5, 5.5, 6.513]);
  const output = [1.5, 2.5, 3.5, 4.5, 5.5, 6.501].map((value, at) => `step ${at} ${value}`).join("\n");
  expect(compareOutput(printed, output, undefined).differing).toMatchObject([{ sensitive: true }]);
  expect(compareOutput(printed.slice(5), output.split("\n")[5]!, undefined).differing).toMatchObject([
    { sensitive: false },
  ]);
});

test("lines that were never printed are told apart by whether the cell failed", () => {
  const lines = [
    { text: "1", offset: 0 },
    { text: "2", offset: 2 },
  ];
  expect(compareOutput(lines, "1\n", "the cell failed").notRun).toHaveLength(1);
  expect(compareOutput(lines, "1\n", undefined).differing).toMatchObject([{ printed: "2", recomputed: "" }]);
});

test("cells of a document: all ways to write a fence, output as a block or a fence, other languages left alone", () => {
  const text =
    "``` python\na\n```\n\n    1\n\n```{python}\nb\n```\n\n```output\n2\n```\n\n~~~py\nc\n~~~\nwords\n\n```js\nd\n```\n\n```rust\ne\n```\n";
  const { cells, diagnostics } = readCells("x.qmd", text);
  expect(diagnostics).toEqual([]);
  expect(cells.map((cell) => cell.source)).toEqual(["a\n", "b\n", "c\n", "d\n"]);
  expect(cells.map((cell) => cell.language.name)).toEqual(["Python", "Python", "Python", "JavaScript"]);
  expect(cells.map((cell) => cell.shown.map((line) => line.text).filter(Boolean))).toEqual([
    ["1"],
    ["2"],
    [],
    [],
  ]);
  for (const cell of cells)
    expect(text.slice(cell.offset, cell.offset + cell.source.length)).toBe(cell.source);
});
