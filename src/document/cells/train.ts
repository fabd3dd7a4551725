import type { Nested } from "../../base/array.ts";
import { fromNested } from "../../base/array.ts";
import { type Diagnostic, shifted } from "../../base/diagnostic.ts";
import { nameOf } from "../../graph/node.ts";
import { lowerCondition } from "../../language/lower.ts";
import { curves, type Series } from "../../render/plot/curve.ts";
import { tellingOf } from "../../train/sentences.ts";
import { startingValues } from "../../train/start.ts";
import { type Epoch, startTraining } from "../../train/train.ts";
import type { Block, CellResult, Lookup } from "../cell.ts";
import { clipped } from "../clipped.ts";
import { isDiagnostic, type Run, type Session, type StatedModel } from "../session.ts";
import type { Settings } from "../settings.ts";
import { lookupIn } from "./model.ts";

export const options = ["of", "rate", "epochs", "stop", "seed", "optimizer", "rows", "plot", "log"];

/** How long a document waits for one training. */
const mostMilliseconds = 120_000;

/** Trains a model: its epochs as sentences, and the loss over them. */
export async function run(settings: Settings, session: Session): Promise<CellResult> {
  const { cell } = settings;
  const stated = session.model(settings.text("of"), settings.span("of"));
  if (isDiagnostic(stated)) return { blocks: [], diagnostics: [stated] };
  const { run: done, diagnostics } = trained(settings, stated);
  if (!done) return { blocks: [], diagnostics };
  if (cell.fence.id !== undefined) session.runs.set(cell.fence.id, done);
  const telling = tellingOf(stated.model);
  const rows = clipped(done.epochs.map(telling.line), settings.number("rows"));
  const end = done.stopped ? telling.end(done).trimEnd() : "";
  const blocks: Block[] = [
    { kind: "output", text: [telling.header, ...rows, end].filter(Boolean).join("\n") },
  ];
  if (settings.text("plot") !== "false") blocks.push(await picture(settings, done));
  return { blocks, diagnostics, lookup: lookupOf(stated, done) };
}

function trained(settings: Settings, stated: StatedModel): { run?: Run; diagnostics: readonly Diagnostic[] } {
  const { model } = stated;
  const [rate, epochs, seed] = [settings.number("rate"), settings.number("epochs"), settings.number("seed")];
  const [stop, optimizer] = [settings.text("stop"), settings.text("optimizer")];
  const condition = stop === undefined ? undefined : lowerCondition(stop, model);
  if (condition && !condition.value)
    return { diagnostics: condition.diagnostics.map((one) => ({ ...one, span: settings.span("stop") })) };
  const started = startTraining(model, {
    ...(rate !== undefined && { rate }),
    ...(epochs !== undefined && { epochs }),
    ...(seed !== undefined && { seed }),
    ...(optimizer !== undefined && { optimizer }),
    ...(condition?.value && { stop: { condition: condition.value, text: stop! } }),
  });
  if (!started.value) {
    // a fault of the settings has no place of its own; one of the model stands in its cell
    const placed = (one: Diagnostic): Diagnostic =>
      one.span.to === 0 ? { ...one, span: settings.cell.span } : shifted(one, stated.cell.offset);
    return { diagnostics: started.diagnostics.map(placed) };
  }
  const rows: Epoch[] = [];
  const began = Date.now();
  let next = started.value.next();
  for (; !next.done; next = started.value.next()) {
    rows.push(isSmall(model) ? next.value : withoutArrays(next.value));
    if (Date.now() - began > mostMilliseconds) {
      const message = `this training is not over after ${mostMilliseconds / 1000} seconds, at epoch ${rows.length}`;
      const hint = "Take fewer epochs, or fewer data.";
      const code = "document/budget";
      return { diagnostics: [{ code, severity: "error", span: settings.cell.span, message, hint }] };
    }
  }
  return { run: { ...next.value, epochs: rows, of: stated }, diagnostics: started.diagnostics };
}

/** Few enough numbers that every epoch's parameters can be kept. */
const isSmall = (model: StatedModel["model"]): boolean =>
  model.parameters.every(({ node }) => node.shape.every((size) => typeof size === "number" && size <= 16));

const withoutArrays = (epoch: Epoch): Epoch => ({
  ...epoch,
  parameters: Object.fromEntries(
    Object.entries(epoch.parameters).map(([name, value]) => [
      name,
      typeof value === "number" ? value : lengthOf(value),
    ]),
  ),
});

const lengthOf = (value: Nested): number => Math.hypot(...fromNested(value).data);

/** The loss over the epochs, or the parameters. */
async function picture(settings: Settings, { epochs, of, final }: Run): Promise<Block> {
  const over = settings.text("plot") ?? "loss";
  const losses = [...epochs.map((epoch) => epoch.loss), final.loss];
  const loss = { name: nameOf(of.model.loss), values: losses };
  const series: Series[] = over === "parameters" ? parametersOver(epochs) : [loss];
  const what = over === "parameters" ? "The parameters" : "The loss";
  const svg = await curves(series, {
    title: `${what} over ${epochs.length} epochs`,
    labels: ["epoch", over === "parameters" ? "value" : loss.name],
    height: 300,
    log: settings.flag("log"),
  });
  const alt =
    over === "parameters"
      ? `The parameters over ${epochs.length} epochs`
      : `The loss over ${epochs.length} epochs, from ${losses[0]!.toPrecision(4)} to ${final.loss.toPrecision(4)}`;
  return { kind: "picture", svg, alt, caption: settings.text("caption") ?? "" };
}

export const parametersOver = (epochs: readonly Epoch[]): Series[] =>
  Object.entries(epochs[0]?.parameters ?? {})
    .filter(([, value]) => typeof value === "number")
    .map(([name]) => ({ name, values: epochs.map((epoch) => epoch.parameters[name] as number) }));

function lookupOf(stated: StatedModel, { epochs, stopped, final }: Run): Lookup {
  const start = startingValues(stated.model, stated.model.training?.seed).value!;
  const values = new Map(start);
  for (const { node } of stated.model.parameters)
    values.set(node, fromNested(final.parameters[nameOf(node)]!));
  const last = lookupIn(stated, () => values);
  const known: Readonly<Record<string, number>> = {
    epochs: epochs.length,
    ...(stopped && { stopped: stopped.epoch }),
  };
  return (text) => (known[text] === undefined ? last(text) : { number: known[text] });
}
