import { describe, expect, test } from "vitest";
import { gradients, said } from "./said.ts";

const bias = "b -= lr * h";

describe("an optimiser that is set back on the way", () => {
  test("is right, whatever it is that is set back", () => {
    const momentum = `v = 0.9 * v - lr * g\nw = w + v\n${bias}`;
    expect(said(`${momentum}\nif t == 2:\n    w = np.zeros(3)`)).toEqual([]);
    const adam =
      "v = 0.9 * v + 0.1 * g\ns = 0.99 * s + 0.01 * g ** 2\nw -= lr * (v / (1 - 0.9 ** t)) / (np.sqrt(s / (1 - 0.99 ** t)) + 1e-8)";
    expect(said(`${adam}\n${bias}\nif t == 2:\n    s = np.zeros(3)`)).toEqual([]);
    expect(said(`${adam}\n${bias}\nif t == 2:\n    v = np.zeros(3)`)).toEqual([]);
  });

  test("may take numbers out of a list in the same pass", () => {
    const step = `v = 0.9 * v - lr * g\nw = w + v\n${bias}\ntodo.pop()`;
    expect(said(step, { before: "todo = [1.0] * 80\n" })).toEqual([]);
  });

  test("is told where only some passes have its state", () => {
    const step = `if t % 2 == 0:\n    v = -0.9 * v + g\n    w -= lr * v\nelse:\n    w -= lr * g\n${bias}`;
    const before = "v = np.array([0.1, -0.2, 0.3])\n";
    expect(said(step, { before })).toEqual(["v = -0.9 * v + g: optimizer/velocity-sign → v = 0.9 * v + g"]);
  });
});

describe("weights of running means", () => {
  const scaled = "w -= lr * g / (np.sqrt(np.abs(s)) + 1e-8)";

  test("below 0 or above 1 are none that anyone has published wrongly", () => {
    expect(said(`s = 0.9 * s - 0.1 * g ** 2\n${scaled}\n${bias}`)).toEqual([]);
    expect(said(`s = 1.1 * s + 0.1 * g ** 2\n${scaled}\n${bias}`)).toEqual([]);
    const adam = "s = 0.99 * s + 0.01 * g ** 2\nw -= lr * v / (np.sqrt(s) + 1e-8)";
    expect(said(`v = 1.2 * v + 0.1 * g\n${adam}\n${bias}`)).toEqual([]);
  });

  test("of cubes are not those of squares", () => {
    expect(said(`v = 0.9 * v + 0.2 * g ** 3\nw -= lr * np.cbrt(v)\n${bias}`)).toEqual([]);
    expect(said(`s = 0.9 * s + 0.2 * g ** 2\n${scaled}\n${bias}`)).toEqual([
      "s = 0.9 * s + 0.2 * g ** 2: optimizer/moment-weights → s = 0.9 * s + (1 - 0.9) * g ** 2",
    ]);
  });

  test("are 1 less what is kept, and not less what another mean keeps", () => {
    const before = "b1 = 0.9; b2 = 0.99\n";
    const adam =
      "s = b2 * s + (1 - b2) * g ** 2\nw -= lr * (v / (1 - b1 ** t)) / (np.sqrt(s / (1 - b2 ** t)) + 1e-8)";
    expect(said(`v = b1 * v + (1 - b2) * g\n${adam}\n${bias}`, { before })).toEqual([
      "v = b1 * v + (1 - b2) * g: optimizer/moment-weights → v = b1 * v + (1 - b1) * g",
    ]);
  });

  test("are corrected each by its own, and by no third number", () => {
    const adam = (mean: string, square: string): string =>
      `v = b1 * v + (1 - b1) * g\ns = b2 * s + (1 - b2) * g ** 2\nq = s / (1 - ${square} ** t)\nw -= lr * (v / (1 - ${mean} ** t)) / (np.sqrt(q) + 1e-8)\n${bias}`;
    const before = "b1 = 0.9; b2 = 0.99; b3 = 0.8\n";
    expect(said(adam("b1", "b2"), { before })).toEqual([]);
    expect(said(adam("b3", "b2"), { before })).toEqual([
      "v = b1 * v + (1 - b1) * g: optimizer/bias-correction",
    ]);
    expect(said(adam("b1", "b3"), { before })).toEqual([
      "q = s / (1 - b3 ** t): optimizer/bias-correction → q = s / (1 - b2 ** t)",
    ]);
  });

  test("a decay of its own for each entry is not AdamW's", () => {
    const step = (decay: string): string =>
      `g = g + ${decay} * w\nv = 0.9 * v + 0.1 * g\ns = 0.99 * s + 0.01 * g ** 2\nw -= lr * (v / (1 - 0.9 ** t)) / (np.sqrt(s / (1 - 0.99 ** t)) + 1e-8)  # AdamW\n${bias}`;
    expect(said(step("0.1"))).toEqual(["v = 0.9 * v + 0.1 * g: optimizer/coupled-decay"]);
    expect(said(step("np.array([0.1, 0.2, 0.1])"))).toEqual([]);
  });
});

