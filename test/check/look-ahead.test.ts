import { describe, expect, test } from "vitest";
import { applied } from "../../src/base/edits.ts";
import { checkFile } from "../../src/check/check.ts";

const data = `import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(8, 3)
y = X @ np.array([1.0, -2.0, 0.5])
w = rng.randn(3)
v = np.zeros(3)
mu, lr = 0.9, 0.05
`;
const loop = (...lines: readonly string[]): string =>
  `for t in range(50):\n${lines.map((line) => `    ${line}\n`).join("")}`;

/** The loss is computed where the gradient is taken. */
const there = (ahead: string, update: string): string =>
  data +
  loop(
    `ahead = ${ahead}`,
    "r = X @ ahead - y",
    "loss = np.mean(r ** 2)",
    "g = 2 * X.T @ r / 8",
    "v = mu * v - lr * g",
    update,
  );

/** The gradient is a function's, the loss is computed at the parameter. */
const byFunction = (gradient: string): string =>
  `${data}def grad(w):
    return 2 * X.T @ (X @ w - y) / 8
def loss_at(w):
    return np.mean((X @ w - y) ** 2)
${loop(`v = mu * v + lr * ${gradient}`, "w -= v", "print(loss_at(w))")}`;

const atParameter = (before: string, update: string, name = "step"): string =>
  `${data}def ${name}(w, g, v):
    ${before}
    v = mu * v - lr * g
    ${update}
    return w, v
${loop("r = X @ w - y", "loss = np.mean(r ** 2)", `w, v = ${name}(w, 2 * X.T @ r / 8, v)`)}`;

const inPlace = (go: string, back: string): string =>
  data +
  loop(
    `w ${go} mu * v`,
    "r = X @ w - y",
    "loss = np.mean(r ** 2)",
    "g = 2 * X.T @ r / 8",
    `w ${back} mu * v`,
    "v = mu * v - lr * g",
    "w += v",
  );

const twoSequences = (difference: string): string =>
  `${data}before = w.copy()
${loop(`ahead = w + mu * (${difference})`, "r = X @ ahead - y", "loss = np.mean(r ** 2)", "before = w", "w = ahead - lr * 2 * X.T @ r / 8")}`;

const net = (sign: string, at: string): string => `import numpy as np
np.random.seed(0)
X = np.random.randn(20, 3)
Y = (X.sum(axis=1, keepdims=True) > 0).astype(float)
params = {"W1": np.random.randn(3, 4) * 0.5, "b1": np.zeros((1, 4)), "W2": np.random.randn(4, 1) * 0.5, "b2": np.zeros((1, 1))}
vel = {k: np.zeros_like(p) for k, p in params.items()}
def forward(p):
    a1 = np.tanh(X @ p["W1"] + p["b1"])
    return a1, 1 / (1 + np.exp(-(a1 @ p["W2"] + p["b2"])))
def cost(p):
    a2 = forward(p)[1]
    return -np.mean(Y * np.log(a2) + (1 - Y) * np.log(1 - a2))
def backward(p):
    a1, a2 = forward(p)
    d2 = (a2 - Y) / len(X)
    d1 = d2 @ p["W2"].T * (1 - a1 ** 2)
    return {"W2": a1.T @ d2, "b2": d2.sum(axis=0, keepdims=True), "W1": X.T @ d1, "b1": d1.sum(axis=0, keepdims=True)}
mu, lr = 0.9, 0.1
for epoch in range(100):
    ahead = {k: params[k] ${sign} mu * vel[k] for k in params}
    grads = backward(${at})
    for k in params:
        vel[k] = mu * vel[k] - lr * grads[k]
        params[k] = params[k] + vel[k]
    if epoch % 10 == 0:
        print(epoch, cost(params))
`;

