import { Random } from "../base/random.ts";
import type { Node } from "../graph/node.ts";
import { reachable, reaches } from "../graph/walk.ts";
import type { Machine } from "../lift/machine.ts";
import { aheadsOf } from "./ahead.ts";
import { agrees, differ, isKink } from "./differences.ts";
import {
  close,
  dot,
  joined,
  moveOf,
  norm,
  proportion,
  readBy,
  renewed,
  startOf,
  steady,
  traceOf,
} from "./gradient.ts";
import { isOverMore, opened } from "./losses/form.ts";
import type { Loss } from "./losses/loss.ts";
import {
  descends,
  type Entry,
  type EntryPoint,
  entryOf,
  hasNear,
  holdsGradient,
  isOf,
  type Wanted,
} from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import { type Program, parametersOf, tried } from "./program.ts";
import { type Rate, rateOf } from "./rate.ts";
import { type Point, type Slope, slopesOf } from "./slopes.ts";
import { type Pass, runStep, type StepRun, stepsTaken } from "./step.ts";

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

/** A program's verdicts against one loss. */
export interface Judged {
  readonly loss: Loss;
  readonly parameters: readonly Parameter[];
  readonly verdicts: readonly Verdict[];
  readonly slopes: readonly Slope[];
  readonly rate: Rate | undefined;
}

const wantedPoints = 4;
/** How much of the program's own start is kept at each point. */
const shares = [1, 0.1, 1, 0.4];
/** How many steps of the interpreter the points may take together. */
const mostSteps = 3_000_000;
/** Why a parameter is right that does not simply follow its gradient. */
export const stillReason = "its gradient is zero";
export const decayReason = "with weight decay";
const variedReason = "by a rate that varies";

export const isGood = ({ kind }: Verdict): boolean => kind === "right" || kind === "scaled";
const good = ({ verdicts }: Judged): number => verdicts.filter(isGood).length;

/** What a step carries on, set to rest: to zero, or to the parameter whose value of one step before it is. */
type Rest = ReadonlyMap<string, "zero" | { readonly of: string }>;

/** The program's own start, and seeded places about it. */
function pointsOf(machine: Machine, program: Program, rest: Rest = new Map()): Point[] {
  const { pass, first, promoted } = program;
  const random = new Random(pass.span.from + 7);
  const losses = [...program.stated, ...program.standard];
  const members = new Set(
    losses.flatMap((loss) => parametersOf(program, loss)).flatMap((one) => one.members),
  );
  const points: Point[] = [];
  let left = mostSteps;
  for (let attempt = 0; attempt < 14 && points.length < wantedPoints && left > 0; attempt++) {
    const replaced = new Map<string, Float64Array>();
    const spread = 0.15 + 0.05 * attempt;
    // weights that saturate a net hide a false factor: some points lie nearer to zero
    const share = shares[attempt % shares.length]!;
    if (attempt > 0) {
      for (const path of members) {
        const moved = (one: number): number =>
          share * one + random.uniform(-spread, spread) * Math.max(0.3, Math.abs(one));
        replaced.set(path, first.start.get(path)!.map(moved));
      }
    }
    for (const [path, at] of rest) {
      const start = first.start.get(path)!;
      replaced.set(
        path,
        at === "zero" ? new Float64Array(start.length) : (replaced.get(at.of) ?? first.start.get(at.of)!),
      );
    }
    const run = tried(() => runStep(machine, pass, { replaced, promoted }));
    left -= stepsTaken(machine);
    if (run && run.signal !== "break") points.push({ replaced, run });
  }
  return points;
}

/** A training step with its verdicts. */
export interface JudgedProgram {
  readonly program: Program;
  readonly found: Judged;
}

/**
 * The verdicts against the loss that fits a program best, its own before any other. Of its passes the one that says
 * most: a first sample of zeros says nothing of the weights that it meets.
 */
