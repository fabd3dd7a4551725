import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixed } from "../../src/base/decimal.ts";
import { checkFile } from "../../src/check/check.ts";
import { applyFixes } from "../../src/check/fixes.ts";
import { reportJson } from "../../src/check/report-json.ts";
import { traces } from "../fixtures/models.ts";
import { variation } from "./seed-like.ts";

const verdictsOf = (text: string): string[][] =>
  checkFile("review.md", text).programs.map((one) =>
    one.parameters.map((parameter) => `${parameter.path} ${parameter.kind}`),
  );

describe("documents like the seed, in other names, numbers, order and form", () => {
  for (let seed = 1; seed <= 24; seed++) {
    test(`variation ${seed}`, () => {
      const { text, stale, fixes } = variation(seed);
      const checked = checkFile("review.md", text);
      const errors = checked.diagnostics.filter((one) => one.severity === "error");
      expect(errors.filter((one) => one.code === "data/stale")).toHaveLength(stale);
      const others = errors.filter((one) => one.code !== "data/stale");
      expect(others.map((one) => one.fix?.edits[0]?.replacement).sort()).toEqual([...fixes].sort());
      expect(errors.every((one) => one.fix?.verified)).toBe(true);
      const kinds = checked.programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
      expect(kinds.filter((kind) => kind === "wrong")).toHaveLength(3);
      expect(kinds.filter((kind) => kind === "right")).toHaveLength(5);

      const repaired = applyFixes(checked).text;
      expect(checkFile("review.md", repaired).diagnostics.filter((one) => one.severity === "error")).toEqual(
        [],
      );
    });

    test(`variation ${seed}, as it is meant, raises no alarm`, () => {
      const checked = checkFile("review.md", variation(seed, false).text);
      expect(checked.diagnostics).toEqual([]);
      expect(checked.programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind))).toEqual(
        Array(8).fill("right"),
      );
    });
  }
});

const place = new URL("../../../shared/seed/review-of-backpropagation.md", import.meta.url);

describe("the seed itself", () => {
  if (!existsSync(place)) {
    console.warn("SKIPPED: the seed document does not lie beside this checkout, so it is not checked");
    test("is not here", () => expect(existsSync(place)).toBe(false));
    return;
  }
  const text = readFileSync(place, "utf8");
  const checked = checkFile("review.md", text);
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;

  test("all its printed lines are reproduced", () => {
    expect(checked.outputs).toMatchObject({ printed: 108, reproduced: 108, differing: [], notRun: [] });
  });

  test("its verdicts", () => {
    expect(verdictsOf(text)).toEqual([
      // gradient descent on a function of one variable, and of two
      ["x right"],
      ["x right", "y right"],
      ["w right", "b right"],
      ["w right", "b right"],
      ["w wrong", "b right"],
      ["w1 wrong", "w2 right", "b1 wrong", "b2 right"],
    ]);
  });

  test("its faults, with their repairs, and no other error", () => {
    const errors = checked.diagnostics.filter(
      (one) => one.severity === "error" || one.severity === "warning",
    );
    expect(errors.map((one) => `${lineOf(one.span.from)} ${one.code}`)).toEqual([
      "545 data/stale",
      "558 data/stale",
      "560 data/stale",
      "647 formula/no-numerator",
      "648 formula/false",
      "725 update/wrong-target",
      "726 update/wrong-gradient",
    ]);
    expect(errors.slice(5).map((one) => one.fix!.edits[0]!.replacement)).toEqual([
      "w1 - learning_rate * dL_dw1",
      "b1 - learning_rate * dL_db1",
    ]);
    expect(errors.every((one) => one.fix!.verified)).toBe(true);
    expect(errors[0]!.fix!.edits).toHaveLength(3);
  });

  test("its formulas: one ends in x where a_1 belongs, one has no numerator, one is a condition", () => {
    const unlike = checked.formulas.filter((one) => one.verdict !== "true");
    expect(unlike.map((one) => `${lineOf(one.span.from)} ${one.verdict}`)).toEqual([
      "125 unknown",
      "647 unknown",
      "648 false",
    ]);
    expect(checked.formulas).toHaveLength(19);
    const found = checked.diagnostics.find((one) => one.code === "formula/false")!;
    expect(found.message).toContain("the last factor should be `a_1`, not `x`");
    // the image's text, its title and its address are changed together
    expect(found.fix!.edits.map((edit) => edit.replacement)).toEqual(["a_1", "a_1", "a_1"]);
    const again = checkFile("review.md", applyFixes(checked).text);
    expect(again.formulas.filter((one) => one.verdict === "true")).toHaveLength(18);
  });

  test("repaired, it has no errors, and prints what was meant", () => {
    const again = checkFile("review.md", applyFixes(checked).text);
    expect(again.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    const printed = again.outputs.differing.map((one) => one.recomputed);
    for (const { id, rows_as_meant } of traces.training) {
      for (const [at, row] of (rows_as_meant ?? []).entries()) {
        const parts = Object.values(row).map((value) => fixed(value, 4));
        const line = printed.find((one) =>
          one.startsWith(`Epoch: ${at + 1}, ${id === "many-points-sigmoid" ? "Average loss" : "Loss"}`),
        );
        // a row whose four digits stay the same is printed as before
        if (line) for (const part of parts) expect(line).toContain(part);
      }
    }
    expect(printed.length).toBeGreaterThan(35);
  });

  test("the JSON has the contract's fields", () => {
    const report = JSON.parse(JSON.stringify(reportJson([checked])));
    expect(report.version).toBe(1);
    expect(report.summary).toEqual({ right: 10, scaled: 0, other: 0, wrong: 3, unknown: 0 });
    const [file] = report.files;
    expect(file.programs[5]).toMatchObject({
      line: 683,
      loss: { name: "loss", stated: true, text: "0.5 * (y_hat - y) ** 2" },
      descends: { text: "half squared error", same: false },
    });
    expect(file.programs[5].parameters[0]).toMatchObject({
      name: "w1",
      line: 725,
      verdict: "wrong",
      scale: null,
      scaleText: null,
    });
    expect(file.programs[5].parameters[0].worst.yours).toBeCloseTo(0.2116, 4);
    expect(file.programs[5].parameters[0].worst.expected).toBeCloseTo(0.30025, 4);
    const update = file.diagnostics.find((one: { code: string }) => one.code === "update/wrong-target");
    expect(update).toMatchObject({ line: 725, column: 10, endLine: 725, endColumn: 37 });
    expect(update.fix.edits).toEqual([
      { line: 725, column: 10, endLine: 725, endColumn: 37, replacement: "w1 - learning_rate * dL_dw1" },
    ]);
  });
});
