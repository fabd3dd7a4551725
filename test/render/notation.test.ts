import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Graph } from "../../src/graph/graph.ts";
import { lower, lowerExpression } from "../../src/language/lower.ts";
import { diff } from "../../src/model.ts";
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
    "abs(x)": "\\lvert x \\rvert",
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

test("what LaTeX would misread or refuse", () => {
  const forms = {
    "-2*x": "-2x",
    "(a/b)^2": "\\left(\\frac{a}{b}\\right)^2",
    "sigmoid(a/b)": "\\sigma\\left(\\frac{a}{b}\\right)",
    "x*(a/b)": "x\\frac{a}{b}",
    "3*(1/2)": "3 \\cdot \\frac{1}{2}",
    "(1e-5)^2": "(1 \\times 10^{-5})^2",
    "(x^y)^z": "(x^y)^z",
    "x^y^z": "x^{y^z}",
    "e^x^2": "e^{x^2}",
    "(e^x)^2": "(e^x)^2",
    "a/(b/c)": "\\frac{a}{\\frac{b}{c}}",
    "a*(b*c)": "a(b c)",
    x_hatch: "x_{\\mathrm{hatch}}",
    "w1_hat^2": "\\hat{w}_1^2",
    "sqrt(x^2 + y^2)": "\\sqrt{x^2 + y^2}",
  };
  for (const [text, written] of Object.entries(forms)) expect(formula(text), text).toBe(written);
  expect(diff("5 - x^2").latex).toBe("-2x");
  const model = lower("param w1[3] = 1; v = w1[0] + w1[1]^2; loss L = v").value!;
  expect(latex(model.quantities[0]!.operands[0]!)).toBe("{w_1}_{[0]} + {w_1}_{[1]}^2");
});

test("every formula that is written is one that a LaTeX reader takes", async () => {
  const name = fc.constantFrom("x", "y_hat", "w1", "theta", "rate");
  const number = fc.constantFrom("2", "-3", "0.5", "1e-7", "pi", "e");
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.oneof(name, number),
      fc
        .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "^"), tie("expression"))
        .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
      fc
        .tuple(fc.constantFrom("-", "exp", "sqrt", "abs", "tanh", "relu", "sigmoid"), tie("expression"))
        .map(([called, x]) => `${called}(${x})`),
      fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `where(${a} < ${b}, ${a}, ${b})`),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(expression, async (text) => {
      const lowered = lowerExpression(text);
      if (lowered.value) expect(await mathml(latex(lowered.value.expression))).not.toContain("temml-error");
    }),
    { numRuns: 300 },
  );
});

test("a formula ten thousand operations deep is written without a stack overflow", () => {
  const graph = new Graph();
  let node = graph.variable("x");
  for (let depth = 0; depth < 10_000; depth++) node = graph.tanh(node);
  expect(latex(node)).toHaveLength(10_000 * "\\tanh()".length + 1);
});

test.each([
  ["one-neuron-identity", "x --w*x + b--> z\nz --identity function--> y_hat"],
  ["one-neuron-sigmoid", "x --w*x + b--> z\nz --sigmoid function--> y_hat"],
  [
    "two-neurons-in-series",
    "x --w_1*x + b_1--> z_1\nz_1 --sigmoid function--> a_1\na_1 --w_2*a_1 + b_2--> z_2\nz_2 --sigmoid function--> y_hat",
  ],
])("the review's chart: %s", (name, arrows) => {
  const source = readFileSync(new URL(`../../examples/${name}.chain`, import.meta.url), "utf8");
  const trimmed = mermaid(lower(source).value!)
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
  expect(trimmed).toBe(`flowchart LR\n${arrows}`);
});

test("labels that begin like an arrow's head, or hold what HTML would read, are quoted", () => {
  const model = lower(
    "input x = 1, y = 2; param w = 1; class = x*w; o = where(class < 1, w, class); loss L = (o - y)^2",
  ).value!;
  const chart = mermaid(model, { values: new Map([[model.quantities[0]!, "= 1"]]) });
  expect(chart).toContain('x --"x*w"--> class_');
  expect(chart).toContain('class_["class<br/>= 1"]');
  expect(chart).toContain('class_ --"where(class #lt; 1, w, class)"--> o');
});

test("DOT charts: matrices as blocks with their shape, values where wanted", () => {
  const model = lower(
    "input X[4, 3] = 1, y[4] = 1; param W[3] = 0.5; z = X @ W; p = sigmoid(z); loss L = mean((p - y)^2)",
  ).value!;
  const values = new Map([[model.quantities[0]!, "norm 3, adjoint 0.5"]]);
  expect(dot(model, { values })).toContain('"z" [label="z\\n[4]\\nnorm 3, adjoint 0.5", shape=box];');
  expect(dot(model)).toContain('"z" -> "p" [label="sigmoid function"];');
});