export function judged(
  machine: Machine,
  program: Program,
  later: readonly Pass[] = [],
): JudgedProgram | undefined {
  const own = judgedHere(machine, program);
  if (!own) return undefined;
  let best: JudgedProgram = { program, found: own };
  const all = [best];
  for (const pass of later) {
    if (flats(best.found) === 0) break;
    const first = tried(() => runStep(machine, pass, { promoted: program.promoted }));
    if (!first || program.moved.some((path) => !first.variables.has(path) || !first.after.has(path)))
      continue;
    const there = { ...program, pass, first, begin: program.first };
    const found = judgedHere(machine, there);
    if (!found) continue;
    all.push({ program: there, found });
    if (flats(found) < flats(best.found) && good(found) >= good(best.found)) best = { program: there, found };
  }
  // what no single sample tells, several may
  const verdicts = best.found.verdicts.map((verdict) =>
    isFlat(verdict)
      ? (all.flatMap(({ found }) => found.verdicts).find((one) => one.path === verdict.path && isGood(one)) ??
        verdict)
      : verdict,
  );
  const found = { ...best.found, verdicts };
  if (isScheduled(machine, program, found, later)) return { ...best, found: followed(found) };
  return unlikeSamples(machine, { program: best.program, found }, later);
}

/**
 * A single number is along any gradient or against it. Where it goes so many times as far as the others with this
 * sample, and another number of times with the next, it is no constant that scales it.
 */
function unlikeSamples(machine: Machine, given: JudgedProgram, later: readonly Pass[]): JudgedProgram {
  const { program, found } = given;
  const { loss, parameters, verdicts } = found;
  const odd = verdicts.map(
    (one, at) => one.kind === "scaled" && startOf(program.first, parameters[at]!).length === 1,
  );
  const usual = verdicts.findIndex((one, at) => one.kind === "right" && one.scale === 1 && !odd[at]);
  if (usual < 0 || !odd.some((one) => one)) return given;
  // what an optimiser carries makes every step another number of times as long
  const members = new Set(parameters.flatMap((one) => one.members));
  const carried = new Set(
    program.moved.flatMap((path) =>
      members.has(path) ? [] : (program.first.variables.get(path)?.node ?? []),
    ),
  );
  const after = [...members].flatMap((path) => program.first.after.get(path)?.node ?? []);
  if (reachable(after).some((one) => carried.has(one))) return given;
  for (const pass of [...later].reverse()) {
    const first = tried(() => runStep(machine, pass, { promoted: program.promoted }));
    if (!first || program.moved.some((path) => !first.after.has(path) || !first.variables.has(path)))
      continue;
    const [slope] = slopesOf([{ replaced: new Map(), run: first }], loss, parameters, program.moved);
    if (!slope) continue;
    const row = parameters.map((one) => proportion(moveOf(first, one)!, slope.gradients.get(one.path)!));
    const isUnlike = verdicts.map(({ scale }, at) => {
      const [own, other] = [row[at], row[usual]];
      if (!odd[at] || typeof own !== "number" || typeof other !== "number" || other === 0) return false;
      return Math.abs(own / other / scale! - 1) > 1e-3;
    });
    if (!isUnlike.some((one) => one)) continue;
    // judged where a sample is not the first: in that a number is often 0 or 1, by which no factor can be told
    const there = { ...program, pass, first };
    const again = judgedHere(machine, there);
    if (again?.loss.name !== loss.name || again.parameters.length !== parameters.length) continue;
    const about = { machine, program: there, loss: again.loss, parameters: again.parameters };
    const wrong = again.verdicts.map((one, at): Verdict => {
      const own = again.parameters[at]!;
      if (!isUnlike[at] || !isGood(one) || !differ(about, own, again.slopes)) return one;
      const worst = comparison(again.slopes[0]!, own, again.rate?.value);
      return { path: one.path, kind: "wrong", scale: null, worst };
    });
    return { program: there, found: { ...again, verdicts: wrong } };
  }
  return given;
}

