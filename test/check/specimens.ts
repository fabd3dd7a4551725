/** Right programs in the styles in which they are written, and wrong ones with the parameters that are wrong. */

const data = `import numpy as np
X = np.array([[0.5, 1.2], [1.0, -0.3], [-0.7, 0.8], [0.2, 0.4]])
y = np.array([[1.0], [0.0], [1.0], [0.0]])
rng = np.random.RandomState(1)
W1 = rng.randn(2, 3) * 0.5
b1 = np.zeros((1, 3))
W2 = rng.randn(3, 1) * 0.5
b2 = np.zeros((1, 1))
lr = 0.1
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
`;

const network = (backward: string): string => `${data}for epoch in range(5):
    h = sigmoid(X @ W1 + b1)
    out = sigmoid(h @ W2 + b2)
    loss = np.mean((out - y) ** 2)
${backward
  .trim()
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
`;

const backward = `
d_out = 2 * (out - y) / y.size * out * (1 - out)
dW2 = h.T @ d_out
db2 = d_out.sum(axis=0, keepdims=True)
d_h = (d_out @ W2.T) * h * (1 - h)
dW1 = X.T @ d_h
db1 = d_h.sum(axis=0, keepdims=True)
W1 -= lr * dW1
b1 -= lr * db1
W2 -= lr * dW2
b2 -= lr * db2
`;

const change = (from: string, to: string): string => {
  if (!backward.includes(from)) throw new Error(`the network has no ${from}`);
  return network(backward.replace(from, to));
};

const line = (body: string, start = "w = 0.4\nb = 0.1"): string => `import numpy as np
x = np.array([0.5, 1.5, 2.0, 3.0])
t = np.array([1.2, 2.1, 3.3, 3.9])
${start}
rate = 0.05
n = len(x)
for step in range(4):
${body
  .trim()
  .split("\n")
  .map((one) => `    ${one}`)
  .join("\n")}
`;

