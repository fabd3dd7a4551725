import { expect, test } from "vitest";
import { applied } from "../../../src/base/edits.ts";
import type { Edit } from "../../../src/check/repair/edit.ts";
import { factors, jacobians, products } from "../../../src/check/repair/factors.ts";
import {
  continued,
  overwritten,
  redirected,
  repeatedIndices,
  retargeted,
} from "../../../src/check/repair/order.ts";
import { paths } from "../../../src/check/repair/paths.ts";
import { shares, terms } from "../../../src/check/repair/penalties.ts";
import { named, reindexed, replacements, type Vocabulary } from "../../../src/check/repair/proposals.ts";
import { signs } from "../../../src/check/repair/signs.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";
import { compareKept } from "./kept-text.ts";

const words: Vocabulary = {
  atoms: ["a1", "w2", "dz", "n"],
  derivatives: ["slope(□)"],
  differences: ["(a2 - y)"],
  functions: ["f", "g"],
  counters: ["k"],
  breadth: 2,
};

const broken: Vocabulary = { ...words, atoms: ["a b"], derivatives: [], differences: [], breadth: 1 };

/** Another name in an update is the matter of its parameter. */
const rename = (_: string, to: string) => (to === "w2" ? "target" : "operand") as "target" | "operand";

type Generator = (source: Source, statement: Source["statements"][number]) => Iterable<Edit | undefined>;

const generators = {
  signs,
  replacements: (source, statement) => replacements(source, statement, words, rename),
  "replacements, signs last": (source, statement) => replacements(source, statement, words, rename, true),
  "replacements, methods": (source, statement) =>
    replacements(source, statement, { ...words, atoms: [], functions: ["f", "net.g"] }, rename),
  // what is no expression is no change
  "factors, broken": (source, statement) => factors(source, statement, broken),
  "named, broken": (source, statement) => named(source, statement, broken, rename),
  "continued, broken": (source, statement) => continued(source, statement, broken),
  reindexed: (source, statement) => reindexed(source, statement, words),
  named: (source, statement) => named(source, statement, words, rename),
  factors: (source, statement) => factors(source, statement, { ...words, atoms: ["a1", "dz"], breadth: 1 }),
  products: (source, statement) => products(source, statement, { ...words, atoms: ["a1", "dz"] }),
  jacobians,
  shares: (source, statement) => shares(source, statement, { ...words, atoms: ["w2", "lam", "n"] }, "net.w2"),
  terms: (source, statement) => terms(source, statement, { ...words, atoms: ["w2", "lam", "n"] }, 'p["w2"]'),
  paths: (source, statement) => paths(source, statement, words),
  continued: (source, statement) => continued(source, statement, { ...words, atoms: ["a1", "dz"] }),
  overwritten,
  retargeted,
  redirected: (source, statement) =>
    redirected(source, statement, { ...words, atoms: ["h[0]", "other", "x.y"] }),
  repeatedIndices,
} satisfies Record<string, Generator>;

/** A program of one file; the statement that is asked about is its last. */
function sourceOf(text: string, isPython: boolean): Source {
  const parsed = isPython ? parsePython(text) : parseJavaScript(text);
  expect(parsed.diagnostics).toEqual([]);
  return new Source(text, parsed.statements, isPython ? python : javascript);
}

/** Each change: what it is about, what gives way to what, and the lines that are other than before. */
function changesOf(source: Source, edits: Iterable<Edit | undefined>): string[] {
  return [...edits].map((edit) => {
    if (!edit) return "none";
    const then = applied(source.text, edit.changes).split("\n");
    const before = source.text.split("\n");
    const lines = then.filter((line, at) => line !== before[at]);
    return `${edit.rule}${edit.isBold ? ", bold" : ""}, ${edit.from} → ${edit.to}: ${lines.join("⏎")}`;
  });
}

