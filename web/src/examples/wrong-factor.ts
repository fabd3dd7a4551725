const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

const [x, y] = [0.5, 1.0];
let [w1, b1, w2, b2] = [0.3, 0.1, 0.2, 0.2];
const rate = 0.1;

for (let epoch = 0; epoch < 20; epoch++) {
  const a1 = sigmoid(w1 * x + b1);
  const yHat = sigmoid(w2 * a1 + b2);
  const loss = 0.5 * (yHat - y) ** 2;

  const dz2 = (yHat - y) * yHat * (1 - yHat);
  const dz1 = dz2 * w2 * a1;
  w2 -= rate * dz2 * a1;
  b2 -= rate * dz2;
  w1 -= rate * dz1 * x;
  b1 -= rate * dz1;
}
