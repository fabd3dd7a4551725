import type { NDArray } from "../../base/array.ts";
import { norm } from "../../base/norm.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import type { ModelGraph } from "../../graph/model.ts";
import type { Node } from "../../graph/node.ts";
import { chartSvg, tracedSvg } from "../../render/chart-svg.ts";
import { dot } from "../../render/dot.ts";
import { chartNumber, mermaid } from "../../render/mermaid.ts";
import { evaluate } from "../../run/evaluate.ts";
import { startingValues } from "../../train/start.ts";
import { tracedGraph } from "../../train/traced-graph.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { GraphFlags } from "../flags.ts";
import { loadModel } from "../load.ts";
import { writePicture } from "../picture.ts";

export default function graph(this: Context, flags: GraphFlags, path: string): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    const { name, source, model } = loadModel(desk, path);
    const isPng = flags.output?.endsWith(".png") === true;
    const text = isPng || flags.format === "svg" ? await picture(desk, name, source, model, flags) : chart();
    if (isPng) await writePicture(desk, flags.output!, text);
    else if (flags.output && flags.output !== "-") desk.write(flags.output, text);
    else desk.print(text.trimEnd());

    function chart(): string {
      return (flags.format === "dot" ? dot : mermaid)(model, {
        loss: flags.loss || flags.values,
        ...(flags.values && { values: chartValues(desk, name, source, model) }),
      });
    }
  });
}

/** The forward pass, or with values the whole computational graph. */
function picture(
  desk: Desk,
  name: string,
  source: string,
  model: ModelGraph,
  { values, detail, loss }: GraphFlags,
): Promise<string> {
  if (!values && detail === undefined) return chartSvg(model, { loss });
  const start = startingValues(model, model.training?.seed);
  if (!start.value) return desk.refuse(name, source, start.diagnostics);
  return tracedSvg(tracedGraph(model, start.value, detail));
}

/** Each quantity's value and adjoint at the starting point: `0.525, dL 0.0105`. */
function chartValues(desk: Desk, name: string, source: string, model: ModelGraph): Map<Node, string> {
  const start = startingValues(model, model.training?.seed);
  if (!start.value) return desk.refuse(name, source, start.diagnostics);
  const nodes = [...model.inputs.map((one) => one.node), ...model.quantities];
  const gradients = adjoints(model.graph, model.loss, nodes);
  const trace = evaluate([...nodes, ...gradients.values()], start.value);
  const text = (value: NDArray): string =>
    value.shape.length > 0 ? `norm ${chartNumber(norm(value))}` : chartNumber(value.data[0]!);
  return new Map(
    nodes.map((node) => [
      node,
      `= ${text(trace.get(node)!)}, adjoint ${text(trace.get(gradients.get(node)!)!)}`,
    ]),
  );
}
