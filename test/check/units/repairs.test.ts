import { expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";
import { compareKept } from "./kept-text.ts";
import { told } from "./told.ts";

const numbers = `xs = [0.5, -1.2, 0.8, 1.7]
ys = [0.4, 0.1, 0.9, 1.2]
lr = 0.05
`;
const data = `import numpy as np

np.random.seed(1)
X = np.random.randn(6, 3)
lr = 0.05
`;

const pairs = `import numpy as np

np.random.seed(0)
P = np.random.randn(3, 2) * 0.1
Q = np.random.randn(4, 2) * 0.1
rates = [(0, 1, 3.0), (1, 2, 1.0), (2, 3, 2.0)]
lr = 0.02
`;

/** Small programs with a fault for which something is asked that few programs answer. */
const python: Readonly<Record<string, string>> = {
  "a derivative that is a plain zero at other points": `${numbers}w, b = 0.3, 0.4
for t in range(40):
    gw = 0.0; gb = 0.0; loss = 0.0
    for x, y in zip(xs, ys):
        z = w * x + b
        a = z if z > 0 else 0.0
        e = a - y
        loss += 0.5 * e ** 2
        d = e * a if z > 0 else 0.0
        gw += d * x; gb += d
    w -= lr * gw; b -= lr * gb`,
  "two right parameters with one derivative": `${data}y = X @ np.array([1.0, -2.0, 0.5])
w = np.zeros(3); b = 0.1; c = 0.2
for t in range(50):
    e = X @ w + b + c - y
    loss = np.mean(e ** 2)
    g = X.T @ e
    w -= lr * g * w / 6
    b -= lr * 2 * np.mean(e)
    c -= lr * 2 * np.mean(e)`,
  "a matrix product that is made in place": `${data}Y = np.random.randn(6, 3)
W1 = np.random.randn(3, 3); W2 = np.random.randn(3, 3)
for t in range(50):
    H = np.tanh(X @ W1)
    E = H @ W2 - Y
    loss = 0.5 * np.sum(E ** 2)
    d = E.copy()
    d @= W2
    d *= 1 - H ** 2
    W1 -= lr * X.T @ d
    W2 -= lr * H.T @ E`,
  "a factor of what a mask has put to zero": `${data}Y = np.random.randn(6, 2)
W1 = np.random.randn(3, 4); W2 = np.random.randn(4, 2)
keep = np.array([1.0, 0.0, 1.0, 1.0])
for t in range(50):
    Z = X @ W1
    H = np.tanh(Z) * keep
    E = H @ W2 - Y
    loss = 0.5 * np.sum(E ** 2)
    d = E @ W2.T
    d *= keep
    d *= 1 - np.tanh(H * 2) ** 2
    W1 -= lr * X.T @ d
    W2 -= lr * H.T @ E`,
  "a step that goes another way at every point": `lr = 0.05
w, b = 0.3, 0.1
for t in range(40):
    e = w * 0.7 + b - 1.0
    loss = 0.5 * e ** 2
    n = 0
    while n < int(abs(w + b) * 1e9) % 7:
        n = n + 1
    d = e * w
    w -= lr * d
    b -= lr * e`,
  "a pair of steps that read each other, the old value's name taken": `${pairs}P_old = 3
for epoch in range(20):
    for u, i, r in rates:
        e = r - P[u] @ Q[i]
        loss = 0.5 * e ** 2
        P[u] += lr * e * Q[i]
        Q[i] += lr * e * P[u]`,
  "a pair of steps, one of them by what a call gives": `${pairs}def get():
    return P
for epoch in range(20):
    for u, i, r in rates:
        e = r - P[u] @ Q[i]
        loss = 0.5 * e ** 2
        get()[u] += lr * e * Q[i]
        Q[i] += lr * e * get()[u]`,
  "a pair of steps, the first moved again before the second": `${pairs}for epoch in range(20):
    for u, i, r in rates:
        e = r - P[u] @ Q[i]
        loss = 0.5 * e ** 2
        P[u] += lr * e * Q[i]
        P[u] = P[u] * 1.0
        Q[i] += lr * e * P[u]`,
  "a pair of steps, the first of them not at the head of its line": `${pairs}for epoch in range(20):
    for u, i, r in rates:
        e = r - P[u] @ Q[i]
        loss = 0.5 * e ** 2; P[u] += lr * e * Q[i]
        Q[i] += lr * e * P[u]`,
  "a step before another that reads the old value, at the end of the text": `w, v = 0.3, 0.4
lr = 0.1
for t in range(40):
    h = w * 0.7
    e = h * v - 1.0
    loss = 0.5 * e ** 2
    v -= lr * e * h
    w -= lr * e * v * 0.7`,
  "an error that is a slope by chance": `${data}w = np.array([0.1, 0.2, -0.1]); b = 0.1

def slope(e, s):
    return e * s

for t in range(50):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    e = 1 - p
    loss = 0.5 * np.sum(e * e)
    d = slope(e, 1 - p)
    w += lr * X.T @ d
    b += lr * np.sum(d)`,
};

compareKept(
  "repairs",
  Object.fromEntries(Object.entries(python).map(([name, text]) => [name, () => told("program.py", text)])),
);

test("a step that is moved to the end of a text without a last line break has a line of its own", () => {
  const text = python["a step before another that reads the old value, at the end of the text"]!;
  const moved = (all: string): string => applyFixes(checkFile("program.py", all)).text;
  const lines = text.split("\n");
  const then = [...lines.slice(0, 6), lines[7], lines[6]].join("\n");
  expect(moved(text)).toBe(then);
  expect(moved(`${text}\n`)).toBe(`${then}\n`);
});
