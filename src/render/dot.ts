import type { ModelGraph } from "../graph/model.ts";
import { formatShape } from "../graph/shape.ts";
import { chartName, forwardFlow } from "./flow.ts";
import type { ChartOptions } from "./mermaid.ts";

const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** A model's forward pass in Graphviz's DOT language; arrays are boxes with their shape. */
export function dot(model: ModelGraph, options: ChartOptions = {}): string {
  const arrows = forwardFlow(model, options);
  const drawn = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const nodes = drawn.map((node) => {
    const isArray = node.shape.length > 0;
    const value = options.values?.get(node);
    const parts = [chartName(node), ...(isArray ? [formatShape(node.shape)] : []), ...(value ? [value] : [])];
    const label = parts.map((part) => quote(part).slice(1, -1)).join("\\n");
    return `  ${quote(chartName(node))} [label="${label}", shape=${isArray ? "box" : "ellipse"}];`;
  });
  const edges = arrows.map(
    ({ from, to, label }) =>
      `  ${quote(chartName(from))} -> ${quote(chartName(to))} [label=${quote(label)}];`,
  );
  return ["digraph model {", "  rankdir=LR;", ...nodes, ...edges, "}", ""].join("\n");
}
