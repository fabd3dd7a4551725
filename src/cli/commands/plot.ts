import { fromNested } from "../../base/array.ts";
import { nameOf } from "../../graph/node.ts";
import { lowerExpression } from "../../language/lower.ts";
import { metricPicture } from "../../train/metric-picture.ts";
import { boundaryPicture, type Drawn, expressionPicture, slicePicture } from "../../train/pictures.ts";
import { startingValues } from "../../train/start.ts";
import { train } from "../../train/train.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { PlotFlags } from "../flags.ts";
import { loadModel } from "../load.ts";
import { checkPicture, writePicture } from "../picture.ts";

export default function plot(this: Context, flags: PlotFlags, given: string): Promise<void> {
  return atDesk(this, { format: "text" }, async (desk: Desk) => {
    checkPicture(desk, flags.output);
    const ofModel = flags.over !== undefined || flags.boundary || flags.metric !== undefined;
    const drawn = await (ofModel ? modelPicture(desk, given, flags) : picture(desk, given, flags));
    if (typeof drawn === "string") return desk.fail(drawn);
    if (flags.output === undefined) desk.print(drawn.svg.trimEnd());
    else await writePicture(desk, flags.output, drawn.svg);
  });
}

function picture(desk: Desk, given: string, { xRange: x, yRange: y }: PlotFlags): Promise<Drawn | string> {
  const source = given === "-" ? desk.read("-") : given;
  const { value, diagnostics } = lowerExpression(source);
  if (!value) return desk.refuse("expression", source, diagnostics);
  return expressionPicture(value, source.trim(), { ...(x && { x }), ...(y && { y }) });
}

/** Of the model as its train line leaves it. */
async function modelPicture(
  desk: Desk,
  path: string,
  { over, metric, xRange: x, yRange: y, epochs }: PlotFlags,
): Promise<Drawn | string> {
  const { name, source, model } = loadModel(desk, path);
  const start = startingValues(model, model.training?.seed);
  if (!start.value) return desk.refuse(name, source, start.diagnostics);
  const trained = train(model, epochs === undefined ? {} : { epochs });
  if (!trained.value) return desk.refuse(name, source, trained.diagnostics);
  const end = new Map(start.value);
  for (const { node } of model.parameters)
    end.set(node, fromNested(trained.value.final.parameters[nameOf(node)]!));
  if (metric !== undefined)
    return metricPicture(model, metric, { start: start.value, epochs: trained.value.epochs });
  if (over === undefined) return boundaryPicture(model, end, undefined);
  const run = { start: start.value, end, epochs: trained.value.epochs };
  return slicePicture(model, over.split(/,(?![^[]*\])/), run, { ...(x && { x }), ...(y && { y }) });
}
