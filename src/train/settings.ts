import type { Diagnostic } from "../base/diagnostic.ts";
import type { ModelGraph, Training } from "../graph/model.ts";
import { meant } from "../language/problem.ts";
import { optimizerNames } from "./optimizers.ts";

/** What a train line says, and what a caller says instead. */
export type TrainSettings = Partial<Training>;

/** What is wrong with the settings of a run. */
export function misuse(model: ModelGraph, settings: TrainSettings): Diagnostic[] {
  const found: Diagnostic[] = [];
  const say = (code: string, message: string, hint: string): void =>
    void found.push({ code: `train/${code}`, severity: "error", span: { from: 0, to: 0 }, message, hint });
  const { rate, epochs, batch, optimizer, validation, dropout, precision } = settings;
  if (model.parameters.length === 0)
    say("no-parameters", "the model has no parameter to train", "Declare one: param w = 0.1");
  if (rate !== undefined && !(Number.isFinite(rate) && rate > 0))
    say("rate", `the rate is a number above 0, not ${rate}`, "Try 0.1.");
  if (epochs !== undefined && !(Number.isInteger(epochs) && epochs > 0))
    say("epochs", `the number of epochs is a whole number above 0, not ${epochs}`, "Try 100.");
  if (batch !== undefined && !(Number.isInteger(batch) && batch > 0))
    say("batch", `a batch has a whole number of rows above 0, not ${batch}`, "Try 32.");
  if (validation !== undefined && !(validation >= 0 && validation < 1))
    say(
      "validation",
      `the part kept to validate with is from 0 up to but not 1, not ${validation}`,
      "Try 0.1.",
    );
  if (dropout !== undefined && !(dropout >= 0 && dropout < 1))
    say("dropout", `the part that is dropped is from 0 up to but not 1, not ${dropout}`, "Try 0.2.");
  if (precision !== undefined && precision !== "float32" && precision !== "float64")
    say("precision", `there is no precision ${precision}`, "Write float32 or float64.");
  if (optimizer !== undefined && !optimizerNames.includes(optimizer)) {
    const known = `The optimisers are ${optimizerNames.join(", ")}.`;
    say("optimizer", `there is no optimiser ${optimizer}`, meant(optimizer, optimizerNames) ?? known);
  }
  return found;
}
