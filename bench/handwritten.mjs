// One task by loops written by hand, in JavaScript: node bench/handwritten.mjs TASK
import { readFileSync } from "node:fs";
import { checked, numbersOf, timed } from "./numbers.mjs";

const task = JSON.parse(readFileSync(new URL("tasks.json", import.meta.url), "utf8"))[process.argv[2]];
const { layers, batch, activation, loss, rate } = task;
const { X, y, weights } = numbersOf(task);
const biases = layers.slice(1).map((width) => new Float32Array(width));
const values = [X, ...layers.slice(1).map((width) => new Float32Array(batch * width))];
const slopes = layers.map((width) => new Float32Array(batch * width));

function step() {
  const depth = weights.length;
  for (let l = 0; l < depth; l++) {
    const [A, Z, W, b, inner, width] = [values[l], values[l + 1], weights[l], biases[l], layers[l], layers[l + 1]];
    for (let i = 0; i < batch; i++) {
      for (let j = 0; j < width; j++) Z[i * width + j] = b[j];
      for (let k = 0; k < inner; k++) {
        const a = A[i * inner + k];
        for (let j = 0; j < width; j++) Z[i * width + j] += a * W[k * width + j];
      }
    }
    if (l < depth - 1)
      for (let at = 0; at < Z.length; at++) Z[at] = activation === "relu" ? Math.max(0, Z[at]) : Math.tanh(Z[at]);
  }
  const [out, dOut, classes] = [values[depth], slopes[depth], layers[depth]];
  let total = 0;
  for (let i = 0; i < batch; i++) {
    if (loss === "squares") {
      const error = out[i] - y[i];
      total += error * error;
      dOut[i] = (2 * error) / batch;
      continue;
    }
    let high = -Infinity;
    for (let j = 0; j < classes; j++) high = Math.max(high, out[i * classes + j]);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += dOut[i * classes + j] = Math.exp(out[i * classes + j] - high);
    total -= out[i * classes + y[i]] - high - Math.log(sum);
    for (let j = 0; j < classes; j++) dOut[i * classes + j] = (dOut[i * classes + j] / sum - (j === y[i] ? 1 : 0)) / batch;
  }
  for (let l = depth - 1; l >= 0; l--) {
    const [A, W, b, dZ, dA, inner, width] = [values[l], weights[l], biases[l], slopes[l + 1], slopes[l], layers[l], layers[l + 1]];
    if (l > 0)
      for (let i = 0; i < batch; i++)
        for (let k = 0; k < inner; k++) {
          let sum = 0;
          for (let j = 0; j < width; j++) sum += dZ[i * width + j] * W[k * width + j];
          const a = A[i * inner + k];
          dA[i * inner + k] = activation === "relu" ? (a > 0 ? sum : 0) : sum * (1 - a * a);
        }
    for (let i = 0; i < batch; i++) {
      for (let j = 0; j < width; j++) b[j] -= rate * dZ[i * width + j];
      for (let k = 0; k < inner; k++) {
        const a = rate * A[i * inner + k];
        for (let j = 0; j < width; j++) W[k * width + j] -= a * dZ[i * width + j];
      }
    }
  }
  return total / batch;
}

let found = 0;
for (let k = 0; k < checked; k++) found = step();
console.log(JSON.stringify({ ms: await timed(step), loss: found, memory: Math.round(process.memoryUsage().rss / 1e6) }));
