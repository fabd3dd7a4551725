import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

/** Ways of writing that public programs have shown, each in a program of our own. */
const right: Record<string, string> = {
  "weights that a method sets, data that nobody gave.py": `import fedlib as fl
import numpy as np

class Client(fl.Base):
    def __init__(self, hidden=3):
        self.inputs = None
        self.targets = None
        self.hidden = hidden
        self.U = None
        self.V = None

    def weights(self, config):
        if self.U is None:
            self.U = np.random.randn(4, self.hidden)
            self.V = np.random.randn(self.hidden, 1)
        return [self.U, self.V]

    def fit(self):
        if self.inputs is None:
            raise ValueError("no data")
        for _ in range(3):
            h = np.tanh(self.inputs @ self.U)
            error = h @ self.V - self.targets
            loss = np.mean(error ** 2)
            g = 2 * error / error.size
            back = (g @ self.V.T) * (1 - h ** 2)
            self.V -= 0.1 * h.T @ g
            self.U -= 0.1 * self.inputs.T @ back

fl.start(Client())
`,
  "by hand, then by a library.md": `# Two ways

${"```"}python
import numpy as np

class Net:
    def __init__(self, inputs):
        self.w = np.random.randn(inputs, 1)

    def train(self, X, y, epochs):
        for _ in range(epochs):
            e = X @ self.w - y
            loss = 0.5 * np.sum(e ** 2)
            self.w -= 0.01 * X.T @ e
${"```"}

${"```"}python
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

net = Net()
torch.optim.SGD(net.parameters(), lr=0.1).step()
${"```"}
`,
  "all of a file that is absent.py": `from settings import *
import numpy as np
w = np.array([0.3, -0.2])
X = np.array([[1.0, 0.5], [0.2, -1.0], [0.7, 0.1]])
y = np.array([1.0, 0.0, 0.5])
logger = Logger(NAME)
for _ in range(4):
    e = X @ w - y
    loss = 0.5 * np.sum(e ** 2)
    w -= 0.05 * X.T @ e
    logger.write(loss)
`,
  "a sum that begins at a kink.py": `import numpy as np
rng = np.random.RandomState(3)
X = rng.randn(2, 9)
Y = (X[:1] > 0) * 1.0
net = {"U": rng.randn(4, 2), "c": np.zeros((4, 1)), "V": rng.randn(2, 4), "d": np.zeros((2, 1)),
       "w": rng.randn(1, 2), "e": np.zeros((1, 1))}
net["U"][:, 0] = -abs(net["U"][:, 0])
for i in range(5):
    h = np.maximum(0, net["U"] @ X + net["c"])
    k = np.maximum(0, net["V"] @ h + net["d"])
    p = 1 / (1 + np.exp(-(net["w"] @ k + net["e"])))
    cost = -np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p))
    dp = p - Y
    dk = (net["w"].T @ dp) * (k > 0)
    dh = (net["V"].T @ dk) * (h > 0)
    grads = {"U": dh @ X.T, "c": dh.sum(1, keepdims=True), "V": dk @ h.T, "d": dk.sum(1, keepdims=True),
             "w": dp @ k.T, "e": dp.sum(1, keepdims=True)}
    for name in net:
        net[name] = net[name] - 0.01 * grads[name]
`,
  "Python 2 and 3 alike.py": `from __future__ import print_function
from builtins import range
from past.builtins import xrange
import numpy as np
w = np.array([0.3, -0.2])
X = np.array([[1.0, 0.5], [0.2, -1.0], [0.7, 0.1]])
y = np.array([1.0, 0.0, 0.5])
for it in xrange(4):
    loss = 0
    dw = np.zeros_like(w)
    for k in range(3):
        e = X[k].dot(w) - y[k]
        loss += 0.5 * e * e
        dw += e * X[k]
    w -= 0.1 * dw
`,
  "a net of lists that is made anew.py": `from typing import List
import math
import random
Row = List[float]
Layer = List[Row]

def out(row: Row, given: Row) -> float:
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(row, given))))

def slopes(net: List[Layer], given: Row, wanted: Row) -> List[Layer]:
    hidden = [out(row, given + [1]) for row in net[0]]
    final = [out(row, hidden + [1]) for row in net[1]]
    d_final = [o * (1 - o) * (o - t) for o, t in zip(final, wanted)]
    d_hidden = [h * (1 - h) * sum(d * row[i] for d, row in zip(d_final, net[1])) for i, h in enumerate(hidden)]
    return [[[d * x for x in given + [1]] for d in d_hidden], [[d * h for h in hidden + [1]] for d in d_final]]

