import { expect, test } from "vitest";
import { codeLatex } from "../../src/check/code-latex.ts";
import { mathml } from "../../src/render/mathml.ts";

const python: readonly (readonly [code: string, latex: string])[] = [
  ["dL_dz1 = dL_dz2 * w1 * a1 * (1 - a1)", "\\frac{dL}{dz_1} = \\frac{dL}{dz_2}\\,w_1\\,a_1\\,(1 - a_1)"],
  ["dW1 = X.T @ dZ1 / n", "dW_1 = \\frac{X^{\\top}\\,dZ_1}{n}"],
  ["dZ1 = (dZ2 @ self.W2.T) * (self.Z1 > 0)", "dZ_1 = dZ_2\\,W_2^{\\top} \\odot [Z_1 > 0]"],
  ["dW = np.dot(X.T, d) / X.shape[0]", "dW = \\frac{X^{\\top}\\,d}{\\mathrm{rows}(X)}"],
  ["db1 = np.sum(dZ1, axis=0, keepdims=True)", "db_1 = \\sum\\nolimits_{0} (dZ_1)"],
  [
    "loss = np.mean((y_hat - y) ** 2) / 2",
    "\\mathrm{loss} = \\frac{\\operatorname{mean} ((\\hat{y} - y)^{2})}{2}",
  ],
  ["w -= learning_rate * dw", "w \\leftarrow w - \\mathrm{learning\\_rate}\\,dw"],
  ["w2 = w2 - (a - b)", "w_2 = w_2 - (a - b)"],
  ["grads['W1'] = np.outer(delta, x)", "dW_1 = \\delta\\,x^{\\top}"],
  ["y = a if b > 0 else -c", "y = \\begin{cases} a & b > 0 \\\\ -c & \\text{otherwise} \\end{cases}"],
  ["return -y / y_hat", "\\frac{-y}{\\hat{y}}"],
  ["p = softmax(z + 1e-8)", "p = \\mathrm{softmax}(z + 10^{-8})"],
  ["p = z + 2.5e-8", "p = z + 2.5 \\times 10^{-8}"],
  ["m = np.mean(x, 0)", "m = \\operatorname{mean}_{0} (x)"],
  ["m = np.max(x, y)", "m = \\max(x, y)"],
  // element by element where both are matrices
  ["W *= M", "W \\leftarrow W \\odot M"],
  ["W *= decay", "W \\leftarrow W\\,\\mathrm{decay}"],
  ["Z = X * (a * W)", "Z = X \\odot (a\\,W)"],
  ["Z = X * (a * w)", "Z = X\\,(a\\,w)"],
  ["n = X.shape[i]", "n = \\mathrm{shape}_{i}"],
  ["n = X.shape[0]", "n = \\mathrm{rows}(X)"],
  ["d = self.grads['W1']", "d = dW_1"],
  ["d = self.values['W1']", "d = W_1"],
  ["w = params['W'][0][1]", "w = W_{0,1}"],
  ["w = x[0, 1][2]", "w = {x_{0,1}}_{2}"],
  ["v = x[:n]", "v = x_{:n}"],
  ["v = x[1:]", "v = x_{1:}"],
  ["v = x[:, None]", "v = x_{:,\\cdot}"],
];
const typescript: readonly (readonly [code: string, latex: string])[] = [
  ["const dz1 = dz2 * w2;", "dz_1 = dz_2\\,w_2"],
  [
    "grad[i][j] += delta[i] * x[j];",
    "\\mathrm{grad}_{i,j} \\leftarrow \\mathrm{grad}_{i,j} + \\delta_{i}\\,x_{j}",
  ],
  [
    "this.w1 -= rate * Math.exp(-x) * dL_dw1;",
    "w_1 \\leftarrow w_1 - \\mathrm{rate}\\,e^{-x}\\,\\frac{dL}{dw_1}",
  ],
];

test("a line of a program is written as its formula, arrays and all", () => {
  for (const [code, latex] of python) expect(codeLatex(code), code).toBe(latex);
  for (const [code, latex] of typescript) expect(codeLatex(code, "net.ts"), code).toBe(latex);
});

test("each of them is MathML", async () => {
  for (const [, latex] of [...python, ...typescript]) {
    const found = await mathml(latex);
    expect(found, latex).toMatch(/^<math/);
    expect(found, latex).not.toMatch(/merror|temml-error/);
  }
});

test("what is no formula has none", () => {
  for (const code of [
    "for i in range(3):",
    "x = {1: 2}",
    "a = b = 0",
    "x = [k for k in y]",
    "w = = 2",
    "x = y[::2]",
    "print('w', w)",
    "z = f(*x)",
    "z = fs[0](x)",
    "z = np.sum()",
    "z = np.mean()",
    "z = np.max(x, y, axis=0)",
    "a = 1\nb = 2",
    "x = lambda y: y",
    "",
  ])
    expect(codeLatex(code), code).toBeUndefined();
});
