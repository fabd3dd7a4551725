import { expect, test } from "vitest";
import { lower } from "../../src/language/lower.ts";
import { chartSvg, tracedSvg } from "../../src/render/chart-svg.ts";
import { startingValues } from "../../src/train/start.ts";
import { tracedGraph } from "../../src/train/traced-graph.ts";

const svgOf = (source: string, detail?: "names" | "operations"): Promise<string> => {
  const model = lower(source).value!;
  return tracedSvg(tracedGraph(model, startingValues(model).value!, detail));
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The boxes of a picture, its paper aside. */
const boxesOf = (svg: string): Box[] =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((match) => {
    const [x, y, width, height] = match.slice(1).map(Number) as [number, number, number, number];
    return { x, y, width, height };
  });

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function expectApart(boxes: readonly Box[]): void {
  for (const [at, a] of boxes.entries())
    for (const b of boxes.slice(at + 1)) expect(overlap(a, b), `${JSON.stringify([a, b])}`).toBe(false);
}

const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map((match) => match[1]!);

test("the parts of an adjoint stand on the arrows they come by, and add up", async () => {
  // L = (a + a^2)/2 with a = w = 3: dL/da by the sum is 0.5 twice, by the square 3
  const svg = await svgOf("param w = 3; a = w*2; b = a*a; c = a*5; loss L = b + c");
  // L = a² + 5a at a = 6: through b comes 12, through c comes 5, and w gets 2·17
  expect(texts(svg)).toEqual(expect.arrayContaining(["∂ 12", "∂ 5", "∂ 34", "= 66"]));
});

test("operations as boxes: each arrow with its value and adjoint", async () => {
  const svg = await svgOf("param w = 3; loss L = exp(w) * w", "operations");
  expect(texts(svg)).toContain("exp(w)");
  expect(texts(svg).filter((one) => one.startsWith("∂")).length).toBe(3);
});

test("matrices are blocks with their shape, and show their norms", async () => {
  const svg = await svgOf("input X = [[3, 4], [0, 0]]; param W[2, 1] = 1; Z = X @ W; loss L = mean(Z^2)");
  expect(texts(svg)).toEqual(expect.arrayContaining(["X [2, 2]", "W [2, 1]", "‖·‖ 5"]));
  expect(svg).toContain("<title>Computational graph of L");
});

const chained = (count: number): string => {
  const names = Array.from({ length: count }, (_, at) => `q${at}`);
  const stated = names.map((name, at) => {
    const read = at === 0 ? ["x"] : [names[at - 1]!, names[at >> 1]!, names[at >> 2]!];
    return `${name} = ${at % 7 === 0 ? "tanh" : ""}(${[...new Set(read)].join(" + ")})`;
  });
  return `input x = 1; param w = 0.1; ${stated.join("; ")}; loss L = w*${names.at(-1)}`;
};

test("190 boxes lie apart, and inside the picture", async () => {
  const svg = await chartSvg(lower(chained(190)).value!);
  const boxes = boxesOf(svg);
  expect(boxes.length).toBeGreaterThanOrEqual(190);
  expectApart(boxes);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number) as [
    number,
    number,
    number,
  ];
  for (const box of boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
  }
});

test("beyond 200 boxes layers collapse, and say how many they hold", async () => {
  const layer = (name: string, from: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${name}${at} = tanh(w*${from}${count === 1 ? "" : ""})`).join(
      "; ",
    );
  const source = `input x = 1; param w = 0.1; ${layer("a", "x", 150)}; ${Array.from({ length: 150 }, (_, at) => `b${at} = sigmoid(a${at})`).join("; ")}; loss L = ${Array.from({ length: 150 }, (_, at) => `b${at}`).join(" + ")}`;
  const svg = await svgOf(source);
  expect(boxesOf(svg).length).toBeLessThan(20);
  expect(texts(svg).filter((one) => one === "150 of a kind").length).toBe(2);
  const deep = await svgOf(chained(450));
  expect(boxesOf(deep).length).toBeLessThanOrEqual(200);
});

/** Layers of four neurons each, every weight by its name. */
function scalars(layers: number): string {
  const lines = ["input x1 = 0.5, x2 = -0.3, y = 1"];
  let before = ["x1", "x2"];
  for (let layer = 0; layer < layers; layer++) {
    const names = [0, 1, 2, 3].map((at) => {
      const weights = before.map((_, from) => `w${layer}${at}${from}`);
      lines.push(`param ${weights.map((one) => `${one} = 0.1`).join(", ")}, b${layer}${at} = 0.1`);
      const sum = before.map((name, from) => `${weights[from]}*${name}`).join(" + ");
      lines.push(`a${layer}${at} = tanh(${sum} + b${layer}${at})`);
      return `a${layer}${at}`;
    });
    before = names;
  }
  return `${lines.join("\n")}\nloss L = (${before.join(" + ")} - y)^2`;
}

test("140 boxes with the numbers on their arrows lie apart and close together", async () => {
  const svg = await svgOf(scalars(6));
  const boxes = boxesOf(svg);
  expect(boxes.length).toBeGreaterThan(130);
  expectApart(boxes);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number) as [
    number,
    number,
    number,
  ];
  // the fullest ranks hold four neurons and what nine arrows to each of them say: 40 of 44 units
  expect(height).toBeLessThan(1.25 * 40 * 44);
  expect(width).toBeLessThan(3000);
});

test("beyond 200 boxes a layer's parameters stand with it, and chains lead downwards", async () => {
  const layers = Array.from(
    { length: 70 },
    (_, at) =>
      `param W${at}[2, 2] ~ glorot, b${at}[2] = 0; H${at} = relu(${at === 0 ? "X" : `H${at - 1}`} @ W${at} + b${at})`,
  );
  const svg = await svgOf(`input X = [[1, 2], [3, 4]]; ${layers.join("; ")}; loss L = mean(H69^2)`);
  expect(texts(svg)).toContain("3 quantities");
  expect([...svg.matchAll(/<path [^>]*marker-end/g)].length).toBeLessThanOrEqual(boxesOf(svg).length);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number) as [
    number,
    number,
    number,
  ];
  expect(height).toBeGreaterThan(10 * width);
});
