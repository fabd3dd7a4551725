import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const verdicts = (name: string, text: string): string[] =>
  checkFile(name, text).programs.flatMap(({ parameters }) =>
    parameters.map(({ path, kind }) => `${path} ${kind}`),
  );
const alarms = (name: string, text: string): string[] =>
  checkFile(name, text).diagnostics.flatMap(({ severity, code }) => (severity === "info" ? [] : [code]));
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

/** The first fault that is told of a program, with its line. */
function fault(name: string, text: string) {
  const [found] = checkFile(name, text).diagnostics.filter(({ severity }) => severity === "error");
  return (
    found && { code: found.code, line: text.slice(0, found.span.from).split("\n").length, fix: found.fix }
  );
}

const cells = `import random
import numpy as np

class Cell:
    def __init__(self, count):
        self.weights = [random.uniform(-1, 1) for _ in range(count)]
        self.offset = 0.1

    def fire(self, given):
        self.given = given
        total = self.offset
        for w, x in zip(self.weights, given):
            total += w * x
        self.out = 1 / (1 + np.exp(-total))
        return self.out

    def move(self, rate):
        for k in range(len(self.weights)):
            self.weights[k] -= rate * self.blame * self.given[k]
        self.offset -= rate * self.blame

class Brain:
    def __init__(self):
        self.inner = [Cell(2) for _ in range(3)]
        self.last = Cell(3)

    def answer(self, x):
        return self.last.fire([cell.fire(x) for cell in self.inner])

    def learn(self, x, want):
        out = self.answer(x)
        self.last.blame = (out - want) * out * (1 - out)
        for k, cell in enumerate(self.inner):
            cell.blame = self.last.blame * self.last.weights[k] * cell.out * (1 - cell.out)
        for cell in self.inner + [self.last]:
            cell.move(0.5)

    def total_error(self, table):
        return sum(0.5 * (want - self.answer(x)) ** 2 for x, want in table)

random.seed(4)
brain = Brain()
table = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
for i in range(800):
    x, want = table[i % 4]
    brain.learn(x, want)
    if i % 100 == 0:
        error = brain.total_error(table)
        print(i, error)
`;

test("a table that begins with zeros, and whose total error is printed, is learnt sample by sample", () => {
  expect(alarms("cells.py", cells)).toEqual([]);
  const found = verdicts("cells.py", cells);
  expect(found.length).toBeGreaterThan(4);
  for (const one of found) expect(one).toMatch(/ right$/);
  const wrong = cells.replace("self.last.weights[k] * cell.out * (1 - cell.out)", "self.last.weights[k]");
  expect(fault("cells.py", wrong)).toMatchObject({ code: "gradient/missing-factor" });
});

test("a loss of another output than the one that is descended is told, though both are squared errors", () => {
  const text = `import numpy as np
rng = np.random.RandomState(1)
X = rng.rand(20, 3)
Y = (X.sum(axis=1, keepdims=True) > 1.5) * 1.0
W = rng.randn(3, 1)
for epoch in range(50):
    z = X @ W
    a = 1 / (1 + np.exp(-z))
    loss = np.mean((a - Y) ** 2)
    W -= 0.1 * X.T @ (z - Y)
`;
  expect(alarms("before.py", text)).toEqual(["loss/not-descended"]);
});

describe("what a class asks for by keyword, or as a list that is empty, is given to it", () => {
  const net = (head: string, sizes: string): string => `import numpy as np

class Net:
    def __init__(${head}):
        self.sizes = ${sizes}
        self.weights = [np.random.randn(a, b) for a, b in zip(self.sizes[:-1], self.sizes[1:])]

    def fit(self, samples, labels, epochs=5, **more):
        rate = more.get("rate", 0.1)
        for _ in range(epochs):
            values = [samples]
            for W in self.weights:
                values.append(np.tanh(values[-1] @ W))
            delta = (values[-1] - labels) * (1 - values[-1] ** 2)
            loss = 0.5 * np.sum((values[-1] - labels) ** 2)
            for k in reversed(range(len(self.weights))):
                grad = values[k].T @ delta
                delta = (delta @ self.weights[k].T) * (1 - values[k] ** 2)
                self.weights[k] -= rate * grad
`;
  for (const [head, sizes] of [
    ["self, **settings", 'settings["layers"]'],
    ["self, **settings", 'settings.get("sizes", [2, 3, 1])'],
    ["self, layers=[]", "layers"],
  ] as const)
    test(`${head}: ${sizes}`, () => {
      expect(alarms("net.py", net(head, sizes))).toEqual([]);
      expect(verdicts("net.py", net(head, sizes))).toEqual([
        "self.weights[0] right",
        "self.weights[1] right",
      ]);
    });
});

