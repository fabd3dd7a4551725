import { checkFile } from "../../../src/check/check.ts";

/** The parts of a small training program around its step. */
export interface Setting {
  readonly head?: string;
  readonly before?: string;
  /** What a pass computes before its step: the loss, `g` as its gradient by w and `h` as that by b. */
  readonly gradients?: string;
}

/** Data, weights and a rate for it, and room for what an optimiser carries. */
export const head = `import numpy as np

np.random.seed(1)
X = np.random.randn(8, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
w = np.array([0.3, -0.2, 0.5])
b = 0.1
lr = 0.05
v = np.zeros(3)
s = np.zeros(3)
`;

/** The loss of a linear regression and its gradients. */
export const gradients = `e = X @ w + b - y
loss = np.mean(e ** 2)
g = 2 * X.T @ e / 8
h = 2 * np.mean(e)`;

/** What is said of a program: the line of each place, the code, and what is to stand there. */
export function saidOf(path: string, text: string): string[] {
  return checkFile(path, text).diagnostics.map(({ code, span, fix }) => {
    const line = text.slice(text.lastIndexOf("\n", span.from) + 1).split("\n")[0]!;
    return `${line.trim()}: ${code}${fix?.verified ? ` → ${fix.text}` : ""}`;
  });
}

/** What is said of a regression with this step. */
export function said(step: string, setting: Setting = {}): string[] {
  const own = `${setting.gradients ?? gradients}\n${step}`.split("\n").map((line) => `    ${line}`);
  const start = `${setting.head ?? head}${setting.before ?? ""}`;
  return saidOf("step.py", `${start}for t in range(1, 60):\n${own.join("\n")}\n`);
}
