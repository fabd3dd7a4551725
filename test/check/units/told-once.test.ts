import { expect, test } from "vitest";
import type { CheckedFile, CheckedProgram } from "../../../src/check/checked.ts";
import { toldOnce } from "../../../src/check/once.ts";

/** Two files in the order of spans, a notebook's two cells behind them. */
const main = { path: "main.py", offset: 0, text: "a\nb\nc" };
const nets = { path: "nets.py", offset: 100, text: "d\ne\nf" };
const cells = [1, 2].map((cell) => ({ path: "book.ipynb", cell, offset: 200 * cell, text: "g\nh" }));

const program = (from: number, ...parameters: readonly (readonly [path: string, from: number])[]) =>
  ({
    span: { from, to: from + 1 },
    parameters: parameters.map(([path, at]) => ({ path, span: { from: at, to: at + 1 } })),
  }) as unknown as CheckedProgram;

const file = (
  path: string,
  pieces: CheckedFile["pieces"],
  programs: readonly CheckedProgram[],
  diagnostics: readonly (readonly [code: string, from: number])[] = [],
): CheckedFile => ({
  path,
  source: "",
  pieces,
  programs,
  outputs: { printed: 0, reproduced: 0, differing: [], notRun: [] },
  cells: [],
  formulas: [],
  diagnostics: diagnostics.map(([code, from]) => ({
    code,
    severity: "error",
    span: { from, to: from + 1 },
    message: "",
  })),
});

/** Which of the programs and faults of each file are still told, by their number there. */
const told = (...files: readonly CheckedFile[]): readonly (readonly [number[], number[]])[] =>
  toldOnce(files).map((one, at) => [
    one.programs.map((each) => files[at]!.programs.indexOf(each)),
    one.diagnostics.map((each) => files[at]!.diagnostics.indexOf(each)),
  ]);

test("a program that several files find is told by the one in which its loop stands", () => {
  // main.py's loop moves what nets.py defines; nets.py has a loop of its own, which main.py runs by importing it
  const inMain = program(0, ["net.W", 102]);
  const inNets = program(104, ["V", 104]);
  expect(
    told(
      file("main.py", [main, nets], [inMain, inNets]),
      file("nets.py", [{ ...nets, offset: 0 }], [program(4, ["V", 4])]),
    ),
  ).toEqual([
    [[0], []],
    [[0], []],
  ]);
});

test("what only a driver runs is told by the first file that has found it", () => {
  const driven = (offset: number): CheckedProgram => program(-500_000_000, ["self.W", offset + 2]);
  expect(
    told(
      file("main.py", [main, nets], [driven(100)]),
      file("nets.py", [{ ...nets, offset: 0 }], [driven(0)]),
      file("other.py", [{ ...main, path: "other.py" }, nets], [driven(100), program(2, ["w", 2])]),
    ),
  ).toEqual([
    [[0], []],
    [[], []],
    [[1], []],
  ]);
});

test("a driven program is told where its parameters have a loop of their own, in whatever order the files stand", () => {
  expect(
    told(
      file("main.py", [main, nets], [program(-500_000_000, ["net.W", 102])]),
      file("nets.py", [{ ...nets, offset: 0 }], [program(0, ["W", 2])]),
    ),
  ).toEqual([
    [[], []],
    [[0], []],
  ]);
});

test("what two files train in loops of their own is told by the first", () => {
  expect(
    told(
      file("main.py", [main, nets], [program(0, ["net.W", 102])]),
      file("other.py", [{ ...main, path: "other.py" }, nets], [program(2, ["net.W", 102])]),
    ),
  ).toEqual([
    [[0], []],
    [[], []],
  ]);
});

test("a program without parameters is told by every file that finds it, and a fault by the first", () => {
  const faults = [
    ["update/sign", 102],
    ["update/sign", 104],
    ["rule/other", 102],
  ] as const;
  expect(
    told(
      file("main.py", [main, nets], [program(0)], faults),
      file(
        "nets.py",
        [{ ...nets, offset: 0 }],
        [program(0)],
        [
          ["update/sign", 2],
          ["update/sign", 0],
        ],
      ),
    ),
  ).toEqual([
    [[0], [0, 1, 2]],
    [[0], [1]],
  ]);
});

test("the same line of two cells is two places", () => {
  const faults = [
    ["update/sign", 200],
    ["update/sign", 400],
  ] as const;
  expect(
    told(file("book.ipynb", cells, [program(200, ["w", 200]), program(400, ["w", 400])], faults)),
  ).toEqual([
    [
      [0, 1],
      [0, 1],
    ],
  ]);
});
