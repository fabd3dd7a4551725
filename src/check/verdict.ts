import { Random } from "../base/random.ts";
import { reachable } from "../graph/walk.ts";
import { asRaised, OutOfBudget } from "../lift/python/failure.ts";
import type { Machine } from "../lift/python/machine.ts";
import type { Statement } from "../lift/python/syntax.ts";
import { gradientsOf, type Program, rateOf, statedLoss } from "./program.ts";
import { runStep, type StepOptions, type StepRun } from "./step.ts";

export type VerdictKind = "right" | "scaled" | "other" | "wrong" | "unknown";

export interface Verdict {
  readonly path: string;
  readonly kind: VerdictKind;
  /** The constant between the program's steps and rate times gradient, where there is one. */
  readonly scale: number | null;
  readonly worst: Comparison | null;
  readonly reason?: string;
}

/** A parameter after the program's own first step: as it is, and as the gradient has it. */
export interface Comparison {
  readonly yours: number;
  readonly expected: number;
  readonly gradient: { readonly yours: number; readonly expected: number };
}

/** One point at which a program was compared: the step that it took and the loss's gradient there. */
export interface Point {
  readonly replaced: ReadonlyMap<string, Float64Array>;
  readonly run: StepRun;
  readonly steps: ReadonlyMap<string, Float64Array>;
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

const wantedPoints = 4;
export const close = 1e-6;

/** Where no parameter descends the stated loss, another one may be meant: alone that is no proof of a fault. */
export const isDoubtful = (verdicts: readonly Verdict[]): boolean =>
  verdicts.length > 0 && verdicts.every((one) => one.kind === "wrong" && one.scale === null);

export const asDoubtful = (verdict: Verdict): Verdict => ({
  ...verdict,
  kind: "unknown",
  worst: null,
  reason: "no parameter descends the stated loss; another one may be meant",
});

export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly points: readonly Point[];
  readonly rate: number | undefined;
  readonly rateName: string | undefined;
}

/** The program's verdicts, by comparing its steps with the gradient of its loss at several seeded points. */
export function judged(machine: Machine, program: Program, body?: readonly Statement[]): Judged {
  const points = pointsOf(machine, program, body);
  const found = rateOf(program);
  const rate = found?.value;
  return { verdicts: verdictsAt(machine, program, points, rate, body), points, rate, rateName: found?.name };
}

function verdictsAt(
  machine: Machine,
  program: Program,
  points: readonly Point[],
  rate: number | undefined,
  body: readonly Statement[] | undefined,
): Verdict[] {
  const found = program.parameters.map(({ path }) => {
    const verdict = judge(path, points, rate);
    if (verdict.kind !== "wrong" || !readsState(program, path)) return verdict;
    return {
      path,
      kind: "unknown",
      scale: null,
      worst: null,
      reason: "its step reads an optimiser's own state",
    } as const;
  });
  return found.map((one) =>
    one.kind === "wrong" && !confirmed(machine, program, one.path, points, body)
      ? { ...one, kind: "unknown", reason: "differences do not settle it" }
      : one,
  );
}

/**
 * Whether a step reads what the program carries from pass to pass beside its parameters: velocities, moments. They
 * reach only updates, so the loss reads none of them.
 */
function readsState({ first, loss, parameters }: Program, path: string): boolean {
  const { node } = first.after.get(path)!;
  if (!node) return false;
  const byLoss = new Set(reachable([loss.node]));
  const byStep = new Set(reachable([node]));
  const own = new Set(parameters.map((one) => one.path));
  return [...first.variables].some(([name, variable]) => {
    const then = first.after.get(name)?.numbers;
    const before = first.start.get(name)!;
    const moved =
      then !== undefined && (then.length !== before.length || then.some((one, at) => one !== before[at]));
    return moved && !own.has(name) && byStep.has(variable) && !byLoss.has(variable);
  });
}

