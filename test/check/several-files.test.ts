import { describe, expect, test } from "vitest";
import { Places, placeText } from "../../src/base/places.ts";
import { checkFile } from "../../src/check/check.ts";
import { repairedFiles } from "../../src/check/fixes.ts";
import { reportJson } from "../../src/check/report-json.ts";

const layers = `import numpy as np
from . import start

class Dense:
    def __init__(self, n, m, seed):
        self.W = start.weights(n, m, seed)
        self.b = np.zeros((1, m))

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, rate):
        below = grad @ self.W.T
        self.W -= rate * self.x.T @ grad
        self.b -= rate * grad.sum(axis=0, keepdims=True)
        return below
`;
const files: Readonly<Record<string, string>> = {
  "main.py": `import sys, os
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
import data
from nets.layers import Dense
from loss import *

net = Dense(2, 1, 3)
rate = 0.1
for epoch in range(3):
    out = net.forward(data.X)
    cost = mse(out, data.y)
    net.backward(mse_grad(out, data.y), rate)
`,
  "data.py": "import numpy as np\nX = np.array([[0.5, 1.0], [1.5, -1.0]])\ny = np.array([[1.0], [0.0]])\n",
  "loss.py":
    '__all__ = ["mse", "mse_grad"]\nimport numpy as np\ndef mse(p, t):\n    return np.mean((p - t) ** 2)\ndef mse_grad(p, t):\n    return 2 * (p - t) / t.size\n',
  "nets/layers.py": layers,
  "nets/start.py":
    "import numpy as np\ndef weights(n, m, seed):\n    return np.random.RandomState(seed).randn(n, m)\n",
};

const check = (changed: Readonly<Record<string, string>>, main = "main.py") => {
  const all: Readonly<Record<string, string>> = { ...files, ...changed };
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return all[path] === undefined ? undefined : { path: `work/${path}`, text: all[path] };
  };
  const checked = checkFile(`work/${main}`, all[main]!, { tree: { path: main, read } });
  const places = new Places(checked.pieces);
  return {
    asked,
    checked,
    kinds: checked.programs.flatMap((one) => one.parameters.map((each) => `${each.path} ${each.kind}`)),
    said: checked.diagnostics.map((one) => `${one.code} ${placeText(places.place(one.span))}`),
  };
};

describe("a program of several files", () => {
  test("is read whole: modules, packages without __init__.py, relative and starred imports", () => {
    const { kinds, said, asked } = check({});
    expect(said).toEqual([]);
    expect(kinds).toEqual(["net.W right", "net.b right"]);
    for (const path of asked) expect(path).not.toMatch(/\.\.|^\//);
  });

  test("a fault in another file is told and repaired there", () => {
    const { kinds, said, checked } = check({
      "nets/layers.py": layers.replace("self.b -= rate", "self.b += rate"),
    });
    expect(kinds).toEqual(["net.W right", "net.b wrong"]);
    expect(said).toEqual(["update/sign work/nets/layers.py:16:15"]);
    expect(repairedFiles([checked])).toEqual([
      expect.objectContaining({ path: "work/nets/layers.py", after: layers, made: 1 }),
    ]);
    const { files: told } = reportJson([checked]) as {
      files: [{ programs: [{ path?: string; parameters: object[] }]; diagnostics: object[] }];
    };
    expect(told[0].diagnostics[0]).toMatchObject({ path: "work/nets/layers.py", line: 16 });
    expect(told[0].programs[0]).not.toHaveProperty("path");
    expect(told[0].programs[0].parameters[0]).toMatchObject({ path: "work/nets/layers.py", line: 15 });
  });

  test("a loop in another file is that file's", () => {
    const { kinds, checked } = check({
      "main.py": "from train import fit\nfit()\n",
      "train.py":
        "W = 0.5\ndef fit():\n    global W\n    for i in range(3):\n        p = W * 2.0\n        loss = (p - 1.0) ** 2\n        W -= 0.1 * 2 * (p - 1.0) * 2.0\n",
    });
    expect(kinds).toEqual(["W right"]);
    expect(new Places(checked.pieces).place(checked.programs[0]!.span)).toMatchObject({
      path: "work/train.py",
      line: 4,
    });
  });

  test("parameters of a module, moved from outside it", () => {
    const { kinds } = check({
      "main.py":
        "import model\nfor i in range(3):\n    p = model.w * 2.0\n    loss = (p - 1.0) ** 2\n    model.w = model.w - 0.1 * 4 * (p - 1.0)\n    model.n = i\n",
      "model.py": "w = 0.25\nn = 0\n",
    });
    expect(kinds).toEqual(["model.w right"]);
  });

  test("packages with an __init__.py run it first, and hold what it imports", () => {
    const { kinds } = check({
      "main.py": files["main.py"]!.replace("nets.layers", "nets"),
      "nets/__init__.py": "from .layers import Dense\n",
    });
    expect(kinds).toEqual(["net.W right", "net.b right"]);
  });

  const broken: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
    "a missing module ends the reading": [
      { "main.py": "from gone import x\nx()\n" },
      "python/not-interpreted work/main.py:2:1",
    ],
    "a name that a file does not have": [
      { "main.py": "from data import Z\n" },
      "python/exception work/main.py:1:1",
    ],
    "a failure while a file is run is at its line there": [
      { "data.py": "x = 1\ny = x / 0\n" },
      "python/exception work/data.py:2:1",
    ],
    "a file that is no Python": [{ "data.py": "def (:\n" }, "python/syntax work/data.py:1:5"],
    "above the tree": [
      { "main.py": "from ...secret import x\nx()\n" },
      "python/not-interpreted work/main.py:2:1",
    ],
  };
  for (const [name, [changed, wanted]] of Object.entries(broken))
    test(name, () => {
      expect(check(changed).said).toContain(wanted);
    });

  test("files that import one another see what is there, as in Python", () => {
    const { said } = check({
      "main.py": "import a\nprint(a.x)\n",
      "a.py": "x = 1\nimport b\n",
      "b.py": "import a\ny = a.x\n",
    });
    expect(said).toEqual([]);
  });

  test("a try around a missing module takes the other way", () => {
    const { said } = check({ "main.py": "try:\n    import gone\nexcept ImportError:\n    import data\n" });
    expect(said).toEqual([]);
  });

  test("without a tree nothing beside a program is read", () => {
    const checked = checkFile("main.py", files["main.py"]!);
    expect(checked.diagnostics.map((one) => one.code)).toContain("python/not-interpreted");
  });
});
