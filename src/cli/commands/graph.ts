import type { NDArray } from "../../base/array.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import type { ModelGraph } from "../../graph/model.ts";
import type { Node } from "../../graph/node.ts";
import { dot } from "../../render/dot.ts";
import { chartNumber, mermaid } from "../../render/mermaid.ts";
import { evaluate } from "../../run/evaluate.ts";
import { startingValues } from "../../train/start.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { GraphFlags } from "../flags.ts";
import { loadModel } from "../load.ts";

export default function graph(this: Context, flags: GraphFlags, path: string): Promise<void> {
  return atDesk(this, (desk: Desk) => {
    const { name, source, model } = loadModel(desk, path);
    const draw = flags.format === "dot" ? dot : mermaid;
    const text = draw(model, {
      loss: flags.loss || flags.values,
      ...(flags.values && { values: chartValues(desk, name, source, model) }),
    });
    if (flags.output) desk.write(flags.output, text);
    else desk.print(text.trimEnd());
  });
}

/** Each quantity's value and adjoint at the starting point: `0.525, dL 0.0105`. */
function chartValues(desk: Desk, name: string, source: string, model: ModelGraph): Map<Node, string> {
  const start = startingValues(model, model.training?.seed);
  if (!start.value) return desk.refuse(name, source, start.diagnostics);
  const nodes = [...model.inputs.map((one) => one.node), ...model.quantities];
  const gradients = adjoints(model.graph, model.loss, nodes);
  const trace = evaluate([...nodes, ...gradients.values()], start.value);
  const text = ({ shape, data }: NDArray): string =>
    shape.length > 0 ? `norm ${chartNumber(Math.hypot(...data))}` : chartNumber(data[0]!);
  return new Map(
    nodes.map((node) => [
      node,
      `= ${text(trace.get(node)!)}, adjoint ${text(trace.get(gradients.get(node)!)!)}`,
    ]),
  );
}
