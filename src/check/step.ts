import type { NDArray } from "../base/array.ts";
import type { Span } from "../base/span.ts";
import { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import type { Hooks, Machine, Patch, Signal } from "../lift/machine.ts";
import { fromData, Ndarray } from "../lift/numpy/array.ts";
import { Tuple } from "../lift/numpy/values.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { bare, PyInstance, PyList, type PyValue, type Scope } from "../lift/python/values.ts";
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
}

/** A value that a step gave to a name, attribute or item, or that a function gave back. */
export interface Event {
  /** `w`, `self.W`, `params[…]`; `cost()` for what the function `cost` gave. */
  readonly target: string;
  readonly node: Node | undefined;
  readonly numbers: Float64Array | undefined;
  readonly span: Span;
  readonly kind: "assigned" | "called" | "returned";
  /** Whether the value is all that its node computes, in order, and no view of it. */
  readonly isWhole: boolean;
  /** Where items of an array are written: the array, with them in it. */
  readonly holder?: Node | undefined;
  /** What a gradient that an object keeps should be computed from, in an engine for derivatives. */
  readonly local?: Local | undefined;
}

/** The gradient of an object is set from that of another which was computed from it. */
export interface Local {
  readonly of: Node;
  /** What is computed from it, and its gradient at that moment; undefined where the closure knows no such object. */
  readonly from: { readonly node: Node; readonly seed: Float64Array } | undefined;
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
}

export interface After {
  readonly node: Node | undefined;
  readonly numbers: Float64Array;
  /** A number has none, a vector one. */
  readonly axes: number;
}

export interface StepOptions {
  /** Numbers to begin with instead, by path. */
  readonly replaced?: ReadonlyMap<string, Float64Array>;
  /** Whole numbers that are parameters nevertheless: they are marked as variables too. */
  readonly promoted?: ReadonlySet<string>;
  /** Whether to record; differences need the numbers only. */
  readonly record?: boolean;
  /** Syntax to run instead: a repair on trial. */
  readonly patch?: Patch | undefined;
  /** Events whose values are nodes of their own though they only hand on others: copies, told apart from their originals. */
  readonly apart?: ReadonlySet<number> | undefined;
}

/** What drives a program lies before it in the order of spans, and behind the library of the interpreter. */
export const driverOffset = -500_000_000;

/** How many steps of the interpreter one pass may take. */
const stepBudget = 600_000;

/** How many of them the last pass took. */
export const stepsTaken = (machine: Machine): number => stepBudget - machine.left;

/** How a target is written: `w`, `self.W`, `params[…]`. */
export function targetText(target: Expression): string {
  switch (target.kind) {
    case "name":
      return target.name;
    case "attribute":
      return `${targetText(target.object)}.${target.name}`;
    case "subscript":
      return `${targetText(target.object)}[…]`;
    case "call":
      return `${targetText(target.callee)}()`;
    default:
      return "…";
  }
}

