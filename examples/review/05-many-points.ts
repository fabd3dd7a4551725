import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

const X = [0.5, 0.8, 1.5, 0.4, 0.4, 1.0, 1.9];
const Y = [1.0, 1.2, 1.2, 0.6, 0.5, 1.1, 1.3];

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

interface Epoch {
  readonly loss: number;
  readonly w: number;
  readonly b: number;
}

/** Twenty epochs over all points, the loss and the gradients read from `x` and `y`. */
function train(x: readonly number[], y: readonly number[]): Epoch[] {
  let [w, b] = [0.3, 0.1];
  const rate = 0.1;
  const epochs: Epoch[] = [];
  for (let epoch = 1; epoch <= 20; epoch++) {
    // Forward pass
    const y_hat = X.map((point) => sigmoid(w * point + b));

    // Loss: the mean over the points, so that the step does not grow with their number
    const loss = mean(y_hat.map((one, i) => 0.5 * (one - y[i]!) ** 2));
    if (loss < 0.01) break;

    // Individual derivatives, one a point
    const dL_dy_hat = y_hat.map((one, i) => one - y[i]!);
    const dy_hat_dz = y_hat.map((one) => one * (1 - one));
    const dL_dz = dL_dy_hat.map((one, i) => one * dy_hat_dz[i]!);

    // Chain rule, averaged as the loss is
    const dL_dw = mean(dL_dz.map((one, i) => one * x[i]!));
    const dL_db = mean(dL_dz);

    // Update
    w -= rate * dL_dw;
    b -= rate * dL_db;
    epochs.push({ loss, w, b });
  }
  return epochs;
}

const line = ({ loss, w, b }: Epoch, epoch: number): string =>
  `Epoch: ${epoch + 1}, Average loss = ${fixed(loss, 4)}, w = ${fixed(w, 4)}, b = ${fixed(b, 4)}`;

export default section(import.meta.url, "Many data points, one neuron", (print) => {
  // The document's loop reads x = 0.5 and y = 1, left over from the section before it, where it means X and Y.
  // Its loss falls all the same.
  const asWritten = train(
    X.map(() => 0.5),
    Y.map(() => 1.0),
  );
  const asMeant = train(X, Y);
  for (const [epoch, row] of asWritten.entries()) {
    print(line(row, epoch));
    print(`  meant: ${line(asMeant[epoch]!, epoch)}`);
  }

  // What is meant, from the model: the same statements as for one point, on arrays
  const neuron = model(`
    input x = [${X}], y = [${Y}]
    param w = 0.3, b = 0.1
    z = w*x + b
    y_hat = sigmoid(z)
    loss L = mean((y_hat - y)^2 / 2)
  `);
  const { epochs } = neuron.train({ rate: 0.1, epochs: 20, stop: "L < 0.01" });
  agree(
    asMeant,
    epochs.map(({ loss, parameters }) => ({ loss, ...parameters })),
  );
});
