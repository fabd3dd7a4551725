import assert from "node:assert/strict";
import { fixed, model } from "chainrule";
import { agree, section } from "./section.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** x → a1, which feeds the two neurons a2 and a3 of a layer; both feed the output. */
const start = { w1: 0.3, b1: 0.1, w21: 0.2, b2: 0.2, w31: -0.4, b3: 0.1, w42: 0.5, w43: -0.3, b4: 0.2 };
type Parameters = Record<keyof typeof start, number>;

const [x, y] = [0.5, 1.0];

function forward({ w1, b1, w21, b2, w31, b3, w42, w43, b4 }: Parameters) {
  const a1 = sigmoid(w1 * x + b1);
  const a2 = sigmoid(w21 * a1 + b2);
  const a3 = sigmoid(w31 * a1 + b3);
  const y_hat = sigmoid(w42 * a2 + w43 * a3 + b4);
  return { a1, a2, a3, y_hat, loss: 0.5 * (y_hat - y) ** 2 };
}

function gradient(p: Parameters): Parameters {
  const { a1, a2, a3, y_hat } = forward(p);
  // Individual derivatives
  const dL_dz4 = (y_hat - y) * y_hat * (1 - y_hat);
  const dL_dz2 = dL_dz4 * p.w42 * a2 * (1 - a2);
  const dL_dz3 = dL_dz4 * p.w43 * a3 * (1 - a3);
  // a1 acts on the loss along two paths, through z2 and through z3: their derivatives add up
  const dL_da1 = dL_dz2 * p.w21 + dL_dz3 * p.w31;
  const dL_dz1 = dL_da1 * a1 * (1 - a1);
  // Chain rule
  return {
    w1: dL_dz1 * x,
    b1: dL_dz1,
    w21: dL_dz2 * a1,
    b2: dL_dz2,
    w31: dL_dz3 * a1,
    b3: dL_dz3,
    w42: dL_dz4 * a2,
    w43: dL_dz4 * a3,
    b4: dL_dz4,
  };
}

export default section(import.meta.url, "Two neurons in a layer", (print) => {
  let parameters: Parameters = start;
  const names = Object.keys(start) as (keyof Parameters)[];
  const rate = 0.1;

  // The gradient is what small steps along each parameter say that it is
  const byHand = gradient(parameters);
  for (const name of names) {
    const step = 1e-6;
    const up = forward({ ...parameters, [name]: parameters[name] + step }).loss;
    const down = forward({ ...parameters, [name]: parameters[name] - step }).loss;
    assert(Math.abs((up - down) / (2 * step) - byHand[name]) < 1e-9);
  }

  const rows: (Parameters & { loss: number })[] = [];
  for (let epoch = 1; epoch <= 20; epoch++) {
    const { loss } = forward(parameters);
    const slopes = gradient(parameters);
    parameters = Object.fromEntries(
      names.map((name) => [name, parameters[name] - rate * slopes[name]]),
    ) as Parameters;
    rows.push({ loss, ...parameters });
    const { w1, w21, w31 } = parameters;
    print(
      `Epoch: ${epoch}, Loss = ${fixed(loss, 4)}, w1 = ${fixed(w1, 4)}, w21 = ${fixed(w21, 4)}, w31 = ${fixed(w31, 4)}`,
    );
    assert(epoch === 1 || loss < rows[epoch - 2]!.loss);
  }

  // The same from the model, which also writes the sum over the two paths
  const network = model(`
    input x = 0.5, y = 1
    param ${names.map((name) => `${name} = ${start[name]}`).join(", ")}
    z1 = w1*x + b1;    a1 = sigmoid(z1)
    z2 = w21*a1 + b2;  a2 = sigmoid(z2)
    z3 = w31*a1 + b3;  a3 = sigmoid(z3)
    z4 = w42*a2 + w43*a3 + b4
    y_hat = sigmoid(z4)
    loss L = (y_hat - y)^2 / 2
  `);
  agree(byHand, network.gradient());
  const { epochs } = network.train({ rate: 0.1, epochs: 20 });
  agree(
    rows,
    epochs.map(({ loss, parameters }) => ({ loss, ...parameters })),
  );
  print("");
  for (const step of `${network.derive("w1")}`.split("\n")) print(step);
});
