import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-data-"));
mkdirSync(join(place, "data"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(place, name), content);
  return join(place, name);
};
const line = (columns: string): string =>
  `data X, y = "data/points.csv" columns(${columns})
param w[2] = 0, b = 0
loss L = mean((X @ w + b - y)^2)
train sgd rate=0.1 epochs=2000
`;

test("data come from a table beside the model, wherever the command runs", async () => {
  // y = 2 a - b + 3
  file("data/points.csv", "a,b,label\n0,0,3\n1,0,5\n0,1,2\n1,1,4\n2,1,6\n");
  const { out, code } = await chainrule(
    "train",
    file("plane.chain", line("a, b; label")),
    "--format",
    "json",
  );
  const { w, b } = JSON.parse(out).final.parameters;
  expect([...w, b].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([2, -1, 3]);
  expect(code).toBe(0);
});

test("a wrong table stops at the statement that names it, with the table's row and column", async () => {
  file("data/points.csv", "a,b,label\n0,0,3\n1,none,5\n");
  const word = await chainrule("train", file("word.chain", line("a, b; label")));
  expect(word.err).toMatch(
    /word\.chain:1:\d+: error: .*data\/points\.csv: row 2, column b is "none", no number/,
  );
  const column = await chainrule("train", file("column.chain", line("a, c; label")));
  expect(column.err).toMatch(/column\.chain:1:\d+: error: .*points\.csv has no column c[\s\S]*a, b, label/);
  const missing = await chainrule("train", file("missing.chain", line("a; b").replace("points", "nowhere")));
  expect(missing.err).toMatch(/missing\.chain:1:\d+: error: .*nowhere\.csv: there is no such file/);
  const kind = await chainrule("train", file("kind.chain", line("a; b").replace(".csv", ".xlsx")));
  expect(kind.err).toMatch(/kind\.chain:1:\d+: error: .*\.csv, \.tsv, \.npy/);
  for (const { code } of [word, column, missing, kind]) expect(code).toBe(2);
});
