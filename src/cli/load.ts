import type { ModelGraph } from "../graph/model.ts";
import { tablesBeside } from "../host/table.ts";
import { readWeights } from "../host/weights.ts";
import { lower } from "../language/lower.ts";
import { type Taken, withWeights } from "../train/weights.ts";
import type { Desk } from "./context.ts";

/** The model in a file, or in standard input for `-`; what is wrong with it ends the command. */
export function loadModel(
  desk: Desk,
  path: string,
  weights: WeightFlags = {},
): { name: string; source: string; model: ModelGraph } {
  const source = desk.read(path);
  const name = path === "-" ? "stdin" : path;
  const { value, diagnostics } = lower(source, { load: tablesBeside(path) });
  if (!value) desk.refuse(name, source, diagnostics);
  return { name, source, model: weights.weights === undefined ? value : startingAt(desk, value, weights) };
}

export interface WeightFlags {
  /** A file of arrays to start from. */
  readonly weights?: string;
  /** Which array a parameter takes, where the names differ. */
  readonly take?: Taken;
}

/** The model with its parameters from a file; what does not fit ends the command, each parameter with its reason. */
function startingAt(
  desk: Desk,
  model: ModelGraph,
  { weights: path = "", take = {} }: WeightFlags,
): ModelGraph {
  const read = readWeights(path);
  if ("problem" in read) desk.fail(`${path}: ${read.problem}`, read.hint);
  const fit = withWeights(model, read, take);
  const left =
    fit.unused.length > 0
      ? `Not taken: ${fit.unused.slice(0, 12).join(", ")}${fit.unused.length > 12 ? ", …" : ""}`
      : undefined;
  if (!fit.model)
    desk.fail(`the weights of ${path} do not fit the model:\n  ${fit.problems.join("\n  ")}`, left);
  if (left) desk.process.stderr.write(`${path}: ${left[0]!.toLowerCase()}${left.slice(1)}\n`);
  return fit.model;
}