describe("what is left of past gradients", () => {
  test("is told in the step, where the velocity is right in itself", () => {
    expect(said(`v = 0.9 * v + lr * g\nw = w - lr * g + 0.9 * v\n${bias}`)).toEqual([
      "w = w - lr * g + 0.9 * v: optimizer/velocity-sign → w = w - lr * g - 0.9 * v",
    ]);
  });

  test("says nothing where each entry is moved at a rate of its own", () => {
    const rates = "np.array([1.0, 2.0, 1.0])";
    expect(said(`v = 0.9 * v - g\nw += lr * (v - 0.1 * ${rates} * g)\n${bias}`)).toEqual([]);
    expect(said(`v = 0.9 * v + g\nw -= lr * ${rates} * v\n${bias}`)).toEqual([]);
    expect(said(`w -= lr * (g + ${rates} * v)\nv = 0.9 * v + g\n${bias}`)).toEqual([]);
  });

  test("draws a parameter on, and not back to where it came from", () => {
    const before = "v = w.copy()\n";
    const step = (sign: string): string =>
      `u = w.copy()\nw = w ${sign} 0.9 * (w - v) - lr * g\nv = u\n${bias}`;
    expect(said(step("+"), { before })).toEqual([]);
    expect(said(step("-"), { before })).toEqual([
      "w = w - 0.9 * (w - v) - lr * g: optimizer/velocity-sign → w = w + 0.9 * (w - v) - lr * g",
    ]);
  });
});

describe("a place ahead", () => {
  const ahead = (at: string, more = "", kept = "0.9"): string =>
    `u = w + 0.9 * v\ne = X @ ${at} + b - y\nloss = np.mean(e ** 2)\ng = 2 * X.T @ e / 8\nh = 2 * np.mean(e)\nv = ${kept} * v - lr * g\nw = w + v\n${bias}${more}`;

  test("that nothing reads is told, whatever else is kept of the pass", () => {
    const setting = { gradients: "pass", before: "losses = []\n" };
    expect(said(ahead("w", "\nlosses.append(loss)"), setting)).toEqual([
      "u = w + 0.9 * v: optimizer/look-ahead → e = X @ u + b - y",
    ]);
    expect(said(ahead("u", "\nlosses.append(loss)"), setting)).toEqual([]);
  });

  test("that has a name and becomes the parameter is no look", () => {
    const step = `u = w + 0.9 * (w - p)\n${gradients}\np = w\nw = u - lr * g\n${bias}`;
    expect(said(step, { gradients: "pass", before: "p = w.copy()\n" })).toEqual([]);
  });

  test("is asked for where all entries are carried alike", () => {
    expect(said(ahead("u", "", "np.array([0.9, 0.8, 0.7])"), { gradients: "pass" })).toEqual([]);
  });
});

