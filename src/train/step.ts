import { filled, type NDArray } from "../base/array.ts";
import { adjoints } from "../calculus/adjoints.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import type { Assignment } from "../run/wasm/schedule.ts";
import { type OptimizerNumbers, update } from "./optimizers.ts";

export interface StepSettings extends OptimizerNumbers {
  readonly optimizer?: string;
  /** The most that the gradient of all parameters together may be long; a longer one is shortened to it. */
  readonly clip?: number;
}

/** One step of training as a graph: what it computes, and the new value of each thing that it moves. */
export interface TrainingStep {
  readonly loss: Node;
  readonly stop: Node | undefined;
  readonly parameters: readonly Node[];
  readonly assignments: readonly Assignment[];
  /** What the optimiser carries along, with its values at the start. */
  readonly state: ReadonlyMap<Node, NDArray>;
  readonly rate: Node;
  /** The number of the step, from 1. */
  readonly count: Node;
}

/** The loss, its gradient and the optimiser's rule in one graph: what the derivation shows is what runs. */
export function trainingStep(
  { graph, loss, parameters }: Pick<ModelGraph, "graph" | "loss" | "parameters">,
  { optimizer = "sgd", clip, ...numbers }: StepSettings,
  stop?: Node,
): TrainingStep {
  const trained = parameters.map((one) => one.node);
  const gradients = adjoints(graph, loss, trained);
  const rate = graph.variable("train/rate");
  const count = graph.variable("train/step");
  const shortened = clip === undefined ? undefined : shortening(graph, [...gradients.values()], clip);
  const assignments: Assignment[] = [];
  const state = new Map<Node, NDArray>();
  for (const w of trained) {
    const slope = gradients.get(w)!;
    const gradient = shortened ? graph.multiply(slope, shortened) : slope;
    const made = update(graph, optimizer, numbers, { name: nameOf(w), w, gradient }, { rate, step: count });
    assignments.push({ variable: w, value: made.value }, ...made.carried);
    for (const { variable } of made.carried) state.set(variable, filled(variable.shape as number[], 0));
  }
  return { loss, stop, parameters: trained, assignments, state, rate, count };
}

/** min(1, clip / |g|) for the gradient g of all parameters. */
function shortening(graph: ModelGraph["graph"], gradients: readonly Node[], clip: number): Node {
  const squares = gradients.map((one) => graph.sum(graph.power(one, 2)));
  const length = graph.sqrt(squares.reduce((sum, one) => graph.add(sum, one)));
  return graph.where(graph.greater(length, clip), graph.divide(clip, length), 1);
}
