import { describe, expect, test } from "vitest";
import { gradients, said, saidOf } from "./said.ts";

/** The gradients under the names that say of what they are. */
const named = gradients.replace("g =", "dw =").replace("h =", "db =");
const setting = { gradients: named };
const missing = "db = 2 * np.mean(e): update/missing";

describe("a gradient that nothing is moved by", () => {
  test("is told where its numbers are the gradient at every point", () => {
    expect(said("w -= lr * dw", setting)).toEqual([`${missing} → b -= lr * db`]);
    const other = named.replace("2 * np.mean(e)", "3 * np.mean(e ** 3)");
    expect(said("w -= lr * dw", { gradients: other })).toEqual([]);
    const sometimes = named.replace("db =", "if loss < 4:\n    db =");
    expect(said("w -= lr * dw", { gradients: sometimes })).toEqual([]);
    const another = named.replace("dw =", "if loss < 4:\n    q = 1\ndw =");
    expect(said("w -= lr * dw", { gradients: another })).toEqual([`${missing} → b -= lr * db`]);
  });

  test("is read for its own sake where it is compared, written into a text or asserted", () => {
    expect(said("w -= lr * dw\nsmall = db < 0.1", setting)).toEqual([]);
    expect(said('w -= lr * dw\nmsg = f"{db}"', setting)).toEqual([]);
    expect(said("w -= lr * dw\nassert np.isfinite(db)", setting)).toEqual([]);
    const before = "def f(x):\n    return x\n";
    expect(said("w -= lr * dw\nr = f(db)", { ...setting, before })).toEqual([`${missing} → b -= lr * db`]);
  });

  test("is put into a step like its neighbour's", () => {
    const before = "def step(a, d):\n    return a - lr * d\n";
    expect(said("w = step(w, dw)", { ...setting, before })).toEqual([`${missing} → b = step(b, db)`]);
    expect(said("w = w - lr * dw", setting)).toEqual([`${missing} → b = b - lr * db`]);
    const dicts = {
      before: 'p = {"w": w, "b": b}\nd = {}\n',
      gradients: named
        .replace("X @ w + b", 'X @ p["w"] + p["b"]')
        .replace("dw =", 'd["w"] =')
        .replace("db =", 'd["b"] ='),
    };
    expect(said('p["w"] = p["w"] - 0.05 * d["w"]', dicts)).toEqual([
      'd["b"] = 2 * np.mean(e): update/missing → p["b"] = p["b"] - 0.05 * d["b"]',
    ]);
  });

  test("has a neighbour whose rate is written as a number of its own", () => {
    const two = named.replace("+ b", "+ z * c + b").replace("db =", "dc = 2 * np.mean(e * z)\ndb =");
    const before = "z = X[:, 0] ** 2\nc = 0.2\n";
    expect(said("w -= 0.05 * dw\nc -= 0.02 * dc", { gradients: two, before })).toEqual([
      `${missing} → b -= 0.05 * db`,
    ]);
  });

  test("may be another parameter's turn in the next pass", () => {
    const turns = {
      before: 'p = {"w": w, "b": b}\nd = {}\nturns = [["w"], ["b"]]\n',
      gradients: named
        .replace("X @ w + b", 'X @ p["w"] + p["b"]')
        .replace("dw =", 'd["w"] =')
        .replace("db =", 'd["b"] ='),
    };
    const step = "for k in turns[(t - 1) % 2]:\n    p[k] = p[k] - lr * d[k]";
    expect(said(step, turns)).toEqual([]);
    expect(said(step, { ...turns, before: turns.before.replace('["b"]]', '["w"]]') })).toHaveLength(1);
  });

  test("may be that of a number which a list hands out once", () => {
    const scaled = {
      before: "scales = [1.0, 0.5, 1.5, 1.0, 2.0] * 12\n",
      gradients: named
        .replace("e = X", "scale = scales.pop()\ne = scale * X")
        .replace("2 * X.T", "2 * scale * X.T")
        .replace("db =", "dscales = 2 * np.mean(e * (X @ w))\ndb ="),
    };
    expect(said("w -= lr * dw\nb -= lr * db", scaled)).toEqual([]);
  });
});

