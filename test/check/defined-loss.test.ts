import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const verdicts = (path: string, text: string): string[] =>
  checkFile(path, text).programs.flatMap(({ loss, parameters }) =>
    parameters.map((one) => `${one.path} ${one.kind}, ${loss.name}`),
  );
const alarms = (path: string, text: string): string[] =>
  checkFile(path, text)
    .diagnostics.filter(({ severity }) => severity !== "info")
    .map(({ code, span }) => `${text.slice(0, span.from).split("\n").length} ${code}`);

/** A line whose loss is a function that only what stands outside of the loop calls. */
const line = `xs = [1.0, 2.0, 3.0, 4.0]
ys = [2.1, 3.9, 6.2, 7.8]

def cost(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs)

w, b, rate = 0.0, 0.0, 0.02
print(cost(w, b))
for k in range(50):
    dw = db = 0.0
    for x, y in zip(xs, ys):
        e = w * x + b - y
        dw += 2 * e * x / len(xs)
        db += 2 * e / len(xs)
    w -= rate * dw
    b -= rate * db
print(cost(w, b))
`;

const neuron = `import numpy as np

class Neuron:
    def __init__(self, n, lr=0.1):
        self.w = np.zeros(n)
        self.lr = lr
    def cost(self, X, y):
        return np.mean((1 / (1 + np.exp(-X @ self.w)) - y) ** 2)
    def fit(self, X, y):
        for i in range(20):
            a = 1 / (1 + np.exp(-X @ self.w))
            self.w -= self.lr * 2 * X.T @ ((a - y) * a * (1 - a)) / len(y)

rng = np.random.RandomState(0)
X = rng.randn(12, 3)
y = (X[:, 0] > 0) * 1.0
net = Neuron(3)
net.fit(X, y)
print(net.cost(X, y))
`;

describe("a loss that a program defines and computes outside of its step", () => {
  test("is what right steps descend", () => {
    expect(verdicts("line.py", line)).toEqual(["w right, cost", "b right, cost"]);
    expect(verdicts("neuron.py", neuron)).toEqual(["self.w right, self.cost"]);
    expect(alarms("line.py", line)).toEqual([]);
    expect(alarms("neuron.py", neuron)).toEqual([]);
  });

  test("tells what a step should be whose outputs no difference shows", () => {
    const mixed = line.replace("dw += 2 * e * x", "dw += 2 * (w * x + dw - y) * x");
    expect(alarms("line.py", mixed)).toEqual(["13 gradient/wrong-operand"]);
    const bare = line.replace("db += 2 * e / len(xs)", "db += 2 * w / len(xs)");
    expect(alarms("line.py", bare)).toEqual(["14 gradient/wrong-operand"]);
  });

  test("does so in JavaScript too", () => {
    const script = `let w = 0.2, b = 0.1;
const data = [[1, 2], [2, 3.9], [3, 6.1]];
function loss(w, b) { let s = 0; for (const [x, y] of data) s += (w * x + b - y) ** 2; return s / data.length; }
for (let i = 0; i < 50; i++) {
  let dw = 0, db = 0;
  for (const [x, y] of data) {
    const e = w * x + b - y;
    dw += 2 * e * x / data.length;
    db += 2 * e / data.length;
  }
  w -= 0.01 * dw;
  b -= 0.01 * db;
}
console.log(loss(w, b));
`;
    expect(verdicts("line.js", script)).toEqual(["w right, loss", "b right, loss"]);
    expect(alarms("line.js", script.replace("db += 2 * e /", "db += 2 * w /"))).toEqual([
      "9 gradient/wrong-operand",
    ]);
  });

  test("is no loss of a program that descends another one", () => {
    const absolute = line.replace("(w * x + b - y) ** 2 for", "abs(w * x + b - y) for");
    expect(alarms("line.py", absolute)).toEqual([]);
    expect(verdicts("line.py", absolute).every((one) => one.includes(" right, "))).toBe(true);
    const crossed = neuron.replace("self.lr * 2 * X.T @ ((a - y) * a * (1 - a))", "self.lr * X.T @ (a - y)");
    expect(alarms("neuron.py", crossed)).toEqual([]);
    expect(verdicts("neuron.py", crossed)).toEqual(["self.w right, binary cross-entropy"]);
  });

  test("proves no fault where nothing follows it: a search at random, a second derivative", () => {
    const evolution = `import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(20, 3)
y = X @ np.array([1.0, 2.0, -1.0])

def loss(w):
    return np.mean((X @ w - y) ** 2)

w = np.zeros(3)
for i in range(30):
    N = rng.randn(6, 3)
    R = np.array([-loss(w + 0.1 * n) for n in N])
    w = w + 0.01 * N.T @ (R - R.mean())
print(loss(w))
`;
    const newton = `import numpy as np

def objective(x, y):
    return (1 - x) ** 2 + 10 * (y - x ** 2) ** 2

x, y = -1.0, 1.0
for k in range(10):
    g = np.array([-2 * (1 - x) - 40 * x * (y - x ** 2), 20 * (y - x ** 2)])
    H = np.array([[2 - 40 * y + 120 * x ** 2, -40 * x], [-40 * x, 20.0]])
    s = np.linalg.solve(H, g)
    x, y = x - s[0], y - s[1]
print(objective(x, y))
`;
    for (const [path, text] of [
      ["evolution.py", evolution],
      ["newton.py", newton],
    ] as const) {
      expect(alarms(path, text)).toEqual([]);
      expect(verdicts(path, text).some((one) => one.includes(" wrong, "))).toBe(false);
    }
  });
});
