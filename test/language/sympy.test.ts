import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lowerExpression } from "../../src/language/lower.ts";
import { sympy } from "../../src/language/sympy.ts";

const { forms } = JSON.parse(readFileSync(new URL("sympy-forms.json", import.meta.url), "utf8")) as {
  forms: [string, string][];
};

const inOurWords = (text: string): string => text.replace(/\bAbs\b/g, "abs").replace(/\bE\b/g, "e");

function form(text: string): string {
  const { value, diagnostics } = lowerExpression(inOurWords(text));
  if (!value) throw new Error(`${text}: ${diagnostics[0]!.message}`);
  return sympy(value.expression);
}

describe("SymPy's notation", () => {
  test("600 expressions come out as SymPy 1.11 prints them", () => {
    const wrong = forms.flatMap(([text, due]) =>
      form(text) === due ? [] : [`${text}: ${form(text)}, not ${due}`],
    );
    expect(wrong).toEqual([]);
  });
});
