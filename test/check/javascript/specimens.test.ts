import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";
import { right, wrong } from "./specimens.ts";

const kindsOf = (file: string, text: string): string[] =>
  checkFile(file, text).programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));

describe("right programs are shown to be right", () => {
  for (const [file, text] of Object.entries(right)) {
    test(file, () => {
      const { diagnostics } = checkFile(file, text);
      expect(
        diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`),
      ).toEqual([]);
      const kinds = kindsOf(file, text);
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
      expect(kinds.length).toBeGreaterThan(0);
    });
  }
});

describe("what is only defined is driven", () => {
  const defined = (file: string): string => right[file]!.replace(/^const (nn|net|data)\b[\s\S]*/m, "");
  for (const file of ["class.ts", "static.ts"])
    test(file, () => {
      expect(defined(file)).not.toBe(right[file]);
      const kinds = kindsOf(file, defined(file));
      expect(kinds.length).toBeGreaterThan(2);
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
    });

  test("a fault in it is found", () => {
    const text = defined("class.ts").replace("this.weights1[i][j] += this", "this.weights1[i][j] -= this");
    const { diagnostics } = checkFile("class.ts", text);
    expect(diagnostics.filter((one) => one.severity === "error").map((one) => one.code)).toEqual([
      "update/sign",
    ]);
  });
});

describe("planted faults are found at their line, and repaired", () => {
  for (const { file, text, line, code, fixed } of wrong) {
    test(`${file}: ${line}`, () => {
      const checked = checkFile(file, text);
      const errors = checked.diagnostics.filter((one) => one.severity === "error");
      expect(errors.map((one) => one.code)).toContain(code);
      const found = errors.find((one) => one.code === code)!;
      const at = text.slice(0, found.span.from).split("\n").length;
      expect(text.split("\n")[at - 1]!).toContain(line);
      expect(found.fix?.verified).toBe(true);
      const repaired = applyFixes(checked).text;
      expect(repaired).toContain(fixed);
      for (const kind of kindsOf(file, repaired)) expect(["right", "scaled"]).toContain(kind);
    });
  }
});