const perSample = (sign: string): string => `import numpy as np
X, Y = [0.5, 2.5, 1.0, -0.7], [0.2, 0.9, 0.4, 0.15]
def f(w, b, x):
    return 1.0 / (1.0 + np.exp(-(w * x + b)))
def error(w, b):
    err = 0.0
    for x, y in zip(X, Y):
        err += 0.5 * (f(w, b, x) - y) ** 2
    return err
def grad_b(w, b, x, y):
    fx = f(w, b, x)
    return (fx - y) * fx * (1 - fx)
def grad_w(w, b, x, y):
    return grad_b(w, b, x, y) * x
def descend_nesterov():
    w, b, eta = -2, -2, 1.0
    before_w, before_b, gamma = 0, 0, 0.9
    for i in range(300):
        dw, db = 0, 0
        v_w = gamma * before_w
        v_b = gamma * before_b
        for x, y in zip(X, Y):
            dw += grad_w(w ${sign} v_w, b ${sign} v_b, x, y)
            db += grad_b(w ${sign} v_w, b ${sign} v_b, x, y)
        v_w = gamma * before_w + eta * dw
        v_b = gamma * before_b + eta * db
        w = w - v_w
        b = b - v_b
        before_w, before_b = v_w, v_b
        if i % 50 == 0:
            print(i, error(w, b))
descend_nesterov()
`;

const byMap = (sign: string): string => `const X = [[0.5, 1.2], [1.5, -0.3], [2.0, 0.7], [-1.0, 0.4]];
const y = [1.0, 2.0, 2.5, -0.5];
let w = [0.1, -0.2], v = [0, 0];
const mu = 0.9, lr = 0.02;
for (let t = 0; t < 100; t++) {
  const ahead = w.map((wi, i) => wi ${sign} mu * v[i]);
  const r = X.map((row, k) => row[0] * ahead[0] + row[1] * ahead[1] - y[k]);
  const loss = r.reduce((s, e) => s + e * e, 0) / r.length;
  const g = [0, 1].map((i) => 2 * r.reduce((s, e, k) => s + e * X[k][i], 0) / r.length);
  v = v.map((vi, i) => mu * vi - lr * g[i]);
  w = w.map((wi, i) => wi + v[i]);
}
`;

const byObjects = (sign: string): string => `class Nesterov {
  constructor(lr, mu) { this.lr = lr; this.mu = mu; this.v = 0; }
  lookahead(w) { return w ${sign} this.mu * this.v; }
  step(w, g) { this.v = this.mu * this.v - this.lr * g; return w + this.v; }
}
const xs = [0.5, 1.5, 2.5], ys = [1, 2.9, 5.2];
let w = 0.3, b = 0.1;
const ow = new Nesterov(0.01, 0.9), ob = new Nesterov(0.01, 0.9);
for (let e = 0; e < 200; e++) {
  const wa = ow.lookahead(w), ba = ob.lookahead(b);
  let dw = 0, db = 0, loss = 0;
  for (let i = 0; i < 3; i++) {
    const d = wa * xs[i] + ba - ys[i];
    loss += d * d; dw += 2 * d * xs[i]; db += 2 * d;
  }
  w = ow.step(w, dw); b = ob.step(b, db);
}
`;

const found = (text: string) => checkFile(text.startsWith("import") ? "nesterov.py" : "nesterov.js", text);
const lineAt = (text: string, at: number): string =>
  text.slice(text.lastIndexOf("\n", at) + 1).split("\n")[0]!;
const told = (text: string): string[] => found(text).diagnostics.map((one) => `${one.code}: ${one.message}`);