describe("a gradient that nothing reads any more", () => {
  const attention = `K = X @ Wk
e = K @ u - y
loss = np.mean(e ** 2)
du = 2 * K.T @ e / 8
dK = 2 * np.outer(e, u) / 8`;
  const unused = (from = "", to = ""): string[] =>
    said("u -= lr * du", {
      before: "Wk = np.random.randn(3, 2)\nu = np.array([0.5, -0.3])\n",
      gradients: attention.replace(from, to),
    });

  test("is the beginning of the gradient of what was computed with it", () => {
    expect(unused()).toEqual(["dK = 2 * np.outer(e, u) / 8: update/missing"]);
    expect(unused("u) / 8", "u)")).toEqual(["dK = 2 * np.outer(e, u): update/missing"]);
  });

  test("is another quantity where its numbers say so, or where it has none", () => {
    expect(unused("u) / 8", "u) * 3 + 1")).toEqual([]);
    expect(unused("2 * np.outer(e, u) / 8", "[2 * np.outer(e, u) / 8]")).toEqual([]);
  });

  test("is not all of it where the loss reads the parameter in another way too", () => {
    expect(unused("@ u - y", "@ u + Wk[0, 0] - y")).toEqual([]);
  });
});

describe("a sum of gradients that is never set back", () => {
  const sum = `for i in range(8):
    e = X[i] @ w - y[i]
    a += e * X[i]
loss = 0.5 * np.sum((X @ w - y) ** 2)`;
  const mended = (begin: string): string | undefined =>
    said("w -= 0.01 * a", { gradients: sum, before: `${begin}\n` })
      .map((one) => one.split(" → ")[1])
      .at(-1);

  test("is set back as it begins, however its zeros are written", () => {
    const back = (line: string): string => `${line} at the start of each step`;
    expect(mended("a = np.zeros(3)")).toBe(back("a = np.zeros(3)"));
    expect(mended("a = w * 0")).toBe(back("a = w * 0"));
    expect(mended("a = c = np.zeros(3)")).toBe(back("a = c = np.zeros(3)"));
    expect(mended("a = np.full(3, 1e-9)")).toBeUndefined();
    expect(mended("a = w - w")).toBeUndefined();
  });

  test("stands in a loop that has lines of its own", () => {
    const text = `import numpy as np
X = np.array([[1.0, 0.5], [0.8, -0.4], [-1.0, 2.0]])
y = np.array([1.0, 2.0, -1.0])
w = np.array([0.5, 0.5])
a = np.zeros(2)
for t in range(50): e = X @ w - y; loss = 0.5 * np.sum(e ** 2); a += X.T @ e; w -= 0.01 * a
`;
    expect(saidOf("sum.py", text)).toEqual([expect.stringMatching(/: gradient\/not-reset$/)]);
  });

  test("in a loop with a label is told without a repair", () => {
    const text = (label: string): string => `const X = [[1, 0.5], [0.8, -0.4], [-1, 2]];
const y = [1, 2, -1];
let w = [0.5, 0.5];
let a = [0, 0];
${label}for (let t = 0; t < 50; t++) {
  let loss = 0;
  for (let i = 0; i < 3; i++) {
    const e = X[i][0] * w[0] + X[i][1] * w[1] - y[i];
    loss += 0.5 * e * e;
    a = [a[0] + e * X[i][0], a[1] + e * X[i][1]];
  }
  w = [w[0] - 0.01 * a[0], w[1] - 0.01 * a[1]];
}
`;
    expect(saidOf("sum.js", text("outer: ")).map((one) => one.replace(/^[^:]*: /, ""))).toEqual(
      saidOf("sum.js", text("")).map((one) => one.replace(/^[^:]*: /, "").replace(/ → .*/, "")),
    );
  });

  test("is none where the passes before had no gradient", () => {
    const head = `import numpy as np

X = np.array([[1.0, 0.5], [0.8, 0.4], [-1.0, 2.0]])
w = np.array([1.5, 0.5])
lr = 0.1
`;
    const hinge = "i = min(t - 1, 2)\nm = X[i] @ w\nloss = np.maximum(0, 1 - m)";
    expect(
      said("a = np.zeros(2)\nif m < 1:\n    a = a - X[i]\nw -= lr * a", { head, gradients: hinge }),
    ).toEqual([]);
  });
});