/** Verdicts of steps whose rate changes from pass to pass: what scales them is the schedule. */
const followed = (found: Judged): Judged => ({
  ...found,
  verdicts: found.verdicts.map((one) =>
    one.kind === "scaled" ? { ...one, kind: "right", scale: 1, reason: variedReason } : one,
  ),
});

/**
 * Whether one constant scales all steps of the first pass, and another one all of a later pass, while the number that has
 * the name of the rate stays: a warm-up, or a decay with the epochs. A 1/N is the same in every pass.
 */
function isScheduled(
  machine: Machine,
  { moved, promoted, first }: Program,
  { loss, parameters, verdicts, rate }: Judged,
  later: readonly Pass[],
): boolean {
  const scale = steady(verdicts.map((one) => one.scale));
  if (rate?.name === undefined || scale === undefined || verdicts.some((one) => one.kind !== "scaled"))
    return false;
  return later.some((pass) => {
    const run = tried(() => runStep(machine, pass, { promoted }));
    const held = run?.variables.get(rate.name!)?.node;
    if (!run || !held || run.values.get(held)!.data[0] !== rate.value) return false;
    // a last batch of fewer rows has another 1/N
    if ([...first.start].some(([path, { length }]) => run.start.get(path)?.length !== length)) return false;
    const [slope] = slopesOf([{ replaced: new Map(), run }], loss, parameters, moved);
    if (!slope) return false;
    const there = steady(
      parameters.map((one) => negated(proportion(moveOf(run, one)!, slope.gradients.get(one.path)!))),
    );
    return there !== undefined && there > 0 && Math.abs(there / rate.value / scale - 1) > 1e-3;
  });
}

/** Whether a loss does not depend on a parameter at all. */
export const isFlat = ({ reason }: Verdict): boolean => reason?.endsWith(flat) ?? false;
const flats = ({ verdicts }: Judged): number => verdicts.filter(isFlat).length;

const flat = "does not change with it";

/** The verdicts of one pass. What an optimiser has left over from passes before is set to rest where that tells more. */
function judgedHere(machine: Machine, program: Program): Judged | undefined {
  const found = judgedAt(machine, program, pointsOf(machine, program));
  if (!found?.verdicts.some(({ kind }) => kind === "wrong")) return found;
  const rest = leftOver(program, found);
  if (rest.size === 0) return found;
  const again = judgedAt(machine, program, pointsOf(machine, program, rest));
  return again && good(again) > good(found) ? again : found;
}

/**
 * Rest for what a step carries on: for velocities that have begun to run, which no loss reads and gradients go into, and
 * for what a parameter was one step before, which only the place ahead of it reads.
 */
function leftOver({ first, moved }: Program, { loss, parameters }: Judged): Rest {
  const at = loss.find(first);
  const found = new Map<string, "zero" | { readonly of: string }>();
  if (!at) return found;
  const read = readBy(first, at, moved);
  const members = new Set(parameters.flatMap((one) => one.members));
  const variables = new Set([...members].map((path) => first.variables.get(path)!.node));
  for (const path of moved) {
    const start = first.start.get(path)!;
    const { node } = first.after.get(path)!;
    if (members.has(path) || read.has(first.variables.get(path)!.node) || !node) continue;
    if (start.some((one) => one !== 0) && reaches([node], (one) => variables.has(one)))
      found.set(path, "zero");
  }
  for (const path of members) {
    const { node } = first.after.get(path)!;
    for (const { state, follows } of aheadsOf(first, path, members, node ? reachable([node]) : []))
      if (follows) found.set(state, { of: path });
  }
  return found;
}

