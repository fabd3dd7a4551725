import type { NDArray } from "../base/array.ts";
import type { Node } from "../graph/node.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable, reaches } from "../graph/walk.ts";
import { close, dot, norm, proportion, steady, traceOf } from "./gradient.ts";
import { opened } from "./losses/form.ts";
import type { StepRun } from "./step.ts";

/** Where the gradient enters a step that is not simply along it: momentum, Adam, clipping. */
export interface Entry {
  /** The constant between the quantity that enters and the loss's gradient. */
  readonly scale: number;
  /** Whether the step reads a state of its own, as momentum does. */
  readonly hasState: boolean;
  /** Whether the step goes down the gradient where that is large: weight decay may outweigh a small one. */
  readonly isDown: boolean;
  /** The quantity itself, at each point. */
  readonly nodes: readonly Node[];
}

type Trace = ReadonlyMap<Node, NDArray>;

/** One run of a step and the loss's gradient for one array or number there. */
export interface EntryPoint {
  readonly run: StepRun;
  readonly gradient: Float64Array;
  /** All that the loss is computed from there. */
  readonly read: ReadonlySet<Node>;
  /** Whether a quantity is the gradient of another parameter: a norm over all of them reads it. */
  readonly isOther?: (node: Node) => boolean;
  /** What the array itself was one step before: both stand still together. */
  readonly earlier?: readonly Node[];
}

export interface Wanted {
  /** How many times the gradient enters. */
  readonly scale?: number | undefined;
  /** Whether the step may have any length: what an optimiser does with the gradient is another question. */
  readonly anyLength?: boolean;
  /** Only an entry into a state. */
  readonly onlyState?: boolean;
}

/**
 * The quantity by which `path` is moved that is the loss's gradient at all points; undefined where there is none. Where a
 * step takes other branches at some points, as clipping does, it is looked for in each kind of record by itself.
 */
export function entryOf(path: string, points: readonly EntryPoint[], wanted: Wanted = {}): Entry | undefined {
  const groups = new Map<number, EntryPoint[]>();
  for (const point of points) {
    const { length } = behind(path, point);
    groups.set(length, [...(groups.get(length) ?? []), point]);
  }
  let whole: Entry | undefined;
  const nodes = new Map<EntryPoint, Node>();
  for (const group of groups.values()) {
    // where nothing flows to a number, a dropped one say, there is nothing to see of what it is moved by
    if (!wanted.anyLength && groups.size > 1 && group.every(isFlatAt)) continue;
    const scale = whole ? Math.abs(whole.scale) : wanted.scale;
    const entry = entryIn(path, group, { ...wanted, scale });
    if (!entry) return undefined;
    for (const [at, point] of group.entries()) nodes.set(point, entry.nodes[at]!);
    whole = {
      ...entry,
      hasState: entry.hasState || whole?.hasState === true,
      isDown: entry.isDown && whole?.isDown !== false,
    };
  }
  return whole && { ...whole, nodes: points.flatMap((point) => nodes.get(point) ?? []) };
}

const isFlatAt = ({ gradient }: EntryPoint): boolean => gradient.every((one) => one === 0);

/** All that a new value is computed from; a counter's numbers differ from step to step, and may be another constant's by chance. */
function behind(path: string, { run }: EntryPoint): Node[] {
  const { node } = run.after.get(path)!;
  return node ? reachable([node]).filter((one) => one.op !== "number") : [];
}

