import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const checked = (text: string) => {
  const { programs, diagnostics } = checkFile("a.py", text);
  return {
    verdicts: Object.fromEntries(
      programs.flatMap((one) => one.parameters).map((one) => [one.path, one.kind]),
    ),
    codes: diagnostics.map((one) => `${one.severity} ${one.code}`),
  };
};

const fitted = (update: string): string => `
import numpy as np
rng = np.random.RandomState(2)
X = rng.randn(12, 3)
y = X.dot(np.array([1.0, -2.0, 0.5]))
w = np.zeros(3)
for step in range(40):
    error = X.dot(w) - y
    loss = 0.5 * np.sum(error ** 2)
${update}`;

describe("programs as strangers write them", () => {
  test("what is called and not known stands in no one's way", () => {
    const around = `import sensors\nsensors.start()\nsensors.settings["rate"] = 3\nlevel = sensors.read() * 2\n${fitted("    w -= 0.01 * X.T.dot(error)\n")}`;
    expect(checked(around)).toEqual({ verdicts: { w: "right" }, codes: ["info python/not-interpreted"] });
  });

  test("Python 2's lists, dicts and division", () => {
    const old = `
half = 7 / 2
rows = zip([1, 2, 3], [4, 5, 6])
assert rows[half - 1] == (3, 6)
sizes = {"w": 3}
for name, size in sizes.iteritems():
    print name, size
${fitted("    w -= 0.01 * X.T.dot(error)\n")}`;
    expect(checked(old)).toEqual({ verdicts: { w: "right" }, codes: [] });
  });

  test("SciPy's optimisers take steps that are judged", () => {
    const asked = (slope: string): string => `
import numpy as np
from scipy.optimize import minimize
X = np.random.RandomState(1).randn(9, 3)
y = (X[:, 0] > 0).astype(float)

def cost(theta, X, y):
    p = 1 / (1 + np.exp(-X.dot(theta)))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), ${slope}

best = minimize(cost, np.zeros(3), args=(X, y), jac=True)
print(best.x.shape)
`;
    expect(checked(asked("X.T.dot(p - y) / len(y)"))).toEqual({ verdicts: { theta: "right" }, codes: [] });
    expect(checked(asked("X.T.dot(p * y) / len(y)")).verdicts.theta).not.toBe("right");
  });

  test("a discriminator is not judged by the generator's loss", () => {
    const { verdicts, codes } = checked(`
import numpy as np
rng = np.random.RandomState(4)
a, c = 0.4, 1.2
rate = 0.05
squash = lambda s: 1 / (1 + np.exp(-s))
for step in range(50):
    real, z = 3 + rng.randn(), rng.rand()
    a += rate * (1 - squash(a * real)) * real
    a -= rate * squash(a * c * z) * c * z
    shown = squash(a * (c * z))
    loss = -np.log(shown)
    c += rate * (1 - shown) * a * z
`);
    expect(verdicts.c).toBe("right");
    expect(codes).toEqual([]);
  });

  test("a point where gradient and step are rounding has no say", () => {
    // at the start all classes are as likely as they are frequent: the bias has no gradient there
    expect(
      checked(`
import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(9, 2)
Y = np.eye(3)[np.arange(9) % 3]
W, b = np.zeros((2, 3)), np.zeros(3)
history = []
def soft(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
for step in range(20):
    G = (soft(X @ W + b) - Y) / 9
    W -= 0.1 * X.T @ G
    b -= 0.1 * G.sum(axis=0)
    loss = -np.mean(np.sum(Y * np.log(soft(X @ W + b)), axis=1))
    history.append(loss)
`),
    ).toEqual({ verdicts: { W: "right", b: "right" }, codes: [] });
  });

  test("y / p as a cross-entropy's derivative tells outputs and targets", () => {
    const { verdicts, codes } = checked(`
import numpy as np
rng = np.random.RandomState(3)
X, y = rng.randn(8, 3), (rng.rand(8, 1) > 0.5).astype(float)
V = rng.randn(3, 1)
for step in range(30):
    p = np.clip(1 / (1 + np.exp(-X @ V)), 1e-9, 1 - 1e-9)
    slope = -(y / p) + (1 - y) / (1 - p)
    V -= 0.1 * X.T @ (slope * p * (1 - p))
`);
    expect(verdicts).toEqual({ V: "right" });
    expect(codes).toEqual([]);
  });

  test("a step that is only decay is no step along a gradient", () => {
    const { verdicts, codes } = checked(fitted("    w -= 0.01 * w\n").replace("np.zeros(3)", "rng.randn(3)"));
    expect(Object.values(verdicts)).not.toContain("right");
    expect(codes.filter((one) => one.startsWith("warning"))).toEqual([]);
  });

  test("a class trains by what it inherits", () => {
    const { verdicts } = checked(`
import numpy as np

class Linear:
    def __init__(self):
        self.W = None
    def train(self, X, y, learning_rate=0.1, num_iters=20):
        if self.W is None:
            self.W = 0.01 * np.random.randn(X.shape[1], 1)
        for it in range(num_iters):
            loss, grad = self.loss(X, y)
            self.W -= learning_rate * grad

class Squares(Linear):
    def loss(self, X, y):
        error = X.dot(self.W) - y.reshape(-1, 1)
        return np.mean(error ** 2), 2 * X.T.dot(error) / len(X)
`);
    expect(Object.values(verdicts)).toEqual(["right"]);
  });
});
