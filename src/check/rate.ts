import { adjoints } from "../calculus/adjoints.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { walk } from "../lift/python/walk.ts";
import { evaluate } from "../run/evaluate.ts";
import { moveOf, readBy, renewed } from "./gradient.ts";
import type { Loss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import type { Program } from "./program.ts";
import { newNode, type StepRun } from "./step.ts";

/** The program's own rate. */
export interface Rate {
  readonly value: number;
  /** The variable that holds it; undefined where it is written as a number. */
  readonly name: string | undefined;
}

/** What a rate is called. */
export const rateNames =
  /^(.*[._])?(lr|learning_?rate|l_rate|alpha|eta|rate|step(_?size)?|epsilon)(_.*|\d*)$/i;

/**
 * The program's own rate: a number that the loss does not read and that the updates are proportional to; where there
 * are several, the one that moves the most parameters, one with the name of a rate first. A step without one has the
 * number that stands in the update, or 1.
 */
export function rateOf(program: Program, loss: Loss, parameters: readonly Parameter[]): Rate | undefined {
  const { first } = program;
  const read = readBy(first, loss.find(first)!, program.moved);
  const late = renewed(first, program.moved);
  const counts = new Map<string, number>();
  for (const path of parameters.flatMap((one) => one.members.slice(0, 2))) {
    const node = newNode(first, path);
    const inside = new Set(reachable([node]));
    for (const [name, { node: factor }] of first.variables) {
      if (factor.shape.length > 0 || read.has(factor) || !inside.has(factor)) continue;
      if (factor === first.variables.get(path)!.node) continue;
      const value = first.values.get(factor)!.data[0]!;
      if (proportional(first, path, node, factor, value, late)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const score = (name: string): number => counts.get(name)! + (rateNames.test(name) ? 0.5 : 0);
  const [best] = [...counts.keys()].sort((a, b) => score(b) - score(a));
  // where nothing moves at first, as behind weights of zero, there is nothing to see of a rate
  if (best === undefined && parameters.every((one) => moveOf(first, one)?.every((by) => by === 0)))
    return undefined;
  if (best === undefined) return writtenRate(program, loss, parameters);
  const held = first.variables.get(best)!.node;
  return {
    name: best,
    value: scheduled(program, held, parameters, read, late) ?? first.values.get(held)!.data[0]!,
  };
}

/** What a schedule has made of the rate at this step: a number made of it and of a counter, that the updates follow. */
function scheduled(
  { first, moved }: Program,
  held: Node,
  parameters: readonly Parameter[],
  read: ReadonlySet<Node>,
  late: ReadonlySet<Node>,
): number | undefined {
  const counters = new Set(moved.map((path) => first.variables.get(path)!.node));
  for (const path of parameters.flatMap((one) => one.members.slice(0, 2))) {
    const node = newNode(first, path);
    const clocks = clocksIn(node, held, counters, read);
    const trace = evaluate(clocks, first.values);
    for (const clock of clocks.reverse()) {
      const value = trace.get(clock)!.data[0]!;
      if (proportional(first, path, node, clock, value, late)) return value;
    }
  }
  return undefined;
}

/** The numbers behind a new value that are made of the rate and of what counts steps, and of nothing that the loss reads. */
function clocksIn(node: Node, held: Node, counters: ReadonlySet<Node>, read: ReadonlySet<Node>): Node[] {
  const made = new Map<Node, { readonly ofRate: boolean; readonly ofCounter: boolean }>();
  const found: Node[] = [];
  for (const one of reachable([node])) {
    if (one.op === "variable") {
      if (one.shape.length > 0 || read.has(one)) continue;
      made.set(one, { ofRate: one === held, ofCounter: one !== held && counters.has(one) });
      continue;
    }
    const parts = one.operands.map((operand) => made.get(operand));
    if (parts.some((part) => part === undefined)) continue;
    const ofRate = parts.some((part) => part!.ofRate);
    const ofCounter = parts.some((part) => part!.ofCounter);
    made.set(one, { ofRate, ofCounter });
    if (ofRate && ofCounter && one.shape.length === 0) found.push(one);
  }
  return found;
}

/** Whether the step of `path` grows in proportion to the number `factor` (Euler's relation). */
function proportional(
  { graph, values, start }: StepRun,
  path: string,
  node: Node,
  factor: Node,
  value: number,
  late: ReadonlySet<Node>,
): boolean {
  // each entry with a weight of its own: the plain sum of a softmax's gradient is zero
  const weight = (at: number): number => 1 + 0.5 * Math.cos(1.7 * at + 0.3);
  const isArray = node.shape.length > 0;
  const weights = isArray ? graph.variable(" weights", node.shape) : undefined;
  const total = weights ? graph.sum(graph.multiply(node, weights)) : node;
  // what others have become is a value of its own
  const slope = adjoints(graph, total, [factor], { stopAt: (one) => one !== node && late.has(one) }).get(
    factor,
  )!;
  const size = start.get(path)!.length;
  const own = new Map(values);
  if (weights)
    own.set(weights, {
      shape: node.shape as number[],
      data: Float64Array.from({ length: size }, (_, at) => weight(at)),
    });
  const trace = evaluate([slope, total], own);
  const before = start.get(path)!.reduce((sum, one, at) => sum + (isArray ? weight(at) : 1) * one, 0);
  const moved = trace.get(total)!.data[0]! - before;
  const told = trace.get(slope)!.data[0]! * value;
  return Math.abs(moved) > 0 && Math.abs(moved - told) <= 1e-6 * Math.abs(moved);
}

/** The one number by which all updates multiply: `w -= 0.1 * dw`; 1 where they multiply by none. */
function writtenRate(program: Program, loss: Loss, parameters: readonly Parameter[]): Rate | undefined {
  const found = new Set<number>();
  for (const part of walk(program.pass.body)) {
    if (part.kind !== "assign" && part.kind !== "update") continue;
    const statement = part as Extract<Statement, { kind: "assign" | "update" }>;
    if (!parameters.some(({ span }) => statement.span.from <= span.from && span.to <= statement.span.to))
      continue;
    for (const factor of factorsIn(statement.value)) found.add(factor);
  }
  if (found.size > 1) return undefined;
  return { name: undefined, value: [...found][0] ?? handedRate(program, loss, parameters) ?? 1 };
}

/** The one number that all updates are proportional to, and that the loss does not read: handed to a function, say. */
function handedRate(
  { first, moved }: Program,
  loss: Loss,
  parameters: readonly Parameter[],
): number | undefined {
  const read = readBy(first, loss.find(first)!, moved);
  const late = renewed(first, moved);
  let common: Set<number> | undefined;
  for (const path of parameters.flatMap((one) => one.members)) {
    const { numbers } = first.after.get(path)!;
    // what stands still for once is in proportion to nothing
    if (numbers.every((one, at) => one === first.start.get(path)![at])) continue;
    const node = newNode(first, path);
    const factors = reachable([node]).filter(({ op }) => op === "number");
    const own = new Set<number>();
    for (const factor of factors) {
      const value = factor.attributes.value!;
      // the half of a loss that is only inferred is none of the program's
      const isOwn = read.has(factor) && (loss.stated || value !== 0.5);
      if (value === 1 || value === -1 || isOwn) continue;
      if (proportional(first, path, node, factor, value, late)) own.add(Math.abs(value));
    }
    common = common === undefined ? own : new Set([...common].filter((one) => own.has(one)));
  }
  return common?.size === 1 ? [...common][0] : undefined;
}

function factorsIn(value: Expression): number[] {
  const found: number[] = [];
  for (const one of walk(value)) {
    if (one.kind !== "binary" || one.operator !== "*") continue;
    for (const side of [one.left, one.right]) {
      const inner = side.kind === "unary" ? side.operand : side;
      if (inner.kind === "constant" && typeof inner.value === "number") found.push(Math.abs(inner.value));
    }
  }
  return found;
}
