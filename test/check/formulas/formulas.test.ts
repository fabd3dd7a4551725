import { describe, expect, test } from "vitest";
import { applyFixes, checkFile } from "../../../src/check/check.ts";
import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";
import { falseDocuments, trueDocuments } from "./documents.ts";

describe("true equations in many notations raise no alarm", () => {
  test.each(trueDocuments)("$name", ({ text, count }) => {
    const { formulas, diagnostics } = checkFormulas(text);
    expect(diagnostics).toEqual([]);
    expect(formulas.filter((one) => one.verdict !== "true")).toEqual([]);
    expect(formulas).toHaveLength(count);
  });
});

/** The document as it is written, and as it is meant. */
const versions = (text: string): [string, string] => [
  text.replace(/«([^|»]*)\|([^»]*)»/g, "$1"),
  text.replace(/«([^|»]*)\|([^»]*)»/g, "$2"),
];

describe("false equations are found and repaired", () => {
  test.each(falseDocuments)("$name", ({ text }) => {
    const [wrong, right] = versions(text);
    expect(checkFormulas(right).formulas.map((one) => one.verdict)).toEqual(["true"]);
    const checked = checkFile("notes.md", wrong);
    const found = checked.diagnostics.filter((one) => one.code === "formula/false");
    expect(checked.formulas.map((one) => one.verdict)).toEqual(["false"]);
    expect(found).toHaveLength(1);
    expect(found[0]!.evidence!.yours).not.toBeCloseTo(found[0]!.evidence!.expected!, 9);
    expect(found[0]!.fix?.verified).toBe(true);
    const again = checkFormulas(applyFixes(checked).text);
    expect(again.diagnostics).toEqual([]);
    expect(again.formulas.map((one) => one.verdict)).toEqual(["true"]);
  });
});
