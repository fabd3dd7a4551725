import { expect, test } from "vitest";
import { proposals } from "../../../src/check/formulas/proposals.ts";
import { readEquations } from "../../../src/lift/latex/index.ts";

const raw = String.raw;

/** The changes of a side that a repair tries, as they are told. */
function changes(side: string): string[] {
  const { maths } = readEquations(side, new Set(["f", "sigma"])).equations[0]!.members[0];
  return [...proposals(side, maths!, [["a", "a"]])].map((one) => one.text);
}

test("a number becomes none below zero and no half", () => {
  expect(changes("0 + x").filter((one) => one.startsWith("0 → "))).toEqual(["0 → 1", "0 → 2"]);
  expect(changes("3 + x").filter((one) => one.startsWith("3 → "))).toEqual([
    "3 → 4",
    "3 → 2",
    "3 → 6",
    "3 → 1",
  ]);
});

test("a number that stands alone gets factors before and after it; a one becomes the factor", () => {
  expect(changes("3")).toEqual(expect.arrayContaining(["3 a", raw`\frac{1}{2} \cdot 3`]));
  expect(changes("3")).not.toContain("a");
  expect(changes("1")).toEqual(expect.arrayContaining(["a", "(1 - a)"]));
  expect(changes("1")).not.toContain("1 a");
});

test("what is divided by stays below", () => {
  const all = changes("x / y");
  expect(all).toContain("without y");
  expect(all).not.toContain("without x");
  // a factor more is multiplied
  expect(all).toContain("x / y a");
  expect(all).not.toContain("x / y / a");
  expect(changes(raw`x \cdot y`)).toEqual(expect.arrayContaining(["without x", raw`x \cdot y \cdot a`]));
});

test("a power is taken away, a negative one as well", () => {
  expect(changes("x^{-1} y")).toContain("x^{-1} → x");
  expect(changes("x^-1 y")).toContain("x^-1 → x");
});

test("a function alone may lack its prime", () => {
  expect(changes("f(x)")).toEqual(expect.arrayContaining(["f(x) → f'(x)", "f(x) → (1 - f(x))"]));
  expect(changes("f'(x)")).toContain("f'(x) → f(x)");
});

test("what is differentiated gets no prime and no power", () => {
  const all = changes(raw`\frac{d f(x)}{dx} b`);
  expect(all).toContain("b → b^2");
  for (const one of ["f(x) → f'(x)", "f(x) → f(x)^2", "x → x^2"]) expect(all).not.toContain(one);
  expect(changes(raw`\frac{d x}{dx} b`)).not.toContain("x → x^2");
});

test("a factor is told by its place", () => {
  const side = "b c d e g h k m";
  const { maths } = readEquations(side).equations[0]!.members[0];
  const places = [...proposals(side, maths!, [["a", "a"]])]
    .filter((one) => one.text.endsWith(" → a"))
    .map(({ says }) => says.split(" should")[0]);
  expect(places).toEqual([
    ...["first", "second", "third", "fourth", "fifth", "sixth", "7th", "last"].map(
      (one) => `the ${one} factor`,
    ),
  ]);
});
