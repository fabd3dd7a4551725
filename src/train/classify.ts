import type { ModelGraph } from "../graph/model.ts";
import { reachable } from "../graph/walk.ts";
import { evaluate, type Values } from "../run/evaluate.ts";

/**
 * What a classifier says of one row: the chance of each class, by the scores that its cross-entropy reads. A sentence
 * where the model is none, or reads rows of another width.
 */
export function classChances(
  model: ModelGraph,
  values: Values,
  row: ArrayLike<number>,
): readonly number[] | string {
  const entropy = reachable([model.loss]).findLast((node) => node.op === "crossEntropy");
  if (!entropy) return "the model has no cross_entropy, whose scores would name a class";
  const [scores] = entropy.operands;
  const below = new Set(reachable([scores!]));
  const input = model.inputs.find(({ node }) => below.has(node) && node.shape.length === 2)?.node;
  if (!input) return "the model reads no rows";
  const [rows, width] = input.shape as readonly [number, number];
  if (width !== row.length) return `the model reads rows of ${width} numbers, and this one has ${row.length}`;
  const data = new Float64Array(rows * width);
  data.set(Array.from(row));
  const found = evaluate([scores!], new Map(values).set(input, { shape: [rows, width], data })).get(scores!)!;
  const own = found.data.slice(0, found.shape[1] ?? 1);
  const top = Math.max(...own);
  const powers = own.map((one) => Math.exp(one - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return Array.from(powers, (one) => one / total);
}
