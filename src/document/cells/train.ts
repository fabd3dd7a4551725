import type { Nested } from "../../base/array.ts";
import { fromNested } from "../../base/array.ts";
import { type Diagnostic, shifted } from "../../base/diagnostic.ts";
import { nameOf } from "../../graph/node.ts";
import { lowerCondition } from "../../language/lower.ts";
import { curves, type Series } from "../../render/plot/curve.ts";
import type { Values } from "../../run/evaluate.ts";
import { metricPicture as drawMetric, isKept, valuesAt } from "../../train/metric-picture.ts";
import { parametersOver } from "../../train/parameters-over.ts";
import { tellingOf } from "../../train/sentences.ts";
import { startingValues } from "../../train/start.ts";
import { type Epoch, startTraining } from "../../train/train.ts";
import type { Block, CellResult, Lookup } from "../cell.ts";
import { clipped } from "../clipped.ts";
import { isDiagnostic, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { Run, StatedModel } from "../stated.ts";
import { lookupIn } from "./model.ts";

export const options = ["of", "rate", "epochs", "stop", "seed", "optimizer", "rows", "plot", "log", "metric"];

/** How long a document waits for one training. */
const mostMilliseconds = 120_000;

/** Trains a model: its epochs as sentences, and the loss over them. */
export async function run(settings: Settings, session: Session): Promise<CellResult> {
  const stated = session.model(settings.text("of"), settings.span("of"));
  if (isDiagnostic(stated)) return { blocks: [], diagnostics: [stated] };
  const { run: done, diagnostics } = trained(settings, session, stated);
  if (!done) return { blocks: [], diagnostics };
  const telling = tellingOf(stated.model);
  const rows = clipped(done.epochs.map(telling.line), settings.number("rows"));
  const end = done.stopped ? telling.end(done).trimEnd() : "";
  const text = [telling.header, ...rows, end].filter(Boolean).join("\n");
  const blocks: Block[] = text === "" ? [] : [{ kind: "output", text }];
  if (settings.text("plot") !== "false") blocks.push(await picture(settings, done));
  const metric = settings.text("metric");
  if (metric !== undefined) {
    const drawn = await metricPicture(metric, settings, done);
    if ("svg" in drawn) blocks.push(drawn);
    else return { blocks, diagnostics: [...diagnostics, drawn], run: done };
  }
  return {
    blocks,
    diagnostics,
    run: done,
    lookup: lookupOf(stated, done, settings.number("rate") ?? stated.model.training?.rate),
  };
}

function trained(
  settings: Settings,
  session: Session,
  stated: StatedModel,
): { run?: Run; diagnostics: readonly Diagnostic[] } {
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
      one.span.to === 0 ? { ...one, span: settings.cell.span } : shifted(one, session.cellOf(stated).offset);
    return { diagnostics: started.diagnostics.map(placed) };
  }
  const rows: Epoch[] = [];
  const began = Date.now();
  let next = started.value.next();
  for (; !next.done; next = started.value.next()) {
    const { row } = next.value;
    if (row) rows.push(isSmall(model) ? row : withoutArrays(row));
    if (Date.now() - began > mostMilliseconds) {
      const message = `this training is not over after ${mostMilliseconds / 1000} seconds, at epoch ${rows.length}`;
      const hint = "Take fewer epochs, or fewer data.";
      const code = "document/budget";
      return { diagnostics: [{ code, severity: "error", span: settings.cell.span, message, hint }] };
    }
  }
  const start = startingValues(model, seed ?? model.training?.seed).value!;
  const end = new Map(start);
  for (const { node } of model.parameters)
    end.set(node, fromNested(next.value.final.parameters[nameOf(node)]!));
  return { run: { ...next.value, epochs: rows, of: stated, start, end }, diagnostics: started.diagnostics };
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

/** Any number over the model's names, epoch by epoch: `metric="accuracy = mean((y_hat > 0.5) == y)"`. */
async function metricPicture(
  text: string,
  settings: Settings,
  { of, epochs, start }: Run,
): Promise<Extract<Block, { kind: "picture" }> | Diagnostic> {
  const drawn = await drawMetric(of.model, text, { epochs, start });
  return typeof drawn === "string"
    ? { code: "document/metric", severity: "error", span: settings.span("metric"), message: drawn }
    : { kind: "picture", ...drawn, caption: "" };
}

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

/** Values at the end of training; `L@5` is the loss after epoch 5, and `L/L@0` what is left of the first. */
function lookupOf(stated: StatedModel, run: Run, rate: number | undefined): Lookup {
  const { epochs, stopped, end } = run;
  const known: Readonly<Record<string, number>> = {
    epochs: epochs.length,
    ...(stopped && { stopped: stopped.epoch }),
    ...(rate !== undefined && { rate }),
  };
  const last = lookupIn(stated, () => end);
  return (text) => {
    if (Object.hasOwn(known, text)) return { number: known[text]! };
    let problem: string | undefined;
    const filled = text.replace(
      /(d\w+\/d\w+|[\p{L}_]\w*)\s*@\s*(\d+)/gu,
      (_, name: string, epoch: string) => {
        const values = valuesAfter(run, Number(epoch));
        const found = "problem" in values ? values : lookupIn(stated, () => values)(name);
        if ("number" in found) return `(${found.number})`;
        problem ??= "problem" in found ? found.problem : `${name} is no number`;
        return "0";
      },
    );
    return problem === undefined ? last(filled) : { problem };
  };
}

/** All values after so many epochs; 0 is the start. */
function valuesAfter({ of, epochs, start, end }: Run, count: number): Values | { readonly problem: string } {
  if (count === 0) return start;
  if (count === epochs.length) return end;
  const row = epochs[count - 1];
  if (!row) return { problem: `there is no epoch ${count}: there are ${epochs.length}` };
  if (!isKept(of.model, row.parameters))
    return { problem: "the parameters are too many to keep for every epoch" };
  return valuesAt(of.model, start, row);
}
