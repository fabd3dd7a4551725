import { checkFile } from "../../../src/check/check.ts";
import { compareKept } from "./kept-text.ts";
import { gradients, head } from "./said.ts";

/** Linear regression, whose step is what is asked about: `g` is the gradient by w, `h` that by b. */
const program = (step: string, before: string): string => `${head}${before}
for t in range(1, 60):
${[...gradients.split("\n"), ...step.split("; ")].map((one) => `    ${one}`).join("\n")}
`;

const steps = `w -= lr * g; b -= lr * h
w -= lr * g / 2; b -= lr * h
w -= 0.1 * g; b -= 0.1 * h
w -= g; b -= h
w += lr * g; b -= lr * h
w += lr * g; b += lr * h
w -= lr * np.sign(g); b -= lr * h
w -= lr * g / np.linalg.norm(g); b -= lr * h
w -= lr * g / (1 + np.abs(g)); b -= lr * h
w -= lr * g * w; b -= lr * h
w -= lr * g ** 2; b -= lr * h
w -= lr * g * np.abs(g); b -= lr * h
w -= lr * np.clip(g, -0.1, 0.1); b -= lr * h
w -= lr * np.maximum(np.minimum(g, 1), -1); b -= lr * h
w -= lr * np.where(np.abs(g) > 1, np.sign(g), g); b -= lr * h
w -= lr * g * min(1, 1 / np.sqrt(np.sum(g ** 2) + h ** 2)); b -= lr * h * min(1, 1 / np.sqrt(np.sum(g ** 2) + h ** 2))
w -= lr * (g + 0.1 * w); b -= lr * h
w -= lr * g + 0.01 * w; b -= lr * h
w = (1 - 0.01) * w - lr * g; b -= lr * h
w = 0.2 * w - lr * g; b -= lr * h
v = 0.9 * v + g; w -= lr * v; b -= lr * h
v = 0.9 * v - lr * g; w += v; b -= lr * h
v = 0.9 * v + lr * g; w -= v; b -= lr * h
v = 0.9 * v + 0.1 * g; w -= lr * v; b -= lr * h
v = 0.9 * v + lr * g; w += v; b -= lr * h
v = 0.9 * v + e @ X; w -= lr * v; b -= lr * h
s = s + g ** 2; w -= lr * g / (np.sqrt(s) + 1e-8); b -= lr * h
s = 0.9 * s + 0.1 * g ** 2; w -= lr * g / np.sqrt(s + 1e-8); b -= lr * h
s = 0.9 * s + 0.1 * g; w -= lr * g / np.sqrt(np.abs(s) + 1e-8); b -= lr * h
v = 0.9 * v + 0.1 * g; s = 0.99 * s + 0.01 * g ** 2; w -= lr * (v / (1 - 0.9 ** t)) / (np.sqrt(s / (1 - 0.99 ** t)) + 1e-8); b -= lr * h
v = 0.9 * v + 0.1 * g; s = 0.99 * s + 0.01 * g ** 2; w -= lr * v / (np.sqrt(s) + 1e-8); b -= lr * h
v = 0.1 * v + 0.9 * g; w -= lr * v; b -= lr * h
v = 0.2 * v + 0.5 * g; w -= lr * v; b -= lr * h
v = -0.9 * v + 0.1 * g; s = 0.99 * s + 0.01 * g ** 2; w -= lr * v / (np.sqrt(s) + 1e-8); b -= lr * h
v = 0.9 * v + 0.1 * g; s = 0.99 * s + 0.5 * g ** 2; w -= lr * v / (np.sqrt(s) + 1e-8); b -= lr * h
v = 0.9 * v + 0.9 * g; s = 0.99 * s + 0.01 * g ** 2; w -= lr * v / (np.sqrt(s) + 1e-8); b -= lr * h
w -= lr / t * g; b -= lr / t * h
w -= lr * 0.9 ** t * g; b -= lr * 0.9 ** t * h
w -= lr * g * h; b -= lr * h
w -= lr * g[::-1]; b -= lr * h
w -= lr * np.sum(g); b -= lr * h
w -= lr * g.mean(); b -= lr * h
w[0] -= lr * g[0]; w[1] -= lr * g[1]; w[2] -= lr * g[2]; b -= lr * h
w[0] -= lr * g[0]; w[1] -= lr * g[1]; b -= lr * h
w[0] -= lr * g[0]; w[1] -= lr * g[2]; w[2] -= lr * g[1]; b -= lr * h
w -= lr * (X.T @ e); b -= lr * np.sum(e)
w -= lr * (X.T @ e) / 8; b -= lr * np.sum(e)
w -= lr * (X.T @ e) / 8; b -= lr * np.mean(e)
b -= lr * h; w -= lr * g
b -= lr * h; w -= lr * 2 * X.T @ (X @ w + b - y) / 8
w, b = w - lr * g, b - lr * h
w -= lr * g
b -= lr * h
w = w - lr * (g + 1e-12); b -= lr * h
w = -lr * g; b -= lr * h
w = w * (1 - lr * g); b -= lr * h
w *= np.exp(-lr * g); b -= lr * h
w = w - lr * np.tanh(g); b -= lr * h
w = w - lr * g / (g ** 2 + 1); b -= lr * h
w = w - lr * g / max(1, np.abs(h)); b -= lr * h
w -= lr * g; w -= lr * 0.001 * w; b -= lr * h
w -= lr * g; w /= np.linalg.norm(w); b -= lr * h
w -= lr * g; w -= lr * g; b -= lr * h
w -= lr * (g + 0.5 * v); v = g; b -= lr * h
v = g; w -= lr * v.copy(); b -= lr * h
u = w + 0.9 * v; v = 0.9 * v - lr * g; w = w + v; b -= lr * h
c = 2 * lr; w -= c * g; b -= c * h
if t % 2: w -= lr * g; b -= lr * h
w -= lr * g * (np.random.rand(3) < 0.5); b -= lr * h`.split("\n");

compareKept(
  "steps",
  Object.fromEntries(
    steps.map((step) => [
      step,
      () => {
        const { programs, diagnostics } = checkFile(
          "step.py",
          program(step.replace("if t % 2: ", "if t % 2:\n        "), ""),
        );
        return [
          ...programs.flatMap(({ parameters, descends, loss }) => [
            `${loss.name}, ${descends.same ? "the stated" : "not the stated"}: ${parameters
              .map(
                ({ path, kind, scale, reason }) =>
                  `${path} ${kind}${scale === null ? "" : ` ${Number(scale.toPrecision(4))}`}${reason ? ` (${reason})` : ""}`,
              )
              .join(", ")}`,
          ]),
          ...diagnostics.map(
            ({ code, severity, message, why, hint, fix }) =>
              `${severity} ${code}: ${message}${why ? ` | ${why}` : ""}${hint ? ` | ${hint}` : ""}${fix ? ` → ${fix.text}` : ""}`,
          ),
        ];
      },
    ]),
  ),
);
