import type { Node } from "../graph/node.ts";
import { reachable, reaches } from "../graph/walk.ts";
import { close, dot, joined, moveOf, norm, proportion, startOf, steady, traceOf } from "./gradient.ts";
import { opened } from "./losses/form.ts";
import type { Loss } from "./losses/loss.ts";
import {
  descends,
  type Entry,
  type EntryPoint,
  entryOf,
  hasNear,
  holdsGradient,
  type Wanted,
} from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import type { Rate } from "./rate.ts";
import type { Slope } from "./slopes.ts";
import { newNode, type StepRun } from "./step.ts";
import {
  type Comparison,
  decayReason,
  flat,
  stillReason,
  unknown,
  type Verdict,
  variedReason,
} from "./verdict.ts";

/** One parameter's verdict, from the comparison of its steps with the gradients; differences have not spoken yet. */
export function judge(
  parameter: Parameter,
  slopes: readonly Slope[],
  rate: Rate | undefined,
  loss: Loss,
): Verdict {
  const { path } = parameter;
  if (slopes.length < 2) return unknown(path, "the step could not be run again at two points");
  const gradients = slopes.map((slope) => slope.gradients.get(path)!);
  const moves = slopes.map(({ run }) => moveOf(run, parameter));
  if (moves.some((one) => one === undefined))
    return { path, kind: "wrong", scale: null, worst: null, reason: "its step changes its shape" };
  const steps = moves as Float64Array[];
  if (gradients.every((one) => one.every((value) => value === 0)))
    return unknown(path, `\`${loss.name}\` ${flat}`);
  if (isStill(parameter, slopes, steps) || isNormedRounding(parameter, slopes))
    return { path, kind: "right", scale: 1, worst: null, reason: stillReason };
  // at a point where gradient and step are both rounding there is nothing to tell
  const constants = steps.map((step, at) =>
    isNothing(parameter, slopes[at]!, step) ? null : negated(proportion(step, gradients[at]!)),
  );
  const constant = steady(constants);
  if (constant !== undefined && constant > 0) {
    const scale = scaleOf(constant, rate, parameter, slopes);
    return { path, kind: Math.abs(scale - 1) <= 10 * close ? "right" : "scaled", scale, worst: null };
  }
  const worst = comparison(slopes[0]!, parameter, rate?.value);
  // a step that is only rounding goes neither up nor down
  if (steps.every((step, at) => norm(step) <= 1e-13 * norm(gradients[at]!)))
    return { path, kind: "wrong", scale: null, worst };
  if (constant !== undefined) return { path, kind: "wrong", scale: constant / (rate?.value ?? 1), worst };
  // a rate of its own at every point, as clipping by the norm has: the gradient itself is there, and then scaled
  if (
    steps[0]!.length > 1 &&
    constants.every((one) => one === null || (one !== undefined && one > 0)) &&
    memberPoints(parameter, slopes).every(({ path: member, points }) => holdsGradient(member, points))
  )
    return { path, kind: "right", scale: 1, worst: null, reason: variedReason };
  const entering = entriesOf(parameter, slopes, { scale: 1 }) ?? entriesOf(parameter, slopes);
  if (entering !== undefined) {
    // at a point where the gradient is nothing, as behind a dead relu, there is no way down to go
    const told = steps.filter((_, at) => norm(gradients[at]!) > 0);
    const slopesThere = gradients.filter((one) => norm(one) > 0);
    if (entering.isDown || told.every((step, at) => descends(step, slopesThere[at]!))) {
      const scale = withoutRate(entering, rate);
      return { path, kind: Math.abs(scale - 1) <= 10 * close ? "right" : "scaled", scale, worst: null };
    }
    return { path, kind: "wrong", scale: -1, worst: null };
  }
  if (decayOf(parameter, slopes) !== undefined)
    return { path, kind: "right", scale: 1, worst: null, reason: decayReason };
  return { path, kind: "wrong", scale: null, worst };
}

/** Whether a gradient that is nothing beside the others' is met by steps that are nothing beside theirs: rounding. */
function isStill(parameter: Parameter, slopes: readonly Slope[], steps: readonly Float64Array[]): boolean {
  return slopes.every((slope, at) => isNothing(parameter, slope, steps[at]!));
}

function isNothing(parameter: Parameter, slope: Slope, step: Float64Array): boolean {
  const room = roomFor(parameter, slope);
  return norm(slope.gradients.get(parameter.path)!) <= room && norm(step) <= room;
}

/** How large rounding may be beside the gradients of all parameters. */
const roomFor = (parameter: Parameter, { run, gradients }: Slope): number =>
  1e-11 * Math.max(...[...gradients.values()].map(norm)) * (1 + norm(startOf(run, parameter)));

