import { describe, expect, test } from "vitest";
import { Random } from "../../../src/base/random.ts";
import {
  everyPart,
  type Maths,
  nameKey,
  readEquations,
  usualFunctions,
} from "../../../src/lift/latex/index.ts";

/** A reading as a program would write it, so that tests say what was understood. */
function said(maths: Maths): string {
  const all = (items: readonly Maths[]): string => items.map(said).join(", ");
  switch (maths.kind) {
    case "number":
      return String(maths.value);
    case "name":
      return nameKey(maths.name);
    case "call":
      return `${nameKey(maths.name)}${"'".repeat(maths.primes)}(${all(maths.arguments)})`;
    case "sum":
      return `(${maths.terms.map((one) => `${one.negative ? "-" : "+"}${said(one.value)}`).join("")})`;
    case "product":
      return maths.factors
        .map(
          (one, at) => `${at === 0 ? "" : one.divides ? "/" : one.elementwise ? "⊙" : "*"}${said(one.value)}`,
        )
        .join("");
    case "fraction":
      return `[${said(maths.over)} over ${said(maths.under)}]`;
    case "power":
      return `${said(maths.base)}^${said(maths.exponent)}`;
    case "transpose":
      return `${said(maths.of)}.T`;
    case "group":
      return said(maths.of);
    case "absolute":
    case "norm":
      return `${maths.kind}(${said(maths.of)})`;
    case "tuple":
      return `<${all(maths.items)}>`;
    case "derivative":
      return `D${maths.order > 1 ? maths.order : ""}[${maths.of ? said(maths.of) : "?"}, ${said(maths.wrt)}]`;
    case "gradient":
      return `∇${maths.wrt ? `_${said(maths.wrt)}` : ""}[${said(maths.of)}]`;
    case "series":
      return `Σ_${maths.index}${maths.from ? `=${said(maths.from)}` : ""}${maths.to ? `..${said(maths.to)}` : ""}[${said(maths.of)}]`;
  }
}

const reading = (latex: string, functions: string[] = []): string => {
  const { equations, problem } = readEquations(latex, new Set([...usualFunctions, ...functions]));
  if (problem !== undefined) return `! ${problem}`;
  return equations
    .map((one) =>
      one.members.map((member) => (member.maths ? said(member.maths) : `! ${member.problem}`)).join(" = "),
    )
    .join(" ; ");
};

describe("what is written and what it says", () => {
  test.each<[string, string]>([
    ["wx + b", "(+w*x+b)"],
    ["2x", "2*x"],
    ["-x^2 + 3y^{2}", "(-x^2+3*y^2)"],
    ["\\frac{1}{2}(\\hat{y} - y)^2", "[1 over 2]*(+y_hat-y)^2"],
    ["\\dfrac12 (\\hat y - y)^2", "[1 over 2]*(+y_hat-y)^2"],
    ["w_1 x_1 + w_{2}x_{2}", "(+w1*x1+w2*x2)"],
    ["w_{21}", "w21"],
    ["w_{ij}", "w_i_j"],
    ["a^{(1)}", "a1"],
    ["W^{[2]}", "W2"],
    ["a_1^{(2)}", "a1^2"],
    ["a^{(2)}_1", "a1^2"],
    ["x_1^2", "x1^2"],
    ["x^2_1", "! `_` is not read here"],
    ["\\hat y_i", "y_hat_i"],
    ["\\hat{y}_{1}", "y_hat1"],
    ["z_{\\text{out}}", "z_out"],
    ["net_{h1}", "net_h1"],
    ["y_hat", "y_hat"],
    ["E_{total}", "E_total"],
    ["\\mathcal{L}", "L"],
    ["\\mathrm{loss}", "loss"],
    ["\\sigma(z)(1 - \\sigma(z))", "sigma(z)*(+1-sigma(z))"],
    ["\\sigma'(z_2)", "sigma'(z2)"],
    ["σ(z)·x", "sigma(z)*x"],
    ["x(\\hat y - y)", "x*(+y_hat-y)"],
    ["e^{-z}", "e^(-z)"],
    ["\\exp(-z)", "exp((-z))"],
    ["\\log \\hat y", "log(y_hat)"],
    ["y\\log\\hat{y} + (1-y)\\ln(1-\\hat{y})", "(+y*log(y_hat)+(+1-y)*log((+1-y_hat)))"],
    ["\\tanh^2(z)", "tanh(z)^2"],
    ["\\operatorname{ReLU}(z)", "relu(z)"],
    ["\\mathrm{sigmoid}(z)", "sigmoid(z)"],
    ["\\sqrt{x}", "sqrt(x)"],
    ["\\left( a \\right) \\cdot b \\times c", "a*b*c"],
    ["a \\odot b", "a⊙b"],
    ["a / b", "a/b"],
    ["W^\\top x", "W.T*x"],
    ["W^{\\mathsf{T}} x", "W.T*x"],
    ["W_2^T \\delta_2", "W2.T*delta2"],
    ["W^{[2]T} \\delta", "W2.T*delta"],
    ["dz^{[2]} x", "dz2*x"],
    ["\\lVert a - y \\rVert^2", "norm((+a-y))^2"],
    ["|x|", "absolute(x)"],
    ["\\sum_{i=1}^{N} (y_i - x_i)^2", "Σ_i=1..N[(+y_i-x_i)^2]"],
    ["\\frac{1}{N}\\sum_i y_i", "[1 over N]*Σ_i[y_i]"],
    ["(2x, 6y)", "<2*x, 6*y>"],
    ["\\frac{\\partial L}{\\partial w_2}", "D[L, w2]"],
    ["\\tfrac{dL}{d\\hat y}", "D[L, y_hat]"],
    ["\\frac{\\mathrm{d} L}{\\mathrm{d} w}", "D[L, w]"],
    ["\\frac{d^2 L}{dw^2}", "D2[L, w]"],
    ["\\partial L / \\partial w", "D[L, w]"],
    ["dL/dw \\cdot x", "D[L, w]*x"],
    ["\\frac{d}{dx} x^2", "D[x^2, x]"],
    ["\\frac{\\partial}{\\partial w}\\left[\\frac12(wx-y)^2\\right]", "D[[1 over 2]*(+w*x-y)^2, w]"],
    ["\\frac{\\partial \\sigma(z)}{\\partial z}", "D[sigma(z), z]"],
    ["\\frac{}{\\partial w}", "D[?, w]"],
    ["\\nabla_w L", "∇_w[L]"],
    ["\\nabla f(x, y)", "∇[f(x, y)]"],
    ["\\pdv{L}{w}", "D[L, w]"],
  ])("%s", (latex, expected) => expect(reading(latex)).toBe(expected));

  test("a letter that the document defines as a function is one", () => {
    expect(reading("s(z)(1 - s(z))")).toBe("s*z*(+1-s*z)");
    expect(reading("s(z)(1 - s(z))", ["s"])).toBe("s(z)*(+1-s(z))");
  });
});

