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
    test(`${name}: no fault but the planted ones; formulas, picture, exercises with answers, code that is right`, async () => {
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
      // the first chapter trains nothing
      const right = blocks.filter((block) => block.kind === "verdict" && block.good);
      if (!name.startsWith("1-")) expect(right.length).toBeGreaterThan(0);
      expect(document.expected.length).toBe(name.startsWith("8-") ? 4 : 0);
    });
  }
});
