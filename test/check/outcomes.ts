import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect } from "vitest";
import type { CheckedFile } from "../../src/check/checked.ts";
import { reportJson } from "../../src/check/report-json.ts";
import { type Cost, costText, differs, readCost } from "./costs.ts";

// biome-ignore lint/suspicious/noExplicitAny: the JSON that others build on, as they read it
type Json = any;

/** What a check finds, in a few lines: verdicts, and the code, place and repair of each diagnostic. */
export function outcomeText(file: CheckedFile): string {
  const { files } = JSON.parse(JSON.stringify(reportJson([file]))) as Json;
  const [{ programs, diagnostics }] = files;
  const verdicts = programs.map(({ loss, parameters }: Json) =>
    [
      `${loss.name}:`,
      ...parameters.map(({ name, verdict, scaleText }: Json) =>
        [name, verdict, scaleText ?? ""].join(" ").trim(),
      ),
    ].join(" "),
  );
  const told = diagnostics.map(({ code, severity, line, column, endColumn, fix }: Json) =>
    [
      `${severity} ${code} ${line}:${column}-${endColumn}`,
      fix ? `${fix.verified ? "verified" : "offered"} ${fix.text.trim()}` : "",
    ]
      .join(" ")
      .trim(),
  );
  return [...verdicts, ...told].join("\n");
}

/**
 * What is found in a planted fault beside what its label asks for, and at what cost, kept in NAME.txt: `== fault`, the cost
 * and the outcome. It tells what else a change of the search changes. A failure leaves NAME-changed.txt to compare with it.
 */
export function keptOutcomes(name: string): (of: string, file: CheckedFile, cost: Cost) => void {
  const file = (end: string): URL => new URL(`corpus/${name}${end}.txt`, import.meta.url);
  const due = new Map(
    readFileSync(file(""), "utf8")
      .split(/^== /m)
      .slice(1)
      .map((record) => {
        const [head, cost, ...lines] = record.trimEnd().split("\n");
        return [head!, { cost: readCost(cost!), text: lines.join("\n") }] as const;
      }),
  );
  const got = new Map<string, { readonly cost: Cost; readonly text: string }>();
  afterAll(() => {
    const isKept = [...got].every(([of, { cost, text }]) => {
      const before = due.get(of);
      return before !== undefined && before.text === text && !differs(cost, before.cost);
    });
    if (!isKept)
      writeFileSync(
        file("-changed"),
        [...got].map(([of, { cost, text }]) => `== ${of}\n${costText(cost)}\n${text}\n`).join("\n"),
      );
  });
  return (of, checked, cost) => {
    const text = outcomeText(checked);
    got.set(of, { cost, text });
    const before = due.get(of);
    expect(text).toBe(before?.text);
    expect(differs(cost, before!.cost), `${costText(cost)}; kept: ${costText(before!.cost)}`).toBe(false);
  };
}
