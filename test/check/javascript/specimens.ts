import { readdirSync, readFileSync } from "node:fs";

/** Right programs in the styles in which they are written, and the same with a fault planted. */

const folder = new URL("./programs/", import.meta.url);
const endings = /\.txt$/;

/** The right programs by the names of their files. */
export const right: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder).map((name) => [name.replace(endings, ""), readFileSync(new URL(name, folder), "utf8")]),
);

export interface Fault {
  readonly file: string;
  readonly text: string;
  /** A piece of the line at which it is told. */
  readonly line: string;
  readonly code: string;
  /** What the repaired text holds. */
  readonly fixed: string;
}

/** A program with one piece of its text exchanged; the repair brings back what stood there, or what is said. */
function planted(file: string, code: string, from: string, to: string, fixed = from): Fault {
  const text = right[file]!;
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return { file, text: text.replace(from, to), line: to, code, fixed };
}

export const wrong: readonly Fault[] = [
  planted(
    "series.ts",
    "update/wrong-target",
    "w1 -= learning_rate * dL_dw1",
    "w1 = w2 - learning_rate * dL_dw1",
    "w1 = w1 - learning_rate * dL_dw1",
  ),
  planted(
    "series.ts",
    "update/wrong-gradient",
    "b1 -= learning_rate * dL_db1",
    "b1 -= learning_rate * dL_db2",
  ),
  planted("series.ts", "gradient/wrong-operand", "const dL_dw2 = dL_dz2 * a1", "const dL_dw2 = dL_dz2 * x"),
  planted("series.ts", "update/sign", "w2 -= learning_rate", "w2 += learning_rate"),
  planted(
    "points.ts",
    "gradient/wrong-operand",
    "errors.map((e, i) => e * X[i]!)",
    "errors.map((e, i) => e * Y[i]!)",
    "X[i]!",
  ),
  planted("points.ts", "update/sign", "w -= rate * dw", "w += rate * dw"),
  planted(
    "arrays.ts",
    "gradient/surplus-factor",
    "(p, i) => p - y[i]",
    "(p, i) => (p - y[i]) * p",
    "p - y[i]",
  ),
  planted("arrays.ts", "gradient/wrong-operand", "sum + row[j] * dz[i]", "sum + row[j] * a[i]"),
  planted("arrays.ts", "update/sign", "b -= lr * db", "b += lr * db"),
  planted("toy.js", "update/sign", "y => y * (1 - y)", "y => y * (1 + y)"),
  planted(
    "micrograd.ts",
    "gradient/wrong-operand",
    "this.grad += o.data * out.grad",
    "this.grad += this.data * out.grad",
  ),
  planted(
    "micrograd.ts",
    "gradient/wrong-function",
    "(1 - t * t) * out.grad",
    "(1 - t) * out.grad",
    "(1 - t ** 2) * out.grad",
  ),
  planted(
    "playground.ts",
    "gradient/wrong-operand",
    "link.errorDer = node.inputDer",
    "link.errorDer = node.outputDer",
  ),
  planted(
    "playground.ts",
    "gradient/wrong-function",
    "return 1 - output * output",
    "return 1 - output",
    "return 1 - output ** 2",
  ),
  planted(
    "playground.ts",
    "gradient/missing-factor",
    "output.weight * output.dest.inputDer",
    "output.weight * output.dest.outputDer",
    "node.outputDer += output.weight * output.dest.outputDer *",
  ),
  planted("layers.js", "update/wrong-gradient", "this.b[i] -= lr * grad[i]", "this.b[i] -= lr * dx[i]"),
  planted("typed.ts", "gradient/overwritten", "grad[j] += 2 * err", "grad[j] = 2 * err"),
  planted("typed.ts", "gradient/wrong-operand", "2 * err * xs[i][j]", "2 * out * xs[i][j]"),
  planted("closure.ts", "gradient/wrong-function", "dH[i] * (1 - h[i] ** 2)", "dH[i] * (1 - h[i])"),
  planted("closure.ts", "gradient/missing-factor", "w2[i] -= lr * dOut * h[i]", "w2[i] -= lr * dOut"),
  planted("static.ts", "update/sign", "this.biases[i] -= rate", "this.biases[i] += rate"),
  planted(
    "matrices.ts",
    "update/sign",
    "zip(W2, dW2, (w, d) => w - lr * d)",
    "zip(W2, dW2, (w, d) => w + lr * d)",
  ),
  planted(
    "class.ts",
    "update/sign",
    "this.weights1[i][j] += this.learningRate",
    "this.weights1[i][j] -= this.learningRate",
  ),
];
