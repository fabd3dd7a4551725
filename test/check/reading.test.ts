import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { trainingDrivers } from "../../src/check/drive/drivers.ts";
import { parsePython } from "../../src/lift/python/parse.ts";

const found = (text: string, options = {}): Record<string, string> =>
  Object.fromEntries(
    checkFile("program.py", text, options).programs.flatMap((one) =>
      one.parameters.map((parameter) => [parameter.path, parameter.kind]),
    ),
  );

const neuron = (body: string): string => `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [-0.5, 2.0]])
y = np.array([[1.0], [0.0], [1.0]])
w = np.array([[0.1], [-0.2]])
for i in range(3):
${body
  .trim()
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
`;

describe("hints in comments", () => {
  const twice = `p = X @ w
loss = np.mean((p - y) ** 2)
fit = 0.5 * np.sum((p - y) ** 2)
w -= 0.1 * X.T @ (p - y)`;

  test("name the loss", () => {
    expect(checkFile("a.py", `# chainrule: loss = fit\n${neuron(twice)}`).programs[0]!.loss.name).toBe("fit");
    expect(checkFile("a.py", neuron(twice), { loss: "fit" }).programs[0]!.loss.name).toBe("fit");
  });

  const other = `p = 1 / (1 + np.exp(-X @ w))
loss = np.mean((p - y) ** 2)
w -= 0.1 * X.T @ (p - y)`;

  test("waive a diagnostic on their line, or on the next where they stand alone", () => {
    const codes = (text: string): string[] => checkFile("a.py", text).diagnostics.map((one) => one.code);
    expect(codes(neuron(other))).toEqual(["loss/not-descended"]);
    const hint = "# chainrule: ignore loss/not-descended because it is a figure to watch";
    expect(codes(neuron(other.replace("** 2)", `** 2)  ${hint}`)))).toEqual([]);
    expect(codes(neuron(other.replace("loss =", `${hint}\nloss =`)))).toEqual([]);
    expect(codes(neuron(other.replace("loss =", "# chainrule: ignore update/sign\nloss =")))).toHaveLength(1);
  });
});

describe("what programs load", () => {
  test("is made up, and said to be", () => {
    const { diagnostics, programs } = checkFile(
      "a.py",
      `import numpy as np
data = np.loadtxt("points.csv", delimiter=",")
x, y = data[:, 0], data[:, 4]
w = 0.5
for i in range(10):
    p = w * x
    loss = np.mean((p - y) ** 2)
    w -= 0.1 * np.mean(2 * (p - y) * x)
`,
    );
    expect(diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(["info data/replaced"]);
    expect(programs[0]!.parameters.map((one) => one.kind)).toEqual(["right"]);
  });

  test("a module that nobody knows is told, and no fault of the program", () => {
    const { diagnostics } = checkFile("a.py", "from mytools import load\nX = load()\n");
    expect(diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(["info python/not-interpreted"]);
  });

  test("a module that may be missing is", () => {
    const text = neuron("p = X @ w\nloss = 0.5 * np.sum((p - y) ** 2)\nw -= 0.1 * X.T @ (p - y)");
    const tried = text.replace(
      "import numpy as np",
      "try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np",
    );
    expect(found(tried)).toEqual({ w: "right" });
  });
});

describe("definitions that nothing calls", () => {
  const layers = (n: number): string =>
    Array.from(
      { length: n },
      (_, k) => `class Unused${k}:\n    def fit(self, X, y):\n        return X\n`,
    ).join("");

  test("are driven from the last class on, whatever the layout of the data", () => {
    const drawn = [...trainingDrivers(parsePython(layers(3)).statements, "")].map(
      ({ source }) => /self = (\w+)/.exec(source)![1],
    );
    expect(drawn.slice(0, 6)).toEqual(["Unused2", "Unused1", "Unused0", "Unused2", "Unused1", "Unused0"]);
  });
});

describe("steps in other forms", () => {
  test("a loss computed after the update counts at the step's start", () => {
    expect(
      found(neuron("p = X @ w\nw -= 0.1 * X.T @ (p - y)\nloss = 0.5 * np.sum((X @ w - y) ** 2)")),
    ).toEqual({ w: "right" });
  });

  test("parameters that begin as whole numbers", () => {
    const text = neuron(
      "p = a * X[:, :1] + b\nloss = 0.5 * np.sum((p - y) ** 2)\na -= 0.1 * np.sum((p - y) * X[:, :1])\nb -= 0.1 * np.sum(p - y)",
    );
    expect(found(text.replace("for i", "a = 0\nb = 0\nfor i"))).toEqual({ a: "right", b: "right" });
  });

  test("Python 2", () => {
    const text = neuron(
      'p = X.dot(w)\ne = y - p\nif i % 2 == 0:\n    print "error", np.mean(np.abs(e))\nw += 0.1 * X.T.dot(e)',
    );
    expect(found(text.replace("range", "xrange"))).toEqual({ w: "right" });
  });

  test("an update that is no multiple of its gradient is no optimiser's", () => {
    expect(
      found(neuron("p = X @ w\nloss = 0.5 * np.sum((p - y) ** 2)\ng = X.T @ (p - y)\nw -= 0.1 / g")),
    ).not.toEqual({ w: "right" });
  });

  test("a step counts with a Counter as the program left it", () => {
    const text = neuron(
      "seen['x'] += 1\nn = len(seen) + seen['none']\np = X @ w\nloss = 0.5 * np.sum((p - y) ** 2) / n\nw -= 0.1 * X.T @ (p - y) / len(seen)",
    );
    const counted = text.replace("for i", "from collections import Counter\nseen = Counter()\nfor i");
    expect(found(counted)).toEqual({ w: "right" });
  });
});