/** Programs whose every step follows the gradient of the loss that they state, up to one constant. */
export const right: Readonly<Record<string, string>> = {
  "batch network, in place": network(backward),
  "error kept without its half": line(
    "p = w * x + b\nloss = np.mean((p - t) ** 2) / 2\ne = p - t\nw = w - rate * np.mean(e * x)\nb = b - rate * np.mean(e)",
  ),
  "1/N folded into the rate": line(
    "p = w * x + b\nloss = np.mean((p - t) ** 2) / 2\ne = p - t\nw -= rate * np.sum(e * x)\nb -= rate * np.sum(e)",
  ),
  "sign absorbed": line(
    "p = w * x + b\nloss = np.sum((t - p) ** 2) / 2\ne = t - p\nw += rate * np.dot(e, x)\nb += rate * e.sum()",
  ),
  "bias not learnt": line(
    "p = w * x + b\nloss = ((p - t) ** 2).mean()\ndw = (2 / n) * (x * (p - t)).sum()\nw -= rate * dw",
  ),
  functions: `import numpy as np
def predict(w, b, x):
    return w * x + b
def mse(p, t):
    return ((p - t) ** 2).mean()
def gradients(w, b, x, t):
    e = predict(w, b, x) - t
    return 2 * (e * x).mean(), 2 * e.mean()
def fit(x, t, lr=0.05, steps=3):
    w, b = 0.2, 0.0
    for _ in range(steps):
        loss = mse(predict(w, b, x), t)
        dw, db = gradients(w, b, x, t)
        w = w - lr * dw
        b = b - lr * db
    return w, b
print(fit(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.1, 5.9])))
`,
  "a metric that is not the loss": line(
    "p = w * x + b\nloss = np.mean((p - t) ** 2)\nmae = np.mean(np.abs(p - t))\ndw = 2 * np.mean((p - t) * x)\ndb = 2 * np.mean(p - t)\nw -= rate * dw\nb -= rate * db\nprint(mae)",
  ),
  "lists and loops": `xs = [1.0, 2.0, 3.0]
ts = [2.0, 3.9, 6.1]
w = 0.5
b = 0.0
for epoch in range(3):
    loss = 0.0
    dw = 0.0
    db = 0.0
    for x, t in zip(xs, ts):
        e = w * x + b - t
        loss += e ** 2 / 3
        dw += 2 * e * x / 3
        db += 2 * e / 3
    w -= 0.05 * dw
    b -= 0.05 * db
`,
  "one sample a step": `import math
samples = [(0.5, 1.0), (-1.0, 0.0), (2.0, 1.0)]
w, b, lr = 0.3, -0.1, 0.5
for epoch in range(2):
    for x, t in samples:
        a = 1 / (1 + math.exp(-(w * x + b)))
        loss = -(t * math.log(a) + (1 - t) * math.log(1 - a))
        w -= lr * (a - t) * x
        b -= lr * (a - t)
`,
  "a dict of parameters": `import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(5, 2)
Y = rng.randn(5, 1)
params = {"W": rng.randn(2, 1), "b": np.zeros((1, 1))}
lr = 0.1
for i in range(3):
    out = X.dot(params["W"]) + params["b"]
    cost = np.sum((out - Y) ** 2) / (2 * 5)
    grads = {"W": X.T.dot(out - Y) / 5, "b": np.sum(out - Y, keepdims=True) / 5}
    for key in params:
        params[key] = params[key] - lr * grads[key]
`,
  "a class": `import numpy as np
class Neuron:
    def __init__(self):
        self.w = np.array([0.2, -0.3])
        self.b = 0.1
    def train(self, X, t, lr, steps):
        for _ in range(steps):
            p = X @ self.w + self.b
            loss = np.mean((p - t) ** 2)
            e = 2 * (p - t) / len(t)
            self.w = self.w - lr * (X.T @ e)
            self.b = self.b - lr * e.sum()
Neuron().train(np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.3]]), np.array([1.0, 0.0, 2.0]), 0.1, 3)
`,
  "softmax with cross-entropy, joined": `import numpy as np
rng = np.random.RandomState(2)
X = rng.randn(6, 4)
labels = np.array([0, 1, 2, 0, 1, 2])
W = rng.randn(4, 3) * 0.1
b = np.zeros(3)
lr = 0.5
for it in range(3):
    scores = X @ W + b
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(6), labels]).mean()
    d = p.copy()
    d[np.arange(6), labels] -= 1
    d /= 6
    W -= lr * X.T @ d
    b -= lr * d.sum(axis=0)
`,
  "output form of tanh": network(backward)
    .replaceAll("sigmoid(X @ W1 + b1)", "np.tanh(X @ W1 + b1)")
    .replace("* h * (1 - h)", "* (1 - h ** 2)"),
  momentum: line(
    "p = w * x + b\nloss = np.mean((p - t) ** 2)\nvw = 0.9 * vw + rate * 2 * np.mean((p - t) * x)\nvb = 0.9 * vb + rate * 2 * np.mean(p - t)\nw -= vw\nb -= vb",
    "w = 0.4\nb = 0.1\nvw = 0.0\nvb = 0.0",
  ),
};

/** Programs that are right in a way that is not judged: they must raise no alarm. */
export const quiet: Readonly<Record<string, string>> = {
  "weight decay that the loss leaves out": network(backward).replace(
    "W1 -= lr * dW1",
    "W1 -= lr * (dW1 + 0.1 * W1)",
  ),
  "another loss printed": line(
    "p = w * x + b\nloss = np.mean(np.abs(p - t))\nw -= rate * 2 * np.mean((p - t) * x)\nb -= rate * 2 * np.mean(p - t)",
  ),
  Adam: line(
    "p = w * x + b\nloss = np.mean((p - t) ** 2)\ng = 2 * np.mean((p - t) * x)\nm = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nk += 1\nw -= rate * (m / (1 - 0.9 ** k)) / (np.sqrt(v / (1 - 0.999 ** k)) + 1e-8)",
    "w = 0.4\nb = 0.1\nm = 0.0\nv = 0.0\nk = 0",
  ),
  "a hidden state carried forward": `import numpy as np
rng = np.random.RandomState(3)
h = np.zeros(2)
U = rng.randn(2, 2) * 0.3
v = rng.randn(2)
for x, t in zip([0.1, 0.5, -0.2], [0.2, 0.3, 0.1]):
    before = h
    h = np.tanh(U @ before + x)
    loss = 0.5 * (v @ h - t) ** 2
    e = v @ h - t
    dv = e * h
    dU = np.outer(e * v * (1 - h ** 2), before)
    v = v - 0.1 * dv
    U = U - 0.1 * dU
`,
};