random.seed(2)
net = [[[random.random() for _ in range(3)] for _ in range(2)], [[random.random() for _ in range(3)]]]
samples = [([0.0, 0], [0.0]), ([0.0, 1], [1.0]), ([1.0, 0], [1.0]), ([1.0, 1], [0.0])]
for epoch in range(50):
    for given, wanted in samples:
        steps = slopes(net, given, wanted)
        net = [[[w - 0.5 * g for w, g in zip(row, grads)] for row, grads in zip(layer, layer_steps)]
               for layer, layer_steps in zip(net, steps)]
`,
  "what a class sets before its loop.py": `import sys
import numpy as np

class Classifier(object):
    def __init__(self, hidden=4, rate=0.05, epochs=3):
        self.hidden, self.rate, self.epochs = hidden, rate, epochs

    def one_hot(self, y, n):
        hot = np.zeros((n, y.shape[0]))
        for at, value in enumerate(y.astype(int)):
            hot[value, at] = 1.0
        return hot.T

    def predict(self, X):
        return np.argmax(np.tanh(X.dot(self.W)).dot(self.V), axis=1)

    def fit(self, X_train, y_train, X_valid, y_valid):
        n = np.unique(y_train).shape[0]
        rng = np.random.RandomState(1)
        self.W = rng.normal(0, 0.5, (X_train.shape[1], self.hidden))
        self.V = rng.normal(0, 0.5, (self.hidden, n))
        hot = self.one_hot(y_train, n)
        for i in range(self.epochs):
            order = np.arange(X_train.shape[0])
            for start in range(0, len(order), 2):
                at = order[start:start + 2]
                a = np.tanh(X_train[at].dot(self.W))
                s = np.exp(a.dot(self.V))
                p = s / s.sum(axis=1, keepdims=True)
                d = p - hot[at]
                dV = a.T.dot(d)
                dW = X_train[at].T.dot(d.dot(self.V.T) * (1 - a ** 2))
                self.W -= self.rate * dW
                self.V -= self.rate * dV
            sys.stderr.write("%d %.2f" % (i, np.mean(self.predict(X_valid) == y_valid)))
            sys.stderr.flush()
        return self
`,
  "whole samples, one of them twice.py": `points = (((5, 2), 15), ((6, 5), 25), ((1, 1), 8), ((6, 5), 25))
theta = [2, 4, 1]
count = len(points)

def guess(x):
    value = theta[0]
    for i in range(2):
        value += x[i] * theta[i + 1]
    return value

def slope(index):
    total = 0
    for x, y in points:
        total += (guess(x) - y) * (1 if index < 0 else x[index])
    return total / count

def descend():
    global theta
    steps = 0
    while steps < 40:
        fresh = [0, 0, 0]
        for i in range(3):
            fresh[i] = theta[i] - 0.009 * slope(i - 1)
        theta = fresh
        steps += 1

descend()
`,
  "helpers that are not there.py": `import numpy as np
from planar_utils import sigmoid, load_planar_dataset, plot_decision_boundary
X, Y = load_planar_dataset()
W = np.random.randn(1, X.shape[0]) * 0.1
b = np.zeros((1, 1))
m = X.shape[1]
for i in range(5):
    A = sigmoid(W @ X + b)
    cost = np.squeeze(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m)
    assert isinstance(cost, float) and A.dtype == float
    W = W - 0.5 * (A - Y) @ X.T / m
    b = b - 0.5 * np.sum(A - Y, axis=1, keepdims=True) / m
plot_decision_boundary(lambda x: sigmoid(W @ x.T + b), X, Y)
`,
  "pairs that are left out.py": `import re
import numpy as np
words = re.findall(r"[a-z]+", "the cat sees the dog and the dog sees the cat")
names = sorted(set(words))
where = {name: k for k, name in enumerate(names)}
rng = np.random.RandomState(0)
P = rng.randn(len(names), 3) * 0.1
Q = rng.randn(3, len(names)) * 0.1
for epoch in range(3):
    for i, word in enumerate(words):
        for j in range(max(0, i - 1), min(len(words), i + 2)):
            if j == i:
                continue
            c, o = where[word], where[words[j]]
            s = np.exp(P[c] @ Q)
            p = s / s.sum()
            loss = -np.log(p[o])
            p[o] -= 1
            dQ = np.outer(P[c], p)
            dP = Q @ p
            Q -= 0.1 * dQ
            P[c] -= 0.1 * dP
`,
  "ratings with a decay.py": `import numpy as np
R = np.array([[5.0, 3, 0, 1], [4, 0, 0, 1], [1, 1, 0, 5]])
rng = np.random.RandomState(4)
P, Q = rng.rand(3, 2), rng.rand(4, 2)
u, v = np.zeros(3), np.zeros(4)
for epoch in range(4):
    for i in range(3):
        for j in range(4):
            if R[i, j] > 0:
                e = R[i, j] - (u[i] + v[j] + P[i].dot(Q[j]))
                u[i] += 0.01 * (e - 0.02 * u[i])
                v[j] += 0.01 * (e - 0.02 * v[j])
                old = P[i].copy()
                P[i] += 0.01 * (e * Q[j] - 0.02 * P[i])
                Q[j] += 0.01 * (e * old - 0.02 * Q[j])
