import { expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

/** Word vectors: each sample moves its own vector in the inner loop, and the outer one the word's after all of them. */
const words = (own: string): string => `import math
import random

random.seed(1)
U = [[random.uniform(-0.5, 0.5) for _ in range(2)] for _ in range(3)]
V = [[random.uniform(-0.5, 0.5) for _ in range(2)] for _ in range(3)]
lr = 0.05
for epoch in range(4):
    for c, samples in [(0, [(1, 1), (2, 0)]), (1, [(2, 1), (0, 0)]), (2, [(0, 1), (1, 0)])]:
        loss = 0.0
        back = [0.0] * 2
        for k, label in samples:
            p = 1 / (1 + math.exp(-sum(a * b for a, b in zip(U[c], V[k]))))
            loss -= math.log(p if label else 1 - p)
            err = p - label
            for d in range(2):
                back[d] += err * V[k][d]
                V[k][d] -= lr * err * U[c][d]
        for d in range(2):
            ${own}
`;

test("what a loop moves beside the steps within it is judged as well, where that can be told", () => {
  const told = (own: string): string[] =>
    checkFile("words.py", words(own)).programs.flatMap((one) =>
      one.parameters.map(({ path, kind }) => `${path[0]} ${kind}`),
    );
  expect(told("U[c][d] -= lr * back[d]")).toEqual(["V right", "U right"]);
  expect(told("U[c][d] -= lr * U[c][d]")).toEqual(["V right", "U wrong"]);
  expect(told("U[c][d] -= 2 * lr * back[d]")).toEqual(["V right", "U scaled"]);
  // a step of whole numbers says nothing of a gradient
  expect(told("U[c][d] -= lr * math.floor(back[d] * 100)")).toEqual(["V right"]);
});
