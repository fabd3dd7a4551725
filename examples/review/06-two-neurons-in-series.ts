import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

interface Epoch {
  readonly loss: number;
  readonly w1: number;
  readonly w2: number;
  readonly b1: number;
  readonly b2: number;
}

/** Twenty epochs; `slip` updates the first neuron from the second, as the document's code does. */
function train(slip: boolean): Epoch[] {
  const [x, y] = [0.5, 1.0];
  let [w1, w2, b1, b2] = [0.3, 0.2, 0.1, 0.2];
  const rate = 0.1;
  const epochs: Epoch[] = [];
  for (let epoch = 1; epoch <= 20; epoch++) {
    // Forward pass
    const z1 = w1 * x + b1;
    const a1 = sigmoid(z1);
    const z2 = w2 * a1 + b2;
    const y_hat = sigmoid(z2);

    // Loss
    const loss = 0.5 * (y_hat - y) ** 2;
    if (loss < 0.01) break;

    // Individual derivatives
    const dL_dy_hat = y_hat - y;
    const dy_hat_dz2 = y_hat * (1 - y_hat);
    const dz2_dw2 = a1;
    const dz2_db2 = 1;
    const dz2_da1 = w2;
    const da1_dz1 = a1 * (1 - a1);
    const dz1_dw1 = x;
    const dz1_db1 = 1;

    // Chain rule
    const dL_dw2 = dL_dy_hat * dy_hat_dz2 * dz2_dw2;
    const dL_db2 = dL_dy_hat * dy_hat_dz2 * dz2_db2;
    const dL_dw1 = dL_dy_hat * dy_hat_dz2 * dz2_da1 * da1_dz1 * dz1_dw1;
    const dL_db1 = dL_dy_hat * dy_hat_dz2 * dz2_da1 * da1_dz1 * dz1_db1;

    // Update
    w2 -= rate * dL_dw2;
    b2 -= rate * dL_db2;
    w1 = slip ? w2 - rate * dL_dw2 : w1 - rate * dL_dw1;
    b1 = slip ? b1 - rate * dL_db2 : b1 - rate * dL_db1;
    epochs.push({ loss, w1, w2, b1, b2 });
  }
  return epochs;
}

function line({ loss, w1, w2, b1, b2 }: Epoch, epoch: number): string {
  const [W, B] = [
    [w1, w2],
    [b1, b2],
  ].map((pair) => pair.map((one) => fixed(one, 4)).join(", "));
  return `Epoch: ${epoch + 1}, Loss = ${fixed(loss, 4)}, W = [${W}], B = [${B}]`;
}

export default section(import.meta.url, "One data point, two neurons in series", (print) => {
  // The document updates w1 from the already updated w2, with dL_dw2, and b1 with dL_db2.
  // Its loss falls all the same: the second neuron alone can lower it.
  const asWritten = train(true);
  const asMeant = train(false);
  for (const [epoch, row] of asWritten.entries()) {
    print(line(row, epoch));
    print(`  meant: ${line(asMeant[epoch]!, epoch)}`);
  }

  // What is meant, from the model
  const network = model(`
    input x = 0.5, y = 1
    param w1 = 0.3, b1 = 0.1, w2 = 0.2, b2 = 0.2
    z1 = w1*x + b1
    a1 = sigmoid(z1)
    z2 = w2*a1 + b2
    y_hat = sigmoid(z2)
    loss L = (y_hat - y)^2 / 2
  `);
  const { epochs } = network.train({ rate: 0.1, epochs: 20, stop: "L < 0.01" });
  agree(
    asMeant,
    epochs.map(({ loss, parameters }) => ({ loss, ...parameters })),
  );
});
