import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SnippetRunner } from "./run-snippet.ts";

interface Oracle {
  readonly numpy: string;
  readonly cases: readonly { readonly code: string; readonly shows: string }[];
}

const read = (name: string): Oracle =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as Oracle;

/** Digits past the 12th differ among C libraries: longer ones are compared as numbers. */
function sameText(ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  const long = /\d+\.\d{12,}(e[-+]\d+)?/g;
  if (ours.replace(long, "#") !== theirs.replace(long, "#")) return false;
  const [a, b] = [ours.match(long) ?? [], theirs.match(long) ?? []];
  return a.every((one, k) => Math.abs(Number(one) - Number(b[k])) <= 1e-12 * Math.abs(Number(b[k])));
}

describe("as NumPy 1 prints", () => {
  test.each(read("numpy-1.json").cases)("$code", ({ code, shows }) => {
    const ours = new SnippetRunner(1).run(code);
    if (!sameText(ours, shows)) expect(ours).toBe(shows);
  });
});

/** Where NumPy 2 has another behaviour, not only another form, that of NumPy 1 is kept. */
const changed = [
  "np.float32(1e10)",
  "np.float32(16777216)",
  "np.meshgrid([",
  "np.meshgrid(np.a",
  "np.ogrid",
  "np.bool_, np.float64",
];

describe("as NumPy 2 prints", () => {
  const cases = read("numpy-2.json").cases.filter(
    ({ code, shows }) => !shows.includes("Error: ") && !changed.some((part) => code.includes(part)),
  );
  test.each(cases)("$code", ({ code, shows }) => {
    const ours = new SnippetRunner(2).run(code);
    if (!sameText(ours, shows)) expect(ours).toBe(shows);
  });
});