function entryIn(path: string, points: readonly EntryPoint[], wanted: Wanted): Entry | undefined {
  const lists = points.map((point) => behind(path, point));
  const [first] = lists as [Node[]];
  // a value that is set anew from nothing has nothing behind it
  if (first.length === 0 || points.some(({ run }, at) => !isOf(run, lists[at]!.slice(-1)))) return undefined;
  const traces = points.map(({ run }, at) => traceOf(run, [lists[at]!.at(-1)!]));
  for (let index = first.length - 2; index >= 0; index--) {
    const nodes = lists.map((list) => list[index]!);
    if (nodes.some((node) => node.op !== first[index]!.op) || first[index]!.operands.length === 0) continue;
    const scale = scaleAt(nodes, traces, points);
    if (scale === undefined || Math.abs(scale) < 1e-12) continue;
    if (wanted.scale !== undefined && Math.abs(Math.abs(scale) - wanted.scale) > 10 * close) continue;
    const shown = Math.max(
      0,
      points.findIndex((one) => !isFlatAt(one)),
    );
    const region = regionOf(
      path,
      lists[shown]!.at(-1)!,
      nodes[shown]!,
      points[shown]!,
      traces[shown]!,
      wanted,
    );
    if (!region || (wanted.onlyState && !region.hasState)) continue;
    const isDown = points.every((point, at) =>
      isDownhill(path, lists[at]!.at(-1)!, nodes[at]!, point, traces[at]!),
    );
    return { scale, hasState: region.hasState, isDown, nodes };
  }
  return undefined;
}

/** Whether values were computed in this run alone: what a repair on trial left behind in another may be read as well. */
export const isOf = ({ values }: StepRun, nodes: readonly Node[]): boolean =>
  !reaches(nodes, (one) => one.op === "variable" && !values.has(one));

/** Whether at one point some quantity behind a new value lies along a gradient. */
export function enters(run: StepRun, path: string, gradient: Float64Array): boolean {
  const node = run.after.get(path)?.node;
  if (!node || !isOf(run, [node])) return false;
  const trace = traceOf(run, [node]);
  for (const one of reachable([node])) {
    const { data } = trace.get(one)!;
    if (data.length === gradient.length && proportion(data, gradient)) return true;
  }
  return false;
}

/** Whether the gradient itself, times one constant, is computed at all points, on whatever way it takes from there. */
export function holdsGradient(path: string, points: readonly EntryPoint[]): boolean {
  const constants = points.map(({ run, gradient }) => {
    const { node } = run.after.get(path)!;
    if (!node || !isOf(run, [node])) return [];
    const trace = traceOf(run, [node]);
    return reachable([node]).flatMap((one) => {
      const { data } = trace.get(one)!;
      const c = data.length === gradient.length ? proportion(data, gradient) : undefined;
      return typeof c === "number" && c !== 0 ? [c] : [];
    });
  });
  const [first, ...others] = constants;
  const inOrder = others.map((all) => Float64Array.from(all).sort());
  return first!.some((one) => inOrder.every((all) => hasNear(all, one, 4 * close)));
}

/** Whether numbers in their order hold one that is no further from this one than a part of it, `share`. */
export function hasNear(inOrder: Float64Array, wanted: number, share: number): boolean {
  const room = share * Math.abs(wanted);
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder[middle]! < wanted - room) low = middle + 1;
    else high = middle;
  }
  return low < inOrder.length && inOrder[low]! <= wanted + room;
}

/** The constant between a node's values and the gradients, one over all points. */
function scaleAt(
  nodes: readonly Node[],
  traces: readonly Trace[],
  points: readonly EntryPoint[],
): number | undefined {
  const constants: (number | null)[] = [];
  for (const [at, { gradient }] of points.entries()) {
    const { data } = traces[at]!.get(nodes[at]!)!;
    if (data.length !== gradient.length) return undefined;
    const c = proportion(data, gradient);
    if (c === undefined) return undefined;
    constants.push(c);
  }
  return steady(constants);
}

/**
 * What lies between the quantity that enters and the new value: undefined where it reads what no optimiser does (data,
 * other parameters), or twists the gradient by its own size without a state to excuse it.
 */