/** The program's own start, and seeded places about it. */
function pointsOf(machine: Machine, program: Program, body: readonly Statement[] | undefined): Point[] {
  const random = new Random(program.loop.statement.span.from + 7);
  const points: Point[] = [];
  for (let attempt = 0; attempt < 14 && points.length < wantedPoints; attempt++) {
    const replaced = new Map<string, Float64Array>();
    if (attempt > 0) {
      for (const { path } of program.parameters) {
        const spread = 0.15 + 0.05 * attempt;
        replaced.set(
          path,
          program.first.start
            .get(path)!
            .map((one) => one + random.uniform(-spread, spread) * Math.max(1, Math.abs(one))),
        );
      }
    }
    const point = pointAt(machine, program, replaced, body);
    if (point) points.push(point);
  }
  return points;
}

/** One pass, or nothing where it fails at this point. */
function tried(machine: Machine, program: Program, options: StepOptions): StepRun | undefined {
  try {
    return runStep(machine, program.loop, options);
  } catch (failure) {
    if (asRaised(failure) || failure instanceof OutOfBudget) return undefined;
    throw failure;
  }
}

function pointAt(
  machine: Machine,
  program: Program,
  replaced: ReadonlyMap<string, Float64Array>,
  body: readonly Statement[] | undefined,
): Point | undefined {
  const run = tried(machine, program, { replaced, ...(body && { body }) });
  const loss = run && statedLoss(run);
  const paths = program.parameters.map((one) => one.path);
  if (!run || !loss || run.signal === "break") return undefined;
  if (paths.some((path) => !run.after.has(path) || !run.variables.has(path))) return undefined;
  const steps = new Map(
    paths.map((path) => [path, difference(run.after.get(path)!.numbers, run.start.get(path)!)]),
  );
  const gradients = gradientsOf(run, loss.node, paths);
  const finite = [...steps.values(), ...gradients.values()].every((numbers) =>
    numbers.every(Number.isFinite),
  );
  return finite ? { replaced, run, steps, gradients } : undefined;
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((one, at) => one - b[at]!);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, one, at) => sum + one * b[at]!, 0);

/** The constant c for which step = −c · gradient, where there is one. */
function proportion(step: Float64Array, gradient: Float64Array): number | undefined {
  if (step.length !== gradient.length) return undefined;
  const size = dot(gradient, gradient);
  if (size === 0) return step.every((one) => one === 0) ? 0 : undefined;
  const c = -dot(step, gradient) / size;
  const rest = Math.sqrt(step.reduce((sum, one, at) => sum + (one + c * gradient[at]!) ** 2, 0));
  return rest <= close * Math.sqrt(dot(step, step)) + 1e-14 ? c : undefined;
}

function judge(path: string, points: readonly Point[], rate: number | undefined): Verdict {
  if (points.length < 2)
    return {
      path,
      kind: "unknown",
      scale: null,
      worst: null,
      reason: "the step could not be run again at two points",
    };
  const constants = points.map((point) => proportion(point.steps.get(path)!, point.gradients.get(path)!));
  const [first] = constants;
  const steady =
    first !== undefined &&
    constants.every(
      (c) => c !== undefined && Math.abs(c - first) <= close * Math.max(1e-12, Math.abs(first)),
    );
  const worst = comparison(points[0]!, path, rate ?? (steady && first > 0 ? first : undefined));
  if (!steady && decays(path, points)) {
    return {
      path,
      kind: "unknown",
      scale: null,
      worst: null,
      reason: "its step holds weight decay, which the stated loss does not",
    };
  }
  if (!steady) return { path, kind: "wrong", scale: null, worst };
  const scale = rate === undefined ? Math.sign(first) : first / rate;
  if (first <= 0) return { path, kind: "wrong", scale, worst };
  return {
    path,
    kind: Math.abs(scale - 1) <= close ? "right" : "scaled",
    scale: rate === undefined ? 1 : scale,
    worst: null,
  };
}