describe("activations of a file that is absent mean what their names say", () => {
  const net = (importing: string, value: string, slope: string, at: string): string => `import numpy as np
${importing}
rng = np.random.RandomState(0)
X, y = rng.randn(12, 3), rng.rand(12, 1)
U, V = rng.randn(3, 4), rng.randn(4, 1)
for _ in range(40):
    z = X @ U
    a = ${value}(z)
    out = a @ V
    loss = np.mean((out - y) ** 2)
    g = 2 * (out - y) / y.size
    dU = X.T @ (g @ V.T * ${slope}(${at}))
    V -= 0.1 * a.T @ g
    U -= 0.1 * dU
`;
  for (const [importing, value, slope, at] of [
    ["from activations import sigmoid, sigmoid_prime", "sigmoid", "sigmoid_prime", "z"],
    ["from activations import sigmoid, dSigmoid", "sigmoid", "dSigmoid", "a"],
    ["import funcs as f", "f.tanh", "f.tanh_derivative", "z"],
    ["from nets.helpers import *", "leaky_relu", "leaky_relu_grad", "z"],
  ] as const)
    test(`${importing}: ${slope}(${at})`, () => {
      const text = net(importing, value, slope, at);
      expect(alarms("net.py", text)).toEqual([]);
      expect(verdicts("net.py", text)).toEqual(["U right", "V right"]);
      const told = checkFile("net.py", text).diagnostics.filter(({ code }) => code === "data/replaced");
      expect(told.map(({ message }) => message).join()).toContain("the usual derivative of");
    });
  test("a derivative that is left out is missed all the same", () => {
    const text = net("from activations import tanh, tanh_prime", "tanh", "", "1");
    expect(fault("net.py", text)).toMatchObject({ code: "gradient/missing-factor", fix: { verified: true } });
  });
});

test("a bias before batch normalisation has no gradient, and Adam moves it by rounding", () => {
  const text = (slope: string): string => `import numpy as np
rng = np.random.RandomState(2)
X, Y = rng.randn(10, 3), rng.randn(10, 1)
P = {"W": rng.randn(3, 4), "b": np.zeros(4), "V": rng.randn(4, 1)}
m = {k: np.zeros_like(v) for k, v in P.items()}
s = {k: np.zeros_like(v) for k, v in P.items()}
for t in range(1, 60):
    a = X @ P["W"] + P["b"]
    std = np.sqrt(a.var(0) + 1e-5)
    n = (a - a.mean(0)) / std
    e = np.tanh(n) @ P["V"] - Y
    loss = np.mean(e ** 2)
    d = 2 * e / len(X)
    dn = d @ P["V"].T * (1 - np.tanh(n) ** 2)
    da = (dn - dn.mean(0) - n * (dn * n).mean(0)) / std
    G = {"W": X.T @ da, "b": ${slope}.sum(0), "V": np.tanh(n).T @ d}
    for k in P:
        m[k] = 0.9 * m[k] + 0.1 * G[k]
        s[k] = 0.999 * s[k] + 0.001 * G[k] ** 2
        P[k] -= 0.01 * (m[k] / (1 - 0.9 ** t)) / (np.sqrt(s[k] / (1 - 0.999 ** t)) + 1e-8)
`;
  expect(alarms("norm.py", text("da"))).toEqual([]);
  expect(verdicts("norm.py", text("da"))).toEqual(['P["W"] right', 'P["b"] right', 'P["V"] right']);
  expect(verdicts("norm.py", text("dn"))).toContain('P["b"] wrong');
});

test("new values are gathered in another matrix, and the cost is taken of them", () => {
  const text = (column: string): string => `import numpy as np
import pandas as pd
table = pd.read_csv("marks.txt", names=["first", "second", "passed"])
table.insert(0, "ones", 1)
count = table.shape[1]
X = np.matrix(table.iloc[:, 0:count - 1].values)
y = np.matrix(table.iloc[:, count - 1:count].values)
w = np.matrix(np.zeros(3))
new = np.matrix(np.zeros(w.shape))

def s(z):
    return 1 / (1 + np.exp(-z))

def cost(w):
    return np.sum(np.multiply(-y, np.log(s(X * w.T))) - np.multiply(1 - y, np.log(1 - s(X * w.T)))) / len(X)

costs = np.zeros(50)
rate = 0.1
for i in range(50):
    error = s(X * w.T) - y
    for j in range(w.ravel().shape[1]):
        new[0, j] = w[0, j] - rate / len(X) * np.sum(np.multiply(error, X[:, ${column}]))
    w = new
    costs[i] = cost(w)
`;
  expect(alarms("marks.py", text("j"))).toEqual([]);
  expect(verdicts("marks.py", text("j"))).toEqual(["w right"]);
  expect(verdicts("marks.py", text("0"))).toEqual(["w wrong"]);
});

test("Python 2 prints to a file", () => {
  const text = `import sys
import numpy as np
w = np.array([0.5, -0.3])
x = np.array([1.0, 2.0])
for k in xrange(20):
    e = np.dot(w, x) - 1.5
    loss = 0.5 * e ** 2
    w -= 0.1 * e * x
    print >> sys.stderr, "step %d" % k, loss
`;
  expect(alarms("old.py", text)).toEqual([]);
  expect(verdicts("old.py", text)).toEqual(["w right"]);
});

