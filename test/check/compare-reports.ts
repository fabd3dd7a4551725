import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { type kept, readReports, reportText } from "./reports.ts";

/**
 * Whole reports, as they were read and found right: verdicts, numbers, places, sentences, repairs and their order. A failure
 * leaves reports/NAME-changed.txt to compare with reports/NAME.txt, and to take its place where the change is meant.
 */
export function compareReports(all: typeof kept): void {
  for (const [name, programs] of Object.entries(all))
    describe(name, () => {
      const due = readReports(name);
      const rows = [...programs()];
      const got = new Map<string, string>();

      test("a report is kept of each program, and of no other", () => {
        expect([...due.keys()]).toEqual(rows.map(([of]) => of));
      });
      for (const [of, path, text] of rows)
        test(of, () => {
          got.set(of, reportText(checkFile(path, text)));
          expect(got.get(of)).toBe(due.get(of));
        });

      afterAll(() => {
        if (got.size < rows.length || [...got].every(([of, report]) => due.get(of) === report)) return;
        const changed = [...got].map(([of, report]) => `== ${of}\n${report}\n`).join("\n");
        writeFileSync(new URL(`reports/${name}-changed.txt`, import.meta.url), changed);
      });
    });
}
