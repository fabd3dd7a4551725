import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { applyFixes } from "../../src/check/fixes.ts";
import { faults, programs, unread } from "./corpus.ts";
import { withCost } from "./costs.ts";
import { keptOutcomes } from "./outcomes.ts";

const kinds = ({ programs: found }: CheckedFile): string[] =>
  found.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
const alarms = ({ diagnostics }: CheckedFile): string[] =>
  diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`);

describe("right programs, in the many styles in which nets are written by hand, are shown to be right", () => {
  for (const [name, text] of programs("right")) {
    test.skipIf(unread.has(name))(name, () => {
      const checked = checkFile(`${name}.py`, text);
      expect(alarms(checked)).toEqual([]);
      expect(kinds(checked).length).toBeGreaterThan(0);
      for (const kind of kinds(checked)) expect(["right", "scaled"]).toContain(kind);
    });
  }
});

describe("programs that learn otherwise than down a gradient raise no alarm", () => {
  for (const [name, text] of programs("quiet")) {
    test(name, () => {
      const checked = checkFile(`${name}.py`, text);
      expect(alarms(checked)).toEqual([]);
      expect(kinds(checked)).not.toContain("wrong");
    });
  }
});

describe("one fault planted in a right program is found on its line, named and repaired", () => {
  const keep = keptOutcomes("outcomes");
  for (const { name, rule, text, lines, codes, known } of faults()) {
    test(`${name}: ${rule}`, () => {
      const { value: checked, cost } = withCost(() => checkFile(`${name}.py`, text));
      keep(name, checked, cost);
      if (known) return;
      const errors = checked.diagnostics.filter((one) => one.severity === "error");
      const found = errors.map((one) => [text.slice(0, one.span.from).split("\n").length, one.code] as const);
      expect(found.some(([line, code]) => lines.includes(line) && codes.includes(code))).toBe(true);
      expect(errors.every((one) => one.fix?.verified)).toBe(true);
      const again = checkFile(`${name}.py`, applyFixes(checked).text);
      expect(alarms(again)).toEqual([]);
      expect(kinds(again)).not.toContain("wrong");
    });
  }
});
