import { nameOf } from "../../graph/node.ts";
import { chartSvg, tracedSvg } from "../../render/chart-svg.ts";
import { startingValues } from "../../train/start.ts";
import { tracedGraph } from "../../train/traced-graph.ts";
import type { CellResult } from "../cell.ts";
import { isDiagnostic, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import { lookupIn } from "./model.ts";

export const options = ["of", "values", "loss", "detail"];

/** A model's graph: its forward pass, or with `values` all that flows through it, forward and back. */
export async function run(settings: Settings, session: Session): Promise<CellResult> {
  const stated = session.model(settings.text("of"), settings.span("of"));
  if (isDiagnostic(stated)) return { blocks: [], diagnostics: [stated] };
  const { model } = stated;
  const caption = settings.text("caption") ?? "";
  const start = startingValues(model, model.training?.seed);
  const lookup = lookupIn(stated, () => start.value);
  const detail = settings.choice("detail", ["names", "operations"]);
  if (!settings.flag("values") && !detail) {
    const svg = await chartSvg(model, { loss: settings.flag("loss") });
    const alt = `The forward pass of the model, from its inputs to ${nameOf(model.quantities.at(-1)!)}`;
    return { blocks: [{ kind: "picture", svg, alt, caption }], diagnostics: [], lookup };
  }
  if (!start.value)
    return {
      blocks: [],
      diagnostics: start.diagnostics.map((one) => ({ ...one, span: settings.cell.span })),
    };
  const svg = await tracedSvg(tracedGraph(model, start.value, detail));
  const alt = `The computational graph of ${nameOf(model.loss)} with its values and adjoints`;
  return { blocks: [{ kind: "picture", svg, alt, caption }], diagnostics: [], lookup };
}
