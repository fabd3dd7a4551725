import { describe, expect, test } from "vitest";
import { tablesBeside } from "../../src/host/table.ts";
import { columnsOf } from "../../src/train/columns.ts";

const read = (text: string, wanted?: string[][], names = wanted?.length ?? 1) =>
  columnsOf("points.csv", text, ",", wanted, names);

describe("columns become arrays", () => {
  test("a list of one is a vector, of several a matrix of rows", () => {
    expect(read("a,b,label\n1,2,0\n3,4.5,1\n", [["a", "b"], ["label"]])).toEqual([
      { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4.5) },
      { shape: [2], data: Float64Array.of(0, 1) },
    ]);
  });
  test("without lists the last column is the target", () => {
    expect(read("a,b,label\n1,2,0\n", undefined, 2)).toEqual([
      { shape: [1, 2], data: Float64Array.of(1, 2) },
      { shape: [1], data: Float64Array.of(0) },
    ]);
  });
  test("quotes, blanks, Windows line ends, a byte order mark and empty lines at the end", () => {
    expect(read('\uFEFF"a, b",c\r\n"-1e-3", +.5\r\n\r\n\r\n', [["a, b", "c"]])).toEqual([
      { shape: [1, 2], data: Float64Array.of(-0.001, 0.5) },
    ]);
  });
});

describe("what is no table of numbers is refused with its row and column", () => {
  const cases: [string, string, string[][], RegExp][] = [
    ["a word", "a,b\n1,2\n3,high\n", [["a", "b"]], /row 2, column b is "high", no number/],
    ["an empty cell", "a,b\n1,\n", [["b"]], /row 1, column b is empty/],
    ["a hexadecimal number", "a\n0x10\n", [["a"]], /"0x10", no number/],
    ["more than a double holds", "a\n1e999\n", [["a"]], /"1e999", no number/],
    ["a long cell", `a\n${"z".repeat(1000)}\n`, [["a"]], /is "z{30}…", no number/],
    ["an unknown column", "a,b\n1,2\n", [["c"]], /has no column c/],
    ["a column twice", "a,a\n1,2\n", [["a"]], /two columns a/],
    ["a short row", "a,b\n1,2\n3\n", [["a"]], /row 2 has 1 cells, the header 2/],
    ["a long row", "a,b\n1,2,3\n", [["a"]], /row 1 has 3 cells, the header 2/],
    ["an empty line inside", "a,b\n1,2\n\n3,4\n", [["a"]], /row 2 has 1 cells/],
    ["no rows", "a,b\n", [["a"]], /no rows under its header/],
    ["nothing", "", [["a"]], /no rows under its header/],
  ];
  for (const [name, text, wanted, said] of cases) {
    test(name, () => expect(read(text, wanted)).toMatchObject({ problem: expect.stringMatching(said) }));
  }
  test("names and lists that differ in number", () => {
    expect(read("a,b\n1,2\n", [["a"]], 2)).toMatchObject({
      problem: "2 names ask for data, and columns(…) lists 1",
    });
  });
});

test("other kinds of file are refused by their ending, missing ones by their name", () => {
  const load = tablesBeside("-");
  expect(load("weights.xlsx", undefined, 1)).toMatchObject({
    problem: expect.stringContaining(".csv, .tsv, .npy"),
  });
  expect(load("nowhere.csv", undefined, 1)).toMatchObject({ problem: "nowhere.csv: there is no such file" });
});
