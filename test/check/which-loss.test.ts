import { expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const data = `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [0.2, 0.7]])
y = np.array([1.0, 0.0, 0.5])
w = np.array([0.1, 0.2])
lr = 0.05
`;
/** The losses that programs are judged by, with the verdicts. */
const judged = (text: string): string[] =>
  checkFile("a.py", data + text).programs.map(
    ({ loss, parameters }) =>
      `${loss.name}: ${parameters.map(({ path, kind }) => `${path} ${kind}`).join(", ")}`,
  );

const whole = (stated: string, error = "e"): string => `for epoch in range(4):
    e = X @ w - y
${stated.replace(/^/gm, "    ")}
    w = w - lr * X.T @ (${error}) * 2 / 3
`;

test("of several losses the one of a square is descended before an absolute one, a number before a row", () => {
  expect(judged(whole("loss = np.mean(e ** 2)\nmae_loss = np.mean(np.abs(e))"))).toEqual(["loss: w right"]);
  expect(judged(whole("loss = np.mean(e ** 2)\nloss_of_each = np.log(1 + e ** 2)"))).toEqual([
    "loss: w right",
  ]);
  expect(judged(whole("error = np.mean(np.cosh(e))\nloss = np.mean(e ** 2)"))).toEqual(["loss: w right"]);
});

test("what descends none of several losses is held against the likeliest", () => {
  for (const other of ["mae_loss = np.mean(np.abs(e))", "loss_of_each = np.log(1 + e ** 2)"])
    expect(judged(whole(`loss = np.mean(e ** 2)\n${other}`, "e * X[:, 0]"))).toEqual(["loss: w wrong"]);
});

const samples = (added: string): string => `for epoch in range(4):
    total = 0.0
    g = np.zeros(2)
    for k in range(3):
        e = X[k] @ w - y[k]
        loss = e ** 2
        total += ${added}
        g += 2 * e * X[k]
    w = w - lr * g / 3
`;

test("shares of a loss that are summed up under another name are the loss, other values of it are not", () => {
  expect(judged(samples("loss / 3"))).toEqual(["total: w right"]);
  expect(judged(samples("loss * (1 / 3)"))).toEqual(["total: w right"]);
  const [inverse, root] = [judged(samples("1 / (1 + loss)")), judged(samples("np.sqrt(loss)"))];
  for (const one of [inverse, root]) expect(one[0]).not.toMatch(/^total/);
});
