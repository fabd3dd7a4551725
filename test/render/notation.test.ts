import { expect, test } from "vitest";
import { lower, lowerExpression } from "../../src/language/lower.ts";
import { dot } from "../../src/render/dot.ts";
import { latex, latexName } from "../../src/render/latex.ts";
import { mathml } from "../../src/render/mathml.ts";
import { mermaid } from "../../src/render/mermaid.ts";

const formula = (text: string): string => latex(lowerExpression(text).value!.expression);

test("names are written as mathematicians write them", () => {
  const names = {
    y_hat: "\\hat{y}",
    w1: "w_1",
    w21: "w_{21}",
    theta: "\\theta",
    theta1: "\\theta_1",
    a_1: "a_1",
    x_bar: "\\bar{x}",
    loss: "\\mathrm{loss}",
    W: "W",
    w_out: "w_{\\mathrm{out}}",
    "dL/dy_hat": "\\frac{dL}{d\\hat{y}}",
  };
  for (const [name, written] of Object.entries(names)) expect(latexName(name)).toBe(written);
});

test("expressions keep their order and get the parentheses they need", () => {
  const forms = {
    "x*(y_hat - y)": "x(\\hat{y} - y)",
    "sigmoid(z)*(1 - sigmoid(z))": "\\sigma(z)(1 - \\sigma(z))",
    "(a + b)^2/2": "\\frac{(a + b)^2}{2}",
    "-x^2": "-x^2",
    "(-x)^2": "(-x)^2",
    "2*3*x": "2 \\cdot 3x",
    "x*2": "x \\cdot 2",
    "a*b": "a b",
    "a - (b - c)": "a - (b - c)",
    "e^(-z)": "e^{-z}",
    "x^(y + 1)": "x^{y + 1}",
    "1e-5*x": "1 \\times 10^{-5}x",
    "abs(x)": "|x|",
    "where(x > 0, x, 0)": "\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
    "2*pi*r": "2\\pi r",
  };
  for (const [text, written] of Object.entries(forms)) expect(formula(text), text).toBe(written);
});

test("arrays: products, element-wise products, transposes, sums along axes", () => {
  const model = lower(
    "input X[n, 3], v[n]; param W[3, 2] = 1; Z = X @ W; L0 = sum(Z * Z, axis=0); loss L = sum(v @ Z + L0) + sum(W')",
  ).value!;
  const of = (at: number): string => latex(model.quantities[at]!.operands[0]!);
  expect(of(0)).toBe("X W");
  expect(of(1)).toBe("\\operatorname{sum}_{0}(Z \\odot Z)");
  expect(of(2)).toContain("W^{\\top}");
});

test("MathML comes from the same formula", async () => {
  expect(await mathml("\\frac{dL}{dw_1}")).toMatch(/^<math[\s\S]*<mfrac>[\s\S]*<\/math>$/);
});

test("charts: names that Mermaid would misread, several sources, the loss on request", () => {
  const model = lower(
    "input end = 1, y = 2; param w = 1, b = 0; p = relu(w*end); q = (w + 1)*p; s = p - q + b; loss L = (s - y)^2",
  ).value!;
  const chart = mermaid(model);
  expect(chart).toContain('end_["end"]');
  expect(chart).toContain('end_ --"relu(w*end)"--> p');
  expect(chart).toContain("p --p--> s");
  expect(chart).toContain('q --"-q + b"--> s');
  expect(chart).not.toMatch(/> L$/m);
  expect(mermaid(model, { loss: true })).toContain('y --"(s - y)^2"--> L');
  expect(dot(model)).toMatch(/^digraph model \{\n {2}rankdir=LR;/);
});
