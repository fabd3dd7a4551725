// One task by TensorFlow.js on WebAssembly: node bench/tfjs.mjs TASK THREADS
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { checked, numbersOf, timed } from "./numbers.mjs";

const task = JSON.parse(readFileSync(new URL("tasks.json", import.meta.url), "utf8"))[process.argv[2]];
const { layers, batch, activation, loss, rate } = task;
const home = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
setWasmPaths(`${home}/`);
setThreadsCount(Number(process.argv[3] ?? 1));
await tf.setBackend("wasm");
await tf.ready();
const { X, y, weights } = numbersOf(task);
const x = tf.tensor2d(X, [batch, layers[0]]);
const target = loss === "entropy" ? tf.oneHot(tf.tensor1d(Int32Array.from(y), "int32"), layers.at(-1)) : tf.tensor2d(y, [batch, 1]);
const W = weights.map((data, k) => tf.variable(tf.tensor2d(data, [layers[k], layers[k + 1]])));
const b = layers.slice(1).map((width) => tf.variable(tf.zeros([width])));
const optimizer = tf.train.sgd(rate);
const cost = () => {
  let h = x;
  for (let k = 0; k < W.length; k++) {
    h = tf.add(tf.matMul(h, W[k]), b[k]);
    if (k < W.length - 1) h = activation === "relu" ? tf.relu(h) : tf.tanh(h);
  }
  return loss === "entropy" ? tf.losses.softmaxCrossEntropy(target, h) : tf.losses.meanSquaredError(target, h);
};
let found = 0;
const step = () => {
  const value = optimizer.minimize(cost, true);
  found = value.dataSync()[0];
  value.dispose();
};
for (let k = 0; k < checked; k++) step();
const after = found;
console.log(JSON.stringify({ ms: await timed(step), loss: after, memory: Math.round(process.memoryUsage().rss / 1e6) }));
process.exit(0);
