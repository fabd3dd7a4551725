import type { NDArray } from "../base/array.ts";
import type { Span } from "../base/span.ts";
import { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Machine, Patch, Signal } from "../lift/machine.ts";
import { fromData, Ndarray } from "../lift/numpy/array.ts";
import { withoutRounding } from "../lift/numpy/dtype.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import type { PyValue, Scope } from "../lift/python/values.ts";
import { type Event, listening } from "./events.ts";
import {
  innerOf,
  type Leaf,
  leavesOf,
  type Marked,
  mark,
  nodeOfValue,
  numbersOf,
  writeNumbers,
} from "./leaves.ts";
import { restore, type Snapshot } from "./state.ts";

export type LoopStatement = Extract<Statement, { kind: "for" | "while" }>;

/** Statements that a program runs again and again, as it first reached them, ready to run once more. */
export interface Pass {
  readonly body: readonly Statement[];
  /** The loop's, or that of the statements where there is no loop. */
  readonly span: Span;
  readonly loop: LoopStatement | undefined;
  readonly scope: Scope;
  readonly snapshot: Snapshot;
  /** A call of the loss that the program defines and never computes in its step: it is computed before the step. */
  readonly loss?: Expression;
}

/** One pass, run again from its snapshot. */
export interface StepRun {
  readonly graph: Graph;
  /** The variable of each number or array at the step's start, and its value there. */
  readonly variables: ReadonlyMap<string, Marked>;
  readonly values: ReadonlyMap<Node, NDArray>;
  readonly start: ReadonlyMap<string, Float64Array>;
  readonly events: readonly Event[];
  /** What each of them is after the step. */
  readonly after: ReadonlyMap<string, After>;
  readonly signal: Signal;
  /** What the pass's loss gave at the step's start. */
  readonly loss: { readonly node: Node; readonly value: number } | undefined;
}

export interface After {
  readonly node: Node | undefined;
  readonly numbers: Float64Array;
  /** A number has none, a vector one. */
  readonly axes: number;
}

/** What a step computes a number or an array of its own anew as. */
export const newNode = (run: StepRun, path: string): Node => run.after.get(path)!.node!;

/** Whether a run computes all of these anew, or leaves them: not where a branch of it sets one to a number of its own. */
export const computesAll = (run: StepRun, paths: readonly string[]): boolean =>
  paths.every((path) => run.variables.has(path) && run.after.get(path)?.node !== undefined);

export interface StepOptions {
  /** Numbers to begin with instead, by path. */
  readonly replaced?: ReadonlyMap<string, Float64Array>;
  /** Whole numbers that are parameters nevertheless: they are marked as variables too. */
  readonly promoted?: ReadonlySet<string>;
  /** Whether to record; differences need the numbers only. */
  readonly record?: boolean;
  /** Whether to note what the pass sets; where only its steps are looked at, nothing is. */
  readonly listens?: boolean;
  /** Syntax to run instead: a repair on trial. */
  readonly patch?: Patch | undefined;
  /** Events whose values are nodes of their own though they only hand on others: copies, told apart from their originals. */
  readonly apart?: ReadonlySet<number> | undefined;
}

/** How many steps of the interpreter one pass may take. */
const stepBudget = 600_000;

/** How many of them the last pass took. */
export const stepsTaken = (machine: Machine): number => stepBudget - machine.left;

