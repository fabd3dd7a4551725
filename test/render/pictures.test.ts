import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { png } from "../../src/host/png.ts";
import { lower, lowerExpression } from "../../src/language/lower.ts";
import { chartSvg, tracedSvg } from "../../src/render/chart-svg.ts";
import { curves } from "../../src/render/plot/curve.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { boundaryPicture, expressionPicture, slicePicture } from "../../src/train/pictures.ts";
import { coordinate, lossOver } from "../../src/train/slice.ts";
import { startingValues } from "../../src/train/start.ts";
import { tracedGraph } from "../../src/train/traced-graph.ts";
import { train } from "../../src/train/train.ts";

const neuron = lower("input x = 2, y = 5; param w = 0.5, b = 1; y_hat = w*x + b; loss L = (y_hat - y)^2 / 2")
  .value!;
const xor = lower(`input X = [[0, 0], [1, 1], [0, 1], [1, 0]], y = [0, 0, 1, 1]
param W1 = [[2, -2], [-2, 2]], b1 = [-1, -1], W2 = [4, 4.5], b2 = -1.5
H = relu(X @ W1 + b1)
p = sigmoid(H @ W2 + b2)
loss L = mean((p - y)^2)`).value!;
const svgOf = async (drawn: Promise<{ svg: string } | string>): Promise<string> => {
  const found = await drawn;
  if (typeof found === "string") throw new Error(found);
  return found.svg;
};
const expression = (text: string) => expressionPicture(lowerExpression(text).value!, text, { levels: 12 });
const run = () => {
  const start = startingValues(neuron).value!;
  return { start, end: start, epochs: train(neuron, { rate: 0.1, epochs: 6 }).value!.epochs };
};

const pictures: Readonly<Record<string, () => Promise<string>>> = {
  activation: () => svgOf(expression("sigmoid(z)")),
  saddle: () => svgOf(expression("x^2 - y^2")),
  slice: () => svgOf(slicePicture(neuron, ["w", "b"], run(), { levels: 12 })),
  boundary: () => svgOf(boundaryPicture(xor, startingValues(xor).value!, undefined)),
  curves: () =>
    curves([
      { name: "train", values: [3, 2, 1.5] },
      { name: "test", values: [3.2, 2.5, 2.4] },
    ]),
  flow: () => chartSvg(neuron, { loss: true }),
  graph: () => tracedSvg(tracedGraph(neuron, startingValues(neuron).value!)),
  matrices: () => tracedSvg(tracedGraph(xor, startingValues(xor).value!)),
};

const golden = new URL("golden/", import.meta.url);

describe("golden pictures", () => {
  for (const [name, draw] of Object.entries(pictures)) {
    test(name, async () => {
      const svg = await draw();
      const file = new URL(`${name}.svg`, golden);
      const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
      if (svg !== kept) writeFileSync(new URL(`${name}-changed.svg`, golden), svg);
      expect(svg === kept, `test/render/golden/${name}-changed.svg differs from ${name}.svg`).toBe(true);
    });

    test(`${name}: a text alternative, colours for the dark, a PNG`, async () => {
      const svg = await draw();
      expect(svg).toMatch(/role="img"/);
      expect(svg).toMatch(/<title>[^<]+<\/title><desc>[^<]{10,}<\/desc>/);
      expect(svg).toContain("prefers-color-scheme:dark");
      expect(svg).not.toMatch(/NaN|undefined|https?:\/\/(?!www\.w3\.org)/);
      const bytes = await png(svg, 1);
      expect([...bytes.slice(1, 4)]).toEqual([80, 78, 71]);
    });
  }
});

test("a slice holds the loss itself, and the path is where training went", async () => {
  const [w, b] = ["w", "b"].map((name) => coordinate(neuron, name)) as never as [never, never];
  const loss = lossOver(neuron, [w, b], startingValues(neuron).value!);
  expect(loss(0.5, 1)).toBe(4.5);
  expect(loss(2, 1)).toBe(0);
  const element = [coordinate(xor, "W1[0,1]"), coordinate(xor, "b2")] as never;
  const values = startingValues(xor).value!;
  // at its own values a slice is the model's loss
  expect(lossOver(xor, element, values)(-2, -1.5)).toBe(evaluate([xor.loss], values).get(xor.loss)!.data[0]);
  expect((await svgOf(slicePicture(neuron, ["w", "b"], run()))).match(/<circle r="4"/g)).toHaveLength(7);
});

test("what cannot be drawn says why", async () => {
  const start = startingValues(neuron).value!;
  const whole = { start, end: start, epochs: [] };
  expect(await slicePicture(neuron, ["w", "q"], whole)).toBe("the model has no parameter q: it has w, b");
  expect(await slicePicture(neuron, ["w"], whole)).toContain("two parameters");
  expect(coordinate(xor, "W1")).toBe("W1 has the shape [2, 2]: name an element, W1[0, 0]");
  expect(coordinate(xor, "W1[0,7]")).toContain("name an element");
  expect(await boundaryPicture(neuron, start, undefined)).toContain("X[n, 2]");
  expect(await expression("x + y + z")).toContain("two axes");
});

test("the boundary of a solved exclusive or has all four points on their own sides", async () => {
  const svg = await svgOf(boundaryPicture(xor, startingValues(xor).value!, undefined));
  expect(svg).toContain("4 of 4 points lie in the region of their own class");
});
