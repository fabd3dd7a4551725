import assert from "node:assert/strict";
import { diff, gradient } from "chainrule";
import { section } from "./section.ts";

export default section(import.meta.url, "Derivatives", (print) => {
  // Univariate functions
  print(`${diff("x^2 + 1", "x")}`);
  print(`${diff("(x + 3)^3", "x")}`);

  // Partial derivatives of a function of two variables, and both at once: the gradient
  print(`${diff("x^2 + 3*y^2", "x")}`);
  print(`${diff("x^2 + 3*y^2", "y")}`);
  print(`${gradient("x^2 + 3*y^2")}`);

  // By hand: d/dx (x + 3)³ = 3 (x + 3)², and the limit that it stands for
  const f = (x: number): number => (x + 3) ** 3;
  const byHand = (x: number): number => 3 * (x + 3) ** 2;
  const step = 1e-6;
  for (const x of [-4, 0, 1.5]) {
    const slope = (f(x + step) - f(x - step)) / (2 * step);
    assert(Math.abs(slope - byHand(x)) < 1e-6);
    assert.equal(diff("(x + 3)^3", "x").at({ x }), byHand(x));
  }
});
