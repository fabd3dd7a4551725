import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { type kept, readReports, reportText } from "./reports.ts";

/**
 * Whole reports, as they were read and found right: verdicts, numbers, places, sentences, repairs and their order. A failure
 * leaves reports/NAME-changed.txt to compare with reports/NAME.txt, and to take its place where the change is meant. A new
 * program's report is kept once its name stands there: `== name`.
 */
export function compareReports(files: typeof kept): void {
  for (const [name, programs] of Object.entries(files))
    describe(name, () => {
      const due = readReports(name);
      const all = [...programs()];
      const rows = all.filter(([of]) => due.has(of));
      const got = new Map<string, string>();

      test("no report is kept of a program that is gone, and none twice", () => {
        expect([...due.keys()].sort()).toEqual(rows.map(([of]) => of).sort());
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
