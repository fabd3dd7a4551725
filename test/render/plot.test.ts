import { expect, test } from "vitest";
import { png } from "../../src/host/png.ts";
import { descend } from "../../src/model.ts";
import { pageHtml } from "../../src/render/page.ts";
import { contour } from "../../src/render/plot/contour.ts";
import { curves } from "../../src/render/plot/curve.ts";

const { path } = descend("x^2 + 3*y^2", {
  start: { x: 4, y: -4 },
  rate: 0.2,
  iterations: 20,
  stop: "gradient < 0.01",
});
const points = path.map(({ point }) => [point.x!, point.y!] as const);
const f = (x: number, y: number): number => x ** 2 + 3 * y ** 2;
const title = "Gradient descent path on f(x, y) = x^2 + 3y^2";
const picture = contour(f, points, { x: [-5, 5], y: [-5, 5], title, legend: "Gradient Descent Path" });

test("the contour picture has its levels, path, markers, title, labels, legend and grid", async () => {
  const svg = await picture;
  expect(svg.length).toBeLessThan(600_000);
  const levels = new Set([...svg.matchAll(/<path stroke="(#[0-9a-f]{6})"/g)].map((match) => match[1]));
  expect(levels.size).toBeGreaterThanOrEqual(40);
  const markers = [...svg.matchAll(/<circle r="4" cy="([\d.]+)" cx="([\d.]+)"/g)];
  expect(markers).toHaveLength(16);
  // the start, (4, −4), in a frame of 554 × 374 from (66, 62)
  const [y, x] = markers[0]!.slice(1).map(Number) as [number, number];
  expect(x).toBeCloseTo(66 + ((4 + 5) / 10) * (640 - 66 - 20), 0);
  expect(y).toBeCloseTo(62 + ((5 + 4) / 10) * (480 - 62 - 44), 0);
  expect(svg.includes(`<title>${title}</title>`), `<title>${title}</title>`).toBe(true);
  expect(
    svg.includes("<desc>Contours of a function of x and y, a path of 16 points from (4,-4)"),
    "<desc>Contours of a function of x and y, a path of 16 points from (4,-4)",
  ).toBe(true);
  expect(svg.includes(">Gradient Descent Path</text>"), ">Gradient Descent Path</text>").toBe(true);
  expect(/aria-label="x-grid"/.test(svg)).toBe(true);
  expect(/aria-label="x-axis label"[^>]*><text[^>]*>x<\/text>/.test(svg)).toBe(true);
  expect(svg.includes('role="img"'), 'role="img"').toBe(true);
});

test("the picture is the same each time", async () => {
  const again = await contour(f, points, { x: [-5, 5], y: [-5, 5], title, legend: "Gradient Descent Path" });
  expect(again === (await picture)).toBe(true);
});

test("functions that are constant, or no number in places, are drawn all the same", async () => {
  expect(await contour(() => 1, points, { grid: 20 })).toContain("<circle");
  expect(await contour((x, y) => Math.log(x) + y, points, { grid: 20 })).toContain("<path");
  expect(
    await contour(
      f,
      [
        [0, 0],
        [Number.NaN, 1],
        [Infinity, 2],
      ],
      { grid: 20 },
    ),
  ).not.toContain("NaN");
});

test("no contour is drawn where the function has no value, nor along the rim of it", async () => {
  const svg = await contour((x, y) => Math.log(x) + y, [], { x: [-5, 5], y: [-5, 5], grid: 100 });
  const contours = [...svg.matchAll(/<path stroke="#[0-9a-f]{6}" d="([^"]*)"/g)].map((match) => match[1]!);
  expect(contours.length).toBeGreaterThan(20);
  const middle = 66 + (640 - 66 - 20) / 2;
  for (const [, x] of contours.join("").matchAll(/[ML]([\d.]+),/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(middle);
  }
});

test("a contour line lies where the function has its level", async () => {
  const svg = await contour((x, y) => x * x + y * y, [], { x: [-2, 2], y: [-2, 2], levels: 4 });
  const rings = [...svg.matchAll(/<path stroke="#[^"]*" d="([^"]*)"/g)].map((match) => match[1]!);
  const ring = rings.find((one) => one !== "") ?? "";
  const distances = [...ring.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, px, py]) => {
    const x = ((Number(px) - 66) / (640 - 66 - 20)) * 4 - 2;
    const y = 2 - ((Number(py) - 44) / (480 - 44 - 44)) * 4;
    return x * x + y * y;
  });
  expect(distances.length).toBeGreaterThan(50);
  const level = Math.round(distances[0]!);
  for (const distance of distances) expect(distance).toBeCloseTo(level, 1);
});

test("a path far from 0 is in the middle of its picture", async () => {
  const svg = await contour(
    (x, y) => (x - 100) ** 2 + y ** 2,
    [
      [104, 3],
      [101, 1],
      [100, 0],
    ],
    { grid: 50 },
  );
  const [first] = [...svg.matchAll(/<circle r="4" cy="([\d.]+)" cx="([\d.]+)"/g)];
  expect(Number(first![2])).toBeCloseTo(66 + 0.9 * 554, 0);
});