const cases: readonly (readonly [keyof typeof generators, string])[] = [
  ["signs", "w -= r * g"],
  ["signs", "w += -r * (g - h)"],
  ["signs", "d = (a + b) - c * e"],
  ["signs", "d = r * (y - (t + u))"],
  ["signs", "w *= 2"],
  ["signs", "pass"],
  ["signs", "js: w[i] -= r * g[i];"],
  ["replacements", "d = a * b1"],
  ["replacements", "d = f(a1) + X.T @ e / 2"],
  ["replacements", "d = np.dot(e, W)"],
  ["replacements", "d = e.dot(W.T)"],
  ["replacements", "d = np.sum(e, axis=0)"],
  ["replacements", "d = e.mean(1)"],
  ["replacements", "d = c[k - 1] * v['W' + str(l)]"],
  ["replacements", "d = (1 - h) * (z > 0)"],
  ["replacements", "d = nonlin(z, True) ** 2"],
  ["replacements", "d = outer(u, v)"],
  ["replacements", "d = S[:, k - 1] * 3"],
  ["replacements", "js: const d = a[i][j] * f(z) - 0.5;"],
  ["replacements", "js: const d = hidden.map(f);"],
  ["replacements", "d = e[mask > 0]"],
  ["replacements", "d = e[~mask] * -n"],
  ["replacements", "return"],
  ["replacements, signs last", "w = w - r * g"],
  ["reindexed", "h[i - 1][0] = e"],
  ["reindexed", "h = e"],
  ["named", "d = -f(a) * (b + c)"],
  ["factors", "d = e"],
  ["factors", "d = (e + c) @ W.T"],
  ["factors", "d = e * s(z) * t"],
  ["factors", "js: const d = e + x;"],
  ["products", "d = np.dot(h, x) - e"],
  ["products", "d = h @ x"],
  ["products", "js: const d = e;"],
  ["jacobians", "d = g * p * (1. - p)"],
  ["jacobians", "d = (p - y) * p * (1 - p)"],
  ["jacobians", "d = g * h"],
  ["jacobians", "js: const d = g * p * (1 - p);"],
  ["shares", "w -= r * (g + w2)"],
  ["shares", "d = g - w2"],
  ["shares", "d = g * w2"],
  ["terms", "d = g / n"],
  ["terms", "d = g if c else 0"],
  ["paths", "d = u @ w2.T * s"],
  ["paths", "js: const d = u * s;"],
  ["continued", "    d = e"],
  ["continued", "d[0] += e"],
  ["continued", "o.d = e"],
  ["continued", "js:   d = e;"],
  ["overwritten", "g[k] = e"],
  ["overwritten", "g += e"],
  ["overwritten", "a, b = e"],
  ["retargeted", "b2 = b1 - r * g"],
  ["retargeted", "b2 = o.b - r * g"],
  ["retargeted", "b = b + g"],
  ["retargeted", "b = c * g"],
  ["redirected", "p[r, y] -= 1"],
  ["redirected", "p[r][y] = 1"],
  ["redirected", "o.p[0] = 1"],
  ["repeatedIndices", "E[ids] += g"],
  ["repeatedIndices", "E[(r, c)] -= g"],
  ["repeatedIndices", "E[0] += g"],
  ["repeatedIndices", "E[1:] += g"],
  ["repeatedIndices", "E[ids] *= g"],
  ["replacements", "d = S[::2, k - 1] * 3"],
  ["replacements", "d = a[-b.c] * 3"],
  ["replacements", "d = (0 < z < 1) * e"],
  ["replacements", "d = (z is y) * e"],
  ["replacements", "d = np.sum(e, axis=2)"],
  ["replacements", "d = nonlin(z, False)"],
  ["replacements", "d = net.e @ x"],
  ["replacements, methods", "d = e.map(f)"],
  ["factors, broken", "d = e"],
  ["named, broken", "d = e * c"],
  ["continued, broken", "    d = e"],
  ["continued", "js:   d = e // q"],
  ["reindexed", "g[~mask] = e"],
  ["reindexed", "g[-k] = e"],
  ["reindexed", "g[k - 1] = h = e"],
  ["reindexed", "return"],
  ["named", "return"],
  ["products", "return"],
  ["jacobians", "return"],
  ["shares", "return"],
  ["terms", "return"],
  ["paths", "return"],
  ["overwritten", "a = b = e"],
  ["overwritten", "[a, b] = e"],
  ["retargeted", "a = b = c - e"],
  ["retargeted", "a, b = (c, d) - e"],
  ["redirected", "d = e"],
  ["redirected", "return"],
];

const before = (isPython: boolean): string =>
  isPython ? "import numpy as np\nu = a1 @ w2\ndz = u\nif c:\n    q = X.T\n" : "let u = a1 * w2;\n";

function setting(text: string): { source: Source; statement: Source["statements"][number] } {
  const isPython = !text.startsWith("js: ");
  const own = isPython ? text : text.slice(4);
  const source = sourceOf(before(isPython) + own, isPython);
  const at = source.text.length - own.trimStart().length;
  return { source, statement: source.statements.find(({ span }) => span.from === at)! };
}

compareKept(
  "proposals",
  Object.fromEntries(
    cases.map(([name, text]) => [
      `${name} of ${text.trimEnd()}`,
      () => {
        const { source, statement } = setting(text);
        return changesOf(source, (generators[name] as Generator)(source, statement));
      },
    ]),
  ),
);

/** Syntax without its places in the text, and without the brackets inside of a product of several factors. */
function bare(one: unknown): unknown {
  if (Array.isArray(one)) return one.map(bare);
  if (typeof one !== "object" || one === null) return one;
  if (isProduct(one)) return { product: factorsOf(one).map(bare) };
  return Object.fromEntries(
    Object.entries(one).flatMap(([key, value]) => (key === "span" ? [] : [[key, bare(value)]])),
  );
}

const isProduct = (one: unknown): one is { left: unknown; right: unknown } =>
  (one as { kind?: string }).kind === "binary" && (one as { operator?: string }).operator === "*";
const factorsOf = (one: unknown): unknown[] =>
  isProduct(one) ? [...factorsOf(one.left), ...factorsOf(one.right)] : [one];

test("what is run for a change is what its text says", () => {
  for (const [name, text] of cases) {
    const { source, statement } = setting(text);
    for (const edit of (generators[name] as Generator)(source, statement))
      if (edit) {
        const then = sourceOf(applied(source.text, edit.changes), !text.startsWith("js: "));
        const patched = (one: unknown): unknown => {
          if (Array.isArray(one)) return (edit.blocks.get(one) ?? one).map(patched);
          if (typeof one !== "object" || one === null) return one;
          const put = edit.expressions.get(one as never);
          if (put) return put;
          return Object.fromEntries(Object.entries(one).map(([key, value]) => [key, patched(value)]));
        };
        expect(bare(patched(source.roots)), `${name} of ${text}: ${edit.from} → ${edit.to}`).toEqual(
          bare(then.roots),
        );
      }
  }
});