/**
 * Whether a gradient is nothing beside the others', as a bias's before batch normalisation, and so is what enters an
 * optimiser that divides by its own size: of rounding Adam makes steps as long as any.
 */
function isNormedRounding(parameter: Parameter, slopes: readonly Slope[]): boolean {
  if (slopes.some((slope) => norm(slope.gradients.get(parameter.path)!) > roomFor(parameter, slope)))
    return false;
  return parameter.members.every((path) =>
    slopes.every((slope) => {
      const { run } = slope;
      const node = newNode(run, path);
      const own = run.variables.get(path)!.node;
      const nodes = reachable([node]);
      const trace = traceOf(run, [node]);
      const size = run.start.get(path)!.length;
      const isTiny = (one: Node): boolean => {
        const { data } = trace.get(one)!;
        return (
          data.length === size &&
          norm(data as Float64Array) <= roomFor(parameter, slope) &&
          data.some((x) => x !== 0)
        );
      };
      const tiny = new Set(nodes.filter((one) => one !== own && one.operands.length > 0 && isTiny(one)));
      const holds = (one: Node): boolean => reaches([one], (inner) => tiny.has(inner));
      return nodes.some(({ op, operands }) => op === "divide" && operands.every(holds));
    }),
  );
}

export const negated = (c: number | undefined | null): number | undefined | null =>
  typeof c === "number" ? -c : c;

/** How many times rate and gradient a steady step is; of an optimiser with a state, the gradient that enters tells. */
function scaleOf(
  constant: number,
  rate: Rate | undefined,
  parameter: Parameter,
  slopes: readonly Slope[],
): number {
  if (rate === undefined) return 1;
  const direct = constant / rate.value;
  if (Math.abs(direct - 1) <= 10 * close) return 1;
  // without a rate that has a name, a quantity that is the gradient itself speaks for the number that it is taken by
  if (rate.name === undefined && entriesOf(parameter, slopes, { scale: 1 }) !== undefined) return 1;
  const entering = entriesOf(parameter, slopes, { onlyState: true });
  if (entering === undefined) return direct;
  return withoutRate(entering, rate);
}

/** The rate may be taken into what enters: v = 0.9*v - rate*g. */
function withoutRate(entering: Pick<Entry, "scale">, rate: Rate | undefined): number {
  const scale = Math.abs(entering.scale);
  return rate && Math.abs(scale / rate.value - 1) <= 10 * close ? 1 : scale;
}

/** The constant of the gradient that enters an optimiser, one for all members of a parameter. */
function entriesOf(
  parameter: Parameter,
  slopes: readonly Slope[],
  wanted: Pick<Wanted, "scale" | "onlyState"> = {},
): Pick<Entry, "scale" | "isDown"> | undefined {
  let found: Pick<Entry, "scale" | "isDown"> | undefined;
  for (const { path, points } of memberPoints(parameter, slopes)) {
    const isStill = points.every(({ run, gradient }) => {
      const then = run.after.get(path)!.numbers;
      return gradient.every((one, at) => one === 0 && then[at] === run.start.get(path)![at]);
    });
    // a number of several that the loss never reaches says nothing, as long as it stays
    if (isStill) continue;
    const entry = entryOf(path, points, wanted);
    if (!entry) return undefined;
    if (found && Math.abs(entry.scale - found.scale) > 10 * close * Math.abs(found.scale)) return undefined;
    found = { scale: entry.scale, isDown: entry.isDown && found?.isDown !== false };
  }
  return found;
}

/** The points of each array or number of a parameter. */
export function memberPoints(
  parameter: Parameter,
  slopes: readonly Slope[],
): { readonly path: string; readonly points: readonly EntryPoint[] }[] {
  let from = 0;
  return parameter.members.map((path) => {
    const low = from;
    from += slopes[0]!.run.start.get(path)!.length;
    const points = slopes.map((slope) => {
      const { run, gradients, read } = slope;
      const [own, to] = [gradients.get(parameter.path)!, from];
      let known: Set<Node> | undefined;
      const isOther = (node: Node): boolean => {
        known ??= gradientNodes(slope, path, [
          own.slice(0, low),
          own.slice(to),
          ...[...gradients.entries()].flatMap(([name, one]) => (name === parameter.path ? [] : [one])),
        ]);
        return known.has(node);
      };
      return { run, read, gradient: own.slice(low, to), isOther };
    });
    return { path, points };
  });
}

