import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const layer = (backward: string): string => `import numpy as np

class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return ${backward}
`;

const told = (backward: string) => {
  const { programs, diagnostics } = checkFile("layer.py", layer(backward));
  return [
    ...programs.flatMap(({ parameters }) => parameters.map(({ path, kind }) => `${path} ${kind}`)),
    ...diagnostics.map(({ code, fix }) => `${code}: ${fix?.edits[0]?.replacement}`),
  ];
};

describe("one operation of a net, forward and backward, that nothing runs", () => {
  test("its derivative is right, or scaled by the caller's taste", () => {
    expect(told("grad * (1 - self.y ** 2)")).toEqual(["x right"]);
  });

  test("a wrong one is told where a repair makes it the derivative", () => {
    expect(told("grad * (1 - self.y)")).toEqual([
      "x wrong",
      "gradient/wrong-function: grad * (1 - self.y ** 2)",
    ]);
  });

  test("with its sign turned it may go up on purpose", () => {
    expect(told("-grad * (1 - self.y ** 2)")).toEqual(["x unknown"]);
  });

  test("what is no derivative at all is nobody's fault", () => {
    expect(told("grad + 3")).toEqual(["x unknown"]);
  });
});