/** Runs one pass. A Python exception leaves as it is: the point is no good. */
export function runStep(machine: Machine, pass: Pass, options: StepOptions = {}): StepRun {
  const { scope, snapshot } = pass;
  restore(snapshot);
  forget(scope, machine, snapshot.names);
  const leaves = (): Map<string, Leaf> => leavesOf(scope, machine, snapshot.names);
  let fresh = leaves();
  for (const path of options.promoted ?? []) promote(fresh.get(path));
  for (const [path, numbers] of options.replaced ?? []) {
    const leaf = fresh.get(path);
    if (leaf) writeNumbers(leaf, numbers);
  }
  if (options.replaced || options.promoted) fresh = leaves();
  const start = new Map([...fresh].map(([path, leaf]) => [path, numbersOf(leaf.value)]));
  const graph = new Graph();
  const isCount = (path: string, value: PyValue): boolean =>
    !options.promoted?.has(path) && machine.isCount(value);
  const { variables, values } =
    options.record === false ? { variables: new Map(), values: new Map() } : marked(fresh, graph, isCount);
  const events: Event[] = [];
  const before = { hooks: machine.hooks, patch: machine.patch };
  machine.hooks = listening(events, graph, options.apart);
  machine.patch = options.patch;
  machine.refill(stepBudget);
  machine.output = "";
  try {
    const signal = machine.run(pass.body, scope);
    const after = new Map([...leaves()].map(([path, leaf]) => [path, afterOf(leaf.value)]));
    return { graph, variables, values, start, events, after, signal };
  } finally {
    machine.hooks = before.hooks;
    machine.patch = before.patch;
    machine.output = "";
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

/** Where among its arguments a method has the item that it puts into a list; undefined for other methods. */
export const itemPut = (method: string, count: number): number | undefined =>
  count === 1 && /^(append|push|appendleft|unshift)$/.test(method)
    ? 0
    : count === 2 && method === "insert"
      ? 1
      : undefined;

/** Notes every value that a step makes under a name. */
function listening(events: Event[], graph: Graph, apart: StepOptions["apart"]): Hooks {
  const note = (
    target: string,
    value: PyValue,
    span: Span,
    kind: Event["kind"],
    about: Pick<Event, "holder" | "local"> = {},
  ): void => {
    // of a driver only the loss counts, of the library nothing
    if (span.from < 0 && (kind !== "assigned" || target !== "loss" || span.from < driverOffset)) return;
    const inner = innerOf(value);
    const isWhole = !(inner instanceof Ndarray) || inner.whole;
    if (apart?.has(events.length) && inner instanceof Ndarray && inner.buffer.recorded && isWhole)
      inner.buffer.recorded = {
        graph,
        node: graph.named(`copy ${events.length}`, inner.buffer.recorded.node),
      };
    events.push({
      target,
      node: nodeOfValue(value),
      numbers: asNumbers(value),
      span,
      kind,
      isWhole,
      ...about,
    });
  };
  return {
    assigned: (target, value, scope, span) =>
      note(targetText(target), value, span, "assigned", {
        holder: holderOf(target, scope),
        local: localOf(target, scope),
      }),
    returned: (statement, value) => {
      const written = statement.kind === "return" ? statement.value : undefined;
      const items = written?.kind === "tuple" || written?.kind === "list" ? written.items : [];
      const given = value instanceof Tuple || value instanceof PyList ? (value.items as PyValue[]) : [];
      // of several values each is noted where it is written
      if (items.length > 0 && given.length === items.length)
        for (const [at, item] of items.entries()) note("return[…]", given[at]!, item.span, "returned");
      else note("return", value, statement.span, "returned");
    },
    called: ({ callee, span }, args, result) => {
      const put = callee.kind === "attribute" ? itemPut(callee.name, args.length) : undefined;
      if (callee.kind === "attribute" && put !== undefined)
        note(targetText(callee.object), args[put]!, span, "called");
      else if (nodeOfValue(result)) note(`${targetText(callee)}()`, result, span, "called");
    },
  };
}

/** The array of which an item is written, as it is then. */
function holderOf(target: Expression, scope: Scope): Node | undefined {
  if (target.kind !== "subscript" || target.object.kind !== "name") return undefined;
  const { name } = target.object;
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    const value = one.names.get(name);
    if (value !== undefined) return value instanceof Ndarray && value.whole ? nodeOfValue(value) : undefined;
  }
  return undefined;
}

/** How engines call the gradient that an object keeps. */
const gradientName = /^_?(grad|gradient|g|adjoint|adj|bar|deriv|derivative|delta|d)$/i;

/**
 * Where a closure of an engine for derivatives sets an object's gradient (`self.grad += …`): from which other object of
 * the closure it should come.
 */
function localOf(target: Expression, scope: Scope): Local | undefined {
  if (target.kind !== "attribute" || target.object.kind !== "name" || !gradientName.test(target.name))
    return undefined;
  const about = new Map<string, PyInstance>();
  for (let one: Scope | undefined = scope; one?.globals; one = one.parent)
    for (const [name, value] of one.names)
      if (value instanceof PyInstance && !about.has(name)) about.set(name, value);
  const own = about.get(target.object.name);
  const of = own && nodeOfValue(own);
  if (!of) return undefined;
  const others = [...about.values()].filter((one) => one !== own);
  // x * x has its two gradients in one
  const { name: ownName } = target.object;
  if ([...about].some(([name, one]) => one === own && name !== ownName)) return undefined;
  for (const one of others) {
    const through = nodeOfValue(one);
    const kept = one.attributes.get(target.name);
    const seed = kept === undefined ? undefined : asNumbers(kept);
    if (through && seed && through !== of && through.id > of.id && reachable([through]).includes(of))
      return { of, from: { node: through, seed } };
  }
  return { of, from: undefined };
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

function asNumbers(value: PyValue): Float64Array | undefined {
  const plain = bare(innerOf(value));
  if (typeof plain === "number" || typeof plain === "bigint") return Float64Array.of(Number(plain));
  return plain instanceof Ndarray ? numbersOf(plain) : undefined;
}

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
