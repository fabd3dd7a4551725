import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { reportData, reportText } from "../../src/cli/report.ts";

const source = "input x = 1\nz = w*x + b\nloss L = z^2\n";
const unknown: Diagnostic = {
  code: "name/unknown",
  severity: "error",
  span: { from: 16, to: 17 },
  message: "w is not defined here",
  why: "A quantity reads only names that stand above it.",
  hint: "Declare it: param w = 0.1",
  related: [{ span: { from: 6, to: 7 }, message: "x is declared here" }],
};

test("place, what, the line with a caret, why, what to do, and where else", () => {
  expect(reportText("model.chain", source, [unknown])).toBe(
    [
      "model.chain:2:5: error: w is not defined here",
      "  z = w*x + b",
      "      ^",
      "  A quantity reads only names that stand above it.",
      "  Declare it: param w = 0.1",
      "  model.chain:1:7: x is declared here",
      "",
    ].join("\n"),
  );
});

test("as data: lines and columns from 1, the end exclusive", () => {
  expect(reportData("model.chain", source, [unknown])).toEqual([
    {
      path: "model.chain",
      code: "name/unknown",
      severity: "error",
      line: 2,
      column: 5,
      endLine: 2,
      endColumn: 6,
      message: unknown.message,
      why: unknown.why,
      hint: unknown.hint,
      related: [{ line: 1, column: 7, endLine: 1, endColumn: 8, message: "x is declared here" }],
    },
  ]);
});

describe("the caret stands under its span, within 80 columns, wherever the span is", () => {
  const line = `${"ab".repeat(50)}!${"cd".repeat(5000)}`;
  for (const from of [0, 1, 30, 55, 56, 57, 100, 5000, line.length - 1, line.length]) {
    test(`column ${from + 1} of a long line`, () => {
      const one = { ...unknown, span: { from, to: from + 1 }, related: [] };
      const [, shown = "", carets = ""] = reportText("m", line, [one]).split("\n");
      expect(shown.length).toBeLessThanOrEqual(80);
      expect(carets.length).toBeLessThanOrEqual(80);
      expect(carets.trim()).toBe("^");
      expect(shown[carets.indexOf("^")] ?? "").toBe(line[from] ?? "");
      if (from === 100) expect(shown[carets.indexOf("^")]).toBe("!");
    });
  }
  test("a span of a whole long line keeps to the width; one of nothing has one caret", () => {
    const whole = reportText("m", line, [{ ...unknown, span: { from: 0, to: line.length } }]).split("\n");
    expect(whole[2]!.length).toBeLessThanOrEqual(80);
    const nothing = reportText("m", source, [{ ...unknown, span: { from: 16, to: 16 } }]).split("\n");
    expect(nothing[2]).toBe("      ^");
  });
  test("tabs take one column each", () => {
    const [, shown, carets] = reportText("m", "\t\tz = 2x", [{ ...unknown, span: { from: 7, to: 8 } }]).split(
      "\n",
    );
    expect(shown![carets!.indexOf("^")]).toBe("x");
  });
});

test("colour only where it is wanted", () => {
  expect(reportText("m", source, [unknown])).not.toContain("\u001b");
  expect(reportText("m", source, [unknown], { colour: true })).toContain("\u001b[31merror");
});

test("long reasons are wrapped at words", () => {
  const why = "The chain rule multiplies the derivatives along the way from the loss. ".repeat(5);
  for (const line of reportText("m", source, [{ ...unknown, why }]).split("\n"))
    expect(line.length).toBeLessThanOrEqual(80);
});
