import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { applyFixes } from "../../src/check/fixes.ts";
import { other, quiet, right, wrong } from "./specimens.ts";

const verdicts = (text: string): Record<string, string> =>
  Object.fromEntries(
    checkFile("program.py", text).programs.flatMap((one) =>
      one.parameters.map((parameter) => [parameter.path, parameter.kind]),
    ),
  );

describe("right programs are shown to be right", () => {
  for (const [name, text] of Object.entries(right)) {
    test(name, () => {
      const { diagnostics, programs } = checkFile("program.py", text);
      expect(
        diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`),
      ).toEqual([]);
      const kinds = programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
      expect(kinds).not.toContain("wrong");
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
      expect(programs.length).toBeGreaterThan(0);
    });
  }
});

describe("what is not judged raises no alarm", () => {
  for (const [name, text] of Object.entries(quiet)) {
    test(name, () => {
      expect(checkFile("program.py", text).diagnostics.filter((one) => one.severity !== "info")).toEqual([]);
      expect(Object.values(verdicts(text))).not.toContain("wrong");
    });
  }
});

describe("the gradient of another loss than the stated one is told as such", () => {
  for (const [name, text] of Object.entries(other)) {
    test(name, () => {
      expect(new Set(Object.values(verdicts(text)))).toEqual(new Set(["other"]));
      const { diagnostics } = checkFile("program.py", text);
      expect(diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(["warning loss/not-descended"]);
    });
  }
});

describe("wrong programs are found, with the parameters that are wrong", () => {
  for (const [name, { text, wrong: expected, fix }] of Object.entries(wrong)) {
    test(name, () => {
      const found = verdicts(text);
      expect(
        Object.keys(found)
          .filter((path) => found[path] === "wrong")
          .sort(),
      ).toEqual([...expected].sort());
      const checked = checkFile("program.py", text);
      expect(checked.diagnostics.some((one) => one.severity === "error")).toBe(true);
      if (fix) {
        const repaired = applyFixes(checked).text;
        expect(repaired).not.toBe(text);
        expect(Object.values(verdicts(repaired))).not.toContain("wrong");
      }
    });
  }
});
