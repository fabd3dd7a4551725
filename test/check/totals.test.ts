import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

/** Programs whose loss is added up, sample by sample, under names that are no loss's, and looked at in other forms. */
const right = {
  "a perplexity is printed.py": `import numpy as np
np.random.seed(0)
text = [0, 2, 1, 3, 2, 0, 1, 1, 3, 2]
V = 4
W = np.random.randn(V, V) * 0.3
lr = 0.2
for epoch in range(40):
    loss = 0
    dW = np.zeros_like(W)
    for a, b in zip(text[:-1], text[1:]):
        z = W[a]
        p = np.exp(z - z.max())
        p /= p.sum()
        loss += -np.log(p[b])
        d = p.copy()
        d[b] -= 1
        dW[a] += d
    ppl = np.exp(loss / (len(text) - 1))
    W -= lr * dW / (len(text) - 1)
    if epoch % 10 == 0:
        print(epoch, ppl)
`,
  "the root of a mean is printed.py": `xs = [1.0, 2.0, 3.0, 4.0]
ys = [2.2, 3.9, 6.1, 8.2]
a, b = 0.0, 0.0
for epoch in range(100):
    ga = gb = 0.0
    acc = 0.0
    for x, y in zip(xs, ys):
        error = a * x + b - y
        loss = error ** 2
        acc += loss
        ga += 2 * error * x
        gb += 2 * error
    rmse = (acc / len(xs)) ** 0.5
    worst = max(acc, 0)
    a -= 0.01 * ga / len(xs)
    b -= 0.01 * gb / len(xs)
    print(epoch, rmse)
`,
  "shares of a batch.py": `import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(32, 3)); y = X @ np.array([1., -1., .5]) + 0.1
w = np.zeros(3); b = 0.0
for step in range(50):
    gw = np.zeros(3); gb = 0.0
    running = 0.0
    for k in range(0, 32, 8):
        xb, yb = X[k:k+8], y[k:k+8]
        r = xb @ w + b - yb
        loss = np.mean(r ** 2)
        running += loss * len(xb)
        gw += 2 * xb.T @ r / 32
        gb += 2 * r.sum() / 32
    w -= 0.1 * gw
    b -= 0.1 * gb
    print(step, running / 32)
`,
  "a total, and hits beside it.js": `let w = [0.1, -0.2], c = 0;
const A = [[1, 2], [0, 1], [2, -1]], t = [1, 0.5, -0.3];
for (let e = 0; e < 50; e++) {
  let g = [0, 0], gc = 0, total = 0, hits = 0;
  A.forEach((x, i) => {
    const p = w[0] * x[0] + w[1] * x[1] + c;
    const loss = Math.abs(p - t[i]) < 1 ? 0.5 * (p - t[i]) ** 2 : Math.abs(p - t[i]) - 0.5;
    total += loss;
    if (loss < 0.01) hits++;
    const d = Math.abs(p - t[i]) < 1 ? p - t[i] : Math.sign(p - t[i]);
    g[0] += d * x[0]; g[1] += d * x[1]; gc += d;
  });
  w = w.map((v, k) => v - 0.05 * g[k]);
  c -= 0.05 * gc;
  if (e % 10 === 0) console.log(total, hits);
}
`,
};

describe("a total is the loss, and what is printed of it is none", () => {
  for (const [file, text] of Object.entries(right))
    test(file, () => {
      const { programs, diagnostics } = checkFile(file, text);
      expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
      for (const { kind } of programs.flatMap(({ parameters }) => parameters))
        expect(["right", "scaled"]).toContain(kind);
    });
});

describe("against it faults are found, at their line", () => {
  for (const [file, line, put, code] of [
    ["the root of a mean is printed.py", "ga += 2 * error * x", "ga += 2 * error", "gradient/missing-factor"],
    ["shares of a batch.py", "gw += 2 * xb.T @ r / 32", "gw = 2 * xb.T @ r / 32", "gradient/overwritten"],
    ["shares of a batch.py", "xb.T @ r / 32", "xb.T @ yb / 32", "gradient/wrong-operand"],
    ["a total, and hits beside it.js", "g[1] += d * x[1]", "g[1] += d * x[0]", "gradient/index"],
    ["a total, and hits beside it.js", "? p - t[i] : Math.sign", "? p + t[i] : Math.sign", "update/sign"],
  ] as const)
    test(`${file}: ${put}`, () => {
      const text = right[file].replace(line, put);
      const errors = checkFile(file, text).diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.map((one) => one.code)).toEqual([code]);
      const [found] = errors;
      expect(text.slice(0, found!.span.from).split("\n").length).toBe(
        right[file].slice(0, right[file].indexOf(line)).split("\n").length,
      );
      expect(found!.fix?.verified).toBe(true);
    });
});
