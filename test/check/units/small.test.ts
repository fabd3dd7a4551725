import { compareKept } from "./kept-text.ts";
import { told } from "./told.ts";

const data = `import numpy as np

np.random.seed(1)
X = np.random.randn(8, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
lr = 0.05
`;
const numbers = `xs = [[0.5, -1.2], [1.5, 0.3], [-0.7, 0.8]]
ys = [0.2, 1.4, -0.6]
lr = 0.1
`;

/** Small programs in which something happens that a rule looks for, or nearly: each with its head and its lines. */
const python: Readonly<Record<string, string>> = {
  "a bias that is never moved": `w = np.zeros(3); b = 0.1
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    w -= lr * dw`,
  "a bias that is frozen, as a comment says": `w = np.zeros(3); b = 0.1
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    w -= lr * dw  # b is frozen`,
  "a gradient that is only printed": `w = np.zeros(3); b = 0.1
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    print(db)
    w -= lr * dw`,
  "items of a dict, one of them left out on purpose": `params = {"w": np.zeros(3), "b": np.array(0.1)}
for t in range(50):
    e = X @ params["w"] + params["b"] - y; loss = np.mean(e ** 2)
    grads = {"w": 2 * X.T @ e / 8, "b": 2 * np.mean(e)}
    for k in params:
        if k != "b":
            params[k] -= lr * grads[k]`,
  "items of a dict, one of them forgotten": `params = {"w": np.zeros(3), "b": np.array(0.1)}
for t in range(50):
    e = X @ params["w"] + params["b"] - y; loss = np.mean(e ** 2)
    grads = {"w": 2 * X.T @ e / 8, "b": 2 * np.mean(e)}
    for k in ["w"]:
        params[k] -= lr * grads[k]`,
  "another array in the place of a bias": `w = np.zeros(3); b = 0.1; c = 0.0
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    w -= lr * dw
    c -= lr * db`,
  "a sum of gradients that is never begun anew": `w = np.zeros(3); g = np.zeros(3)
for t in range(50):
    for i in range(8):
        e = X[i] @ w - y[i]
        g += e * X[i]
    loss = 0.5 * np.mean((X @ w - y) ** 2)
    w -= lr * g / 8`,
  "a sum of gradients that is begun anew": `w = np.zeros(3)
for t in range(50):
    g = np.zeros(3)
    for i in range(8):
        e = X[i] @ w - y[i]
        g += e * X[i]
    loss = 0.5 * np.mean((X @ w - y) ** 2)
    w -= lr * g / 8`,
  "a forward pass before the loop": `w = np.zeros(3)
p = X @ w
for t in range(50):
    e = p - y; loss = np.mean(e ** 2)
    w -= lr * 2 * X.T @ e / 8`,
  "a loop that reads what another has left": `w = np.zeros(3)
for i in range(8):
    x = X[i]
for t in range(50):
    for i in range(8):
        e = x @ w - y[i]; loss = e ** 2
        w -= lr * 2 * e * X[i]`,
  "a velocity that is the gradient itself": `w = np.zeros(3); v = np.zeros(3)
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2)
    g = 2 * X.T @ e / 8
    v = g
    v *= 0.5
    w -= lr * g`,
  "a copy that is none": `w = np.ones(3)
old = w
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2)
    w -= lr * 2 * X.T @ e / 8
moved = np.abs(w - old).max()
print(moved)`,
  "a stopping test without an absolute value": `w = np.zeros(3)
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8
    w -= lr * dw
    if dw[0] < 1e-6:
        break`,
  "a stopping test of the norm": `w = np.zeros(3)
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8
    w -= lr * dw
    if np.linalg.norm(dw) < 1e-6:
        break`,
  "a loop while the slope is large": `x = 3.0; slope = 10.0
while slope > 1e-3:
    loss = (x - 1) ** 2
    slope = 2 * (x - 1)
    x -= 0.1 * slope`,
  "a loop while the slope is steep either way": `x = 3.0; slope = 10.0
while abs(slope) > 1e-3:
    loss = (x - 1) ** 2
    slope = 2 * (x - 1)
    x -= 0.1 * slope`,
  "a mean that is none": `w = np.zeros(3); b = 0.0
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.sum(e)
    w -= lr * dw; b -= lr * db`,
  "two rates on purpose": `w = np.zeros(3); b = 0.0; lr_b = 0.01
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    w -= lr * dw; b -= lr_b * db`,
  "a line whose rule is waived": `w = np.zeros(3); b = 0.0
for t in range(50):
    e = X @ w + b - y; loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / 8; db = 2 * np.mean(e)
    w -= lr * dw
    # chainrule: ignore update/sign because it is a trick
    b += lr * db`,
  "a loss by its hint": `# chainrule: loss = q
w = np.zeros(3)
for t in range(50):
    e = X @ w - y; q = np.mean(np.abs(e)); loss = np.mean(e ** 2)
    w -= lr * X.T @ np.sign(e) / 8`,
  "a layer that is off": `W = -np.ones((3, 4)); u = np.ones(4)
for t in range(50):
    h = np.maximum(0, np.abs(X) @ W); e = h @ u - y; loss = np.mean(e ** 2)
    du = 2 * h.T @ e / 8; dh = np.outer(2 * e / 8, u) * (h > 0)
    W -= lr * np.abs(X).T @ dh; u -= lr * du`,
  "zeros that keep a layer alike": `W = np.zeros((3, 4)); u = np.zeros(4)
for t in range(50):
    h = np.tanh(X @ W); e = h @ u - y; loss = np.mean(e ** 2)
    du = 2 * h.T @ e / 8; dh = np.outer(2 * e / 8, u) * (1 - h ** 2)
    W -= lr * X.T @ dh; u -= lr * du`,
  "a derivative at the value, not before it": `W = 0.3 * np.random.randn(3, 4); u = np.ones(4)
def slope(z):
    return 1 - np.tanh(z) ** 2
for t in range(50):
    z = X @ W; h = np.tanh(z); e = h @ u - y; loss = np.mean(e ** 2)
    du = 2 * h.T @ e / 8; dh = np.outer(2 * e / 8, u) * slope(h)
    W -= lr * X.T @ dh; u -= lr * du`,
  "a derivative that forgets the square": `W = 0.3 * np.random.randn(3, 4); u = np.ones(4)
for t in range(50):
    h = np.tanh(X @ W); e = h @ u - y; loss = np.mean(e ** 2)
    du = 2 * h.T @ e / 8; dh = np.outer(2 * e / 8, u) * (1 - h)
    W -= lr * X.T @ dh; u -= lr * du`,
  "a relu's derivative on the wrong side": `W = 0.3 * np.random.randn(3, 4); u = np.ones(4)
for t in range(50):
    h = np.maximum(0, X @ W); e = h @ u - y; loss = np.mean(e ** 2)
    du = 2 * h.T @ e / 8; dh = np.outer(2 * e / 8, u) * (h < 0)
    W -= lr * X.T @ dh; u -= lr * du`,
  "a path left out": `W = 0.3 * np.random.randn(3, 3); u = np.ones(3)
for t in range(50):
    h = np.tanh(X @ W) + X; p = h @ u + np.tanh(h) @ u; e = p - y; loss = np.mean(e ** 2)
    d = 2 * e / 8; du = (h + np.tanh(h)).T @ d
    dh = np.outer(d, u)
    W -= lr * X.T @ (dh * (1 - np.tanh(X @ W) ** 2)); u -= lr * du`,
  "a penalty whose derivative is missing": `w = np.ones(3); lam = 0.1
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2) + lam * np.sum(w ** 2)
    w -= lr * 2 * X.T @ e / 8`,
  "a penalty by half": `w = np.ones(3); lam = 0.1
for t in range(50):
    e = X @ w - y; loss = np.mean(e ** 2) + lam * np.sum(w ** 2)
    w -= lr * (2 * X.T @ e / 8 + lam * w)`,
  "a rate that the loss reads": `w = np.zeros(3); k = 0.5
for t in range(50):
    e = X @ w - y; loss = k * np.mean(e ** 2)
    w -= k * 2 * X.T @ e / 8`,
  "no loss at all": `w = np.zeros(3)
for t in range(50):
    e = X @ w - y
    w -= lr * X.T @ e / 8`,
  "no loss, and a wrong step": `w = np.zeros(3); b = 0.0
for t in range(50):
    e = X @ w + b - y
    w -= lr * X.T @ e / 8
    b += lr * np.mean(e)`,
  "a step without a loop": `w = np.array([0.1, 0.2, 0.3])
e = X @ w - y
loss = np.mean(e ** 2)
dw = X.T @ e / 8
w = w - lr * dw`,
  "two loops, one of them wrong": `w = np.zeros(3)
for t in range(20):
    e = X @ w - y; loss = np.mean(e ** 2)
    w -= lr * 2 * X.T @ e / 8
u = np.zeros(3)
for t in range(20):
    p = 1 / (1 + np.exp(-X @ u)); loss = np.mean((p - (y > 0)) ** 2)
    u -= lr * 2 * X.T @ ((p - (y > 0)) * (1 - p)) / 8`,
  "numbers in lists": `${numbers}w = [0.1, -0.2]; b = 0.0
for t in range(40):
    gw = [0.0, 0.0]; gb = 0.0; loss = 0.0
    for x, y_ in zip(xs, ys):
        e = sum(wi * xi for wi, xi in zip(w, x)) + b - y_
        loss += 0.5 * e ** 2
        for j in range(2):
            gw[j] += e * x[j]
        gb += e
    for j in range(2):
        w[j] -= lr * gw[1 - j]
    b -= lr * gb`,
  "a class with its steps": `class Net:
    def __init__(self):
        self.w = np.zeros(3); self.b = 0.0
    def forward(self, X):
        return X @ self.w + self.b
    def step(self, X, y, rate):
        e = self.forward(X) - y
        self.loss = np.mean(e ** 2)
        self.dw = 2 * X.T @ e / len(y); self.db = 2 * np.mean(e)
        self.w -= rate * self.dw; self.b -= rate * self.dw.mean()
net = Net()
for t in range(40):
    net.step(X, y, 0.05)`,
};