/** What a parameter's new value reads that is the gradient of another one, or one of its numbers. */
function gradientNodes({ run }: Slope, path: string, others: readonly Float64Array[]): Set<Node> {
  const node = newNode(run, path);
  const trace = traceOf(run, [node]);
  const numbers = joined(others).sort();
  /** Single numbers are all in some proportion: they are to be equal. */
  const isNumber = (value: number): boolean => value !== 0 && hasNear(numbers, value, close);
  return new Set(
    reachable([node]).filter((one) => {
      if (one.operands.length === 0) return false;
      const { data } = trace.get(one)!;
      return data.length === 1
        ? isNumber(data[0]!)
        : others.some((gradient) => data.length === gradient.length && Boolean(proportion(data, gradient)));
    }),
  );
}

/**
 * How much of the parameter itself a step takes for each gradient, the same at all points: weight decay. Undefined where
 * it takes none, or where there are too few numbers, `least`, to tell.
 */
function decayOf(parameter: Parameter, slopes: readonly Slope[], least = 6): number | undefined {
  if (slopes.some(({ run, read }) => parameter.members.some((path) => isSquared(run, path, read))))
    return undefined;
  const all = [
    slopes.map(({ run }) => moveOf(run, parameter)!),
    slopes.map((slope) => slope.gradients.get(parameter.path)!),
    slopes.map(({ run }) => startOf(run, parameter)),
  ].map(joined) as [Float64Array, Float64Array, Float64Array];
  // of a table only the rows that the step touches decay
  const touched = (numbers: Float64Array): Float64Array => numbers.filter((_, at) => all[0][at] !== 0);
  const [steps, gradients, starts] = all.map(touched) as [Float64Array, Float64Array, Float64Array];
  const [gg, gp, pp] = [dot(gradients, gradients), dot(gradients, starts), dot(starts, starts)];
  const [sg, sp] = [dot(steps, gradients), dot(steps, starts)];
  const determinant = gg * pp - gp * gp;
  if (steps.length < least || Math.abs(determinant) < 1e-12 * gg * pp) return undefined;
  const [c, d] = [-(sg * pp - sp * gp) / determinant, -(sp * gg - sg * gp) / determinant];
  let rest = 0;
  for (let at = 0; at < steps.length; at++) rest += (steps[at]! + c * gradients[at]! + d * starts[at]!) ** 2;
  // a step that is only decay holds no gradient, and one up it is none
  if (c * Math.sqrt(gg) <= 1e-6 * Math.sqrt(dot(steps, steps))) return undefined;
  return d > 0 && rest <= close * close * dot(steps, steps) ? d / c : undefined;
}

/** A number or two that decay as others of the same step do. */
export function decayingAlike(
  verdicts: readonly Verdict[],
  parameters: readonly Parameter[],
  slopes: readonly Slope[],
): Verdict[] {
  const at = verdicts.findIndex(({ reason }) => reason === decayReason);
  const known = at < 0 ? undefined : decayOf(parameters[at]!, slopes);
  if (known === undefined) return [...verdicts];
  return verdicts.map((verdict, k) => {
    if (verdict.kind !== "wrong") return verdict;
    const own = decayOf(parameters[k]!, slopes, 3);
    return own !== undefined && Math.abs(own - known) <= 1e-4 * known
      ? { path: verdict.path, kind: "right", scale: 1, worst: null, reason: decayReason }
      : verdict;
  });
}

/** Whether a loss holds the square of a parameter itself, as it was or as it has become: then its decay is stated. */
export function isSquared(run: StepRun, path: string, read: ReadonlySet<Node>): boolean {
  const own = new Set([run.variables.get(path)!.node, opened(newNode(run, path))]);
  const isOwn = (one: Node): boolean => own.has(opened(one));
  // 0.5 * lambda * w * w is (0.5 * lambda * w) * w
  const holdsOwn = (one: Node): boolean => isOwn(one) || (one.op === "multiply" && one.operands.some(isOwn));
  for (const { op, operands } of read) {
    if ((op === "power" || op === "abs") && isOwn(operands[0]!)) return true;
    if (op === "multiply" && operands.some(isOwn) && operands.every(holdsOwn)) return true;
  }
  return false;
}

/** The element that the gradient moves otherwise most. */
export function comparison(
  { run, gradients, replaced }: Slope,
  parameter: Parameter,
  rate: number | undefined,
): Comparison | null {
  if (rate === undefined || replaced.size > 0) return null;
  const [start, step, gradient] = [
    startOf(run, parameter),
    moveOf(run, parameter)!,
    gradients.get(parameter.path)!,
  ];
  let at = 0;
  const off = (k: number): number => Math.abs(step[k]! + rate * gradient[k]!);
  for (let k = 1; k < step.length; k++) if (off(k) > off(at)) at = k;
  return {
    yours: start[at]! + step[at]!,
    expected: start[at]! - rate * gradient[at]!,
    gradient: { yours: -step[at]! / rate, expected: gradient[at]! },
  };
}
