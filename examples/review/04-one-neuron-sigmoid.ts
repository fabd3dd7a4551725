import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export default section(import.meta.url, "One data point, one neuron: sigmoid", (print) => {
  // One data point, (x, y) = (0.5, 1)
  const [x, y] = [0.5, 1.0];
  let [w, b] = [0.3, 0.1];
  const rate = 0.1;

  const byHand: { loss: number; w: number; b: number }[] = [];
  for (let epoch = 1; epoch <= 20; epoch++) {
    // Forward pass
    const z = w * x + b;
    const y_hat = sigmoid(z);

    // Loss
    const loss = 0.5 * (y_hat - y) ** 2;
    if (loss < 0.01) break;

    // Individual derivatives: the sigmoid's is known from its own output
    const dL_dy_hat = y_hat - y;
    const dy_hat_dz = y_hat * (1 - y_hat);
    const dz_dw = x;
    const dz_db = 1;

    // Chain rule
    const dL_dw = dL_dy_hat * dy_hat_dz * dz_dw;
    const dL_db = dL_dy_hat * dy_hat_dz * dz_db;

    // Update
    w -= rate * dL_dw;
    b -= rate * dL_db;
    byHand.push({ loss, w, b });
    print(`Epoch: ${epoch}, Loss = ${fixed(loss, 4)}, w = ${fixed(w, 4)}, b = ${fixed(b, 4)}`);
  }

  // The same from the model
  const neuron = model(`
    input x = 0.5, y = 1
    param w = 0.3, b = 0.1
    z = w*x + b
    y_hat = sigmoid(z)
    loss L = (y_hat - y)^2 / 2
  `);
  const { epochs } = neuron.train({ rate: 0.1, epochs: 20, stop: "L < 0.01" });
  agree(
    byHand,
    epochs.map(({ loss, parameters }) => ({ loss, ...parameters })),
  );
});
