import type { NDArray } from "../base/array.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf, unnamed } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { evaluate } from "../run/evaluate.ts";

/** Beyond this size of its argument an activation's slope is below a fiftieth of its steepest. */
const flatFrom = { sigmoid: 4.4, tanh: 2.65 } as const;

/** A warning for each first layer of which most units start where their activation is flat. */
export function saturation(model: ModelGraph, values: ReadonlyMap<Node, NDArray>): Diagnostic[] {
  const trained = new Set(model.parameters.map((one) => one.node));
  const found: Diagnostic[] = [];
  const deep = new Set<Node>();
  for (const node of reachable(model.quantities)) {
    const { op, operands } = node;
    const isDeep = operands.some((one) => deep.has(one));
    if (op in flatFrom) deep.add(node);
    else if (isDeep) deep.add(node);
    if (!(op in flatFrom) || isDeep || ![...reachable([node])].some((one) => trained.has(one))) continue;
    const argument = operands[0]!;
    const { data } = evaluate([argument], values).get(argument)!;
    const limit = flatFrom[op as keyof typeof flatFrom];
    const flat = data.reduce((count, one) => count + (Math.abs(one) > limit ? 1 : 0), 0) / data.length;
    if (flat < 0.5) continue;
    const name = model.quantities.find((one) => unnamed(one) === node);
    found.push({
      code: "train/saturated",
      severity: "warning",
      span: (name && model.spans.get(name)) ?? { from: 0, to: 0 },
      message: `${name ? nameOf(name) : op} starts flat: ${Math.round(flat * 100)} % of its ${op} units are far from 0, where their slope is next to nothing`,
      hint: "Write standardise=1 in the train line, or divide the inputs by their size, as in X/255.",
    });
  }
  return found;
}
