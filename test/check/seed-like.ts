import { Random } from "../../src/base/random.ts";

/** A document with the seed's sections and faults, in other names, data, starting values, order and form. */
export interface Variation {
  readonly text: string;
  /** The lines with a fault: stale reads, and updates with what they should say. */
  readonly stale: number;
  readonly fixes: readonly string[];
}

const alphabets = [
  {
    x: "x",
    y: "y",
    X: "X",
    Y: "Y",
    w: "w",
    b: "b",
    lr: "learning_rate",
    loss: "loss",
    avg: "avg_loss",
    z: "z",
    out: "y_hat",
    act: "sigmoid",
  },
  {
    x: "u",
    y: "target",
    X: "U",
    Y: "TARGET",
    w: "weight",
    b: "bias",
    lr: "eta",
    loss: "cost",
    avg: "mean_cost",
    z: "s",
    out: "pred",
    act: "squash",
  },
  {
    x: "inp",
    y: "goal",
    X: "inp_train",
    Y: "goal_train",
    w: "k",
    b: "c",
    lr: "rate",
    loss: "error",
    avg: "avg_error",
    z: "net",
    out: "o",
    act: "logistic",
  },
];

const number = (random: Random, low: number, high: number): string => random.uniform(low, high).toFixed(2);

/** The document of a seed: with faults, or as it is meant. */
export function variation(seed: number, faulty = true): Variation {
  const random = new Random(seed);
  const n = random.pick(alphabets);
  const inFunction = random.uniform() < 0.4;
  const epochs = 3 + random.integer(4);
  const start = (names: readonly string[]): string =>
    names.map((name) => `${name} = ${number(random, 0.1, 0.7)}`).join("\n");
  const act = `def ${n.act}(v):\n    return 1/(1 + np.exp(-v))`;
  const indent = (text: string, by = "    "): string =>
    text
      .split("\n")
      .map((one) => (one === "" ? one : by + one))
      .join("\n");

  const single = `${start([n.w, n.b])}
${n.x} = ${number(random, 0.3, 1.5)}
${n.y} = ${number(random, 0.5, 1)}
${n.lr} = 0.1
${act}
for i in range(${epochs}):
    ${n.z} = ${n.w} * ${n.x} + ${n.b}
    ${n.out} = ${n.act}(${n.z})
    ${n.loss} = 0.5 * (${n.out} - ${n.y}) ** 2
    d_out = ${n.out} - ${n.y}
    d_z = ${n.act}(${n.z}) * (1 - ${n.act}(${n.z}))
    ${n.w} = ${n.w} - ${n.lr} * d_out * d_z * ${n.x}
    ${n.b} = ${n.b} - ${n.lr} * d_out * d_z
    print(f"{i}: {${n.loss}:.4f}")`;

  const points = 4 + random.integer(4);
  const list = (low: number, high: number): string =>
    Array.from({ length: points }, () => number(random, low, high)).join(", ");
  const [x, y] = faulty ? [n.x, n.y] : [n.X, n.Y];
  const many = `${n.X} = np.array([${list(0.3, 2)}])
${n.Y} = np.array([${list(0.4, 1.4)}])
${start([n.w, n.b])}
${n.lr} = 0.1
for i in range(${epochs}):
    ${n.z} = ${n.w} * ${n.X} + ${n.b}
    ${n.out} = ${n.act}(${n.z})
    ${n.loss} = 0.5 * (${n.out} - ${y}) ** 2
    ${n.avg} = np.mean(${n.loss})
    d_out = ${n.out} - ${y}
    d_z = ${n.act}(${n.z}) * (1 - ${n.act}(${n.z}))
    ${n.w} = ${n.w} - ${n.lr} * np.mean(d_out * d_z * ${x})
    ${n.b} = ${n.b} - ${n.lr} * np.mean(d_out * d_z)
    print(f"{i}: {${n.avg}:.4f}")`;

  const [w1, w2, b1, b2] = [`${n.w}1`, `${n.w}2`, `${n.b}1`, `${n.b}2`];
  const updates = faulty
    ? [`${w1} = ${w2} - ${n.lr} * d${w2}`, `${b1} = ${b1} - ${n.lr} * d${b2}`]
    : [`${w1} = ${w1} - ${n.lr} * d${w1}`, `${b1} = ${b1} - ${n.lr} * d${b1}`];
  const loop = `for i in range(${epochs}):
    z1 = ${w1} * ${n.x} + ${b1}
    a1 = ${n.act}(z1)
    z2 = ${w2} * a1 + ${b2}
    ${n.out} = ${n.act}(z2)
    ${n.loss} = 0.5 * (${n.out} - ${n.y}) ** 2
    d_out = (${n.out} - ${n.y}) * ${n.out} * (1 - ${n.out})
    d${w2} = d_out * a1
    d${b2} = d_out
    d${w1} = d_out * ${w2} * a1 * (1 - a1) * ${n.x}
    d${b1} = d_out * ${w2} * a1 * (1 - a1)
    ${w2} = ${w2} - ${n.lr} * d${w2}
    ${b2} = ${b2} - ${n.lr} * d${b2}
    ${updates.join("\n    ")}
    print(f"{i}: {${n.loss}:.4f}")`;
  const setting = `${n.x} = ${number(random, 0.3, 1.5)}
${n.y} = ${number(random, 0.5, 1)}
${start([w1, w2, b1, b2])}
${n.lr} = 0.1`;
  const series = inFunction
    ? `${act}\ndef fit():\n${indent(`${setting}\n${loop}`)}\nfit()`
    : `${act}\n${setting}\n${loop}`;

  // the many points come after some section that leaves x and y behind; the rest goes in any order
  const sections = random.uniform() < 0.5 ? [single, many, series] : [series, single, many];
  const cells = [`import numpy as np`, act, ...sections].map((one) => `\`\`\`python\n${one}\n\`\`\`\n`);
  const meant = [`${w1} - ${n.lr} * d${w1}`, `${b1} - ${n.lr} * d${b1}`];
  return { text: `# A review\n\n${cells.join("\nSome words.\n\n")}`, stale: 3, fixes: meant };
}
