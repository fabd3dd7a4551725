import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-graph-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const model = (id: string): string => new URL(`../../examples/${id}.chain`, import.meta.url).pathname;

const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map((match) => match[1]!);

test("the SVG holds every quantity once and every arrow with its label", async () => {
  const { out } = await chainrule("graph", model("two-neurons-in-a-layer"), "--format", "svg");
  expect(texts(out).sort()).toEqual(
    ["x", "z_1", "a_1", "z_2", "a_2", "z_3", "a_3", "z_4", "y_hat"]
      .concat(["w_1*x + b_1", "w_21*a_1 + b_2", "w_31*a_1 + b_3", "w_42*a_2", "w_43*a_3 + b_4"])
      .concat(Array(4).fill("sigmoid function"))
      .sort(),
  );
  expect(out.match(/marker-end/g)).toHaveLength(9);
});

test("boxes never overlap, and every arrow runs to the right", async () => {
  for (const id of ["two-neurons-in-a-layer", "letters", "two-neurons-in-series"]) {
    const { out } = await chainrule("graph", model(id), "--format", "svg", "--values");
    const boxes = [
      ...out.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    expect(boxes.length).toBeGreaterThan(4);
    boxes.forEach(([x, y, width, height], at) => {
      for (const [otherX, otherY, otherWidth, otherHeight] of boxes.slice(at + 1)) {
        const apart =
          x + width <= otherX ||
          otherX + otherWidth <= x ||
          y + height <= otherY ||
          otherY + otherHeight <= y;
        expect(apart, `${id}: ${x},${y} and ${otherX},${otherY}`).toBe(true);
      }
    });
    for (const [, from, to] of out.matchAll(/<path d="M([\d.]+) [\d.C ]*? ([\d.]+) [\d.]+" fill="none"/g)) {
      expect(Number(from)).toBeLessThan(Number(to));
    }
  }
});

test("values, adjoints and shapes stand in the boxes", async () => {
  const { out } = await chainrule("graph", model("one-neuron-identity"), "--format", "svg", "--values");
  expect(texts(out)).toEqual(expect.arrayContaining(["= 2", "adjoint -3"]));
  const letters = await chainrule("graph", model("letters"), "--format", "svg");
  expect(texts(letters.out)).toContain("H [3, 5]");
});

test("--output writes the file and says so; - is standard output", async () => {
  const path = join(place, "chart.svg");
  const { out, err } = await chainrule("graph", model("letters"), "--format", "svg", "--output", path);
  expect(out).toBe("");
  expect(err).toBe(`wrote ${path}\n`);
  expect(readFileSync(path, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect((await chainrule("graph", model("letters"), "--output", "-")).out).toMatch(/^flowchart LR/);
});
