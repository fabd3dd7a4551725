import type { NDArray } from "../base/array.ts";
import { adjoints } from "../calculus/adjoints.ts";
import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import type { TracedEdge, TracedGraph } from "../render/chart-svg.ts";
import { evaluate, type Values } from "../run/evaluate.ts";

/** What a computational graph shows as its boxes: named quantities, or every operation. */
export type Detail = "names" | "operations";

/** More boxes are drawn as names whatever was asked for. */
const mostOperations = 200;

/**
 * A model's computational graph at given values. Along each arrow flows the value of what it leaves, and back the
 * part of its adjoint that comes that way: where several arrows leave a quantity, its adjoint is their sum.
 */
export function tracedGraph(model: ModelGraph, values: Values, detail: Detail = "names"): TracedGraph {
  const { graph, loss } = model;
  const all = reachable([loss]).filter((node) => node.op !== "number");
  // a named quantity and its operation are one box
  const inner = new Set(all.filter((node) => node.op === "named").map((node) => node.operands[0]!));
  const operations = all.filter((node) => isName(node) || !inner.has(node));
  const fine = detail === "operations" && operations.length <= mostOperations;
  const nodes = fine ? operations : all.filter((node) => isName(node) || node === loss);
  const isBox = new Set(nodes);
  const gradients = adjoints(graph, loss, nodes);
  const found = nodes.flatMap((to) => {
    const stopAt = (node: Node): boolean => node !== to && isBox.has(node);
    const sources = reachable([to], stopAt).filter(stopAt);
    if (sources.length === 0) return [];
    const seed = gradients.get(to)!;
    const parts = adjoints(graph, to, sources, { seed, stopAt });
    return sources.map((from) => ({ from, to, part: parts.get(from)! }));
  });
  const trace = evaluate([loss, ...nodes, ...found.map((one) => one.part)], values);
  const value = (node: Node): NDArray => trace.get(node)!;
  const edges = found.map(
    ({ from, to, part }): TracedEdge => ({ from, to, value: value(from), adjoint: value(part) }),
  );
  const parameters = new Set(model.parameters.map((one) => one.node));
  return { nodes, edges, loss, lossValue: value(loss), parameters };
}
