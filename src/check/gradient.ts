import type { NDArray } from "../base/array.ts";
import { adjoints } from "../calculus/adjoints.ts";
import { type Node, unnamed } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { evaluate } from "../run/evaluate.ts";
import { opened } from "./losses/form.ts";
import type { FoundLoss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import { inPlaces, newNode, type StepRun } from "./step.ts";

/** The new values that a step gives to what it adds to. */
export function renewed(run: StepRun, moved: readonly string[]): Set<Node> {
  const found = new Set<Node>();
  for (const path of moved) {
    const [before, then] = [run.variables.get(path)?.node, run.after.get(path)?.node];
    if (!before || !then || !isAdditive(then, before)) continue;
    // a value that is told apart under other names is one value all the same
    found.add(then);
    found.add(unnamed(then));
  }
  return found;
}

/** How often a step may add to one value. */
const mostAdded = 8;

const placing = new Set(["concatenate", "scatterAdd", "where", "gather"]);

/** Whether a node is a value as it was, or elements of it. */
const isOf = (node: Node, variable: Node): boolean => {
  const inner = opened(node);
  return inner === variable || (inner.op === "gather" && opened(inner.operands[0]!) === variable);
};

/** Whether a new value is the old one with something added, perhaps more than once, or element by element. */
export function isAdditive(node: Node, variable: Node): boolean {
  let top = opened(node);
  if (placing.has(top.op)) return isAddedInPlaces(top, variable);
  for (let count = 0; count < mostAdded; count++) {
    if (top.op !== "add" && top.op !== "subtract") return false;
    if (top.operands.some((one) => isOf(one, variable))) return true;
    top = opened(top.operands[0]!);
  }
  return false;
}

/** Whether what has been written to single places was there before with something added; the rest may be as it was. */
function isAddedInPlaces(node: Node, variable: Node): boolean {
  const written = new Set<Node>();
  const pending = [node];
  while (pending.length > 0) {
    const one = pending.pop()!;
    if (placing.has(one.op) && !isOf(one, variable)) pending.push(...one.operands.map(opened));
    else if (one.operands.length > 0 && !isOf(one, variable)) written.add(one);
  }
  return written.size > 0 && [...written].every((one) => isAdditive(one, variable));
}

/** What a loss is computed from; new values stand for the old ones, so nothing behind an update is. */
export function readBy(run: StepRun, { node }: FoundLoss, moved: readonly string[]): Set<Node> {
  const late = renewed(run, moved);
  // a running total of the loss is set anew by itself
  return new Set(reachable([node], (one) => one !== node && late.has(one)));
}

/**
 * Where a loss is computed after the update, it reads new values: their nodes stand for the parameters, and take the
 * numbers of the step's start.
 */
function standIns(run: StepRun, node: Node, members: readonly string[]): Map<Node, string> {
  const read = new Set(reachable([node]));
  const found = new Map<Node, string>();
  for (const path of members) {
    const { node: variable } = run.variables.get(path)!;
    const then = run.after.get(path)?.node;
    // a loss that is run again at a point may stand where a branch has set the parameter
    const own = then && unnamed(then);
    if (own && own !== variable && read.has(own)) found.set(own, path);
  }
  return found;
}

function valuesAt(run: StepRun, late: ReadonlyMap<Node, string>): Map<Node, NDArray> {
  const values = new Map(run.values);
  for (const [node, path] of late)
    values.set(node, { shape: node.shape as number[], data: run.start.get(path)!.slice() });
  return values;
}

const traces = new WeakMap<StepRun, Map<Node, NDArray>>();

/** The values of nodes in a run, from its own start: each is computed once. */
export function traceOf(run: StepRun, nodes: readonly Node[]): ReadonlyMap<Node, NDArray> {
  const known = traces.get(run) ?? new Map(run.values);
  traces.set(run, known);
  for (const [node, value] of evaluate(nodes, known)) known.set(node, value);
  return known;
}

/** A loss's gradient at the start of a step, by parameter: the numbers of its members in a row. */
export function gradientsOf(
  run: StepRun,
  found: FoundLoss,
  parameters: readonly Parameter[],
  moved: readonly string[],
): Map<string, Float64Array> {
  const members = parameters.flatMap((one) => one.members);
  const late = standIns(run, found.node, members);
  const places = new Map([...late].map(([then, path]) => [path, then]));
  const variables = members.map((path) => places.get(path) ?? run.variables.get(path)!.node);
  // a loss may be of outputs from before the update, and of a penalty from after it
  const old = members.map((path) => run.variables.get(path)!);
  const both = [...new Set([...variables, ...old.map(({ node }) => node)])];
  const derivatives = derivativesBy(run, found, both, late, moved);
  const byMember = new Map(
    members.map((path, at) => {
      const { node, places: own } = old[at]!;
      const before = inPlaces(derivatives.get(node)!, own);
      const then = places.has(path) ? derivatives.get(variables[at]!)! : undefined;
      return [
        path,
        then?.length === before.length ? then.map((one, k) => one + before[k]!) : (then ?? before),
      ];
    }),
  );
  return new Map(parameters.map((one) => [one.path, joined(one.members.map((path) => byMember.get(path)!))]));
}

/** A loss's derivatives by quantities that it is computed from, at the start of a step. */
export function derivativesOf(
  run: StepRun,
  found: FoundLoss,
  quantities: readonly Node[],
  parameters: readonly Parameter[],
  moved: readonly string[],
): Map<Node, Float64Array> {
  const late = standIns(
    run,
    found.node,
    parameters.flatMap((one) => one.members),
  );
  return derivativesBy(run, found, quantities, late, moved);
}

function derivativesBy(
  run: StepRun,
  { node }: FoundLoss,
  quantities: readonly Node[],
  late: ReadonlyMap<Node, string>,
  moved: readonly string[],
): Map<Node, Float64Array> {
  // what a step has set anew is a value of its own: nothing flows back through an update
  const updates = renewed(run, moved);
  updates.delete(node);
  const found = adjoints(run.graph, node, quantities, {
    stopAt: (one) => late.has(one) || updates.has(one),
  });
  const nodes = quantities.map((quantity) => found.get(quantity)!);
  const trace = late.size === 0 ? traceOf(run, nodes) : evaluate(nodes, valuesAt(run, late));
  return new Map(quantities.map((quantity, at) => [quantity, trace.get(nodes[at]!)!.data]));
}

/** The loss's value at the start of a step: as the program computed it, or from its record. */
export function lossValue(run: StepRun, found: FoundLoss, parameters: readonly Parameter[]): number {
  const late = standIns(
    run,
    found.node,
    parameters.flatMap((one) => one.members),
  );
  if (found.value !== undefined && late.size === 0) return found.value;
  const trace = late.size === 0 ? traceOf(run, [found.node]) : evaluate([found.node], valuesAt(run, late));
  return trace.get(found.node)!.data[0]!;
}

export function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A parameter's numbers at the step's start. */
export const startOf = (run: StepRun, { members }: Parameter): Float64Array =>
  joined(members.map((path) => run.start.get(path)!));

/** What some parameters are computed as by a step. */
export const afterNodes = (run: StepRun, parameters: readonly Parameter[]): Node[] =>
  parameters.flatMap((one) => one.members.map((path) => newNode(run, path)));

/** What a step added to a parameter; undefined where it changed its size. */
export function moveOf(run: StepRun, { members }: Parameter): Float64Array | undefined {
  const parts: Float64Array[] = [];
  for (const path of members) {
    const [before, then] = [run.start.get(path)!, run.after.get(path)?.numbers];
    if (then?.length !== before.length) return undefined;
    parts.push(then.map((one, at) => one - before[at]!));
  }
  return joined(parts);
}

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
};