test("a value that is set within an expression is no statement", () => {
  const text = `const xs = [0.5, 1.5], ys = [1, 2];
const p = [{ v: 0.2, g: 0 }, { v: 0.1, g: 0 }];
for (let k = 0; k < 50; k++) {
  p.forEach((one) => (one.g = 0));
  let loss = 0;
  xs.forEach((x, i) => {
    const e = p[0].v * x + p[1].v - ys[i];
    loss += 0.5 * e * e;
    p[0].g += e * x;
    p[1].g += e;
  });
  for (const one of p) one.v -= 0.1 * one.g;
}
`;
  expect(alarms("within.js", text)).toEqual([]);
  for (const one of verdicts("within.js", text)) expect(one).toMatch(/ right$/);
});

describe("a function with the name of a derivative that gives another", () => {
  test("in Python, for every layer at once", () => {
    const text = `import math
def dtanh(y):
    return 1.0 - y
u, v, rate = 0.4, -0.3, 0.2
for _ in range(50):
    h = math.tanh(u * 0.7)
    out = math.tanh(v * h)
    error = 0.5 * (0.6 - out) ** 2
    d_out = (out - 0.6) * dtanh(out)
    d_h = d_out * v * dtanh(h)
    v -= rate * d_out * h
    u -= rate * d_h * 0.7
`;
    expect(fault("tanh.py", text)).toMatchObject({
      code: "gradient/wrong-function",
      line: lineOf(text, "return 1.0 - y"),
      fix: { text: "1 - y ** 2", verified: true },
    });
  });

  test("in TypeScript, a slope that is not the activation's", () => {
    const text = `const act = (x: number, a = 0.01): number => x;
const leaky = (x: number, a = 0.01): number => (x > 0 ? x : a * x);
const leakyGrad = (x: number, a = 0.2): number => (x > 0 ? 1 : a);
const xs = [0.5, -1.1, 0.8], ys = [0.3, 0.9, -0.2];
let u = [0.4, -0.6], v = [0.5, 0.7];
for (let k = 0; k < 90; k++) {
  for (let s = 0; s < xs.length; s++) {
    const z = u.map((one) => one * xs[s]);
    const h = z.map((one) => leaky(one));
    const e = h[0] * v[0] + h[1] * v[1] - ys[s];
    const loss = 0.5 * e * e;
    const d = z.map((one, i) => e * v[i] * leakyGrad(one));
    v = v.map((one, i) => one - 0.1 * e * h[i]);
    u = u.map((one, i) => one - 0.1 * d[i] * xs[s]);
  }
}
`;
    expect(fault("leaky.ts", text)).toMatchObject({
      code: "gradient/wrong-constant",
      line: lineOf(text, "const leakyGrad"),
      fix: { text: "0.01", verified: true },
    });
  });
});

test("behind a small class of matrices the line is named that makes the wrong one", () => {
  const text = `class Matrix {
  constructor(rows, cols) {
    this.rows = rows; this.cols = cols;
    this.data = Array(rows).fill().map(() => Array(cols).fill(0));
  }
  map(f) { this.data = this.data.map((row, i) => row.map((one, j) => f(one, i, j))); return this; }
  plus(b) { return this.map((one, i, j) => one + b.data[i][j]); }
  static of(list) { return new Matrix(list.length, 1).map((_, i) => list[i]); }
  static map(a, f) { return new Matrix(a.rows, a.cols).map((_, i, j) => f(a.data[i][j], i, j)); }
  static flip(a) { return new Matrix(a.cols, a.rows).map((_, i, j) => a.data[j][i]); }
  static times(a, b) {
    return new Matrix(a.rows, b.cols).map((_, i, j) => {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += a.data[i][k] * b.data[k][j];
      return sum;
    });
  }
}
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const U = new Matrix(3, 2).map(() => Math.random() - 0.5), V = new Matrix(1, 3).map(() => Math.random() - 0.5);
function train(given, wanted) {
  const x = Matrix.of(given), t = Matrix.of(wanted);
  const h = Matrix.times(U, x).map(sigmoid);
  const out = Matrix.times(V, h).map(sigmoid);
  const error = Matrix.map(out, (one, i, j) => t.data[i][j] - one);
  const delta = Matrix.map(error, (one, i, j) => one * out.data[i][j] * (1 - out.data[i][j]));
  const hiddenError = Matrix.times(Matrix.flip(V), DELTA);
  const hiddenDelta = Matrix.map(hiddenError, (one, i, j) => one * h.data[i][j] * (1 - h.data[i][j]));
  V.plus(Matrix.map(Matrix.times(delta, Matrix.flip(h)), (one) => 0.3 * one));
  U.plus(Matrix.map(Matrix.times(hiddenDelta, Matrix.flip(x)), (one) => 0.3 * one));
}
for (let k = 0; k < 100; k++) train([0.4, 0.9], [0.7]);
`;
  expect(alarms("small.js", text.replace("DELTA", "delta"))).toEqual([]);
  const wrong = text.replace("DELTA", "error");
  expect(fault("small.js", wrong)).toMatchObject({
    code: "gradient/wrong-operand",
    line: lineOf(wrong, "const hiddenError"),
    fix: { verified: true },
  });
});