`,
  "steps in a comprehension.py": `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [-0.5, 2.0]])
y = np.array([1.0, 0.0, 1.0])
net = {"w": np.array([0.1, -0.2])}

def step(net, rate):
    e = X @ net["w"] - y
    net["w"] -= rate * X.T @ e / len(y)
    return 0.5 * np.mean(e ** 2)

losses = [step(net, 0.1) for _ in range(20)]
`,
  "a table by its columns.py": `import pandas as pd
import numpy as np
table = pd.read_csv("houses.csv").dropna()
X = table[["size", "rooms"]].to_numpy()
y = table["price"].values.reshape(-1, 1)
kind = table["price"].map({"low": 0, "high": 1}).values
X = (X - X.mean(0)) / X.std(0)
A = np.c_[np.ones(len(X)), X]
theta = np.zeros((3, 1))
for i in range(6):
    gap = A @ theta - y
    cost = np.sum(gap ** 2) / (2 * len(y))
    theta = theta - 0.1 / len(y) * A.T @ gap
`,
  "single precision and a velocity.js": `const sizes = [2, 3, 1], rate = 0.3, keep = 0.1;
const draw = (n) => Float32Array.from({ length: n }, () => Math.random() * 0.4 - 0.2);
const weights = sizes.slice(1).map((n, l) => Array.from({ length: n }, () => draw(sizes[l])));
const last = weights.map((rows) => rows.map((row) => new Float32Array(row.length)));
const biases = sizes.slice(1).map((n) => draw(n));
const samples = [[[0, 0], [0]], [[0, 1], [1]], [[1, 0], [1]], [[1, 1], [0]]];
for (let epoch = 0; epoch < 20; epoch++) {
  for (const [given, wanted] of samples) {
    const seen = [given];
    for (let l = 0; l < weights.length; l++)
      seen.push(weights[l].map((row, n) => 1 / (1 + Math.exp(-row.reduce((s, w, k) => s + w * seen[l][k], biases[l][n])))));
    let deltas = seen[2].map((o, n) => (wanted[n] - o) * o * (1 - o));
    for (let l = weights.length - 1; l >= 0; l--) {
      const before = seen[l].map((o, k) => o * (1 - o) * deltas.reduce((s, d, n) => s + d * weights[l][n][k], 0));
      deltas.forEach((d, n) => {
        for (let k = 0; k < seen[l].length; k++) {
          const change = rate * d * seen[l][k] + keep * last[l][n][k];
          last[l][n][k] = change;
          weights[l][n][k] += change;
        }
        biases[l][n] += rate * d;
      });
      deltas = before;
    }
  }
}
`,
  "whole numbers at the start.ts": `let slope = 1, shift = 0;
const rows: [number, number][] = [[1, 3], [2, 5], [4, 9]];
for (let epoch = 0; epoch < 30; epoch++) {
  let ds = 0, db = 0;
  for (const [x, y] of rows) {
    const gap = slope * x + shift - y;
    ds += gap * x;
    db += gap;
  }
  slope -= 0.01 * ds / rows.length;
  shift -= 0.01 * db / rows.length;
}
`,
  "a session with prompts.md": `# Descent

\`\`\`python
>>> import numpy as np
>>> X = np.array([[0.5, 1.0], [1.5, -1.0], [-0.5, 2.0]])
>>> y, w = np.array([1.0, 0.0, 1.0]), np.zeros(2)
>>> X.shape
(3, 2)
\`\`\`

\`\`\`python
>>> for i in range(9):
...     loss = 0.5 * np.sum((X @ w - y) ** 2)
...     w -= 0.1 * X.T @ (X @ w - y)
\`\`\`
`,
  "items that change places.ts": `const xs = [0.1, 0.4, -0.3, 0.8], ys = [0.3, 0.9, -0.5, 1.7];
let state = 7;
const draw = (): number => ((state = Math.imul(state, 1664525) + 1013904223 | 0) >>> 0) / 4294967296;
let w = draw(), b = 0.5;
for (let epoch = 0; epoch < 9; epoch++) {
  for (let i = xs.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [xs[i], xs[j]] = [xs[j]!, xs[i]!];
    [ys[i], ys[j]] = [ys[j]!, ys[i]!];
  }
  for (let i = 0; i < xs.length; i++) {
    const e = w * xs[i]! + b - ys[i]!;
    const loss = e * e;
    w -= 0.1 * e * xs[i]!;
    b -= 0.1 * e;
  }
}
`,
};