export const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

/** How near two directions must lie to be one, relative to their size. */
export const close = 1e-6;

/**
 * The constant c for which `values` = c · `direction`; undefined where there is none, and null where both are zero and
 * any would do.
 */
export function proportion(values: Float64Array, direction: Float64Array): number | undefined | null {
  if (values.length !== direction.length) return undefined;
  const size = dot(direction, direction);
  const own = norm(values);
  // what cancels leaves rounding
  if (size <= 1e-30) return own <= 1e-14 ? null : undefined;
  // what is nothing beside the direction is rounding
  if (own > 0 && own <= 1e-14 * Math.sqrt(size)) return undefined;
  const c = dot(values, direction) / size;
  let rest = 0;
  for (let at = 0; at < values.length; at++) rest += (values[at]! - c * direction[at]!) ** 2;
  return Math.sqrt(rest) <= close * own + 1e-14 ? c : undefined;
}

/** The constant that all agree on, signs included; undefined where they do not, or none of them has a say. */
export function steady(constants: readonly (number | undefined | null)[]): number | undefined {
  const said = constants.filter((one) => one !== null);
  const known = said.filter((one) => one !== undefined);
  if (known.length < said.length || known.length === 0) return undefined;
  const size = Math.max(...known.map(Math.abs));
  const [first] = known as [number];
  return known.every((one) => Math.abs(one - first) <= 4 * close * size) ? first : undefined;
}
