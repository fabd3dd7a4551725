import { type Model, ModelError } from "chainrule";
import type { Checkpoint } from "chainrule/view";
import { problemOf, read } from "./opened-model.ts";
import type { ModelText, TrainProgress, TrainRequest } from "./protocol.ts";

type Parameters = Parameters_<Model>;
type Parameters_<M extends Model> = M["parameters"];

/** The states that a training went through, kept to look back at. */
interface Kept {
  readonly source: string;
  /** After so many epochs; large models keep some only. */
  readonly states: Map<number, Parameters>;
}

let kept: Kept = { source: "", states: new Map() };
let running = 0;
let checkpoint: { source: string; values: Parameters; saved: Checkpoint } | undefined;

const mostNumbers = 4_000_000;
const told = 40;

/** The parameters after so many epochs of the last training of this text; those of the text for null. */
export function parametersAt(source: string, epoch: number | null): Parameters {
  if (checkpoint?.source === source && (epoch === null || kept.source !== source)) return checkpoint.values;
  if (epoch === null || kept.source !== source) return {};
  const { states } = kept;
  const found = states.get(epoch);
  if (found) return found;
  const nearest = [...states.keys()].reduce<number | undefined>(
    (best, one) => (best === undefined || Math.abs(one - epoch) < Math.abs(best - epoch) ? one : best),
    undefined,
  );
  return nearest === undefined ? {} : states.get(nearest)!;
}

/** All kept states in order. */
export const statesOf = (source: string): readonly Parameters[] =>
  kept.source === source ? [...kept.states].sort(([a], [b]) => a - b).map(([, state]) => state) : [];

export function useCheckpoint(text: ModelText, saved: Checkpoint): string | undefined {
  const found = read(text);
  if ("problems" in found) return "the model has mistakes: mend them first";
  const { model } = found;
  const values: Record<string, Parameters[string]> = {};
  for (const { node } of model.graph.parameters) {
    const name = node.attributes.name!;
    const tensor = saved.tensors.get(name);
    if (!tensor) return `the checkpoint has no ${name}`;
    if (tensor.shape.join() !== node.shape.join())
      return `${name} has the shape [${tensor.shape.join(", ")}] in the checkpoint and [${node.shape.join(", ")}] here`;
    values[name] = nested(tensor.shape, tensor.data);
  }
  checkpoint = { source: text.source, values, saved };
  // the states of an earlier training are not of these numbers
  kept = { source: "", states: new Map() };
  return undefined;
}

function nested(shape: readonly number[], data: ArrayLike<number>, from = 0): Parameters[string] {
  const [length, ...rest] = shape;
  if (length === undefined) return data[from]!;
  const width = rest.reduce((product, one) => product * one, 1);
  return Array.from({ length }, (_, at) => nested(rest, data, from + at * width));
}

/** Trains a slice at a time, so that other questions are answered between; a later request ends an earlier one. */
export async function train(
  request: TrainRequest,
  tell: (progress: TrainProgress) => void,
): Promise<TrainProgress> {
  const own = ++running;
  const found = read(request);
  const failed = (problems: TrainProgress["problems"]): TrainProgress => ({
    losses: [],
    parameters: [],
    validation: [],
    done: true,
    epoch: 0,
    planned: 0,
    problems,
  });
  if ("problems" in found) return failed([]);
  const { model } = found;
  const resumed = checkpoint?.source === request.source ? checkpoint.saved : undefined;
  const planned = request.epochs ?? model.graph.training?.epochs ?? 100;
  const losses: number[] = [];
  const parameters: Record<string, number>[] = [];
  const validation: (number | null)[] = [];
  const states = new Map<number, Parameters>();
  let start: Parameters;
  try {
    start = resumed ? checkpoint!.values : model.parameters;
    const size = sizeOf(start);
    const every = Math.max(1, Math.ceil((planned * size) / mostNumbers));
    states.set(0, start);
    parameters.push(numbersOf(start));
    const steps = model.updates({ epochs: planned + (resumed ? resumed.epoch - 1 : 0) }, resumed);
    let next = steps.next();
    let slice = performance.now();
    let spoken = slice;
    const first = resumed ? resumed.epoch - 1 : 0;
    kept = { source: request.source, states };
    while (!next.done) {
      const { row, loss } = next.value;
      if (row) {
        const at = row.epoch - first;
        losses.push(loss);
        validation.push(row.validation?.loss ?? null);
        if (at % every === 0 || at === planned) states.set(at, row.parameters);
        parameters.push(numbersOf(row.parameters));
      }
      if (performance.now() - slice > 14) {
        if (performance.now() - spoken > told) {
          spoken = performance.now();
          tell({
            losses: [...losses],
            parameters: [...parameters],
            validation: [...validation],
            done: false,
            epoch: losses.length,
            planned,
          });
        }
        await breath();
        if (own !== running) {
          steps.return({ stopped: null, diverged: false, final: { loss: Number.NaN, parameters: {} } });
          const outcome = `stopped by hand after ${losses.length} epochs`;
          return { losses, parameters, validation, done: true, outcome, epoch: losses.length, planned };
        }
        slice = performance.now();
      }
      next = steps.next();
    }
    const { stopped, diverged, final } = next.value;
    losses.push(final.loss);
    states.set(losses.length - 1, final.parameters);
    const outcome = stopped
      ? diverged
        ? stopped.reason.replace("diverged", `diverged in epoch ${stopped.epoch}`)
        : `stopped: ${stopped.reason}, in epoch ${stopped.epoch}`
      : `after ${losses.length - 1} epochs`;
    return { losses, parameters, validation, done: true, outcome, epoch: losses.length - 1, planned };
  } catch (failure) {
    if (failure instanceof ModelError) return failed(failure.diagnostics.map(problemOf));
    throw failure;
  }
}

export function stopTraining(): void {
  running++;
}

const sizeOf = (values: Parameters): number =>
  Object.values(values).reduce<number>((sum, one) => sum + count(one), 0);
const count = (one: Parameters[string]): number =>
  typeof one === "number" ? 1 : one.reduce<number>((sum, inner) => sum + count(inner), 0);

const numbersOf = (values: Parameters): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

/** Lets waiting messages in. */
const breath = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
