import { describe, expect, test } from "vitest";
import { told } from "./verdicts.ts";

describe("one loop trains two models, each down its own loss", () => {
  const both = `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
Y = rng.normal(size=(20, 2))
Z = rng.normal(size=(20, 3))
A = rng.normal(size=(4, 2)) * 0.5
B = rng.normal(size=(2, 3)) * 0.5
lr = 0.1
for epoch in range(50):
    loss_a = np.mean((X @ A - Y) ** 2)
    loss_b = np.mean((Y @ B - Z) ** 2)
    dA = 2 * X.T @ (X @ A - Y) / Y.size
    dB = 2 * Y.T @ (Y @ B - Z) / Z.size
    A -= lr * dA
    B -= lr * dB
    print(loss_a, loss_b)
`;

  test("both are right", () => {
    expect(told(both)).toEqual({ verdicts: ["loss_a: A right", "loss_b: B right"], found: [] });
  });

  test("the second is told where the first is right", () => {
    expect(told(both.replace("Y @ B - Z) / Z", "Z - Y @ B) / Z"))).toEqual({
      verdicts: ["loss_a: A right", "loss_b: B wrong"],
      found: ["update/sign in line 15"],
    });
  });

  test("the first is told where the second is right", () => {
    expect(told(both.replace("X.T @ (X @ A - Y)", "X.T @ (X @ A + Y)")).verdicts).toEqual([
      "loss_a: A wrong",
      "loss_b: B right",
    ]);
  });

  test("so is a third beside them", () => {
    const three = both
      .replace("lr = 0.1", "C = rng.normal(size=(3, 2)) * 0.5\nlr = 0.1")
      .replace(
        "    dA =",
        "    loss_c = np.mean((Z @ C - Y) ** 2)\n    C -= lr * Z.T @ (Z @ C - Y) / Y.size\n    dA =",
      );
    expect(told(three)).toEqual({
      verdicts: ["loss_a: A right", "loss_b: B right", "loss_c: C scaled"],
      found: [],
    });
  });

  test("a total of both is one loss", () => {
    const total = both.replace("    dA =", "    loss = loss_a + loss_b\n    dA =");
    expect(told(total)).toEqual({ verdicts: ["loss: A right B right"], found: [] });
  });
});