function regionOf(
  path: string,
  after: Node,
  entry: Node,
  { run, read, isOther, earlier = [] }: EntryPoint,
  trace: Trace,
  { anyLength }: Wanted,
): { readonly hasState: boolean } | undefined {
  const own = run.variables.get(path)!.node;
  const moved = new Set(
    [...run.variables].flatMap(([name, { node }]) => {
      const then = run.after.get(name)?.node;
      return then && then !== node ? [node] : [];
    }),
  );
  const isForeign = (node: Node): boolean =>
    node.op === "variable" && node !== own && read.has(node) && (node.shape.length > 0 || moved.has(node));
  let region = reachable([after], (node) => node === entry);
  let normed: Node[] = [];
  if (isOther && region.some(isForeign)) {
    region = reachable([after], (node) => node === entry || isOther(node));
    normed = region.filter((node) => node !== entry && isOther(node));
  }
  if (region.some(isForeign)) return undefined;
  const hasState = region.some(
    (node) =>
      node !== entry &&
      node !== own &&
      ((node.op === "variable" && !read.has(node) && moved.has(node)) ||
        (node.op === "array" && new Set(node.attributes.array!.data).size > 1)),
  );
  if (!keepsItself(after, [entry, ...normed], [own, ...earlier], run, trace)) return undefined;
  if (normed.length > 0 && !isNorm(after, entry, normed, own, run, trace)) return undefined;
  if (anyLength) return { hasState };
  // with weight decay, or below the limit of clipping, only a large gradient shows what the step does with it
  const growths = [1, largeTimes(entry, own, run, trace)].map((size) =>
    growthOf(after, [entry, ...normed], size, own, run, trace),
  );
  if (hasState) return growths.some((one) => one > 0.9 && one < 2.1) ? { hasState } : undefined;
  if (!isInPlace(after, entry, own, run, trace)) return undefined;
  const isNormed = growths.some((one) => Math.abs(one - 1) < 1e-2);
  return isNormed || (normed.length === 0 && isGentle(region, entry, own)) ? { hasState } : undefined;
}

/** How many times its size a gradient is large, beside the parameter itself as well. */
function largeTimes(entry: Node, own: Node, { values }: StepRun, trace: Trace): number {
  const size = norm(trace.get(entry)!.data);
  return size === 0 ? 1 : 1000 * (1 + norm(values.get(own)!.data) / size);
}

/** Whether each number moves by its own entry, down it or up as all do: a gradient in another order is none. */
function isInPlace(after: Node, entry: Node, own: Node, { values }: StepRun, trace: Trace): boolean {
  const start = values.get(own)!.data;
  const { shape, data } = trace.get(entry)!;
  const large = 1000 * (1 + norm(start) + norm(data));
  return [1.7, 2.9].every((turn) => {
    // signs and sizes that no other order of the same numbers has
    const waves = Array.from(data, (_, at) => Math.sin(turn * at + 0.3));
    const then = again(
      after,
      new Map([[entry, { shape, data: Float64Array.from(waves, (one) => large * one) }]]),
      trace,
    ).data;
    const ways = new Set(
      waves.flatMap((one, at) => (Math.abs(one) > 0.1 ? [Math.sign(one * (then[at]! - start[at]!))] : [])),
    );
    return !(ways.has(1) && ways.has(-1));
  });
}

/** Whether a step reads the gradients of other parameters as a norm does: it does not know their signs. */
function isNorm(
  after: Node,
  entry: Node,
  others: readonly Node[],
  own: Node,
  { values }: StepRun,
  trace: Trace,
): boolean {
  const { data: start } = values.get(own)!;
  const then = trace.get(after)!.data;
  const step = then.map((one, at) => one - start[at]!);
  const turned = again(
    after,
    new Map([...times([entry], 1, trace), ...times(others, -1, trace)]),
    trace,
  ).data;
  return norm(turned.map((one, at) => one - then[at]!)) <= 1e-9 * norm(step);
}

/** Nodes with so many times their values. */
const times = (nodes: readonly Node[], factor: number, trace: Trace): Map<Node, NDArray> =>
  new Map(
    nodes.map((node) => {
      const { shape, data } = trace.get(node)!;
      return [node, { shape, data: data.map((one) => factor * one) }];
    }),
  );

function isDownhill(
  path: string,
  after: Node,
  entry: Node,
  { run, gradient }: EntryPoint,
  trace: Trace,
): boolean {
  const own = run.variables.get(path)!.node;
  const start = run.values.get(own)!.data;
  const then = again(after, times([entry], largeTimes(entry, own, run, trace), trace), trace).data;
  return (
    start.length !== gradient.length ||
    gradient.every((one) => one === 0) ||
    descends(
      then.map((one, at) => one - start[at]!),
      gradient,
    )
  );
}

