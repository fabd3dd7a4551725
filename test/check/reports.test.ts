import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { kept, readReports, reportText } from "./reports.ts";

/**
 * Whole reports, as they were read and found right: verdicts, numbers, places, sentences, repairs and their order. A failure
 * leaves reports/NAME-changed.txt to compare with reports/NAME.txt, and to take its place where the change is meant.
 */
for (const [name, programs] of Object.entries(kept))
  describe(name, () => {
    const due = readReports(name);
    const all = [...programs()];
    const got = new Map<string, string>();

    test("a report is kept of each program, and of no other", () => {
      expect([...due.keys()]).toEqual(all.map(([of]) => of));
    });
    for (const [of, path, text] of all)
      test(of, () => {
        got.set(of, reportText(checkFile(path, text)));
        expect(got.get(of)).toBe(due.get(of));
      });

    afterAll(() => {
      if (got.size < all.length || [...got].every(([of, report]) => due.get(of) === report)) return;
      const changed = [...got].map(([of, report]) => `== ${of}\n${report}\n`).join("\n");
      writeFileSync(new URL(`reports/${name}-changed.txt`, import.meta.url), changed);
    });
  });
