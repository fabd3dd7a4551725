import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { gradients, said, saidOf } from "./said.ts";

const one = (x: string): string => `import numpy as np

w = 0.3
b = 0.1
lr = 0.05
x = ${x}
y = 3.0
`;
const line = "e = w * x + b - y\nloss = e ** 2 / 2";

describe("parameters that go at different rates", () => {
  test("may lack a factor of their derivative, in a statement that only hands on the error", () => {
    expect(said("dw = e\ndb = e\nw -= lr * dw\nb -= lr * db", { head: one("2.0"), gradients: line })).toEqual(
      ["dw = e: gradient/missing-factor → dw = e * x"],
    );
  });

  test("an item of a list is a factor of this sample alone", () => {
    const items = one("2.0").replace("x = 2.0", "xs = [2.0, 3.0]");
    const found = said("dw = e\ndb = e\nw -= lr * dw\nb -= lr * db", {
      head: items,
      gradients: line.replace("x", "xs[0]"),
    });
    expect(found.join()).not.toContain("* xs[0]");
  });

  test("are told where no change evens them, and at the one that goes furthest", () => {
    expect(said(`w -= lr * g\nb -= lr * 7.3 * 1.9 * np.mean(e)`)).toEqual([
      "b -= lr * 7.3 * 1.9 * np.mean(e): update/uneven-scale",
    ]);
    const both = "dw = e\ndb = 2 * e\nw -= lr * dw\nb -= lr * db";
    expect(said(both, { head: one("2.0"), gradients: line })).toEqual(["db = 2 * e: update/uneven-scale"]);
  });

  test("of the factor that is missing it is said that the loss falls, where the others follow it", () => {
    const why = (rate: string): string | undefined => {
      const text = `${one("0.4")}for t in range(50):\n    e = w * x + b - y\n    loss = e ** 2 / 2\n    dw = e\n    db = e\n    w -= ${rate} * dw\n    b -= ${rate} * db\n`;
      return checkFile("step.py", text).diagnostics.find(({ code }) => code === "gradient/missing-factor")
        ?.why;
    };
    expect(why("lr")).toContain("The loss falls all the same");
    expect(why("2 * lr")).not.toContain("The loss falls all the same");
  });

  test("as many at one rate as at another are none of them odd", () => {
    const four = gradients.replace("+ b", "+ b + z * p + u * q");
    const before = "z = X[:, 0] ** 2\nu = X[:, 1] ** 2\np = 0.1\nq = 0.1\n";
    const step = (times: number): string =>
      `w -= 2 * lr * g\np -= 2 * lr * 2 * np.mean(e * z)\nb -= ${times} * lr * h\nq -= 3 * lr * 2 * np.mean(e * u)`;
    expect(said(step(3), { gradients: four, before })).toEqual([]);
    expect(said(step(2), { gradients: four, before })).toHaveLength(1);
  });
});

describe("activations that let nothing through", () => {
  const net = (f: string, d: string, k = 900, before = ""): string[] =>
    said("w -= lr * g\nc -= lr * np.sum(d * a)\nb -= lr * h", {
      before: `from scipy.special import expit\nc = 0.5\nX = X + np.sign(X) * 3\n${before}`,
      gradients: `z = X @ w * ${k}\na = ${f}\ne = a * c + b - y\nloss = np.mean(e ** 2)\nd = 2 * e / 8\ng = X.T @ (d * c * ${d} * ${k})\nh = np.sum(d)`,
    });

  test("are tanh and the sigmoid, however it is written", () => {
    const logistic = "a * (1 - a)";
    expect(net("np.tanh(z)", "(1 - a ** 2)")).toEqual(["a = np.tanh(z): gradient/vanishing"]);
    expect(net("expit(z)", logistic)).toEqual(["a = expit(z): gradient/vanishing"]);
    expect(net("1 / (np.exp(-z) + 1)", logistic)).toEqual(["a = 1 / (np.exp(-z) + 1): gradient/vanishing"]);
    expect(net("1 / (1 + z ** 2)", "-2 * z / (1 + z ** 2) ** 2")).toEqual([]);
  });

  test("are told of what is moved, where the loss asks for a change", () => {
    expect(net("np.tanh(z)", "(1 - a ** 2)", 0.01)).toEqual([]);
    expect(net("1 / (1 + np.exp(-900 * X[:, 0]))", "0", 1)).toEqual([]);
    const learnt = "y = np.sign(X @ w)\nc = 1.0\nb = 0.0\n";
    expect(net("np.tanh(z)", "(1 - a ** 2)", 900, learnt)).toEqual([]);
  });
});

test("parameters that are views of one array have their own places in it", () => {
  const head = `import numpy as np

np.random.seed(1)
X = np.random.randn(8, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
theta = np.array([0.1, 0.3, -0.2, 0.5])
w = theta[1:]
b = theta[:1]
lr = 0.05
`;
  expect(said("w -= lr * g\nb -= lr * h", { head })).toEqual([]);
  expect(said("w += lr * g\nb -= lr * h", { head })).toEqual([expect.stringContaining("update/sign")]);
});

test("a change in the last line is said where the text ends without a new line", () => {
  const text = `import numpy as np

X = np.array([[1.0, 0.5], [0.8, -0.4], [-1.0, 2.0]])
y = np.array([1.0, 2.0, -1.0])
w = np.array([0.5, 0.5])
v = np.zeros(2)
lr = 0.05
for t in range(50):
    e = X @ w - y
    loss = 0.5 * np.sum(e ** 2)
    g = X.T @ e
    v = 0.9 * v + lr * g
    w = w - lr * g + 0.9 * v`;
  expect(saidOf("last.py", text)).toEqual([
    "w = w - lr * g + 0.9 * v: optimizer/velocity-sign → w = w - lr * g - 0.9 * v",
  ]);
});
