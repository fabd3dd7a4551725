import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { type Cost, costText, differs, readCosts, withCost } from "./costs.ts";
import { type kept, readReports, reportText } from "./reports.ts";

/**
 * Whole reports, as they were read and found right: verdicts, numbers, places, sentences, repairs and their order. A failure
 * leaves reports/NAME-changed.txt to compare with reports/NAME.txt, and to take its place where the change is meant. A new
 * program's report is kept once its name stands there: `== name`. What each check costs is kept in costs/NAME.txt, and may
 * differ by a twentieth: a search that takes longer than it did, or gives up sooner, is told even where it finds the same.
 */
export function compareReports(files: typeof kept): void {
  for (const [name, programs] of Object.entries(files))
    describe(name, () => {
      const due = readReports(name);
      const all = [...programs()];
      const rows = all.filter(([of]) => due.has(of));
      const costsDue = readCosts(name);
      const got = new Map<string, string>();
      const costs = new Map<string, Cost>();

      test("no report is kept of a program that is gone, and none twice", () => {
        expect([...due.keys()].sort()).toEqual(rows.map(([of]) => of).sort());
      });
      for (const [of, path, text] of rows)
        test(of, () => {
          const { value, cost } = withCost(() => checkFile(path, text));
          got.set(of, reportText(value));
          costs.set(of, cost);
          expect(got.get(of)).toBe(due.get(of));
          const costDue = costsDue.get(of);
          expect(
            costDue && !differs(cost, costDue),
            `${costText(cost)}; kept: ${costDue && costText(costDue)}`,
          ).toBe(true);
        });

      afterAll(() => {
        if (got.size < rows.length) return;
        const keeps = (of: string, cost: Cost): boolean => {
          const costDue = costsDue.get(of);
          return costDue !== undefined && !differs(cost, costDue);
        };
        if (![...costs].every(([of, cost]) => keeps(of, cost))) {
          const text = [...costs].map(([of, cost]) => `${costText(cost)}: ${of}\n`).join("");
          writeFileSync(new URL(`costs/${name}-changed.txt`, import.meta.url), text);
        }
        if ([...got].every(([of, report]) => due.get(of) === report)) return;
        const changed = [...got].map(([of, report]) => `== ${of}\n${report}\n`).join("\n");
        writeFileSync(new URL(`reports/${name}-changed.txt`, import.meta.url), changed);
      });
    });
}