const scripts: Readonly<Record<string, string>> = {
  "JavaScript: a wrong index": `const xs = [[0.5, -1.2], [1.5, 0.3]]; const ys = [0.2, 1.4];
let w = [0.1, -0.2]; let b = 0; const lr = 0.1;
for (let t = 0; t < 40; t++) {
  let loss = 0; const g = [0, 0]; let gb = 0;
  for (let i = 0; i < 2; i++) {
    const e = w[0] * xs[i][0] + w[1] * xs[i][1] + b - ys[i];
    loss += 0.5 * e * e;
    g[0] += e * xs[i][0]; g[1] += e * xs[i][0]; gb += e;
  }
  w[0] -= lr * g[0]; w[1] -= lr * g[1]; b -= lr * gb;
}
`,
  "JavaScript: a sign": `const xs = [0.5, -1.2, 0.8]; const ys = [0.2, 1.4, -0.3];
let w = 0.1, b = 0; const rate = 0.1;
for (let t = 0; t < 40; t++) {
  const p = xs.map((x) => w * x + b);
  const loss = p.reduce((s, v, i) => s + (v - ys[i]) ** 2, 0) / 3;
  const dw = (2 / 3) * p.reduce((s, v, i) => s + (v - ys[i]) * xs[i], 0);
  const db = (2 / 3) * p.reduce((s, v, i) => s + (v - ys[i]), 0);
  w -= rate * dw; b += rate * db;
}
`,
  "JavaScript: a class whose bias stays": `class Neuron {
  w = 0.3; b = 0.1;
  forward(x) { this.x = x; this.a = 1 / (1 + Math.exp(-(this.w * x + this.b))); return this.a; }
  backward(d, rate) { const dz = d * this.a * (1 - this.a); const db = dz; this.w -= rate * dz * this.x; return db; }
}
const n = new Neuron();
for (let t = 0; t < 30; t++) { const e = n.forward(0.7) - 1; const loss = 0.5 * e * e; n.backward(e, 0.5); }
`,
};

compareKept("small", {
  ...Object.fromEntries(
    Object.entries(python).map(([name, text]) => [name, () => told("program.py", `${data}${text}\n`)]),
  ),
  ...Object.fromEntries(
    Object.entries(scripts).map(([name, text]) => [name, () => told("program.js", text)]),
  ),
});
