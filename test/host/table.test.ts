import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { csvParseRows } from "d3-dsv";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import type { Samples } from "../../src/graph/model.ts";
import { tablesBeside } from "../../src/host/table.ts";
import { columnsOf } from "../../src/train/columns.ts";
import { records } from "../../src/train/csv.ts";

const read = (text: string, wanted?: string[][], names = wanted?.length ?? 1) =>
  columnsOf("points.csv", [text], ",", wanted, names);

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
    ["an empty cell", "a,b\n1,\n", [["b"]], /1 cell is missing: row 1 \(b\)/],
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

describe("words become categories", () => {
  const text = "size,colour,kind\n1,red,b\n2,blue,a\n3,red,b\n";
  test("a column of 0 and 1 for each word, in alphabetical order, beside columns of numbers", () => {
    expect(read(text, [["size", "colour"], ["kind"]])).toEqual([
      {
        shape: [3, 3],
        data: Float64Array.of(1, 0, 1, 2, 1, 0, 3, 0, 1),
        categories: new Map([["colour", ["blue", "red"]]]),
      },
      { shape: [3, 2], data: Float64Array.of(0, 1, 1, 0, 0, 1), categories: new Map([["kind", ["a", "b"]]]) },
    ]);
  });
  test("rows to test on have the categories of those that were trained on", () => {
    const like = read(text, [["size", "colour"], ["kind"]]) as Samples[];
    const again = (more: string) =>
      columnsOf("later.csv", [`kind,colour,size\n${more}`], ",", [["size", "colour"], ["kind"]], 2, like);
    expect(again("b,red,9\n")).toMatchObject([{ data: Float64Array.of(9, 0, 1) }, { shape: [1, 2] }]);
    expect(again("b,mauve,9\n")).toMatchObject({
      problem: expect.stringMatching(/row 1, column colour is "mauve", none of the words/),
    });
    expect(again("b,red,much\n")).toMatchObject({
      problem: expect.stringMatching(/size is "much", no number/),
    });
  });
  test("a number among words, and words without end, are refused", () => {
    expect(read("a\nred\n7\n", [["a"]])).toMatchObject({
      problem: expect.stringMatching(/row 2, column a is "7", a number among words/),
    });
    const names = Array.from({ length: 1001 }, (_, k) => `name${k}`).join("\n");
    expect(read(`a\n${names}\n`, [["a"]])).toMatchObject({
      problem: expect.stringMatching(/row 1001, column a has more than 1000 different words/),
    });
  });
});

test("missing cells are told by row, the first of them by name", () => {
  expect(read("a,b,c\n1,,x\nNA,?,y\n3,4,\n", [["a", "b"]])).toMatchObject({
    problem: "points.csv: 3 cells are missing: row 1 (b), row 2 (a, b)",
  });
  const many = Array.from({ length: 30 }, () => "1,null").join("\n");
  expect(read(`a,b\n${many}`, [["b"]])).toMatchObject({
    problem: expect.stringMatching(
      /^points.csv: 30 cells are missing: row 1 \(b\), .*row 8 \(b\) and 22 more rows$/,
    ),
  });
});

test("text in pieces of any length is the same table as d3 reads", () => {
  const random = new Random(5);
  const pick = (): string => random.pick(['"', ",", "\n", "\r\n", "a", "b ", '""', "é", "\r"]);
  for (let round = 0; round < 300; round++) {
    const cells = Array.from({ length: 6 }, () => {
      const body = Array.from({ length: random.integer(4) }, pick).join("");
      return /[",\r\n]/.test(body) ? `"${body.replaceAll('"', '""')}"` : body;
    });
    const text = `${cells.slice(0, 3).join(",")}${random.pick(["\n", "\r\n"])}${cells.slice(3).join(",")}`;
    const due = csvParseRows(text);
    for (const length of [1, 2, 5, 1000]) {
      const pieces = text.match(new RegExp(`[^]{1,${length}}`, "gu")) ?? [];
      expect([...records(pieces, ",")], JSON.stringify(text)).toEqual(due);
    }
  }
});

test("a file larger than any text is read in pieces, gzipped ones too", () => {
  const place = mkdtempSync(join(tmpdir(), "chainrule-table-"));
  try {
    const text = `a,b\n${"1.5,2\n".repeat(500_000)}`;
    writeFileSync(join(place, "big.csv"), text);
    writeFileSync(join(place, "big.csv.gz"), gzipSync(text));
    const load = tablesBeside(join(place, "m.chain"));
    for (const name of ["big.csv", "big.csv.gz"]) {
      const [array] = load(name, [["b"]], 1) as Samples[];
      expect(array!.shape).toEqual([500_000]);
      expect(array!.data.every((one) => one === 2)).toBe(true);
    }
    writeFileSync(join(place, "latin.csv"), Uint8Array.of(97, 10, 0xe9, 10));
    expect(load("latin.csv", undefined, 1)).toMatchObject({ problem: expect.stringContaining("not UTF-8") });
    writeFileSync(join(place, "binary.csv"), Uint8Array.of(97, 10, 0, 10));
    expect(load("binary.csv", undefined, 1)).toMatchObject({ problem: expect.stringContaining("binary") });
    writeFileSync(join(place, "broken.csv.gz"), "no gzip");
    expect(load("broken.csv.gz", undefined, 1)).toHaveProperty("problem");
  } finally {
    rmSync(place, { recursive: true });
  }
});

test("other kinds of file are refused by their ending, missing ones by their name", () => {
  const load = tablesBeside("-");
  expect(load("weights.xlsx", undefined, 1)).toMatchObject({
    problem: expect.stringContaining(".csv, .tsv, .npy"),
  });
  expect(load("nowhere.csv", undefined, 1)).toMatchObject({ problem: "nowhere.csv: there is no such file" });
});
