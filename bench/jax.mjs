// One task by jax-js on WebAssembly, the whole step under jit: node bench/jax.mjs TASK
import { readFileSync } from "node:fs";
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { checked, numbersOf, timed } from "./numbers.mjs";

const task = JSON.parse(readFileSync(new URL("tasks.json", import.meta.url), "utf8"))[process.argv[2]];
const { layers, batch, activation, loss, rate } = task;
try {
  await init("wasm");
} catch {
  // Node 20: it works without
}
defaultDevice("wasm");
const { X, y, weights } = numbersOf(task);
const classes = layers[layers.length - 1];
const target = Float32Array.from({ length: batch * classes }, (_, at) =>
  loss === "entropy" ? (y[Math.floor(at / classes)] === at % classes ? 1 : 0) : y[at],
);
const array = (data, shape) => np.array(Float32Array.from(data)).reshape(shape);
const x = array(X, [batch, layers[0]]);
const t = array(target, [batch, classes]);
let parameters = weights.flatMap((data, k) => [array(data, [layers[k], layers[k + 1]]), np.zeros([layers[k + 1]])]);

// an array is used up where it is used; .ref keeps it for another use
function cost(given, input, wanted) {
  let h = input;
  for (let k = 0; k < weights.length; k++) {
    h = np.matmul(h, given[2 * k]).add(given[2 * k + 1]);
    if (k < weights.length - 1) h = activation === "relu" ? nn.relu(h) : np.tanh(h);
  }
  if (loss === "entropy") return nn.logSoftmax(h, -1).mul(wanted).sum().mul(-1 / batch);
  return np.square(h.sub(wanted)).mean();
}
const both = valueAndGrad(cost);
const whole = jit((given, input, wanted) => {
  const [value, slopes] = both(
    given.map((one) => one.ref),
    input,
    wanted,
  );
  return [value, given.map((one, k) => one.sub(slopes[k].mul(rate)))];
});

let found = 0;
const step = () => {
  const [value, moved] = whole(parameters, x.ref, t.ref);
  parameters = moved;
  found = value.js();
};
for (let k = 0; k < checked; k++) step();
const after = found;
console.log(JSON.stringify({ ms: await timed(step), loss: after, memory: Math.round(process.memoryUsage().rss / 1e6) }));
process.exit(0);