const linear = new Set([
  "add",
  "subtract",
  "negate",
  "reshape",
  "transpose",
  "broadcast",
  "named",
  "where",
  "minimum",
  "maximum",
  "sign",
  "concatenate",
  "gather",
  "scatterAdd",
  "index",
  "scatter",
]);

const spread = new Set(["broadcast", "reshape", "named"]);

/** Whether a step without a state only scales, clips or takes the sign of what enters. */
function isGentle(region: readonly Node[], entry: Node, own: Node): boolean {
  const touched = new Set([entry]);
  // of a single number every factor is one
  const isSingle = entry.shape.every((size) => size === 1);
  const shared = new Set<Node>();
  for (const node of region) {
    const inside = node.operands.filter((one) => touched.has(one));
    if (node === entry || inside.length === 0) continue;
    touched.add(node);
    // one number of all entries may be a factor of the step, and no step by itself
    if (!isSingle && inside.every((one) => shared.has(one))) {
      if (node.shape.length > 0 && !spread.has(node.op)) return false;
      shared.add(node);
    } else if (!isSingle && node.shape.length === 0) shared.add(node);
    // a sum of several numbers is not any of them
    const isAlone = node.operands[0]!.shape.every((size) => size === 1);
    if ((node.op === "sum" || node.op === "mean") && isAlone) continue;
    if (linear.has(node.op) || (node.shape.length === 0 && !isSingle)) continue;
    if (node.op === "multiply" || node.op === "divide") {
      const [a, b] = node.operands as [Node, Node];
      // no step is in proportion to the parameter itself
      if (opened(a) === own || opened(b) === own) return false;
      // a factor that is a number, the norm say, only scales
      const isProduct = touched.has(a) && touched.has(b);
      const isInverse = node.op === "divide" && touched.has(b);
      if (
        (!isProduct && !isInverse) ||
        (b.shape.length === 0 && !isSingle) ||
        (a.shape.length === 0 && !isInverse)
      )
        continue;
    }
    return false;
  }
  return true;
}

/** How much of itself a step with weight decay leaves at least. */
const leastKept = 0.5;

/** A node's value where some of what it is made of have others; the rest is as it was. */
function again(after: Node, changed: ReadonlyMap<Node, NDArray>, trace: Trace): NDArray {
  const values = new Map(changed);
  for (const node of reachable([after], (one) => changed.has(one))) {
    if (changed.has(node) || !node.operands.some((one) => values.has(one))) continue;
    const operands = node.operands.map((one) => values.get(one) ?? trace.get(one)!);
    values.set(node, operations[node.op].value(operands, node.attributes));
  }
  // what has another value is always behind it
  return values.get(after)!;
}

/** Whether a new value is the old ones, or nearly all of them, with something added. */
function keepsItself(
  after: Node,
  entries: readonly Node[],
  olds: readonly Node[],
  { values }: StepRun,
  trace: Trace,
): boolean {
  const shifted = times(entries, 1, trace);
  for (const old of olds) {
    const { shape, data } = values.get(old)!;
    shifted.set(old, { shape, data: data.map((one) => one + 1) });
  }
  const [before, then] = [trace.get(after)!.data, again(after, shifted, trace).data];
  return before.every((one, at) => then[at]! - one >= leastKept && then[at]! - one <= 1 + 1e-9);
}

/**
 * How many times longer a step gets when what enters is doubled, from so many times its size: 2 where it is along it, 1
 * where it is normed, as Adam's and AdaGrad's first steps are, and between the two with a velocity.
 */
function growthOf(
  after: Node,
  entries: readonly Node[],
  size: number,
  own: Node,
  { values }: StepRun,
  trace: Trace,
): number {
  const start = values.get(own)!.data;
  const length = (factor: number): number =>
    norm(again(after, times(entries, factor, trace), trace).data.map((one, at) => one - start[at]!));
  return length(2 * size) / length(size);
}

/** Whether a step goes down the gradient at all. */
export const descends = (step: Float64Array, gradient: Float64Array): boolean => dot(step, gradient) < 0;