/** Programs that descend another standard loss than the one they state. */
export const other: Readonly<Record<string, string>> = {
  "cross-entropy's gradient under a squared error": `import numpy as np
x = np.array([0.5, -1.0, 2.0])
t = np.array([1.0, 0.0, 1.0])
w, b = 0.3, -0.2
for i in range(3):
    a = 1 / (1 + np.exp(-(w * x + b)))
    cost = np.mean((a - t) ** 2)
    w -= 0.1 * np.mean((a - t) * x)
    b -= 0.1 * np.mean(a - t)
`,
};

interface Wrong {
  readonly text: string;
  readonly wrong: readonly string[];
  /** A piece of the verified repair, where one is to be found. */
  readonly fix?: string;
}

export const wrong: Readonly<Record<string, Wrong>> = {
  "missing activation derivative": {
    text: change("* h * (1 - h)\n", "* (1 - h)\n"),
    wrong: ["W1", "b1"],
    fix: "* h",
  },
  "derivative at the wrong point": {
    text: change("(d_out @ W2.T) * h * (1 - h)", "(d_out @ W2.T) * sigmoid(h) * (1 - sigmoid(h))"),
    wrong: ["W1", "b1"],
  },
  "wrong gradient in an update": { text: change("W1 -= lr * dW1", "W1 -= lr * dW1 * dW1"), wrong: ["W1"] },
  "sign of one update": { text: change("b2 -= lr * db2", "b2 += lr * db2"), wrong: ["b2"] },
  "wrong operand of the same shape": {
    text: change("* h * (1 - h)", "* h * (1 - d_h0)").replace("d_h =", "d_h0 = d_out @ W2.T\n    d_h ="),
    wrong: ["W1", "b1"],
    fix: "h",
  },
  "square forgotten in tanh's derivative": {
    text: network(backward)
      .replaceAll("sigmoid(X @ W1 + b1)", "np.tanh(X @ W1 + b1)")
      .replace("* h * (1 - h)", "* (1 - h)"),
    wrong: ["W1", "b1"],
  },
  "updated weight used": {
    text: change("d_h = (d_out @ W2.T)", "W2 -= lr * dW2\nd_h = (d_out @ W2.T)").replace(
      "b1 -= lr * db1\n    W2 -= lr * dW2",
      "b1 -= lr * db1",
    ),
    wrong: ["W1", "b1"],
    fix: "d_h",
  },
  "one factor too many": {
    text: line(
      "p = w * x + b\nloss = np.mean((p - t) ** 2)\ndw = 2 * np.mean((p - t) * x)\ndb = 2 * np.mean((p - t) * x)\nw -= rate * dw\nb -= rate * db",
    ),
    wrong: ["b"],
    fix: "np.mean(p - t)",
  },
  "operand of the other variable": {
    text: line(
      "p = w * x + b\nloss = np.mean((p - t) ** 2)\ndw = 2 * np.mean((p - t) * t)\ndb = 2 * np.mean(p - t)\nw -= rate * dw\nb -= rate * db",
    ),
    wrong: ["w"],
    fix: "x",
  },
  "gradients exchanged": {
    text: line(
      "p = w * x + b\nloss = np.mean((p - t) ** 2)\ndw = 2 * np.mean((p - t) * x)\ndb = 2 * np.mean(p - t)\nw -= rate * db\nb -= rate * dw",
    ),
    wrong: ["w", "b"],
  },
  "sign in the error of one": {
    text: line(
      "p = w * x + b\nloss = np.mean((p - t) ** 2)\ndw = 2 * np.mean((t - p) * x)\ndb = 2 * np.mean(p - t)\nw -= rate * dw\nb -= rate * db",
    ),
    wrong: ["w"],
  },
  "wrong target": {
    text: line(
      "p = w * x + b\nloss = np.mean((p - t) ** 2)\ndw = 2 * np.mean((p - t) * x)\ndb = 2 * np.mean(p - t)\nw = w - rate * dw\nb = w - rate * db",
    ),
    wrong: ["b"],
    fix: "b - rate * db",
  },
};
