import type { Random } from "../../src/base/random.ts";
import { checkFile } from "../../src/check/check.ts";
import { targets } from "../../src/emit/targets.ts";
import { lower } from "../../src/language/lower.ts";
import { exportedModel } from "../../src/train/exported.ts";
import { programs } from "../check/corpus.ts";
import type { Property } from "./property.ts";

/** A random network: layers of random widths, activations, a loss, how it is trained. */
export function randomModel(random: Random): string {
  const widths = [1 + random.integer(3)];
  const layers = 1 + random.integer(3);
  const rows = 2 + random.integer(4);
  const decimal = (): string => random.uniform(-1.5, 1.5).toFixed(2);
  const lines: string[] = [];
  let below = "X";
  for (let layer = 1; layer <= layers; layer++) {
    const out = layer === layers ? 1 + random.integer(3) : 2 + random.integer(3);
    widths.push(out);
    lines.push(`param W${layer}[${widths[layer - 1]}, ${out}] ~ normal(0.5), b${layer}[${out}] = 0`);
  }
  for (let layer = 1; layer <= layers; layer++) {
    const activation = random.pick([
      "tanh",
      "sigmoid",
      "relu",
      "softplus",
      "elu",
      "leaky_relu",
      "silu",
      "gelu",
      "sin",
    ]);
    lines.push(`Z${layer} = ${below} @ W${layer} + b${layer}`);
    if (layer < layers) lines.push(`A${layer} = ${activation}(Z${layer})`);
    below = layer < layers ? `A${layer}` : `Z${layer}`;
  }
  const out = widths[layers]!;
  const isClassified = out > 1 && random.uniform() < 0.5;
  const matrix = (columns: number): string =>
    `[${Array.from({ length: rows }, () => `[${Array.from({ length: columns }, decimal).join(", ")}]`).join(", ")}]`;
  const classes = `[${Array.from({ length: rows }, () => random.integer(out)).join(", ")}]`;
  const losses = [
    `mean((${below} - Y)^2)`,
    `sum((${below} - Y)^2) / 2`,
    `mean((tanh(${below}) - Y)^2) / 2`,
    `mean((sigmoid(${below}) - Y)^2)`,
  ];
  return [
    `input X = ${matrix(widths[0]!)}, Y = ${isClassified ? classes : matrix(out)}`,
    ...lines,
    `loss L = ${isClassified ? `cross_entropy(${below}, Y)` : random.pick(losses)}`,
    `train ${random.pick(["sgd rate=0.1", "sgd rate=0.05", "momentum rate=0.01", "adam rate=0.01", "rmsprop rate=0.01"])} epochs=3`,
  ].join("\n");
}

/** What is exported by hand, checked as a stranger's program: every parameter right. */
export const exported: Property = {
  name: "check(export(model)) is right",
  share: 3,
  async holds(random, seed) {
    const source = randomModel(random);
    const { value, diagnostics } = lower(source);
    if (!value) return `${source}\n${JSON.stringify(diagnostics)}`;
    const found = exportedModel(value, { name: "model", source }, { seed });
    if (!found.value) return `${source}\n${JSON.stringify(found.diagnostics)}`;
    const { text } = await targets.numpy.emit(found.value);
    const checked = checkFile("model.py", String(text));
    const all = checked.programs.flatMap((one) => one.parameters);
    // behind units that are off for every sample nothing moves, and there is nothing to judge
    const isIdle = ({ kind, reason }: (typeof all)[number]): boolean =>
      kind === "unknown" && reason?.endsWith("does not change with it") === true;
    const bad = all.filter((one) => one.kind !== "right" && !isIdle(one));
    if (bad.length > 0 || all.length < value.parameters.length)
      return `${source}\n${all.length} parameters: ${bad.map((one) => `${one.path} ${one.kind}`).join(", ")} ${checked.diagnostics.map(({ message }) => message).join("; ")}`;
    return undefined;
  },
};

/** A program in which some right-hand sides are written in another way that has the same value. */
export function rewritten(text: string, random: Random): string {
  return text
    .split("\n")
    .map((line) => {
      const [, head, value] = /^(\s+[A-Za-z_]\w* = )([^,<>=#"'[\]{}]+)$/.exec(line) ?? [];
      if (value === undefined || /\b(lambda|for|if|not|and|or|None|True|False|int|len|range)\b/.test(value))
        return line;
      let depth = 0;
      for (const letter of value)
        if ((depth += letter === "(" ? 1 : letter === ")" ? -1 : 0) < 0) return line;
      if (depth !== 0 || random.uniform() < 0.5) return line;
      return (
        head +
        random.pick([`(${value})`, `(${value}) * 1`, `0 + (${value})`, `-(-(${value}))`, `1 * (${value})`])
      );
    })
    .join("\n");
}

/** Another way to write what has the same value never makes a verdict wrong. */
export const sameValues: Property = {
  name: "a mutant that changes no value is never wrong",
  share: 3,
  holds(random) {
    const [name, text] = random.pick([...programs("right")]);
    const mutant = rewritten(text, random);
    const wrong = checkFile(`${name}.py`, mutant).programs.flatMap((one) =>
      one.parameters.filter(({ kind }) => kind === "wrong").map((one) => one.path),
    );
    return wrong.length === 0 ? undefined : `${name}: ${wrong.join(", ")}\n${mutant}`;
  },
};
