import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const right = (name: string): string =>
  readFileSync(new URL(`corpus/right/${name}.py`, import.meta.url), "utf8");

interface Planted {
  readonly program: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
  readonly line: string;
  readonly code: string;
}

const planted: readonly Planted[] = [
  {
    program: "adam_dict",
    changes: [["beta1=0.9, beta2=0.999", "beta1=0.999, beta2=0.9"]],
    line: "self.m[key] = self.beta1",
    code: "optimizer/betas-swapped",
  },
  {
    program: "adam_dict",
    changes: [["(1 - self.beta1) * grads", "self.beta1 * grads"]],
    line: "self.m[key] = self.beta1",
    code: "optimizer/moment-weights",
  },
  {
    program: "adam_dict",
    changes: [["self.beta2 * self.v[key] + (1 - self.beta2)", "(1 - self.beta2) * self.v[key] + self.beta2"]],
    line: "self.v[key] = (1",
    code: "optimizer/moment-weights",
  },
  {
    program: "adam_dict",
    changes: [["v_hat = self.v[key] / (1 - self.beta2 ** self.t)", "v_hat = self.v[key]"]],
    line: "self.v[key] = self.beta2",
    code: "optimizer/bias-correction",
  },
  {
    program: "adam_dict",
    changes: [["1 - self.beta2 ** self.t", "1 - self.beta1 ** self.t"]],
    line: "v_hat =",
    code: "optimizer/bias-correction",
  },
  {
    program: "adam_dict",
    changes: [
      ["        self.t += 1\n", ""],
      ["in params.keys():\n", "in params.keys():\n            self.t += 1\n"],
    ],
    line: "m_hat =",
    code: "optimizer/bias-correction",
  },
  {
    program: "momentum_inline",
    changes: [["v_wo = mu * v_wo", "v_wo = -mu * v_wo"]],
    line: "v_wo = -mu",
    code: "optimizer/velocity-sign",
  },
];

describe("an optimiser's constants that are none of the published ones are named where they stand", () => {
  for (const { program, changes, line, code } of planted) {
    test(`${program}: ${changes[0]![1]}`, () => {
      let text = right(program);
      for (const [from, to] of changes) {
        expect(text.split(from)).toHaveLength(2);
        text = text.replace(from, () => to);
      }
      const checked = checkFile(`${program}.py`, text);
      expect(checked.programs[0]!.parameters.every((one) => one.kind === "right")).toBe(true);
      const [found, ...more] = checked.diagnostics.filter((one) => one.code.startsWith("optimizer/"));
      expect(more).toEqual([]);
      expect(found).toMatchObject({ code, severity: "error" });
      expect(text.slice(found!.span.from)).toMatch(new RegExp(`^${line.replace(/[[\]().*+]/g, "\\$&")}`));
    });
  }

  test("a program that does not name the optimiser gets a warning", () => {
    const text = right("adam_dict")
      .replace("beta1=0.9, beta2=0.999", "beta1=0.999, beta2=0.9")
      .replaceAll("Adam", "Rule");
    const [found] = checkFile("rule.py", text).diagnostics;
    expect(found).toMatchObject({ code: "optimizer/betas-swapped", severity: "warning" });
  });
});

const scalar = (update: string, before = ""): string => `import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(8, 3)
y = X @ np.array([1.0, -2.0, 0.5])
w = rng.randn(3)
m = np.zeros(3)
v = np.zeros(3)
u = np.zeros(3)
${before}
for t in range(1, 50):
    r = X @ w - y
    loss = np.mean(r ** 2)
    g = 2 * X.T @ r / 8
${update
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
`;

describe("published variants raise nothing", () => {
  const variants: Readonly<Record<string, string>> = {
    "Adam, corrections folded into the rate":
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nw -= 0.01 * np.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t) * m / (np.sqrt(v) + 1e-8)",
    "Adam without correction":
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nw -= 0.01 * m / np.sqrt(v + 1e-8)",
    "Adam as increments":
      "m += 0.1 * (g - m)\nv += 0.001 * (g * g - v)\nw -= 0.01 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)",
    AMSGrad:
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nu = np.maximum(u, v)\nw -= 0.01 * m / (np.sqrt(u) + 1e-8)",
    AdaMax:
      "m = 0.9 * m + 0.1 * g\nu = np.maximum(0.999 * u, np.abs(g))\nw -= 0.01 / (1 - 0.9 ** t) * m / (u + 1e-8)",
    AdamW:
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nw -= 0.01 * ((m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8) + 0.01 * w)",
    NAdam:
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nw -= 0.01 * (0.9 * m / (1 - 0.9 ** (t + 1)) + 0.1 * g / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)",
    "momentum, dampened": "m = 0.9 * m + 0.1 * g\nw -= 0.1 * m",
    "momentum, the rate within": "m = 0.9 * m - 0.1 * g\nw += m",
    "Nesterov, as PyTorch has it": "m = 0.9 * m + g\nw -= 0.1 * (g + 0.9 * m)",
    "Nesterov, Sutskever's": "u = m\nm = 0.9 * m - 0.1 * g\nw += -0.9 * u + 1.9 * m",
    AdaGrad: "v += g ** 2\nw -= 0.1 * g / (np.sqrt(v) + 1e-8)",
    RMSProp: "v = 0.9 * v + 0.1 * g ** 2\nw -= 0.1 * g / (np.sqrt(v) + 1e-8)",
    AdaDelta:
      "v = 0.95 * v + 0.05 * g ** 2\nm = -np.sqrt(u + 1e-6) / np.sqrt(v + 1e-6) * g\nu = 0.95 * u + 0.05 * m ** 2\nw += m",
    "Adam with a rate that falls":
      "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * g ** 2\nlr = 0.01 / t\nw -= lr * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)",
  };
  for (const [name, update] of Object.entries(variants))
    test(name, () => {
      const checked = checkFile("variant.py", scalar(update));
      expect(checked.diagnostics.map((one) => `${one.code}: ${one.message}`)).toEqual([]);
      expect(checked.programs[0]!.parameters.map((one) => one.kind)).toEqual(["right"]);
    });
});
