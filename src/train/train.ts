import type { NDArray } from "../base/array.ts";
import type { Diagnostic, Result } from "../base/diagnostic.ts";
import type { ModelGraph } from "../graph/model.ts";
import type { Node } from "../graph/node.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Crew } from "./engine.ts";
import type { Epoch, Progress, Training, TrainResult } from "./progress.ts";
import { type OpenRows, openRows } from "./rows.ts";
import { Run } from "./run.ts";
import { saturation } from "./saturation.ts";
import { misuse, type TrainSettings } from "./settings.ts";
import { startingValues } from "./start.ts";

export type { Epoch, Progress, Training, TrainResult } from "./progress.ts";
export type { TrainSettings } from "./settings.ts";

/** From where a run goes on, and with whom. */
export interface Start {
  readonly resumed?: Checkpoint | undefined;
  readonly crew?: Crew | undefined;
}

const fault = (code: string, message: string, hint: string): Diagnostic => ({
  code: `train/${code}`,
  severity: "error",
  span: { from: 0, to: 0 },
  message,
  hint,
});

/**
 * Training, an update at a time: loss, stop, gradient, update. Without `batch` an update is an epoch: all data at once.
 * The stop is tested before the update, so that the stopping epoch gives no row. Whoever iterates may end early; nothing
 * runs ahead.
 */
export function startTraining(
  model: ModelGraph,
  settings: TrainSettings = {},
  { resumed, crew }: Start = {},
): Result<Generator<Progress, Training>> {
  const chosen: TrainSettings = { ...model.training, ...settings };
  const diagnostics: Diagnostic[] = misuse(model, chosen);
  const { batch, validation = 0, standardise = 0 } = chosen;
  const isTested = model.inputs.some((one) => one.test);
  const isWhole = batch === undefined && validation === 0 && standardise === 0 && !isTested;
  const open = isWhole ? undefined : openRows(model, standardise > 0);
  if (open && "problem" in open) {
    const hint = "Leave batch, validation and standardise out, or write the model over any number of rows.";
    diagnostics.push(fault("batch", open.problem, hint));
    return { diagnostics };
  }
  const start = startingValues(open?.model ?? model, chosen.seed, new Set(open?.samples.keys()));
  diagnostics.push(...start.diagnostics);
  if (!start.value || diagnostics.length > 0) return { diagnostics };
  const run = new Run(open?.model ?? model, opened(chosen, open), start.value, crew, open);
  const problem = run.problem ?? (resumed && run.resume(resumed));
  if (problem) {
    run.close();
    const hint = "Resume with the model and the options that saved it.";
    diagnostics.push(typeof problem === "string" ? fault("resume", problem, hint) : problem);
    return { diagnostics };
  }
  diagnostics.push(...saturation(open?.model ?? model, firstValues(run, start.value)));
  return { value: run.updates(), diagnostics };
}

/** The settings of a model whose rows are dealt out: its stop reads the dealt rows too. */
function opened(settings: TrainSettings, open: OpenRows | undefined): TrainSettings {
  const { stop } = settings;
  const condition = stop && open?.images.get(stop.condition);
  return condition ? { ...settings, stop: { ...stop, condition } } : settings;
}

const firstValues = (run: Run, start: ReadonlyMap<Node, NDArray>): Map<Node, NDArray> =>
  new Map([...start, ...run.firstRows()]);

/** Trains to the end and keeps every row. */
export function train(
  model: ModelGraph,
  settings: TrainSettings = {},
  start: Start = {},
): Result<TrainResult> {
  const started = startTraining(model, settings, start);
  if (!started.value) return { diagnostics: started.diagnostics };
  const rows: Epoch[] = [];
  let next = started.value.next();
  for (; !next.done; next = started.value.next()) if (next.value.row) rows.push(next.value.row);
  return { value: { epochs: rows, ...next.value }, diagnostics: started.diagnostics };
}