function judgedAt(machine: Machine, program: Program, points: readonly Point[]): Judged | undefined {
  const against = (loss: Loss): Judged | undefined => judgedAgainst(program, points, loss);
  const stated = program.stated.flatMap((loss) => against(loss) ?? []);
  const best = bestOf(stated);
  if (best && good(best) === best.verdicts.length) return best;
  // a loss that holds a penalty says by itself how parameters decay: what decays otherwise follows no other loss
  const isPenalised = stated.some(holdsPenalty);
  const standard = isPenalised ? undefined : bestOf(program.standard.flatMap((loss) => against(loss) ?? []));
  const isOther =
    standard &&
    (!best ||
      (good(standard) > good(best) &&
        !isPartlyFollowed(best) &&
        !isTaintedBy(program, best.loss, standard.loss)));
  const chosen = isOther ? standard : best;
  if (!chosen) return undefined;
  const named = chosen.loss.stated ? chosen : withStated(chosen, best, program);
  return confirmed(machine, program, movedBefore(program, joint(named, stated)));
}

/** Whether a loss that has the name of one holds a penalty on a parameter. */
const holdsPenalty = ({ loss, parameters, slopes }: Judged): boolean =>
  loss.isNamed &&
  parameters.some(({ members }) =>
    members.some((path) => slopes.some(({ run, read }) => isSquared(run, path, read))),
  );

/**
 * Where a loss reads some parameters as they were, and follows them, and others only as they have become, those have
 * been moved already by a loss of their own: a discriminator's, before the generator's is computed.
 */
function movedBefore({ first, moved }: Program, found: Judged): Judged {
  const { loss, parameters, verdicts } = found;
  const at = loss.find(first);
  if (!at || verdicts.every((one) => one.kind !== "wrong")) return found;
  const read = readBy(first, at, moved);
  const isEarly = ({ members }: Parameter): boolean =>
    members.some((path) => read.has(first.variables.get(path)!.node));
  if (!parameters.some((one, k) => isEarly(one) && isGood(verdicts[k]!))) return found;
  return {
    ...found,
    verdicts: verdicts.map((verdict, k) =>
      verdict.kind === "wrong" && !isEarly(parameters[k]!)
        ? unknown(verdict.path, `it is moved before \`${loss.name}\` is computed, by another loss perhaps`)
        : verdict,
    ),
  };
}

const bestOf = (all: readonly Judged[]): Judged | undefined =>
  [...all].sort((a, b) => good(b) - good(a) || rights(b) - rights(a))[0];
const rights = ({ verdicts }: Judged): number => verdicts.filter((one) => one.kind === "right").length;

/** Steps along a standard loss, in a program that states another: `other`, unless what it states is a figure to watch. */
function withStated(chosen: Judged, stated: Judged | undefined, program: Program): Judged {
  const own = stated?.loss ?? program.stated[0];
  if (!own || isMetric(own)) return chosen;
  // a later pass may leave the printed total out
  const run = program.begin ?? program.first;
  const [all, descended] = [own.find(run), chosen.loss.find(run)];
  // sample by sample the same loss is descended whose total is printed
  if (all && descended && isOverMore(all.node, descended.node)) return chosen;
  if (good(chosen) < chosen.verdicts.length) return chosen;
  return {
    ...chosen,
    verdicts: chosen.verdicts.map((one) => (isGood(one) ? { ...one, kind: "other", scale: null } : one)),
  };
}

const isMetric = (loss: Loss): boolean => loss.text === undefined && !loss.isNamed;

/** Whether arrays follow a loss that has the name of one: then it is that loss that the others are to follow. */
const isPartlyFollowed = ({ loss, verdicts, parameters, slopes }: Judged): boolean =>
  loss.isNamed &&
  verdicts.some(
    (one, at) =>
      isGood(one) &&
      one.worst === null &&
      one.reason === undefined &&
      startOf(slopes[0]!.run, parameters[at]!).length > 1,
  );

/** Whether an inferred loss reads what the step has set anew, and the named one does not: an update comes too early. */
const isTaintedBy = (program: Program, stated: Loss, inferred: Loss): boolean =>
  stated.isNamed && hasLate(program, inferred) && !hasLate(program, stated);