/** Runs one pass. A Python exception leaves as it is: the point is no good. */
export function runStep(machine: Machine, pass: Pass, options: StepOptions = {}): StepRun {
  const { scope, snapshot } = pass;
  restore(snapshot);
  forget(scope, machine, snapshot.names);
  const leaves = (known?: ReadonlySet<string>): Map<string, Leaf> =>
    leavesOf(scope, machine, snapshot.names, known);
  let fresh = leaves();
  for (const path of options.promoted ?? []) promote(fresh.get(path));
  for (const [path, numbers] of options.replaced ?? []) {
    const leaf = fresh.get(path);
    if (leaf) writeNumbers(leaf, numbers);
  }
  if (options.replaced?.size || options.promoted?.size) fresh = leaves();
  const start = new Map([...fresh].map(([path, leaf]) => [path, numbersOf(leaf.value)]));
  const graph = new Graph();
  const isCount = (path: string, value: PyValue): boolean =>
    !options.promoted?.has(path) && machine.isCount(value);
  const { variables, values } =
    options.record === false ? { variables: new Map(), values: new Map() } : marked(fresh, graph, isCount);
  const events: Event[] = [];
  const before = { hooks: machine.hooks, patch: machine.patch };
  const loss = options.record === false ? undefined : definedLoss(machine, pass, options.patch);
  machine.hooks =
    options.listens === false ? {} : listening(events, graph, options.apart, options.record !== false);
  machine.patch = options.patch;
  machine.refill(stepBudget);
  machine.output = "";
  try {
    const signal = withoutRounding(() => machine.run(pass.body, scope));
    // a list that was put in another's place has its name
    const roots = new Set([...fresh.keys()].map((path) => /^[^.[]+/.exec(path)![0]));
    const after = new Map([...leaves(roots)].map(([path, leaf]) => [path, afterOf(leaf.value)]));
    return { graph, variables, values, start, events, after, signal, loss };
  } finally {
    machine.hooks = before.hooks;
    machine.patch = before.patch;
    machine.output = "";
  }
}

/** What the loss of a pass is at its start: none of the step's own events. */
function definedLoss(machine: Machine, { loss, scope }: Pass, trial: Patch | undefined): StepRun["loss"] {
  if (!loss) return undefined;
  const { hooks, patch } = machine;
  machine.hooks = {};
  machine.patch = trial;
  machine.refill(stepBudget);
  const restoreChance = machine.chance.save();
  try {
    const value = withoutRounding(() => machine.evaluate(loss, scope));
    const node = nodeOfValue(value);
    if (!node) return undefined;
    const numbers = numbersOf(innerOf(value));
    return numbers.length === 1 ? { node, value: numbers[0]! } : undefined;
  } finally {
    machine.hooks = hooks;
    machine.patch = patch;
    restoreChance();
  }
}

/** What an earlier run left behind under names that the step does not know is no record of this one. */
function forget(scope: Scope, { globals }: Machine, known: ReadonlySet<string>): void {
  for (let one: Scope | undefined = scope; one; one = one === globals ? undefined : (one.parent ?? globals))
    for (const [name, value] of one.names)
      if (!known.has(name) && value instanceof Ndarray && value.buffer.recorded)
        one.names.set(
          name,
          value.role === "weak" ? value.first : fromData(value.values().slice(), value.shape, value.dtype),
        );
}

/** A whole number that turns out to be a parameter begins as a float of the same value. */
function promote(leaf: Leaf | undefined): void {
  if (!leaf) return;
  if (typeof leaf.value === "bigint") leaf.set(Number(leaf.value));
  else if (leaf.value instanceof Ndarray) writeNumbers(leaf, numbersOf(leaf.value));
}

const afterOf = (value: PyValue): After => ({
  node: nodeOfValue(value),
  numbers: numbersOf(value),
  axes: value instanceof Ndarray ? value.rank : 0,
});

function marked(
  leaves: ReadonlyMap<string, Leaf>,
  graph: Graph,
  isCount: (path: string, value: PyValue) => boolean,
): { variables: Map<string, Marked>; values: Map<Node, NDArray> } {
  const variables = new Map<string, Marked>();
  const values = new Map<Node, NDArray>();
  for (const [path, leaf] of leaves) {
    const { value } = leaf;
    // whole numbers count things; a parameter that begins as one is marked once it is known to be one
    if (isCount(path, value)) continue;
    const found = mark(leaf, graph);
    variables.set(path, found);
    if (!values.has(found.node)) {
      const data = value instanceof Ndarray ? value.buffer.data.slice() : Float64Array.of(value as number);
      values.set(found.node, { shape: found.node.shape as number[], data });
    }
  }
  return { variables, values };
}

/** A tensor of a step in a leaf's own order. */
export const inPlaces = (data: Float64Array, places: Int32Array | undefined): Float64Array =>
  places ? Float64Array.from(places, (place) => data[place]!) : data;
