import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faults, programs } from "./corpus.ts";

interface Label {
  readonly unlabelled?: string;
  /** Set where a parameter is judged by the gradient that enters an optimiser, whether it is moved or not. */
  readonly judged?: string;
  readonly parameters?: Readonly<Record<string, { readonly verdict: string }>>;
}

const { numpy, labels } = JSON.parse(
  readFileSync(new URL("corpus/labels.json", import.meta.url), "utf8"),
) as { numpy: string; labels: Readonly<Record<string, Label>> };
const verdicts = (name: string): string[] =>
  Object.values(labels[name]?.parameters ?? {}).map(({ verdict }) => verdict);

/** Mistakes that leave every parameter's own gradient as it is. */
const elsewhere = new Set([
  "stale data",
  "sum where a mean is stated",
  "missing factor",
  "uneven scale",
  "aliasing",
  "stopping test without absolute value",
  "saturated inputs",
  "betas swapped",
  "bias correction wrong",
  "velocity's sign",
  "moment weights",
]);

describe("NumPy's differences, without the checker, label the corpus", () => {
  test("every program has a label, and most are labelled by numbers", () => {
    expect(numpy).toMatch(/^\d+\.\d+/);
    const names = [...programs("right").keys(), ...faults().map(({ name }) => name)];
    expect(Object.keys(labels).sort()).toEqual([...names].sort());
    expect(names.filter((name) => labels[name]!.parameters).length).toBeGreaterThan(0.9 * names.length);
  });

  test("no step of a right program leaves its gradient", () => {
    for (const name of programs("right").keys()) {
      expect(verdicts(name), name).not.toContain("wrong");
      expect(verdicts(name), name).not.toContain("still");
    }
  });

  test("a planted fault is one", () => {
    for (const { name, rule } of faults()) {
      if (!labels[name]!.parameters || elsewhere.has(rule)) continue;
      if (rule === "parameter never updated" && labels[name]!.judged) continue;
      expect(
        verdicts(name).some((one) => one === "wrong" || one === "still"),
        name,
      ).toBe(true);
    }
  });
});