/** A program with several losses of its own: each parameter is right that follows one of them. */
function joint(chosen: Judged, stated: readonly Judged[]): Judged {
  if (!chosen.loss.stated) return chosen;
  const verdicts = chosen.verdicts.map((verdict) => {
    if (isGood(verdict)) return verdict;
    for (const other of stated) {
      const same = other.verdicts.find((one) => one.path === verdict.path);
      if (same && isGood(same)) return same;
    }
    return verdict;
  });
  return { ...chosen, verdicts };
}

function judgedAgainst(program: Program, points: readonly Point[], loss: Loss): Judged | undefined {
  const parameters = parametersOf(program, loss);
  if (parameters.length === 0) return undefined;
  const slopes = slopesOf(points, loss, parameters, program.moved);
  const rate = rateOf(program, loss, parameters);
  const first = parameters.map((one) => judge(one, slopes, rate, loss));
  const near = decayingAlike(alike(first, parameters, slopes), parameters, slopes);
  const found = inTurn(program, points, loss, parameters, rate, near);
  return { loss, parameters, verdicts: normalised(found, loss), slopes, rate };
}

/** A parameter whose step is as far along its gradient, at every point, as that of one that is right. */
function alike(
  verdicts: readonly Verdict[],
  parameters: readonly Parameter[],
  slopes: readonly Slope[],
): Verdict[] {
  const constants = parameters.map((one) =>
    slopes.map(({ run, gradients }) => {
      const step = moveOf(run, one);
      return step && negated(proportion(step, gradients.get(one.path)!));
    }),
  );
  return verdicts.map((verdict, at) => {
    if (verdict.kind !== "wrong" || !constants[at]!.every((c) => typeof c === "number" && c > 0))
      return verdict;
    const same = verdicts.find(
      (other, k) =>
        isGood(other) &&
        constants[k]!.every((c) => typeof c === "number") &&
        steady(constants[at]!.map((c, point) => (c as number) / (constants[k]![point] as number))) !==
          undefined,
    );
    return same ? { ...same, path: verdict.path } : verdict;
  });
}

/**
 * Steps that are taken in turn, each against a loss computed after the one before: what others have become stands, and
 * only the parameter itself is taken back to the step's start.
 */
function inTurn(
  program: Program,
  points: readonly Point[],
  loss: Loss,
  parameters: readonly Parameter[],
  rate: Rate | undefined,
  verdicts: readonly Verdict[],
): Verdict[] {
  if (parameters.length < 2 || !hasLate(program, loss)) return [...verdicts];
  return verdicts.map((verdict, at) => {
    if (verdict.kind !== "wrong") return verdict;
    const own = parameters[at]!;
    const slopes = slopesOf(points, loss, [own], program.moved);
    const again = judge(own, slopes, rate, loss);
    return isGood(again) ? again : verdict;
  });
}

/** Whether a loss reads values that the step has set anew. */
function hasLate({ first, moved }: Program, loss: Loss): boolean {
  const found = loss.find(first);
  const late = renewed(first, moved);
  return found !== undefined && reaches([found.node], (one) => late.has(one));
}

/** Of a loss that is only inferred its norming is not known, half or whole, sum or mean: it is that of the steps. */
function normalised(verdicts: readonly Verdict[], loss: Loss): Verdict[] {
  if (loss.stated) return [...verdicts];
  const scales = verdicts.filter(isGood).map((one) => one.scale ?? 1);
  const [first] = scales;
  if (first === undefined || scales.some((one) => Math.abs(one - first) > 1e-5 * Math.abs(first)))
    return [...verdicts];
  return verdicts.map((one) => (one.kind === "scaled" ? { ...one, kind: "right", scale: 1 } : one));
}

const unknown = (path: string, reason: string): Verdict => ({
  path,
  kind: "unknown",
  scale: null,
  worst: null,
  reason,
});

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
  if (constant !== undefined)
    return { path, kind: "wrong", scale: constant / (rate?.value ?? 1) || -1, worst };
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
      const scale = Math.abs(entering.scale);
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
      const { node } = run.after.get(path)!;
      const own = run.variables.get(path)!.node;
      if (!node || !isOf(run, [node])) return false;
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