/** Whether a step is the gradient's and, in the same proportion at all points, the parameter's own: weight decay. */
function decays(path: string, points: readonly Point[]): boolean {
  const [steps, gradients, starts] = [
    points.flatMap((point) => [...point.steps.get(path)!]),
    points.flatMap((point) => [...point.gradients.get(path)!]),
    points.flatMap((point) => [...point.run.start.get(path)!]),
  ].map((numbers) => Float64Array.from(numbers)) as [Float64Array, Float64Array, Float64Array];
  const [gg, gp, pp, sg, sp] = [
    dot(gradients, gradients),
    dot(gradients, starts),
    dot(starts, starts),
    dot(steps, gradients),
    dot(steps, starts),
  ];
  const determinant = gg * pp - gp * gp;
  if (steps.length < 3 || Math.abs(determinant) < 1e-12 * gg * pp) return false;
  const [c, d] = [-(sg * pp - sp * gp) / determinant, -(sp * gg - sg * gp) / determinant];
  const rest = steps.reduce((sum, one, at) => sum + (one + c * gradients[at]! + d * starts[at]!) ** 2, 0);
  return c > 0 && d > 0 && rest <= close * close * dot(steps, steps);
}

/** The element that the gradient moves otherwise most. */
function comparison(
  { run, steps, gradients, replaced }: Point,
  path: string,
  rate: number | undefined,
): Comparison | null {
  if (rate === undefined || replaced.size > 0) return null;
  const [start, step, gradient] = [run.start.get(path)!, steps.get(path)!, gradients.get(path)!];
  let at = 0;
  for (let k = 1; k < step.length; k++)
    if (Math.abs(step[k]! + rate * gradient[k]!) > Math.abs(step[at]! + rate * gradient[at]!)) at = k;
  return {
    yours: start[at]! + step[at]!,
    expected: start[at]! - rate * gradient[at]!,
    gradient: { yours: -step[at]! / rate, expected: gradient[at]! },
  };
}

/**
 * Differences before any accusation: at two points the directional difference of the loss that was run again agrees
 * with the derived gradient, along a direction in which the program's step disagrees.
 */
function confirmed(
  machine: Machine,
  program: Program,
  path: string,
  points: readonly Point[],
  body: readonly Statement[] | undefined,
): boolean {
  let agreed = 0;
  for (const point of points) {
    const gradient = point.gradients.get(path)!;
    const step = point.steps.get(path)!;
    const start = point.run.start.get(path)!;
    const size = Math.sqrt(dot(gradient, gradient)) || 1;
    const along = Math.sqrt(dot(step, step)) || 1;
    // a direction that tells the two apart: the gradient's own, less what the step shares with it
    const direction = gradient.map((one, at) => one / size + step[at]! / along);
    const length = Math.sqrt(dot(direction, direction));
    const unit = length > 1e-6 ? direction.map((one) => one / length) : gradient.map((one) => one / size);
    const loss = (h: number): number | undefined => {
      const replaced = new Map(point.replaced).set(
        path,
        start.map((one, at) => one + h * unit[at]!),
      );
      return lossAt(machine, program, replaced, body);
    };
    const h = 1e-5 * Math.max(1, Math.sqrt(dot(start, start)));
    const [up, down, up2, down2] = [loss(h), loss(-h), loss(h / 2), loss(-h / 2)];
    if (up === undefined || down === undefined || up2 === undefined || down2 === undefined) continue;
    const [slope, finer] = [(up - down) / (2 * h), (up2 - down2) / h];
    const derived = dot(gradient, unit);
    const room = 1e-4 * Math.max(size, Math.abs(derived), 1e-9);
    if (Math.abs(slope - finer) <= room && Math.abs(finer - derived) <= room) agreed++;
  }
  return agreed >= 2;
}

function lossAt(
  machine: Machine,
  program: Program,
  replaced: ReadonlyMap<string, Float64Array>,
  body: readonly Statement[] | undefined,
): number | undefined {
  const run = tried(machine, program, { replaced, record: false, ...(body && { body }) });
  const event = run?.events.filter((one) => one.target === program.loss.name).at(-1);
  return event?.numbers && event.numbers.reduce((sum, one) => sum + one, 0) / event.numbers.length;
}