describe("Nesterov's methods, as they are published, raise nothing", () => {
  const right: Readonly<Record<string, string>> = {
    "a look ahead, then the velocity": there("w + mu * v", "w = w + v"),
    "a step from the place ahead by the gradient alone": there("w + mu * v", "w = ahead - lr * g"),
    "a velocity that is subtracted": byFunction("grad(w - mu * v)"),
    "to the place ahead and back": inPlace("+=", "-="),
    "two sequences of places": twoSequences("w - before"),
    "all weights of a net ahead": net("+", "ahead"),
    "sample by sample": perSample("-"),
    "the gradient at the parameter itself": atParameter("u = v", "w = w - mu * u + (1 + mu) * v", "nesterov"),
    "momentum that grows with the steps": there("w + mu * v", "w = w + v").replace(
      "    ahead =",
      "    mu = 1 - 3 / (t + 5)\n    ahead =",
    ),
    "lists in JavaScript": byMap("+"),
    "objects in JavaScript": byObjects("+"),
    "plain momentum": atParameter("pass", "w = w + v"),
  };
  for (const [name, text] of Object.entries(right))
    test(name, () => {
      expect(told(text)).toEqual([]);
      const kinds = found(text).programs.flatMap((one) => one.parameters.map(({ kind }) => kind));
      expect(kinds.length).toBeGreaterThan(0);
      expect(kinds.every((kind) => kind === "right" || kind === "scaled")).toBe(true);
    });
});

describe("a gradient that is taken at another place than the velocity goes to is told and put right", () => {
  const wrong: Readonly<Record<string, readonly [text: string, line: string, right: string]>> = {
    "behind instead of ahead": [
      there("w - mu * v", "w = w + v"),
      "ahead = w - mu * v",
      there("w + mu * v", "w = w + v"),
    ],
    "by the rate instead of the momentum": [
      there("w + lr * v", "w = w + v"),
      "ahead = w + lr * v",
      there("w + mu * v", "w = w + v"),
    ],
    "by the whole velocity": [there("w + v", "w = w + v"), "ahead = w + v", there("w + mu * v", "w = w + v")],
    "a step from the place ahead by the whole velocity": [
      there("w + mu * v", "w = ahead + v"),
      "ahead = w + mu * v",
      there("w + mu * v", "w = w + v"),
    ],
    "behind, where the velocity is subtracted": [
      byFunction("grad(w + mu * v)"),
      "v = mu * v + lr * grad(w + mu * v)",
      byFunction("grad(w - mu * v)"),
    ],
    "behind and back": [inPlace("-=", "+="), "w -= mu * v", inPlace("+=", "-=")],
    "a net's weights behind": [net("-", "ahead"), "ahead = {k:", net("+", "ahead")],
    "a net's weights ahead, and never read": [net("+", "params"), "ahead = {k:", net("+", "ahead")],
    "lists in JavaScript": [byMap("-"), "const ahead = w.map", byMap("+")],
    "objects in JavaScript": [byObjects("-"), "return w -", byObjects("+")],
    "sample by sample": [perSample("+"), "dw += grad_w(w + v_w", perSample("-")],
  };
  for (const [name, [text, line, right]] of Object.entries(wrong))
    test(name, () => {
      const { diagnostics } = found(text);
      expect(diagnostics.map(({ code }) => code)).toEqual(["optimizer/look-ahead"]);
      const [one] = diagnostics;
      expect(lineAt(text, one!.span.from)).toContain(line);
      expect(one!.fix?.verified).toBe(true);
      expect(applied(text, one!.fix!.edits)).toBe(right);
      expect(one!.severity).toBe(/nesterov/i.test(text) ? "error" : "warning");
    });

  test("between two sequences, a parameter that is drawn back", () => {
    const text = twoSequences("before - w");
    const [one, ...more] = found(text).diagnostics;
    expect(more).toEqual([]);
    expect(one).toMatchObject({ code: "optimizer/velocity-sign", fix: { verified: true } });
    expect(text.slice(one!.span.from)).toMatch(/^ahead = /);
  });

  test("a function that is called Nesterov's and has plain momentum", () => {
    const text = atParameter("pass", "w = w + v", "nesterov");
    expect(told(text)).toEqual([
      "optimizer/look-ahead: the step of `w` is that of plain momentum: `v` is not looked ahead",
    ]);
    expect(told(atParameter("pass", "w = w + mu * v - lr * g", "nesterov"))).toEqual([]);
  });
});