describe("a step without a state", () => {
  const both = `import numpy as np

np.random.seed(1)
X = np.random.randn(8, 2)
y = X @ np.array([1.0, -2.0]) + 0.3
w = np.array([0.3, -0.2])
b = 0.1
lr = 0.05
`;

  test("is no single number for all entries, though it may be scaled by one", () => {
    expect(said(`w -= lr * np.ones(2) * np.linalg.norm(g)\n${bias}`, { head: both })).toEqual([
      "w -= lr * np.ones(2) * np.linalg.norm(g): update/wrong-gradient → w -= lr * np.ones(2) * g",
    ]);
    expect(said(`w -= lr * np.clip(g, -1, 1) / np.linalg.norm(g)\n${bias}`)).toEqual([]);
  });

  test("may take the mean of a single number", () => {
    const step = "w -= lr * g\nb -= lr * np.where(k > 0.1, 0.1 + 0.1 * (k - 0.1), k).mean()";
    const mean = gradients.replace("h = 2 * np.mean(e)", "k = 2 * np.mean(e, keepdims=True)");
    expect(said(step, { gradients: mean, before: "b = np.array([0.1])\n" })).toEqual([]);
  });

  test("is not in proportion to the parameter itself", () => {
    expect(said("w -= lr * g\nb -= b * np.where(h > 0.1, 0.1 + 0.1 * (h - 0.1), h)")).toEqual([
      "b -= b * np.where(h > 0.1, 0.1 + 0.1 * (h - 0.1), h): gradient/wrong",
    ]);
  });

  test("that goes up the gradient at some points goes up", () => {
    const clip = "np.clip(g, -1, 1)";
    const step = `if loss < 4:\n    w += lr * ${clip}\nelse:\n    w -= lr * ${clip} * 1.0\n${bias}`;
    expect(said(step)[0]).toContain("update/sign");
  });
});

describe("numbers in lists", () => {
  const lists = `import random

random.seed(1)
X = [[random.gauss(0, 1) for _ in range(3)] for _ in range(8)]
y = [x[0] - 2 * x[1] + 0.5 * x[2] for x in X]
w = [0.3, -0.2, 0.5]
v = [0.0, 0.0, 0.0]
s = [0.0, 0.0, 0.0]
lr = 0.05
b1, b2 = 0.9, 0.99
`;
  const at = (place: string, more = ""): string =>
    `e = [sum(p * q for p, q in zip(x, ${place})) - z for x, z in zip(X, y)]\nloss = sum(q * q for q in e) / 8\ng = [sum(2 * q * x[j] for q, x in zip(e, X)) / 8 for j in range(3)]${more}`;
  const velocity = "v = [0.9 * p - lr * q for p, q in zip(v, g)]\nw = [a + c for a, c in zip(w, v)]";

  test("are set where the list is, not where it is read", () => {
    const step = "w = [a - lr * c / (d ** 0.5 + 1e-8) for a, c, d in zip(w, g, s)]";
    expect(
      said(`s = [0.9 * p + 0.5 * q * q for p, q in zip(s, g)]\n${step}`, { head: lists, gradients: at("w") }),
    ).toEqual(["s = [0.9 * p + 0.5 * q * q for p, q in zip(s, g)]: optimizer/moment-weights"]);
  });

  test("go where their velocity carries them", () => {
    const step =
      "v = [0.9 * p + lr * q for p, q in zip(v, g)]\nw = [a - lr * c + 0.9 * d for a, c, d in zip(w, g, v)]";
    expect(said(step, { head: lists, gradients: at("w") })).toEqual([
      "w = [a - lr * c + 0.9 * d for a, c, d in zip(w, g, v)]: optimizer/velocity-sign → w = [a - lr * c - 0.9 * d for a, c, d in zip(w, g, v)]",
    ]);
  });

  test("look as far ahead as they go, in a list of places or within the loss", () => {
    const places = `u = [p + 0.5 * q for p, q in zip(w, v)]\n${at("u")}`;
    expect(said(velocity, { head: lists, gradients: places })).toEqual([
      "u = [p + 0.5 * q for p, q in zip(w, v)]: optimizer/look-ahead → u = [p + 0.9 * q for p, q in zip(w, v)]",
    ]);
    const inside = at("w").replace(
      "sum(p * q for p, q in zip(x, w))",
      "sum(p * (q + 0.5 * r) for p, q, r in zip(x, w, v))",
    );
    expect(said(velocity, { head: lists, gradients: inside })[0]).toMatch(
      /^loss = .*: optimizer\/look-ahead/,
    );
  });
});