describe("ways of writing are read, and shown to be right", () => {
  for (const [file, text] of Object.entries(right))
    test(file, () => {
      const { diagnostics, programs } = checkFile(file, text);
      const told = diagnostics.filter((one) => one.severity !== "info");
      expect(told.map((one) => `${one.code}: ${one.message}`)).toEqual([]);
      const all = programs.flatMap((one) => one.parameters);
      expect(all.length).toBeGreaterThan(0);
      for (const { path, kind } of all)
        expect([path, ["right", "scaled"].includes(kind)]).toEqual([path, true]);
    });
});

/** The same programs with one thing wrong: `[file, right, wrong, the line's words, code]`. */
const planted: readonly (readonly [string, string, string, string, string])[] = [
  [
    "a sum that begins at a kink.py",
    '(net["w"].T @ dp) * (k > 0)',
    'net["w"].T @ dp',
    'net["w"].T @ dp',
    "gradient/missing-factor",
  ],
  ["ratings with a decay.py", "old = P[i].copy()", "old = P[i][:]", "old = P[i][:]", "gradient/aliasing"],
  ["whole numbers at the start.ts", "ds += gap * x", "ds += gap", "ds += gap", "gradient/missing-factor"],
  ["steps in a comprehension.py", "X.T @ e", "X.T @ (-e)", "X.T @ (-e)", "update/sign"],
];

describe("faults in them are found at their line", () => {
  for (const [file, before, after, words, code] of planted)
    test(`${file}: ${words}`, () => {
      const text = right[file]!.replace(before, () => after);
      expect(text).not.toBe(right[file]);
      const errors = checkFile(file, text).diagnostics.filter((one) => one.severity === "error");
      expect(errors.map((one) => one.code)).toContain(code);
      const { span } = errors.find((one) => one.code === code)!;
      const start = text.lastIndexOf("\n", span.from) + 1;
      expect(text.slice(start, text.indexOf("\n", span.to))).toContain(words);
    });
});

test("of one sample that stays as it is, the factor that a step lacks is the sample's, and the forward pass is left alone", () => {
  const program = (step: string): string =>
    `x, y = 0.5, 1.5\nw, b = 0.4, 0.1\nrate = 0.1\nfor i in range(50):\n    z = w * x + b\n    loss = (z - y) ** 2\n    dz = 2 * (z - y)\n    w -= rate * ${step}\n    b -= rate * dz\n`;
  const checked = checkFile("one.py", program("dz"));
  const [found] = checked.diagnostics.filter((one) => one.code === "gradient/missing-factor");
  expect(found?.fix).toMatchObject({ text: "w -= rate * dz * x", verified: true });
  const again = checkFile("one.py", program("dz * x"));
  expect(again.diagnostics.filter((one) => one.severity !== "info")).toEqual([]);
});

test("one element of an array is a number of its own, which later writes leave alone", () => {
  const text = (kept: string): string => `import numpy as np
P = np.array([[0.5, 0.2], [0.1, 0.7]])
Q = np.array([[0.3, 0.9], [0.4, 0.6]])
for epoch in range(20):
    for u, i, r in [(0, 0, 1.5), (1, 0, 2.5), (1, 1, 0.5)]:
        e = r - P[u] @ Q[i]
        loss = 0.5 * e ** 2
        for k in range(2):
            p = P[u, k]
            P[u, k] += 0.1 * e * Q[i, k]
            Q[i, k] += 0.1 * e * ${kept}
`;
  const right = checkFile("kept.py", text("p"));
  expect(right.diagnostics).toEqual([]);
  expect(right.programs[0]!.parameters.map(({ kind }) => kind)).toEqual(["right", "right"]);
  const [found] = checkFile("early.py", text("P[u, k]")).diagnostics;
  expect(found).toMatchObject({ code: "update/already-updated", fix: { verified: true } });
});

test("a function that is started from weights is driven with them", () => {
  const text = (slope: string): string => `import numpy as np

def gradient_descent(X, y, theta, alpha, num_iters):
    m = len(y)
    costs = []
    for i in range(num_iters):
        error = X.dot(theta) - y
        theta = theta - alpha * ${slope} / m
        costs.append(np.sum((X.dot(theta) - y) ** 2) / (2 * m))
    return theta, costs
`;
  const right = checkFile("right.py", text("X.T.dot(error)"));
  expect(right.diagnostics).toEqual([]);
  expect(right.programs[0]!.parameters.map(({ kind }) => kind)).toEqual(["right"]);
  const [found] = checkFile("wrong.py", text("X.T.dot(error ** 2)")).diagnostics;
  expect(found).toMatchObject({ code: "gradient/surplus-factor", fix: { verified: true } });
});
