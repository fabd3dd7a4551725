import { expect, test } from "vitest";
import type { Diagnostic, Edit } from "../../../src/base/diagnostic.ts";
import type { Candidate } from "../../../src/check/candidate.ts";
import type { CheckedProgram } from "../../../src/check/checked.ts";
import type { Reading } from "../../../src/check/reading.ts";
import { Trials } from "../../../src/check/trials.ts";
import { python } from "../../../src/lift/language.ts";
import { Neighbours } from "../../../src/lift/neighbours.ts";

/** A notebook of two cells; between them stands what is no code. */
const cell = (source: string, offset: number) => ({ source, offset, shown: [], language: python }) as never;
const read: Reading = {
  language: python,
  cells: [cell("a = 1\n", 0), cell("b = 2\n", 20)],
  pieces: [
    { path: "book.ipynb", cell: 1, offset: 0, text: "a = 1\n" },
    { path: "book.ipynb", cell: 2, offset: 8, text: "some text" },
    { path: "book.ipynb", cell: 3, offset: 20, text: "b = 2\n" },
  ],
  neighbours: new Neighbours({ path: "book.ipynb", read: (path) => ({ path, text: "" }) }, 27),
  hint: undefined,
};
const edit = (from: number, to: number, replacement: string): Edit => ({ span: { from, to }, replacement });
const fault = (severity: Diagnostic["severity"]): Diagnostic => ({
  code: "rule/fault",
  severity,
  span: { from: 0, to: 1 },
  message: "a fault",
});
const right = { parameters: [{ kind: "right" }] } as unknown as CheckedProgram;
const wrong = { parameters: [{ kind: "wrong" }] } as unknown as CheckedProgram;

/** Trials of which each finds what is given for it, and the readings that they have tried. */
function trials(find: (tried: Reading) => readonly CheckedProgram[], severity?: Diagnostic["severity"]) {
  const seen: Reading[] = [];
  const made = new Trials(read, (tried) => {
    seen.push(tried);
    return { programs: find(tried), diagnostics: severity ? [fault(severity)] : [] };
  });
  return { made, seen };
}

test("a change moves what stands behind it, in its own cell and in those after", () => {
  const { made, seen } = trials(() => [right]);
  const text = { text: "a longer name", edits: [edit(0, 1, "alpha"), edit(24, 25, "33")] };
  expect(made.proven([text], 1)?.remedy).toBe(text);
  expect(seen[0]!.cells.map(({ source, offset }) => [source, offset])).toEqual([
    ["alpha = 1\n", 0],
    ["b = 33\n", 24],
  ]);
  expect(seen[0]!.pieces.map((one) => [one.text, one.offset])).toEqual([
    ["alpha = 1\n", 0],
    ["some text", 12],
    ["b = 33\n", 24],
  ]);
  // the files that it imports lie behind the text as it is now
  const loaded = seen[0]!.neighbours!.load("other.py", () => ({ statements: [], diagnostics: [] }));
  expect(loaded!.piece.offset).toBe(32);
});

test("what cannot be changed is no repair: what stands between the cells, or runs out of one", () => {
  const { made, seen } = trials(() => [right]);
  for (const edits of [[edit(9, 10, "x")], [edit(0, 1, "c"), edit(4, 10, "")], [edit(18, 21, "")]])
    expect(made.proven([{ text: "", edits }], 1)).toBeUndefined();
  expect(seen).toHaveLength(0);
});

test("a repair makes every parameter right, no fewer than before, and leaves no fault", () => {
  const remedy = { text: "", edits: [edit(0, 1, "c")] };
  const proven = (programs: readonly CheckedProgram[], least: number, severity?: Diagnostic["severity"]) =>
    trials(() => programs, severity).made.proven([remedy], least) !== undefined;
  expect(proven([right], 1)).toBe(true);
  expect(proven([right], 1, "info")).toBe(true);
  expect(proven([right, right], 2)).toBe(true);
  expect(proven([right], 2)).toBe(false);
  expect(proven([], 0)).toBe(false);
  expect(proven([right, wrong], 1)).toBe(false);
  expect(proven([right], 1, "warning")).toBe(false);
});

test("of several repairs the first that is one is offered; a fault that needs a proof is none without", () => {
  const remedies = ["c", "d", "e"].map((text) => ({ text, edits: [edit(0, 1, text)] }));
  const { made } = trials(({ cells }) => [cells[0]!.source.startsWith("c") ? wrong : right]);
  const candidate = (needsProof: boolean, some: Candidate["remedies"]): Candidate => ({
    diagnostic: fault("error"),
    remedies: some,
    needsProof,
  });
  const [proven] = made.settled([candidate(true, remedies)], 1);
  expect(proven!.fix).toEqual({ ...remedies[1], verified: true });
  expect(made.settled([candidate(false, [remedies[0]!])], 1)).toEqual([fault("error")]);
  expect(made.settled([candidate(true, [remedies[0]!])], 1)).toEqual([]);
});

test("no more than forty are tried", () => {
  const { made, seen } = trials(() => [wrong]);
  const remedy = { text: "", edits: [edit(0, 1, "c")] };
  expect(
    made.proven(
      Array.from({ length: 50 }, () => remedy),
      1,
    ),
  ).toBeUndefined();
  expect(seen).toHaveLength(40);
});
