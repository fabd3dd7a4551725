import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import type { CheckedFile } from "../../../src/check/checked.ts";
import { faults, programs } from "../corpus-javascript.ts";
import { withCost } from "../costs.ts";
import { keptOutcomes } from "../outcomes.ts";

interface Label {
  readonly unlabelled?: string;
  readonly parameters?: Readonly<Record<string, { readonly verdict: string }>>;
}
const { labels } = JSON.parse(
  readFileSync(new URL("../corpus/javascript/labels.json", import.meta.url), "utf8"),
) as { labels: Readonly<Record<string, Label>> };

const kinds = ({ programs: found }: CheckedFile): string[] =>
  found.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
const alarms = ({ diagnostics }: CheckedFile): string[] =>
  diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`);
const verdicts = (name: string): string[] =>
  Object.values(labels[name]?.parameters ?? {}).map(({ verdict }) => verdict);

describe("right programs in JavaScript and TypeScript are shown to be right", () => {
  for (const [name, text] of programs("right"))
    test(name, () => {
      const checked = checkFile(name, text);
      expect(alarms(checked)).toEqual([]);
      expect(kinds(checked).length).toBeGreaterThan(0);
      for (const kind of kinds(checked)) expect(["right", "scaled"]).toContain(kind);
    });
});

describe("programs that learn otherwise than down a gradient raise no alarm", () => {
  for (const [name, text] of programs("quiet"))
    test(name, () => {
      const checked = checkFile(name, text);
      expect(alarms(checked)).toEqual([]);
      expect(kinds(checked)).not.toContain("wrong");
    });
});

describe("differences under Node, without the checker, label the corpus", () => {
  test("every program has a label", () => {
    const names = [...programs("right").keys(), ...faults().map(({ name }) => name)];
    expect(Object.keys(labels).sort()).toEqual([...names].sort());
    expect(names.filter((name) => labels[name]!.parameters).length).toBeGreaterThan(0.9 * names.length);
  });

  test("right programs are right, and a planted fault is one", () => {
    for (const name of programs("right").keys()) expect(verdicts(name), name).not.toContain("wrong");
    for (const { name } of faults())
      if (labels[name]!.parameters) expect(verdicts(name), name).toContain("wrong");
  });
});

describe("a planted fault is found", () => {
  const keep = keptOutcomes("javascript/outcomes");
  for (const { name, program, rule, text, known } of faults()) {
    test(`${name}: ${rule}`, () => {
      const { value: checked, cost } = withCost(() => checkFile(program, text));
      keep(name, checked, cost);
      if (known) return;
      expect(checked.diagnostics.some((one) => one.severity !== "info")).toBe(true);
    });
  }
});
