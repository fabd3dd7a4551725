import { expect, test } from "vitest";
import { brokenEquation } from "../../src/render/break-formula.ts";

const chain = (names: string): string =>
  names
    .split(" ")
    .map((name) => `\\frac{dL}{d${name}}`)
    .join(" \\cdot ");

test("a short equation stays on its line", () => {
  expect(brokenEquation("\\frac{dL}{dw}", [chain("z w"), "x(\\hat{y} - y)", "0.5"])).toBe(
    "\\frac{dL}{dw} = \\frac{dL}{dz} \\cdot \\frac{dL}{dw} = x(\\hat{y} - y) = 0.5",
  );
});

test("a long one has a side a line, and a long sum a term a line", () => {
  const [a, b] = ["z a b c d e f g h i k", "q r s t u v w x y z l"];
  const broken = brokenEquation("g", [`${chain(a)} + ${chain(b)}`, "0.5"]);
  expect(broken).toBe(
    `\\begin{aligned} g &= ${chain(a)} \\\\ &\\quad + ${chain(b)} \\\\ &= 0.5 \\end{aligned}`,
  );
});

test("what stands within brackets stays together", () => {
  const inner = `\\left(${chain("a b c d e f g h i k l m")} - \\frac{1 + x}{2 - y}\\right)`;
  expect(brokenEquation("g", [`${inner} - ${chain("a b c d e f")}`])).toContain(
    `&= ${inner} \\\\ &\\quad - \\frac`,
  );
});
