import type { NDArray } from "../base/array.ts";
import type { Span } from "../base/span.ts";
import { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Machine, Signal } from "../lift/python/machine.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { bare, type PyValue, type Scope } from "../lift/python/values.ts";
import {
  type Leaf,
  leavesOf,
  mark,
  nodeOfValue,
  numbersOf,
  restore,
  type Snapshot,
  writeNumbers,
} from "./state.ts";

export type LoopStatement = Extract<Statement, { kind: "for" | "while" }>;

/** A loop as the program first reached it, ready to run one pass again. */
export interface Loop {
  readonly statement: LoopStatement;
  readonly scope: Scope;
  readonly snapshot: Snapshot;
}

/** A value that a step gave to a name, attribute or item. */
export interface Assigned {
  readonly target: string;
  readonly node: Node | undefined;
  readonly numbers: Float64Array | undefined;
  readonly span: Span;
}

/** One pass of a loop's body, run again from its snapshot. */
export interface StepRun {
  readonly graph: Graph;
  /** The variable of each number or array at the step's start, and its value there. */
  readonly variables: ReadonlyMap<string, Node>;
  readonly values: ReadonlyMap<Node, NDArray>;
  readonly start: ReadonlyMap<string, Float64Array>;
  readonly events: readonly Assigned[];
  /** What each of them is after the step. */
  readonly after: ReadonlyMap<string, { readonly node: Node | undefined; readonly numbers: Float64Array }>;
  readonly signal: Signal;
}

export interface StepOptions {
  /** Numbers to begin with instead, by path. */
  readonly replaced?: ReadonlyMap<string, Float64Array>;
  /** Whether to record; differences need the numbers only. */
  readonly record?: boolean;
  /** The body to run instead: a repair on trial. */
  readonly body?: readonly Statement[];
}

const stepBudget = 400_000;

/** How a target is written: `w`, `self.W`, `params["W1"]`. */
export function targetText(target: Expression): string {
  switch (target.kind) {
    case "name":
      return target.name;
    case "attribute":
      return `${targetText(target.object)}.${target.name}`;
    case "subscript":
      return `${targetText(target.object)}[…]`;
    default:
      return "…";
  }
}

/** Runs one pass. A Python exception leaves as it is: the point is no good. */
export function runStep(machine: Machine, loop: Loop, options: StepOptions = {}): StepRun {
  restore(loop.snapshot);
  const leaves = leavesOf(loop.scope, machine.globals, loop.snapshot.names);
  for (const [path, numbers] of options.replaced ?? []) {
    const leaf = leaves.get(path);
    if (leaf) writeNumbers(leaf, numbers);
  }
  const fresh = options.replaced ? leavesOf(loop.scope, machine.globals, loop.snapshot.names) : leaves;
  const start = new Map([...fresh].map(([path, leaf]) => [path, numbersOf(leaf.get())]));
  const graph = new Graph();
  const { variables, values } =
    options.record === false ? { variables: new Map(), values: new Map() } : marked(fresh, graph);
  const events: Assigned[] = [];
  const before = machine.hooks;
  machine.hooks = {
    assigned: (target, value, _, span) =>
      void events.push({
        target: targetText(target),
        node: nodeOfValue(value),
        numbers: asNumbers(value),
        span,
      }),
  };
  machine.refill(stepBudget);
  machine.output = "";
  try {
    const signal = machine.run(options.body ?? loop.statement.body, loop.scope);
    const after = new Map(
      [...leavesOf(loop.scope, machine.globals, loop.snapshot.names)].map(([path, leaf]) => {
        const value = leaf.get();
        return [path, { node: nodeOfValue(value), numbers: numbersOf(value) }] as const;
      }),
    );
    return { graph, variables, values, start, events, after, signal };
  } finally {
    machine.hooks = before;
    machine.output = "";
  }
}

function asNumbers(value: PyValue): Float64Array | undefined {
  const plain = bare(value);
  if (typeof plain === "number" || typeof plain === "bigint") return Float64Array.of(Number(plain));
  return nodeOfValue(value) || (typeof value === "object" && value !== null && "buffer" in value)
    ? numbersOf(value)
    : undefined;
}

function marked(
  leaves: ReadonlyMap<string, Leaf>,
  graph: Graph,
): { variables: Map<string, Node>; values: Map<Node, NDArray> } {
  const variables = new Map<string, Node>();
  const values = new Map<Node, NDArray>();
  for (const [path, leaf] of leaves) {
    const value = leaf.get();
    // whole numbers count things; a parameter that begins as one is marked once it is known to be one
    if (typeof value === "bigint") continue;
    const node = mark(leaf, graph);
    variables.set(path, node);
    if (!values.has(node)) {
      const data =
        typeof value === "number"
          ? Float64Array.of(value)
          : (value as { buffer: { data: Float64Array } }).buffer.data.slice();
      values.set(node, { shape: node.shape as number[], data });
    }
  }
  return { variables, values };
}
