import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { applyFixes } from "../../src/check/fixes.ts";
import { faults } from "./faults.ts";

const folder = new URL("corpus/", import.meta.url);
const programs = (kind: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(new URL(`${kind}/`, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name.slice(0, -3), readFileSync(new URL(`${kind}/${name}`, folder), "utf8")]);

const kinds = ({ programs: found }: CheckedFile): string[] =>
  found.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
const alarms = ({ diagnostics }: CheckedFile): string[] =>
  diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`);

describe("right programs, in the many styles in which nets are written by hand, are shown to be right", () => {
  for (const [name, text] of programs("right")) {
    test(name, () => {
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
  const right = new Map(programs("right"));
  for (const { program, from, to, code } of faults) {
    test(`${program}: ${to}`, () => {
      const text = right.get(program)!;
      expect(text.split(from)).toHaveLength(2);
      const wrong = text.replace(from, () => to);
      const checked = checkFile(`${program}.py`, wrong);
      const line = text.slice(0, text.indexOf(from)).split("\n").length;
      const errors = checked.diagnostics.filter((one) => one.severity === "error");
      expect(
        errors.map((one) => `${wrong.slice(0, one.span.from).split("\n").length} ${one.code}`),
      ).toContain(`${line} ${code}`);
      expect(errors.every((one) => one.fix?.verified)).toBe(true);
      const again = checkFile(`${program}.py`, applyFixes(checked).text);
      expect(alarms(again)).toEqual([]);
      expect(kinds(again)).not.toContain("wrong");
    });
  }
});
