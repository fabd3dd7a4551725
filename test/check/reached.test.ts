import { expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const data = `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [0.2, 0.7]])
y = np.array([1.0, 0.0, 0.5])
w = np.array([0.1, 0.2])
b = 0.3
lr = 0.05
`;
/** The parameters of a program with their verdicts, and what is said of it. */
function found(text: string, path = "a.py"): { kinds: string[]; codes: string[]; fixes: string[] } {
  const { programs, diagnostics } = checkFile(path, text);
  return {
    kinds: programs.flatMap(({ parameters }) => parameters.map((one) => `${one.path} ${one.kind}`)),
    codes: diagnostics.map((one) => one.code),
    fixes: diagnostics.flatMap(({ fix }) => (fix?.verified ? [fix.text] : [])),
  };
}

const net = (gradient: string): string => `${data}class Net:
    def __init__(self):
        self.w = np.array([0.1, 0.2])
    def step(self, x, t):
        e = x @ self.w - t
        self.w = self.w - lr * 2 * ${gradient} / 3
        return np.mean(e ** 2)
model = Net()
update = model.step
for epoch in range(5):
    loss = update(X, y)
`;

test("a step is taken by a method under a name of its own", () => {
  expect(found(net("x.T @ e"))).toEqual({ kinds: ["model.w right"], codes: [], fixes: [] });
  const wrong = found(net("x.T @ (e * x[:, 0])"));
  expect(wrong.kinds).toEqual(["model.w wrong"]);
  expect(wrong.fixes).toEqual(["self.w = self.w - lr * 2 * x.T @ (e) / 3"]);
});

test("what a class itself holds is as it was when a step is run again", () => {
  const text = (error: string): string => `${data}class Net:
    scale = np.array([1.0, 0.9])
    shrink = [0.8]
    by = {"a": 0.7}
    def step(self, x, t):
        a = x * self.scale * self.shrink[0] * self.by["a"]
        e = a @ self.w - t
        self.w = self.w - lr * a.T @ ${error}
        self.scale *= 0.5
        self.shrink[0] *= 0.5
        self.by["a"] *= 0.5
        return 0.5 * np.sum(e ** 2)
net = Net()
net.w = np.array([0.1, 0.2])
for epoch in range(5):
    loss = net.step(X, y)
`;
  expect(found(text("e"))).toEqual({ kinds: ["net.w right"], codes: [], fixes: [] });
  expect(found(text("(e * x[:, 0])"))).toEqual({
    kinds: ["net.w wrong"],
    codes: ["gradient/surplus-factor"],
    fixes: ["self.w = self.w - lr * a.T @ (e)"],
  });
});

test("a loop around a training loop takes a step of its own, beside it", () => {
  const text = (last: string): string => `${data}count = 0.0
for epoch in range(4):
    for k in range(3):
        e = X[k] @ w + b - y[k]
        loss = 0.5 * e ** 2
        w -= lr * e * X[k]
    rest = X @ w + b - y
    total_loss = 0.5 * np.sum(rest ** 2)
    ${last}
`;
  expect(found(text("b = b - lr * np.sum(rest)")).kinds).toEqual(["w right", "b right"]);
  expect(found(text("b = b - lr * np.sum(rest ** 2)")).kinds).toEqual(["w right", "b wrong"]);
  expect(found(text("count += total_loss")).kinds).toEqual(["w right"]);
});

test("a step that is a value too is one in JavaScript", () => {
  const text = `const xs = [0.5, 1.5, -1.0], ys = [1.0, 0.2, 0.4], lr = 0.05;
let w = 0.1, b = 0.3;
for (let epoch = 0; epoch < 4; epoch++) {
  for (let k = 0; k < 3; k++) {
    const e = w * xs[k] + b - ys[k];
    const loss = 0.5 * e * e;
    w -= lr * e * xs[k];
  }
  let totalLoss = 0, db = 0;
  for (let k = 0; k < 3; k++) {
    const rest = w * xs[k] + b - ys[k];
    totalLoss += 0.5 * rest * rest;
    db += rest;
  }
  const moved = (b = b - lr * db);
}`;
  expect(found(text, "a.js").kinds).toEqual(["w right", "b right"]);
});

test("a first pass that fails and is gone past says nothing of those after it", () => {
  const text = `${data}for epoch in range(4):
    try:
        scale = 1 / epoch
    except ZeroDivisionError:
        continue
    e = X @ w - y
    loss = np.mean(e ** 2)
    w -= lr * 2 * X.T @ e / 3
`;
  expect(found(text).kinds).toEqual(["w right"]);
});

test("a step that hands back an object with more than plain entries, and sets what is nobody's", () => {
  const text = `let w = 0.5, b = 0.1;
const xs = [0.5, 1.5, -1.0], ys = [1.0, 0.2, 0.4], lr = 0.1, extra = { rate: 0.1 };
function step(w, b) {
  let dw = 0, db = 0, loss = 0;
  for (let i = 0; i < 3; i++) {
    const e = w * xs[i] + b - ys[i];
    loss += (e * e) / 3; dw += (2 * e * xs[i]) / 3; db += (2 * e) / 3;
  }
  return { ...extra, loss, ["dw"]: dw, db, get twice() { return 2 * loss; } };
}
for (let k = 0; k < 5; k++) {
  const { dw, db } = step(w, b);
  globalThis["seen"] = k;
  w -= lr * dw;
  b -= lr * db;
}`;
  expect(found(text, "a.js").kinds).toEqual(["w right", "b right"]);
});

const engine = (gradient: string): string => `def main():
    class Value:
        def __init__(self, data, children=()):
            self.data = data
            self.grad = 0.0
            self._backward = lambda: None
            self._prev = set(children)
        def __add__(self, other):
            out = Value(self.data + other.data, (self, other))
            def _backward():
                self.grad += out.grad
                other.grad += out.grad
            out._backward = _backward
            return out
        def __mul__(self, other):
            out = Value(self.data * other.data, (self, other))
            def _backward():
                self.grad += ${gradient}
                other.grad += self.data * out.grad
            out._backward = _backward
            return out
        def backward(self):
            topo = []
            seen = set()
            def build(v):
                if v not in seen:
                    seen.add(v)
                    for c in v._prev: build(c)
                    topo.append(v)
            build(self)
            self.grad = 1.0
            for v in reversed(topo): v._backward()
    w = Value(0.5)
    out = Value(7.0)
    other = Value(3.0)
    self = Value(3.0)
    for k in range(4):
        e = w * Value(2.0) + Value(-1.0)
        loss = e * e
        w.grad = 0.0
        loss.backward()
        w.data -= 0.1 * w.grad
main()
`;

test("an engine for derivatives keeps its own names where a function around it has the same", () => {
  expect(found(engine("other.data * out.grad")).kinds).toEqual(["w.data right"]);
  expect(found(engine("self.data * out.grad"))).toEqual({
    kinds: ["w.data wrong"],
    codes: ["gradient/wrong-operand"],
    fixes: ["self.grad += other.data * out.grad"],
  });
});
