import type { Nested } from "../base/array.ts";
import type { Diagnostic, Result } from "../base/diagnostic.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { print } from "../language/print.ts";
import { evaluate } from "../run/evaluate.ts";
import { type Engine, engineFor } from "./engine.ts";
import { startingValues } from "./start.ts";

export interface TrainSettings {
  /** The learning rate; 0.1 where neither this nor the model says it. */
  readonly rate?: number;
  /** The most passes over the data; 100 where neither this nor the model says it. */
  readonly epochs?: number;
  /** What parameters are drawn from; 0 where neither this nor the model says it. */
  readonly seed?: number;
  /** A condition over the model's names, lowered into its graph. */
  readonly stop?: { readonly condition: Node; readonly text: string };
  readonly optimizer?: string;
}

/** One pass: the loss before the update, the parameters after it. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly parameters: Readonly<Record<string, Nested>>;
}

export interface Training {
  /** The epoch at which the stop held, or at which loss or gradient was no finite number; null after all epochs. */
  readonly stopped: { readonly epoch: number; readonly reason: string } | null;
  readonly diverged: boolean;
  readonly final: { readonly loss: number; readonly parameters: Readonly<Record<string, Nested>> };
}

export interface TrainResult extends Training {
  readonly epochs: readonly Epoch[];
}

/**
 * Full-batch gradient descent, an epoch at a time: loss, stop, gradient, update. The stop is tested before the
 * update, so that the stopping epoch gives no row. Whoever iterates may end early; nothing runs ahead.
 */
export function startTraining(
  model: ModelGraph,
  settings: TrainSettings = {},
): Result<Generator<Epoch, Training>> {
  const chosen = { ...model.training, ...settings };
  const diagnostics = misuse(model, chosen);
  const start = startingValues(model, chosen.seed);
  diagnostics.push(...start.diagnostics);
  if (!start.value || diagnostics.length > 0) return { diagnostics };
  const engine = engineFor(model, start.value, chosen.stop?.condition);
  return { value: epochs(model, engine, chosen), diagnostics };
}

/** Trains to the end and keeps every row. */
export function train(model: ModelGraph, settings: TrainSettings = {}): Result<TrainResult> {
  const started = startTraining(model, settings);
  if (!started.value) return { diagnostics: started.diagnostics };
  const rows: Epoch[] = [];
  let next = started.value.next();
  for (; !next.done; next = started.value.next()) rows.push(next.value);
  return { value: { epochs: rows, ...next.value }, diagnostics: started.diagnostics };
}

function* epochs(model: ModelGraph, engine: Engine, settings: TrainSettings): Generator<Epoch, Training> {
  const { rate = 0.1, epochs: most = 100 } = settings;
  for (let epoch = 1; epoch <= most; epoch++) {
    const { loss, stop } = engine.evaluate();
    const final = { loss, parameters: engine.parameters() };
    if (!Number.isFinite(loss)) {
      return { stopped: { epoch, reason: firstBad(model, engine, epoch) }, diverged: true, final };
    }
    if (stop) return { stopped: { epoch, reason: print(settings.stop!.condition) }, diverged: false, final };
    const bad = engine.badGradient();
    if (bad) {
      const name = `d${nameOf(model.loss)}/d${nameOf(bad)}`;
      return { stopped: { epoch, reason: notFinite(name, epoch) }, diverged: true, final };
    }
    engine.step(rate);
    yield { epoch, loss, parameters: engine.parameters() };
  }
  const { loss } = engine.evaluate();
  const diverged = !Number.isFinite(loss);
  const stopped = diverged ? { epoch: most + 1, reason: firstBad(model, engine, most + 1) } : null;
  return { stopped, diverged, final: { loss, parameters: engine.parameters() } };
}

/** The first quantity of the forward pass that is no finite number any more. */
function firstBad(model: ModelGraph, engine: Engine, epoch: number): string {
  const values = engine.values();
  const trace = evaluate(model.quantities, values);
  const bad = (node: Node): boolean => !(values.get(node) ?? trace.get(node))!.data.every(Number.isFinite);
  const first = [...values.keys(), ...model.quantities].find(bad) ?? model.loss;
  return notFinite(nameOf(first), epoch);
}

const notFinite = (name: string, epoch: number): string =>
  epoch === 1
    ? `no update: ${name} is no finite number at the starting values`
    : `diverged: ${name} is no finite number; a smaller rate may help`;

function misuse(model: ModelGraph, { rate, epochs, optimizer }: TrainSettings): Diagnostic[] {
  const found: Diagnostic[] = [];
  const say = (code: string, message: string, hint: string): void =>
    void found.push({ code: `train/${code}`, severity: "error", span: { from: 0, to: 0 }, message, hint });
  if (model.parameters.length === 0)
    say("no-parameters", "the model has no parameter to train", "Declare one: param w = 0.1");
  if (rate !== undefined && !(Number.isFinite(rate) && rate > 0))
    say("rate", `the rate is a number above 0, not ${rate}`, "Try 0.1.");
  if (epochs !== undefined && !(Number.isInteger(epochs) && epochs > 0)) {
    say("epochs", `the number of epochs is a whole number above 0, not ${epochs}`, "Try 100.");
  }
  if (optimizer !== undefined && optimizer !== "sgd") {
    say(
      "optimizer",
      `there is no optimiser ${optimizer}`,
      "This version trains with sgd, gradient descent over all data.",
    );
  }
  return found;
}
