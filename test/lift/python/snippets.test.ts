import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runCells } from "../../../src/lift/python/run.ts";

const { python, snippets } = JSON.parse(
  readFileSync(new URL("./snippets.json", import.meta.url), "utf8"),
) as {
  python: string;
  snippets: readonly { code: string; prints: string }[];
};

/** Digits past the 12th of transcendental functions may be another machine's. */
const near = (text: string): string =>
  text.replace(/\d+\.\d{13,}/g, (number) => Number(number).toPrecision(12));

describe(`Python as CPython ${python} runs it`, () => {
  for (const { code, prints } of snippets) {
    test(code.split("\n")[0]!.slice(0, 60), () => {
      const { cells, diagnostics } = runCells([{ source: `${code}\nNone\n`, offset: 0 }]);
      expect(
        diagnostics.map((one) => `${one.message} at ${code.slice(one.span.from, one.span.from + 40)}`),
      ).toEqual([]);
      expect(near(cells[0]!.output)).toBe(near(prints));
    });
  }
});
