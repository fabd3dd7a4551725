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
    ["x", "z₁", "a₁", "z₂", "a₂", "z₃", "a₃", "z₄", "ŷ"]
      .concat(["w₁·x + b₁", "w₂₁·a₁ + b₂", "w₃₁·a₁ + b₃", "w₄₂·a₂", "w₄₃·a₃ + b₄"])
      .concat(Array(4).fill("sigmoid function"))
      .sort(),
  );
  expect(out.match(/marker-end/g)).toHaveLength(9);
});

test("with --values the parameters are drawn too, and what flows along the arrows", async () => {
  const { out } = await chainrule("graph", model("one-neuron-identity"), "--format", "svg", "--values");
  // w = 0.5 goes forward, dL/dw = (y_hat - y)*x = -6 comes back
  expect(texts(out)).toEqual(expect.arrayContaining(["w", "0.5", "∂ −6", "∂ −3", "= 4.5"]));
  const letters = await chainrule("graph", model("letters"), "--format", "svg");
  expect(texts(letters.out)).toContain("H [3, 5]");
});

test("a picture is written as PNG too", async () => {
  const path = join(place, "chart.png");
  await chainrule("graph", model("one-neuron-sigmoid"), "--values", "--output", path);
  expect([...readFileSync(path).subarray(0, 4)]).toEqual([137, 80, 78, 71]);
});

test("--output writes the file and says so; - is standard output", async () => {
  const path = join(place, "chart.svg");
  const { out, err } = await chainrule("graph", model("letters"), "--format", "svg", "--output", path);
  expect(out).toBe("");
  expect(err).toBe(`wrote ${path}\n`);
  expect(readFileSync(path, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect((await chainrule("graph", model("letters"), "--output", "-")).out).toMatch(/^flowchart LR/);
});
