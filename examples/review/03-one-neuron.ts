import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

export default section(import.meta.url, "One data point, one neuron: identity", (print) => {
  // One data point, (x, y) = (2, 5)
  const [x, y] = [2.0, 5.0];
  let [w, b] = [0.5, 1.0];
  const rate = 0.1;

  const byHand: { loss: number; w: number; b: number }[] = [];
  for (let epoch = 1; epoch <= 20; epoch++) {
    // Forward pass
    const z = w * x + b;
    const y_hat = z;

    // Loss
    const loss = 0.5 * (y_hat - y) ** 2;
    if (loss < 0.01) {
      print(`\n        Stopping early at epoch ${epoch}`);
      print(`        Loss = ${fixed(loss, 4)}, w = ${fixed(w, 4)}, b = ${fixed(b, 4)}\n        `);
      break;
    }

    // Individual derivatives
    const dL_dy_hat = y_hat - y;
    const dy_hat_dz = 1;
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
    input x = 2, y = 5
    param w = 0.5, b = 1
    z = w*x + b
    y_hat = z
    loss L = (y_hat - y)^2 / 2
  `);
  const { epochs } = neuron.train({ rate: 0.1, epochs: 20, stop: "L < 0.01" });
  agree(
    byHand,
    epochs.map(({ loss, parameters }) => ({ loss, ...parameters })),
  );
});
