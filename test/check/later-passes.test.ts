import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { told } from "./verdicts.ts";

/** Sample by sample, the first of which tells nothing. */
const samples = (rows: string, inner: string): string => `xs = [${rows}]
ys = [0.3, 0.8, -0.2, 0.5]
w1, w2 = 0.4, -0.3
lr = 0.1
for epoch in range(20):
    for k, (x, y) in enumerate(zip(xs, ys)):
        e = w1 * x[0] + w2 * x[1] - y
${inner}
        d1 = 2 * e * x[0]
        d2 = 2 * e * x[1]
        w1 -= lr * d1
        w2 -= lr * d2
`;

describe("what one sample does not tell, others do", () => {
  const loss = "        loss = e ** 2";

  test("each number is judged by a sample that it has a say in", () => {
    expect(told(samples("[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.7, 0.2]", loss))).toEqual({
      verdicts: ["loss: w1 right w2 right"],
      found: [],
    });
  });

  test("a pass that computes no loss is passed over", () => {
    const every = "        if k != 1:\n            loss = e ** 2";
    expect(told(samples("[0.0, 0.0], [1.0, 0.5], [0.4, 1.0], [0.7, 0.2]", every))).toEqual({
      verdicts: ["loss: w1 right w2 right"],
      found: [],
    });
  });
});

const batches = (change: string, rate: string, step: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(5, 2))
Y = rng.normal(size=(5, 2))
W = rng.normal(size=(2, 2)) * 0.3
lr = 0.1
for epoch in range(30):
    for k in range(0, 5, ${change}):
        x, y = X[k:k + ${change}], Y[k:k + ${change}]
        d = x @ W - y
        loss = np.sum(d ** 2) / len(x)
        dW = 2 * x.T @ d${step}
        W -= lr * dW
${rate}        print(loss)
`;

describe("steps that are all some times as long", () => {
  test("a batch of fewer rows has another number of times, and that is no schedule", () => {
    expect(told(batches("3", "", ""))).toEqual({ verdicts: ["loss: W scaled"], found: [] });
  });

  test("a rate that has a name and falls is none either", () => {
    expect(told(batches("5", "        lr *= 0.9\n", ""))).toEqual({
      verdicts: ["loss: W scaled"],
      found: [],
    });
  });

  test("where the named rate stays, a factor that changes is a schedule", () => {
    expect(told(batches("5", "", " / len(x) / (1 + epoch)"))).toEqual({
      verdicts: ["loss: W right"],
      found: [],
    });
    expect(told(batches("5", "", " / (1 + epoch)"))).toEqual({
      verdicts: ["loss: W right by a rate that varies"],
      found: [],
    });
  });
});

test("thirteen numbers with names of their own are thirteen parameters", () => {
  const weights = ["a11", "a12", "a21", "a22", "a31", "a32", "b1", "b2", "b3", "v1", "v2", "v3", "c"];
  const unit = (k: number) => [
    `    h${k} = math.tanh(a${k}1 * x1 + a${k}2 * x2 + b${k})`,
    `    d${k} = dy * v${k} * (1 - h${k} ** 2)`,
  ];
  const text = `import math
x1, x2, t = 0.6, -0.3, 0.5
${weights.map((name, at) => `${name} = ${((at % 5) - 2) / 5 + 0.07}`).join("\n")}
lr = 0.1
for step in range(20):
${[1, 2, 3].map((k) => unit(k)[0]).join("\n")}
    y = v1 * h1 + v2 * h2 + v3 * h3 + c
    loss = (y - t) ** 2
    dy = 2 * (y - t)
${[1, 2, 3].map((k) => unit(k)[1]).join("\n")}
${[1, 2, 3]
  .map(
    (k) => `    v${k} -= lr * dy * h${k}
    a${k}1 -= lr * d${k} * x1
    a${k}2 -= lr * d${k} * x2
    b${k} -= lr * d${k}`,
  )
  .join("\n")}
    c -= lr * dy
    print(loss)
`;
  const { programs, diagnostics } = checkFile("program.py", text);
  expect(diagnostics).toEqual([]);
  expect(programs[0]!.parameters.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual(
    weights.map((name) => `${name} right`).sort(),
  );
});

describe("values of which others are shares", () => {
  const net = (update: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3))
Y = rng.normal(size=(20, 2))
W = rng.normal(size=(3, 2)) * 0.3
b = np.zeros(2)
lr = 0.1
for epoch in range(30):
    d = X @ W + b - Y
    loss = np.mean(d ** 2)
    W -= lr * 2 * X.T @ d / d.size
    ${update}
    print(loss)
`;

  test("a bias that decays by a factor is a parameter", () => {
    expect(told(net("b = 0.99 * b - lr * 2 * d.sum(axis=0) / d.size"))).toEqual({
      verdicts: ["loss: W right b right"],
      found: [],
    });
    expect(told(net("b = 0.99 * b + lr * 2 * d.sum(axis=0) / d.size")).found).toEqual([
      "update/sign in line 12",
    ]);
  });

  test("half a velocity ahead is Nesterov's place all the same", () => {
    expect(
      told(`import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3))
Y = rng.normal(size=(20, 2))
W = rng.normal(size=(3, 2)) * 0.3
v = np.zeros((3, 2))
lr = 0.1
for epoch in range(30):
    ahead = W + v / 2
    d = X @ ahead - Y
    loss = np.mean(d ** 2)
    v = 0.5 * v - lr * 2 * X.T @ d / d.size
    W += v
    print(loss)
`),
    ).toEqual({ verdicts: ["loss: W right"], found: [] });
  });

  test("a target network that follows slowly is no parameter", () => {
    expect(
      told(`import numpy as np
rng = np.random.default_rng(0)
S = rng.normal(size=(20, 3))
N = rng.normal(size=(20, 3))
R = rng.normal(size=20)
w = rng.normal(size=3) * 0.3
target = w.copy()
lr, tau = 0.05, 0.01
for step in range(30):
    goal = R + 0.9 * N @ target
    d = S @ w - goal
    loss = np.mean(d ** 2)
    w = w - lr * 2 * S.T @ d / len(d)
    target = (1 - tau) * target + tau * w
    print(loss)
`),
    ).toEqual({ verdicts: ["loss: w right"], found: [] });
  });
});

test("a counter that begins at 0 beside a wrong gradient is not called mended by another start", () => {
  const { verdicts } = told(`import math
w, x, y = 0.3, 1.5, 0.7
m, v, t = 0.0, 0.0, 0
for step in range(20):
    e = w * x - y
    loss = e ** 2
    g = -2 * e * x
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    w -= 0.01 * (m / (1 - 0.9 ** t)) / (math.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
    t += 1
    print(loss)
`);
  expect(verdicts).toEqual([]);
});

test("a loss that is asked for by a name that nothing has is no other loss", () => {
  const text =
    "def cost(w):\n    return (2 * w - 1) ** 2\nw = 0.3\nfor k in range(9):\n    w -= 0.1 * 4 * (2 * w - 1)\n";
  expect(checkFile("program.py", text).programs).toHaveLength(1);
  expect(checkFile("program.py", text, { loss: "J" }).programs).toEqual([]);
});
