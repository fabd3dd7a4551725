import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { told } from "./verdicts.ts";

const arrays = (step: string): string => `import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(30, 3))
Y = np.sign(X @ np.array([1.0, -2.0, 0.5]))
w = rng.normal(size=3) * 0.1
lr = 0.05
for epoch in range(20):
    for x, k in zip(X, Y):
        m = k * (w @ x)
        loss = max(0, 1 - m)
        if m < 1:
            g = -k * x
            w -= ${step}
`;

const numbers = (step: string): string => `import random
random.seed(1)
data = [([random.gauss(0, 1), random.gauss(0, 1)], random.choice([-1, 1])) for _ in range(20)]
w = [0.1, -0.2]
b = 0.0
for epoch in range(10):
    for x, y in data:
        score = w[0] * x[0] + w[1] * x[1] + b
        loss = max(0, 1 - y * score)
        if y * score < 1:
            w[0] += 0.1 * y * x[0]
            w[1] ${step} 0.1 * y * x[1]
            b += 0.1 * y
`;

describe("a hinge's loss by Python's own max", () => {
  test("its step is right, as long as the gradient or of length one", () => {
    expect(told(arrays("lr * g"))).toEqual({ verdicts: ["loss: w right"], found: [] });
    expect(told(arrays("lr * g / np.linalg.norm(g)"))).toEqual({
      verdicts: ["loss: w right by a rate that varies"],
      found: [],
    });
  });

  test("the wrong way is told", () => {
    expect(told(arrays("-lr * g"))).toEqual({
      verdicts: ["loss: w wrong"],
      found: ["update/sign in line 13"],
    });
  });

  test("weights that are numbers are found though no weight is in its gradient", () => {
    expect(told(numbers("+="))).toEqual({ verdicts: ["loss: w[0] right w[1] right"], found: [] });
    expect(told(numbers("-="))).toEqual({
      verdicts: ["loss: w[0] right w[1] wrong"],
      found: ["update/sign in line 12"],
    });
  });
});

test("what max prints keeps its kind", () => {
  const text = "x = 1.5\nprint(max(0, -x), max(2, x), min(0.5, x), max([1, 2.0, 2]))\n";
  const { cells } = checkFile("n.md", `\`\`\`python\n${text}\`\`\`\n\n\`\`\`\n0 2 0.5 2.0\n\`\`\`\n`);
  expect(cells.map(({ printed, reproduced }) => [printed, reproduced])).toEqual([[1, 1]]);
});