const negated = (c: number | undefined | null): number | undefined | null => (typeof c === "number" ? -c : c);

/** How many times rate and gradient a steady step is; of an optimiser with a state, the gradient that enters tells. */
function scaleOf(
  constant: number,
  rate: Rate | undefined,
  parameter: Parameter,
  slopes: readonly Slope[],
): number {
  const direct = rate === undefined ? 1 : constant / rate.value;
  if (Math.abs(direct - 1) <= 10 * close) return 1;
  // without a rate that has a name, a quantity that is the gradient itself speaks for the number that it is taken by
  if (rate?.name === undefined && entriesOf(parameter, slopes, { scale: 1 }) !== undefined) return 1;
  const entering = entriesOf(parameter, slopes, { onlyState: true });
  if (entering === undefined) return direct;
  // the rate may be taken into the velocity: v = 0.9*v - rate*g
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
      const then = run.after.get(path)?.numbers;
      return gradient.every((one, at) => one === 0 && then?.[at] === run.start.get(path)![at]);
    });
    // a number of several that the loss never reaches says nothing, as long as it stays
    if (isStill && parameter.members.length > 1) continue;
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
  const { node } = run.after.get(path)!;
  if (!node || !isOf(run, [node])) return new Set();
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
  // a step that is only decay holds no gradient
  if (c * Math.sqrt(gg) <= 1e-6 * Math.sqrt(dot(steps, steps))) return undefined;
  return c > 0 && d > 0 && rest <= close * close * dot(steps, steps) ? d / c : undefined;
}

/** A number or two that decay as others of the same step do. */
function decayingAlike(
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
function isSquared(run: StepRun, path: string, read: ReadonlySet<Node>): boolean {
  const own = new Set([run.variables.get(path)!.node]);
  const then = run.after.get(path)?.node;
  if (then) own.add(opened(then));
  const isOwn = (one: Node): boolean => own.has(opened(one));
  for (const { op, operands } of read) {
    if ((op === "power" || op === "abs") && isOwn(operands[0]!)) return true;
    if (op === "multiply" && operands.every(isOwn)) return true;
  }
  return false;
}

/** The element that the gradient moves otherwise most. */
function comparison(
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

/** Differences before any accusation: what they do not settle is unknown. */
function confirmed(machine: Machine, program: Program, given: Judged): Judged {
  const found = withoutKink(machine, program, given);
  const { loss, parameters, slopes } = found;
  const about = { machine, program, loss, parameters };
  const verdicts = found.verdicts.map((verdict, at) =>
    verdict.kind === "wrong" && !differ(about, parameters[at]!, slopes)
      ? unknown(verdict.path, "differences do not settle it")
      : verdict,
  );
  return { ...found, verdicts };
}

/**
 * At a kink any subgradient is right. A net with biases of zero may begin at one: behind a layer that is off for a
 * sample, each sum of the next is exactly 0. Then the program's own start has no say. Nor has it where differences do not
 * agree with the gradient that was derived there: branches that meet smoothly, as elu's, tie within at 0.
 */
function withoutKink(machine: Machine, program: Program, found: Judged): Judged {
  const [own, ...others] = found.slopes;
  if (!own || own.replaced.size > 0 || others.length < 2) return found;
  const { loss, rate, parameters } = found;
  const wrong = parameters.filter((_, at) => found.verdicts[at]!.kind === "wrong");
  const about = { machine, program, loss, parameters };
  if (!wrong.some((one) => isKink(about, one, own) || !agrees(about, one, own))) return found;
  const verdicts = found.verdicts.map((verdict, at) =>
    verdict.kind === "wrong" ? judge(parameters[at]!, others, rate, loss) : verdict,
  );
  return { ...found, verdicts, slopes: others };
}
