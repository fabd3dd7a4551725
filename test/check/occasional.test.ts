import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

/** Programs that take a step in some passes only, along what they have added up since the last one. */
const programs = {
  "gradients of four batches.py": `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
Y = (X @ np.array([1.0, -2.0, 0.5]) + 0.3)[:, None]
W1 = rng.normal(size=(3, 4)) * 0.5
b1 = np.zeros(4)
W2 = rng.normal(size=(4, 1)) * 0.5
b2 = np.zeros(1)
lr = 0.05
gW1 = np.zeros_like(W1); gb1 = np.zeros_like(b1); gW2 = np.zeros_like(W2); gb2 = np.zeros_like(b2)
for step in range(80):
    pick = rng.integers(0, 40, 8)
    x, y = X[pick], Y[pick]
    h = np.tanh(x @ W1 + b1)
    out = h @ W2 + b2
    loss = np.mean((out - y) ** 2)
    d_out = 2 * (out - y) / len(x)
    dW2 = h.T @ d_out
    db2 = d_out.sum(axis=0)
    d_z = (d_out @ W2.T) * (1 - h ** 2)
    dW1 = x.T @ d_z
    db1 = d_z.sum(axis=0)
    gW1 += dW1; gb1 += db1; gW2 += dW2; gb2 += db2
    if (step + 1) % 4 == 0:
        W1 -= lr * gW1 / 4
        b1 -= lr * gb1 / 4
        W2 -= lr * gW2 / 4
        b2 -= lr * gb2 / 4
        gW1[:] = 0; gb1[:] = 0; gW2[:] = 0; gb2[:] = 0
`,
  "samples one by one.js": `const xs = [[0.5, 1.0], [1.5, -0.4], [-0.7, 0.8], [0.3, -1.2], [0.2, 0.4], [-0.3, 0.9], [1.1, 0.1], [0.6, -0.8]];
const ys = [0.9, 0.2, -0.4, 0.6, 0.3, -0.2, 0.8, 0.5];
let w = [0.2, -0.1], b = 0;
let gw = [0, 0], gb = 0, n = 0;
const lr = 0.1;
for (let epoch = 0; epoch < 30; epoch++) {
  let loss = 0;
  for (let i = 0; i < xs.length; i++) {
    const e = w[0] * xs[i][0] + w[1] * xs[i][1] + b - ys[i];
    loss += e * e;
    gw[0] += 2 * e * xs[i][0];
    gw[1] += 2 * e * xs[i][1];
    gb += 2 * e;
    n++;
    if (n === 4) {
      w[0] -= lr * gw[0] / n;
      w[1] -= lr * gw[1] / n;
      b -= lr * gb / n;
      gw = [0, 0];
      gb = 0;
      n = 0;
    }
  }
  console.log(loss);
}
`,
  "a model that is stepped by a call.py": `import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(24, 3)); Y = X @ np.array([1., -1., 2.]) + 0.5
class Model:
    def __init__(self):
        self.w = np.zeros(3)
        self.b = 0.0
        self.zero()
    def zero(self):
        self.dw = np.zeros(3)
        self.db = 0.0
    def forward(self, x):
        return x @ self.w + self.b
    def backward(self, x, err):
        self.dw += 2 * err * x
        self.db += 2 * err
    def step(self, lr, n):
        self.w = self.w - lr * self.dw / n
        self.b = self.b - lr * self.db / n
        self.zero()
model = Model()
batch = 6
total = 0.0
for i in range(240):
    x, y = X[i % 24], Y[i % 24]
    err = model.forward(x) - y
    loss = err ** 2
    total += loss
    model.backward(x, err)
    if (i + 1) % batch == 0:
        model.step(0.05, batch)
        print(total / batch)
        total = 0.0
`,
};

const told = (name: string, text: string): string[] => {
  const { programs: found, diagnostics } = checkFile(name, text);
  return [
    ...found.map(({ parameters }) => parameters.map(({ path, kind }) => `${path} ${kind}`).join(", ")),
    ...diagnostics.map(({ code, span, fix }) =>
      [`${code} in line ${text.slice(0, span.from).split("\n").length}`, fix?.edits[0]?.replacement ?? ""]
        .join(" ")
        .trim(),
    ),
  ];
};

describe("a step that is taken in some passes only is waited for", () => {
  test("what is right is shown to be", () => {
    const verdicts = Object.entries(programs).map(([name, text]) => told(name, text));
    expect(verdicts).toEqual([
      ["W1 right, b1 right, W2 right, b2 right"],
      ["w[0] right, w[1] right, b right"],
      ["model.w right, model.b right"],
    ]);
  });

  const faults = [
    [
      "gradients of four batches.py",
      "(1 - h ** 2)",
      "(1 - h)",
      "gradient/wrong-function in line 20 (d_out @ W2.T) * (1 - h ** 2)",
    ],
    ["gradients of four batches.py", "W2 -= lr * gW2", "W2 += lr * gW2", "update/sign in line 27  -="],
    [
      "a model that is stepped by a call.py",
      "self.db += 2 * err",
      "self.db += err",
      "update/uneven-scale in line 16 err * 2",
    ],
  ] as const;
  for (const [name, from, to, found] of faults)
    test(`${to} for ${from}`, () => {
      expect(told(name, programs[name].replace(from, to))).toContain(found);
    });

  test("one of several numbers goes another way", () => {
    const name = "samples one by one.js";
    const wrong = programs[name].replace("e * xs[i][1]", "e * xs[i][0]");
    expect(told(name, wrong)[0]).toBe("w[0] right, w[1] wrong, b right");
  });

  test("a loop that trains nothing is run to its end all the same", () => {
    const text =
      "seen = []\ncount = 9\nfor k in range(300):\n    if k % 7 == 6:\n        seen.append(k)\n        count -= 0.5\nprint(len(seen), count)\n";
    expect(told("counts.py", text)).toEqual([]);
  });
});
