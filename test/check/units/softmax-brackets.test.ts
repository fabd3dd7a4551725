import { expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";

const text = `import numpy as np

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

np.random.seed(3)
X = np.random.randn(12, 4)
Y = np.eye(3)[np.random.randint(0, 3, 12)]
W = 0.1 * np.random.randn(4, 3)
for epoch in range(200):
    P = softmax(X @ W)
    loss = 0.5 * np.sum((P - Y) ** 2)
    dZ = (P - Y) * P * (1 - P)
    W -= 0.1 * X.T @ dZ
`;

test("softmax's whole derivative keeps the brackets of the difference that it is multiplied by", () => {
  const checked = checkFile("softmax.py", text);
  const [found] = checked.diagnostics;
  expect(found).toMatchObject({ code: "gradient/wrong-function", fix: { verified: true } });
  expect(applyFixes(checked).text).toContain(
    "dZ = P * ((P - Y) - ((P - Y) * P).sum(axis=1, keepdims=True))\n",
  );
});
