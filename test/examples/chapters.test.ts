import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runDocument } from "../../src/document/index.ts";
import { tablesOf } from "../../src/host/beside.ts";

const review = new URL("../../review/", import.meta.url);
const chapters = readdirSync(review)
  .filter((name) => /^\d.*\.md$/.test(name))
  .sort();

test("there are eight chapters, and each leads on to others that are there", () => {
  expect(chapters).toHaveLength(8);
  for (const name of chapters) {
    const text = readFileSync(new URL(name, review), "utf8");
    for (const [, page] of text.matchAll(/\]\(([\w-]+)\.html\)/g)) expect(chapters).toContain(`${page}.md`);
  }
});

describe("each chapter", () => {
  for (const name of chapters) {
    test(`${name}: no fault but the planted ones; formulas, graph, trace, picture, exercises with answers, code in two languages that is right`, async () => {
      const path = new URL(name, review).pathname;
      const text = readFileSync(path, "utf8");
      const document = await runDocument(path, text, tablesOf(path));
      expect(document.diagnostics.map((one) => `${one.code}: ${one.message}`)).toEqual([]);
      const blocks = document.ran.flatMap((one) => one.blocks);
      const kinds = new Set(blocks.map((block) => block.kind));
      expect(kinds.has("picture")).toBe(true);
      expect(/\$[^$]+\$/.test(text) || kinds.has("formulas")).toBe(true);
      expect(text.match(/^\*\*\d\.\*\*/gm)).toHaveLength(3);
      expect(text.match(/<details><summary>Answer<\/summary>/g)).toHaveLength(3);
      expect(kinds.has("output")).toBe(true);
      expect(
        document.cells.some(({ fence }) => fence.language === "graph" && fence.options.has("values")),
      ).toBe(true);
      // all that the prose says in numbers is computed, claimed or a formula
      expect(document.front.numbers).toBe("computed");
      for (const language of ["python", "typescript"]) {
        const right = document.ran.filter(
          (one) =>
            one.cell.fence.language === language &&
            one.blocks.some((block) => block.kind === "verdict" && block.good),
        );
        expect(right.length, language).toBeGreaterThan(0);
      }
      expect(document.expected.length).toBe(name.startsWith("8-") ? 5 : 0);
    });
  }
});
