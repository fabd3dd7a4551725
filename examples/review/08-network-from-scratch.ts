import assert from "node:assert/strict";
import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

/** Three letters of 5 × 6 pixels. */
const letters = {
  A: [".XXX.", "X...X", "X...X", "XXXXX", "X...X", "X...X"],
  B: ["XXXX.", "X...X", "XXXX.", "X...X", "X...X", "XXXX."],
  C: [".XXXX", "X....", "X....", "X....", "X....", ".XXXX"],
};

type Matrix = number[][];

const X: Matrix = Object.values(letters).map((rows) =>
  [...rows.join("")].map((pixel) => (pixel === "X" ? 1 : 0)),
);
const Y: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

const transpose = (A: Matrix): Matrix => A[0]!.map((_, j) => A.map((row) => row[j]!));
const dot = (a: number[], b: number[]): number => a.reduce((sum, one, k) => sum + one * b[k]!, 0);
const product = (A: Matrix, B: Matrix): Matrix =>
  A.map((row) => transpose(B).map((column) => dot(row, column)));
const combine = (A: Matrix, B: Matrix, f: (a: number, b: number) => number): Matrix =>
  A.map((row, i) => row.map((one, j) => f(one, B[i]![j]!)));
const columnSums = (A: Matrix): number[] =>
  transpose(A).map((column) => column.reduce((sum, one) => sum + one, 0));

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
function softmax(z: number[]): number[] {
  const powers = z.map((one) => Math.exp(one - Math.max(...z)));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

interface Weights {
  readonly W1: Matrix;
  readonly b1: number[];
  readonly W2: Matrix;
  readonly b2: number[];
}

function forward({ W1, b1, W2, b2 }: Weights) {
  const H = product(X, W1).map((row) => row.map((one, j) => sigmoid(one + b1[j]!)));
  const P = product(H, W2).map((row) => softmax(row.map((one, j) => one + b2[j]!)));
  const loss = -P.reduce((sum, row, i) => sum + Math.log(dot(row, Y[i]!)), 0) / X.length;
  return { H, P, loss };
}

function gradient(weights: Weights): Weights {
  const { H, P } = forward(weights);
  // Softmax and cross-entropy together: the derivative at the logits is what was said minus what is true
  const dZ2 = combine(P, Y, (p, y) => (p - y) / X.length);
  const dH = product(dZ2, transpose(weights.W2));
  const dZ1 = combine(dH, H, (dh, h) => dh * h * (1 - h));
  return {
    W1: product(transpose(X), dZ1),
    b1: columnSums(dZ1),
    W2: product(transpose(H), dZ2),
    b2: columnSums(dZ2),
  };
}

function step(weights: Weights, slopes: Weights, rate: number): Weights {
  const down = (one: number, slope: number): number => one - rate * slope;
  return {
    W1: combine(weights.W1, slopes.W1, down),
    b1: combine([weights.b1], [slopes.b1], down)[0]!,
    W2: combine(weights.W2, slopes.W2, down),
    b2: combine([weights.b2], [slopes.b2], down)[0]!,
  };
}

export default section(import.meta.url, "A network from scratch: letters", (print) => {
  const network = model(`
    input X = ${JSON.stringify(X)}, Y = ${JSON.stringify(Y)}
    param W1[30, 5] ~ glorot, b1[5] = 0
    param W2[5, 3]  ~ glorot, b2[3] = 0
    H = sigmoid(X @ W1 + b1)
    Z = H @ W2 + b2
    loss L = cross_entropy(Z, Y)
  `);

  // By hand, from the same seeded start
  const rate = 0.5;
  let weights = network.parameters as unknown as Weights;
  agree(gradient(weights), network.gradient());
  const losses: number[] = [];
  for (let epoch = 1; epoch <= 500; epoch++) {
    const { loss } = forward(weights);
    losses.push(loss);
    if (epoch % 100 === 0 || epoch === 1) print(`Epoch: ${epoch}, Loss = ${fixed(loss, 4)}`);
    weights = step(weights, gradient(weights), rate);
  }

  // All three letters are told apart
  const names = Object.keys(letters);
  forward(weights).P.forEach((row, i) => {
    const said = row.indexOf(Math.max(...row));
    print(`${names[i]} is read as ${names[said]}, with probability ${fixed(row[said]!, 4)}`);
    assert.equal(said, i);
  });

  // The same from the model
  const { epochs, final } = network.train({ rate, epochs: 500 });
  agree(
    losses,
    epochs.map(({ loss }) => loss),
  );
  agree(weights, final.parameters);
});
