import { fromNested } from "../base/array.ts";
import type { ModelGraph } from "../graph/model.ts";
import { nameOf } from "../graph/node.ts";
import { lowerCondition } from "../language/lower.ts";
import { curves } from "../render/plot/curve.ts";
import { Plan, type Values } from "../run/evaluate.ts";
import type { Drawn } from "./pictures.ts";
import type { Epoch } from "./train.ts";

/** A number over a model's names, epoch by epoch: `accuracy = mean((p > 0.5) == y)`; a sentence says why there is none. */
export async function metricPicture(
  model: ModelGraph,
  text: string,
  { epochs, start }: { readonly epochs: readonly Epoch[]; readonly start: Values },
): Promise<Drawn | string> {
  const [, name = text, expression = text] = /^\s*(\w+)\s*=(?!=)\s*(.*)$/su.exec(text) ?? [];
  if (epochs.some(({ parameters }) => !isKept(model, parameters)))
    return "the parameters are too many to keep for every epoch";
  const { value: node, diagnostics } = lowerCondition(expression, model);
  if (!node) return diagnostics[0]!.message;
  const plan = new Plan([node]);
  const values = epochs.map((row) => plan.run(valuesAt(model, start, row)).get(node)!.data[0]!);
  const title = `${name} over ${epochs.length} epochs`;
  const svg = await curves([{ name, values }], { title, labels: ["epoch", name], height: 300 });
  return { svg, alt: title };
}

/** Whether an epoch's row holds its arrays, and not only their lengths. */
export const isKept = (model: ModelGraph, parameters: Epoch["parameters"]): boolean =>
  model.parameters.every(
    ({ node }) => node.shape.length === 0 || typeof parameters[nameOf(node)] !== "number",
  );

/** All values with the parameters of an epoch's row. */
export function valuesAt(model: ModelGraph, start: Values, { parameters }: Epoch): Values {
  const now = new Map(start);
  for (const { node } of model.parameters) now.set(node, fromNested(parameters[nameOf(node)]!));
  return now;
}
