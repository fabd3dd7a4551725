import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { sameData } from "../../src/base/same-data.ts";
import { documentHtml, Memory, runDocument } from "../../src/document/index.ts";
import { variation } from "../check/seed-like.ts";
import { fence } from "./build.ts";

const cells = /^```(?:\{python\}|python|typescript)\b[^\n]*\n([\s\S]*?)^```$/gm;

/** Two Python programs, of which the second reads what the first leaves behind, with a picture of both; one in TypeScript. */
const linked = [
  "# Two programs",
  fence("python", "import numpy as np\nx = 0.5\ny = 1.0\nrate = 0.3"),
  fence(
    "python #first",
    "w = 0.3\npath = []\nfor i in range(4):\n    z = w*x\n    loss = (z - y)**2\n    dw = 2*(z - y)*x\n    w = w - rate*dw\n    path.append(w)\nprint(w)",
  ),
  "It ends at `{python} w`.",
  fence(
    "python",
    "import matplotlib.pyplot as plt\nX, Y = np.meshgrid(np.linspace(0, 2, 9), np.linspace(0, 2, 9))\nplt.contour(X, Y, (X*x - y)**2 + Y)\nplt.plot(path, path)\nplt.title('The path')\nplt.show()",
  ),
  fence(
    "python",
    "v, b = 0.1, w\nfor i in range(3):\n    out = v*x + b\n    loss = 0.5*(out - y)**2\n    dv = out - y\n    db = out - y\n    v = v - rate*dv\n    b = b - rate*db\nprint(round(v, 6))",
  ),
  fence("text", "0.3"),
  fence(
    "typescript",
    "let u = 0.3;\nfor (let i = 0; i < 3; i++) {\n  const z = u * 0.5;\n  const loss = (z - 1) ** 2;\n  u += 0.1 * 2 * (z - 1) * 0.5;\n}\nconsole.log(u);",
  ),
].join("\n\n");

type Change = (source: string, random: Random) => string;

const oneOf = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random.uniform(0, all.length))]!;

/** One of the places that a pattern finds, as something else. */
const somewhere =
  (pattern: RegExp, instead: (found: string, random: Random) => string): Change =>
  (source, random) => {
    const places = [...source.matchAll(pattern)];
    if (places.length === 0) return source;
    const { index, 0: found } = oneOf(random, places);
    return source.slice(0, index) + instead(found, random) + source.slice(index + found.length);
  };

const inside: readonly Change[] = [
  somewhere(/(?<![\w.])\d+\.\d+/g, (_, random) => random.uniform(0.1, 2).toFixed(2)),
  somewhere(/ [-+*] /g, (_, random) => oneOf(random, [" - ", " + ", " * "])),
  somewhere(/\b[a-z]\w*(?= = )/g, (name) => `${name}_new`),
  somewhere(/\n/g, () => "\nextra = 1\n"),
  (source, random) => {
    const name = oneOf(random, [...source.matchAll(/\b[a-z]\w*(?= = )/g)])?.[0];
    return name === undefined ? source : source.replaceAll(new RegExp(`\\b${name}\\b`, "g"), "renamed");
  },
];

/** Another document: a cell edited, left out, put elsewhere, there twice, or prose between. */
function edited(text: string, random: Random): string {
  const all = [...text.matchAll(cells)];
  if (all.length < 2) return text;
  const [one, other] = [oneOf(random, all), oneOf(random, all)];
  const without = text.slice(0, one.index) + text.slice(one.index + one[0].length);
  const kind = random.uniform(0, 9);
  if (kind < 1) return without;
  if (kind < 2 && one !== other)
    return text.replaceAll(cells, (cell) => (cell === one[0] ? other[0] : cell === other[0] ? one[0] : cell));
  if (kind < 3) return `${text}\n\n${one[0]}\n`;
  if (kind < 4) return `${text.slice(0, one.index)}A sentence more.\n\n${text.slice(one.index)}`;
  const source = one[1]!;
  return text.replace(source, () => oneOf(random, inside)(source, random));
}

const page = async (text: string, memory?: Memory): Promise<string> =>
  documentHtml(await runDocument("notes.md", text, undefined, memory), undefined, memory);

const documents = {
  "linked programs": linked,
  "the seed's faults in other words": variation(3).text,
  "a chapter of the review": readFileSync(
    new URL("../../review/5-two-in-series.md", import.meta.url),
    "utf8",
  ),
};

for (const [at, [name, original]] of Object.entries(documents).entries())
  test(`${name}: after any edit a build with a memory is the build without one`, {
    timeout: 600_000,
  }, async () => {
    const random = new Random(at + 1);
    const memory = new Memory();
    await page(original, memory);
    let text = original;
    let different = 0;
    for (let round = 0; round < 12; round++) {
      const next = edited(random.uniform(0, 1) < 0.5 ? text : original, random);
      const built = await page(next, memory);
      expect(built, `round ${round}: ${next}`).toBe(await page(next));
      if (next !== text) different++;
      text = next;
    }
    expect(different).toBeGreaterThan(6);
  });

test("what an earlier cell says alters the picture and the verdicts of later ones", {
  timeout: 300_000,
}, async () => {
  const memory = new Memory();
  const first = await page(linked, memory);
  for (const [from, to] of [
    // the field that is drawn, and nothing else; the losses; what both programs read; what the second begins with
    ["+ Y)", "- Y)"],
    ["loss = (z - y)**2", "loss = (z - y)**4"],
    ["loss = 0.5*(out - y)**2", "loss = (out - y)**2"],
    ["rate = 0.3", "rate = 0.2"],
    ["y = 1.0", "Y = 1.0"],
    ["w = 0.3", "w = 0.9"],
  ] as const) {
    const text = linked.replace(from, () => to);
    const built = await page(text, memory);
    expect(built).not.toBe(first);
    expect(built, to).toBe(await page(text));
  }
  expect(await page(linked, memory)).toBe(first);
});

test("data are the same where every number and text in them is", () => {
  const chart = () => ({
    title: "a",
    layers: [{ kind: "line", points: [[0, Number.NaN] as const] }],
    x: undefined,
  });
  expect(sameData(chart(), chart())).toBe(true);
  expect(sameData(chart(), { ...chart(), title: "b" })).toBe(false);
  expect(sameData(chart(), { ...chart(), layers: [{ kind: "line", points: [[0, 1]] }] })).toBe(false);
  expect(sameData(chart(), { title: "a", layers: chart().layers, y: undefined })).toBe(false);
  expect(sameData([1, 2], [1, 2, 3])).toBe(false);
  expect(sameData([], {})).toBe(false);
  expect(sameData({ 0: 1 }, [1])).toBe(false);
  expect(sameData(0, -0)).toBe(false);
});