describe("equations", () => {
  test.each<[string, string]>([
    ["\\frac{d}{dz} = \\sigma(z)", "D[?, z] = sigma(z)"],
    ["z = wx + b, \\quad a = \\sigma(z)", "z = (+w*x+b) ; a = sigma(z)"],
    ["L = (a-y)^2 \\text{ where } a = wx", "L = (+a-y)^2 ; a = w*x"],
    ["\\begin{aligned} z &= wx \\\\ a &= z^2 \\end{aligned}", "z = w*x ; a = z^2"],
    ["\\begin{align*} z &= wx \\\\ &= xw \\end{align*}", "z = w*x = x*w"],
    ["z = a \\\\ + b", "z = (+a+b)"],
    ["w := wx", "w = w*x"],
    ["w \\leftarrow w - \\eta g", ""],
    ["z = wx \\approx 3", "z = w*x"],
    ["L = x.", "L = x"],
  ])("%s", (latex, expected) => expect(reading(latex)).toBe(expected));

  test("a member that cannot be read leaves its neighbours", () => {
    expect(reading("z = \\begin{cases} 1 \\\\ 2 \\end{cases} = x")).toBe(
      "z = ! `\\begin` is not read here = x",
    );
  });

  test("spans give back what was written", () => {
    const latex = "\\frac{dL}{dw} = (\\hat y - y) \\times \\sigma(z_2) \\times x";
    const { equations } = readEquations(latex);
    const product = equations[0]!.members[1]!.maths!;
    expect(product.kind).toBe("product");
    const texts = everyPart(product).map((one) => latex.slice(one.span.from, one.span.to));
    expect(texts).toContain("\\sigma(z_2)");
    expect(texts).toContain("(\\hat y - y)");
    expect(texts).toContain("z_2");
    expect(texts[0]).toBe("(\\hat y - y) \\times \\sigma(z_2) \\times x");
  });
});

describe("hostile text", () => {
  const started = (read: () => void): number => {
    const begin = performance.now();
    read();
    return performance.now() - begin;
  };

  test("ten thousand braces, a megabyte, and macros end at once with a reason", () => {
    expect(started(() => expect(reading("{".repeat(10_000))).toMatch(/deep|ends|early/))).toBeLessThan(500);
    expect(
      started(() => expect(reading(`${"{".repeat(9_000)}x${"}".repeat(9_000)}`)).toMatch(/deep/)),
    ).toBeLessThan(500);
    expect(started(() => expect(reading("\\frac{1}{".repeat(1_800))).toMatch(/^!/))).toBeLessThan(2000);
    expect(started(() => expect(reading("x+".repeat(500_000))).toMatch(/too long/))).toBeLessThan(500);
    expect(reading("\\def\\a{\\a\\a}\\a")).toMatch(/not expanded/);
    expect(reading("\\newcommand{\\x}{y} \\x")).toMatch(/not expanded/);
  });

  test("no broken text throws", () => {
    const whole =
      "\\begin{aligned}\\frac{\\partial L}{\\partial w_{ij}} &= \\sum_{i=1}^{N} \\left(\\hat{y}_i - y^{(i)}\\right)\\sigma'(z)^2 \\\\ &= \\lVert x\\rVert \\cdot W^\\top_2 \\end{aligned}";
    for (let end = 0; end <= whole.length; end++) {
      expect(() => readEquations(whole.slice(0, end))).not.toThrow();
      expect(() => readEquations(whole.slice(end))).not.toThrow();
    }
    const random = new Random(7);
    const bits =
      "\\frac { } ( ) _ ^ ' = \\partial d L \\sum , | \\text \\hat \\mathrm & \\\\ 2 [ ] / \\left \\right . \\begin \\end ".split(
        " ",
      );
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 12 }, () => random.pick(bits)).join(round % 2 ? "" : " ");
      expect(() => readEquations(text), text).not.toThrow();
    }
  });
});