const regression = (loss: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
y = rng.normal(size=20)
w = rng.normal(size=4)
b = 0.1
lr = 0.1
for epoch in range(50):
    r = X @ w + b - y
    loss = ${loss}
    w -= lr * 2 * X.T @ r / len(y)
    b -= lr * 2 * r.mean()
    print(loss)
`;

describe("a loss is stated, and steps go down another", () => {
  test("the root and the exponential of what is descended are printed to be read", () => {
    for (const loss of ["np.sqrt(np.mean(r ** 2))", "np.mean(r ** 2) ** 0.5", "np.exp(np.mean(r ** 2))"])
      expect(told(regression(loss)), loss).toEqual({
        verdicts: ["half squared error: w right b right"],
        found: [],
      });
  });

  test("another power of it is another loss", () => {
    expect(told(regression("np.mean(r ** 2) ** 3"))).toEqual({
      verdicts: ["half squared error: w other b other"],
      found: ["loss/not-descended in line 10"],
    });
  });

  test("a penalty on activities that the backward pass leaves out is missing, since the last layer follows the loss", () => {
    const { verdicts, found } = told(`import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
Y = rng.normal(size=(20, 2))
W1 = rng.normal(size=(4, 5)) * 0.5
b1 = np.zeros(5)
W2 = rng.normal(size=(5, 2)) * 0.5
b2 = np.zeros(2)
lr, rho = 0.1, 0.1
for epoch in range(50):
    a = np.tanh(X @ W1 + b1)
    out = a @ W2 + b2
    loss = np.mean((out - Y) ** 2) + rho * np.mean(a ** 2)
    d_out = 2 * (out - Y) / out.size
    d_a = d_out @ W2.T
    d_z = d_a * (1 - a ** 2)
    W2 -= lr * a.T @ d_out
    b2 -= lr * d_out.sum(axis=0)
    W1 -= lr * X.T @ d_z
    b1 -= lr * d_z.sum(axis=0)
    print(loss)
`);
    expect(verdicts).toEqual(["loss: W1 wrong b1 wrong W2 right b2 right"]);
    expect(found).toEqual(["gradient/wrong in line 15"]);
  });
});

const ridge = (loss: string, gradient: string, step: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
Y = rng.normal(size=(20, 3))
W = rng.normal(size=(4, 3)) * 0.3
lr, lam = 0.1, 0.05
for epoch in range(50):
    d = X @ W - Y
    loss = np.mean(d ** 2)${loss}
    dW = ${gradient}
    W -= lr * ${step}
    print(loss)
`;

describe("decay of weights", () => {
  test("beside a stated penalty it is the penalty's gradient or wrong", () => {
    const loss = " + np.sum(0.5 * lam * W * W)";
    const right = told(ridge(loss, "2 * X.T @ d / d.size + lam * W", "dW"));
    expect(right).toEqual({ verdicts: ["loss: W right"], found: [] });
    expect(told(ridge(loss, "2 * X.T @ d / d.size + 2 * lam * W", "dW")).found).toEqual([
      "gradient/surplus-factor in line 10",
    ]);
  });

  test("it does not excuse a step up the gradient", () => {
    expect(told(ridge("", "-2 * X.T @ d / d.size", "(dW + lam * W)")).found).toEqual([
      "update/sign in line 11",
    ]);
  });
});

describe("decay that a sum over the samples begins with", () => {
  const text = (begin: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4))
Y = rng.normal(size=(20, 3))
W = rng.normal(size=(4, 3)) * 0.3
lr, lam = 0.1, 0.05
for epoch in range(50):
    loss = 0.0
    dW = ${begin}
    for x, y in zip(X, Y):
        d = x @ W - y
        loss += np.sum(d ** 2)
        dW += 2 * np.outer(x, d)
    W -= lr * dW
    print(loss)
`;

  test("it is weight decay", () => {
    expect(told(text("lam * W"))).toEqual({ verdicts: ["loss: W right with weight decay"], found: [] });
  });

  test("growth is none", () => {
    expect(told(text("-lam * W")).verdicts).toEqual(["loss: W wrong"]);
  });
});

/** Two weights in a list, each with a velocity; `step` moves both. */
const listed = (step: string): string => `xs = [[0.5, 1.0], [1.5, -0.4], [-0.7, 0.8], [0.3, -1.2]]
ys = [0.9, 0.2, -0.4, 0.6]
w = [0.2, -0.1]
v = [0.0, 0.0]
lr = 0.05
for epoch in range(50):
    loss = 0.0
    g = [0.0, 0.0]
    for x, y in zip(xs, ys):
        e = w[0] * x[0] + w[1] * x[1] - y
        loss += e * e / len(xs)
        for j in range(2):
            g[j] += 2 * e * x[j] / len(xs)
${step}
    print(loss)
`;

test("of the numbers that one loop moves with a velocity each, one may go the wrong way", () => {
  const { verdicts } = told(
    listed(`    for j in range(2):
        v[j] = 0.9 * v[j] + g[j]
        w[j] -= lr * v[j] if j else -lr * v[j]`),
  );
  expect(verdicts).toEqual(["loss: w[…] wrong"]);
});

test("of a list of numbers with a velocity each, one may go the wrong way", () => {
  const { verdicts, found } = told(
    listed(`    v[0] = 0.9 * v[0] + g[0]
    v[1] = 0.9 * v[1] + g[1]
    w[0] = w[0] - lr * v[0]
    w[1] = w[1] + lr * v[1]`),
  );
  expect(found).toEqual(["update/sign in line 17"]);
  expect(verdicts).toEqual(["loss: w[0] right w[1] wrong"]);
});
