import type { NDArray } from "../base/array.ts";
import type { Span } from "../base/span.ts";
import { adjoints } from "../calculus/adjoints.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { asRaised } from "../lift/python/failure.ts";
import type { Machine } from "../lift/python/machine.ts";
import { evaluate } from "../run/evaluate.ts";
import { type Assigned, type Loop, runStep, type StepRun } from "./step.ts";

/** What a step's own loss is: the last number it computes under a name that says so. */
export interface StatedLoss {
  readonly name: string;
  readonly span: Span;
  readonly order: number;
  readonly node: Node;
}

export interface Candidate {
  /** How the program reaches it: `w1`, `self.W`, `params["W1"]`. */
  readonly path: string;
  /** Where the step sets it. */
  readonly update: Assigned;
}

/** A training loop: what it moves, and the loss that it states. */
export interface Program {
  readonly loop: Loop;
  readonly loss: StatedLoss;
  readonly parameters: readonly Candidate[];
  readonly first: StepRun;
}

const lossNames =
  /(^|_|\.)(loss|losses|cost|objective|error|err|mse|sse|rmse|bce|nll|cross_entropy|crossentropy|J|L|E)(_|$|\d|\.)/;

/** The stated loss of a step: named so, and a number where there is a choice. */
export function statedLoss({ events, graph }: StepRun): StatedLoss | undefined {
  const named = [...events.entries()].filter(
    ([, one]) => one.node && lossNames.test(one.target) && !/^d|grad|delta/i.test(one.target),
  );
  const scalars = named.filter(([, one]) => one.node!.shape.length === 0 || one.numbers?.length === 1);
  const [order, chosen] = (scalars.length > 0 ? scalars : named).at(-1) ?? [];
  if (!chosen || order === undefined) return undefined;
  const isScalar = chosen.node!.shape.length === 0;
  const node = isScalar ? chosen.node! : graph.mean(chosen.node!);
  return { name: chosen.target, span: chosen.span, order, node };
}

/** The training program of a loop; nothing where it is none that can be followed. */
export function programOf(machine: Machine, loop: Loop): Program | undefined {
  let first: StepRun;
  try {
    first = runStep(machine, loop);
  } catch (failure) {
    if (asRaised(failure)) return undefined;
    throw failure;
  }
  const loss = statedLoss(first);
  if (!loss) return undefined;
  const read = new Set(reachable([loss.node]));
  const parameters: Candidate[] = [];
  for (const [path, variable] of first.variables) {
    const then = first.after.get(path);
    if (!then || !read.has(variable) || same(first.start.get(path)!, then.numbers)) continue;
    const update = updateOf(first, path, loss.order);
    if (update) parameters.push({ path, update });
  }
  return parameters.length > 0 ? { loop, loss, parameters, first } : undefined;
}

const same = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((one, at) => Object.is(one, b[at]));

/** The last setting of a path, once the loss is known. */
function updateOf({ events }: StepRun, path: string, lossOrder: number): Assigned | undefined {
  const general = path.replace(/\[[^\]]*\]/g, "[…]");
  const root = /^[^.[]+/.exec(path)![0];
  const settings = events
    .slice(lossOrder + 1)
    .filter(
      (one) =>
        one.target === general ||
        one.target === path ||
        one.target === `${root}[…]` ||
        (general.includes(".") &&
          general.split(".").pop() === one.target.split(".").pop() &&
          one.target.includes(".")),
    );
  return settings.at(-1);
}

/** The loss's gradient at a run's own starting point, by parameter. */
export function gradientsOf(run: StepRun, loss: Node, paths: readonly string[]): Map<string, Float64Array> {
  const variables = paths.map((path) => run.variables.get(path)!);
  const found = adjoints(run.graph, loss, variables);
  const nodes = variables.map((variable) => found.get(variable)!);
  const trace = evaluate(nodes, run.values as Map<Node, NDArray>);
  return new Map(paths.map((path, at) => [path, trace.get(nodes[at]!)!.data]));
}

const rateNames = /^(.*[._])?(lr|learning_?rate|alpha|eta|rate|step(_?size)?|epsilon)(_.*|\d*)$/i;

/**
 * The program's own rate: a number that the loss does not read and that the updates are proportional to; where there
 * are several, the one that moves the most parameters, one with the name of a rate first.
 */
export function rateOf({
  first,
  loss,
  parameters,
}: Program): { readonly value: number; readonly name: string } | undefined {
  const read = new Set(reachable([loss.node]));
  const counts = new Map<string, number>();
  for (const { path } of parameters) {
    const { node } = first.after.get(path)!;
    if (!node) continue;
    const inside = new Set(reachable([node]));
    for (const [name, factor] of first.variables) {
      if (
        factor.shape.length > 0 ||
        read.has(factor) ||
        !inside.has(factor) ||
        factor === first.variables.get(path)
      )
        continue;
      const value = first.values.get(factor)!.data[0]!;
      if (proportional(first, path, node, factor, value)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const score = (name: string): number => counts.get(name)! + (rateNames.test(name) ? 0.5 : 0);
  const [best] = [...counts.keys()].sort((a, b) => score(b) - score(a));
  if (best === undefined) return undefined;
  return { name: best, value: first.values.get(first.variables.get(best)!)!.data[0]! };
}

/** Whether the step of `path` grows in proportion to the number `factor` (Euler's relation). */
function proportional(
  { graph, values, start }: StepRun,
  path: string,
  node: Node,
  factor: Node,
  value: number,
): boolean {
  const total = node.shape.length > 0 ? graph.sum(node) : node;
  const slope = adjoints(graph, total, [factor]).get(factor)!;
  const trace = evaluate([slope, total], values as Map<Node, NDArray>);
  const moved = trace.get(total)!.data[0]! - start.get(path)!.reduce((sum, one) => sum + one, 0);
  const told = trace.get(slope)!.data[0]! * value;
  return Math.abs(moved) > 0 && Math.abs(moved - told) <= 1e-6 * Math.abs(moved);
}