test("text is centred on its tick, as Plot means it", async () => {
  const svg = await curves([{ name: "loss", values: [3, 2, 1] }]);
  expect(svg).toMatch(/<g text-anchor="middle">[\s\S]*aria-label="x-axis tick label"/);
});

test("a logarithmic axis bears numbers, over one decade and over many", async () => {
  const near = await curves([{ name: "loss", values: [0.089, 0.08, 0.066] }], { log: true });
  const far = await curves([{ name: "loss", values: [1, 1e-3, 1e-7] }], { log: true });
  const numbers = (svg: string): (string | undefined)[] =>
    [...(/y-axis tick label"[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? "").matchAll(/>([^<]+)<\/text>/g)].map(
      (one) => one[1],
    );
  expect(numbers(near)).toContain("0.08");
  expect(numbers(near).length).toBeGreaterThanOrEqual(3);
  expect(numbers(far)).toContain("1e−05");
  const constant = await curves([{ name: "loss", values: [2, 2] }], { log: true });
  expect(numbers(constant)).toEqual(["2"]);
  expect(await curves([{ name: "loss", values: [] }], { log: true })).not.toContain("NaN");
});

test("the numbers on the axes are whole: epochs without decimals, small values with all of theirs", async () => {
  const svg = await curves([{ name: "loss", values: [0.01, 0.05, 0.03] }]);
  const text = [...svg.matchAll(/>([^<]+)<\/text>/g)].map((one) => one[1]!);
  expect(text).toEqual(expect.arrayContaining(["1", "2", "3", "0.015", "0.045"]));
  expect(new Set(text).size).toBe(text.length);
});

test("a title fits its picture", async () => {
  const title = "Gradient descent path on f(x, y) = ".repeat(5);
  const size = /font-size="([\d.]+)">Gradient/.exec(
    await curves([{ name: "f", values: [1, 2] }], { title }),
  )?.[1];
  expect(Number(size) * title.length * 0.62).toBeLessThanOrEqual(640);
});

test("more lines than colours: the legend shows the dashes and takes the rows that it needs", async () => {
  const many = Array.from({ length: 14 }, (_, at) => ({ name: `parameter ${at}`, values: [at, at + 1] }));
  const legend = /<g aria-label="legend">(.*?)<\/g>/s.exec(await curves(many))![1]!;
  const entries = [...legend.matchAll(/<text x="([\d.]+)" y="([\d.]+)">parameter (\d+)/g)];
  expect(entries).toHaveLength(14);
  expect(new Set(entries.map((one) => one[2])).size).toBeGreaterThan(1);
  for (const [, x, , at] of entries) expect(Number(x) + `parameter ${at}`.length * 6.8).toBeLessThan(640);
  const strokes = [...legend.matchAll(/stroke="(#\w+)" stroke-width="1.8"( stroke-dasharray="[^"]*")?/g)];
  expect(new Set(strokes.map(([, colour, dashes]) => `${colour}${dashes}`)).size).toBe(14);
});

test("a PNG is drawn with its text, on a machine without fonts", async () => {
  const small = (label: string) =>
    curves([{ name: label, values: [3, 2, 1] }], { title: label, width: 300, height: 200 });
  const [a, b] = await Promise.all(["one", "two"].map(async (label) => png(await small(label), 1)));
  expect([...a!.slice(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(a!.buffer, a!.byteOffset);
  expect([view.getUint32(16), view.getUint32(20)]).toEqual([300, 200]);
  // only the letters differ between the two
  expect(Buffer.compare(Buffer.from(a!), Buffer.from(b!))).not.toBe(0);
});

test("curves tell their ends in words, and leave out what is no number", async () => {
  const svg = await curves(
    [
      { name: "loss", values: [4, 2, Number.NaN, 1] },
      { name: "b", values: [1, 1, 1, 1] },
    ],
    { log: true },
  );
  expect(
    svg.includes("<desc>loss goes from 4.000 to 1.000; b goes from 1.000 to 1.000.</desc>"),
    "<desc>loss goes from 4.000 to 1.000; b goes from 1.000 to 1.000.</desc>",
  ).toBe(true);
  expect(svg).not.toContain("NaN");
});

test("a page escapes what it is given", () => {
  const html = pageHtml({
    title: "<script>alert(1)</script>",
    lead: "a & b",
    sections: [
      {
        title: "A <b>",
        parts: [
          { kind: "output", lines: ["x < y"] },
          { kind: "code", language: 'ts"', text: "</code><script>" },
        ],
      },
    ],
  });
  expect(html).not.toContain("<script");
  expect(html).toContain("x &lt; y");
  expect(html).toContain('<a href="#a-b">A &lt;b&gt;</a>');
});
