// Two neurons in series, a point, in numbers: chainrule's compiled step beside a loop written by hand.
// node --import tsx bench/scalar.ts
import { lower } from "../src/language/lower.ts";
import { engineFor } from "../src/train/engine.ts";
import { startingValues } from "../src/train/start.ts";
import { trainingStep } from "../src/train/step.ts";

const epochs = 200_000;
const rate = 0.1;
const model = lower(`input x = 0.5, y = 1.0
param w1 = 0.3, b1 = 0.1, w2 = 0.2, b2 = 0.2
a1    = sigmoid(w1*x + b1)
y_hat = sigmoid(w2*a1 + b2)
loss L = (y_hat - y)^2 / 2`).value!;

/** Every epoch as training takes it: loss, step, whether all is finite, the step taken. */
function compiled(): number {
  const engine = engineFor(trainingStep(model, {}), startingValues(model).value!);
  let loss = 0;
  for (let count = 1; count <= epochs; count++) {
    ({ loss } = engine.evaluate(rate, count));
    if (!Number.isFinite(loss) || engine.badStep()) break;
    engine.commit();
  }
  return loss;
}

function byHand(): number {
  const [x, y] = [0.5, 1.0];
  let [w1, b1, w2, b2] = [0.3, 0.1, 0.2, 0.2];
  let loss = 0;
  for (let count = 1; count <= epochs; count++) {
    const a1 = 1 / (1 + Math.exp(-(w1 * x + b1)));
    const out = 1 / (1 + Math.exp(-(w2 * a1 + b2)));
    const error = out - y;
    loss = (error * error) / 2;
    const d2 = error * out * (1 - out);
    const d1 = d2 * w2 * a1 * (1 - a1);
    w1 -= rate * d1 * x;
    b1 -= rate * d1;
    w2 -= rate * d2 * a1;
    b2 -= rate * d2;
  }
  return loss;
}

/** Interleaved, the median of many. */
const times: [number[], number[]] = [[], []];
let [one, other] = [0, 0];
for (let round = 0; round < 40; round++) {
  const begun = performance.now();
  one = compiled();
  const between = performance.now();
  other = byHand();
  times[0].push(between - begun);
  times[1].push(performance.now() - between);
}
const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1]!;
const [chainrule, hand] = times.map((list) => (median(list) / epochs) * 1000);
const agrees = Math.abs(one - other) <= 1e-9 * Math.abs(other);
console.log(JSON.stringify({ chainrule, hand, loss: one, agrees }));
