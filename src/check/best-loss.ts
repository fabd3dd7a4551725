import { isNumber, type Node } from "../graph/node.ts";
import { reachable, reaches } from "../graph/walk.ts";
import type { Machine } from "../lift/machine.ts";
import { sameSpan } from "../lift/python/walk.ts";
import { aheadsOf } from "./ahead.ts";
import { agrees, differ, isKink } from "./differences.ts";
import type { Event } from "./events.ts";
import { moveOf, proportion, readBy, renewed, startOf, steady } from "./gradient.ts";
import { decayingAlike, isSquared, judge, negated } from "./judge.ts";
import { isOverMore, opened } from "./losses/form.ts";
import type { Loss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import { pointsOf, type Rest } from "./points.ts";
import { type Program, parametersOf } from "./program.ts";
import { type Rate, rateOf } from "./rate.ts";
import { type Point, type Slope, slopesOf } from "./slopes.ts";
import { newNode } from "./step.ts";
import { good, isGood, type Judged, unknown, type Verdict } from "./verdict.ts";

/** The verdicts of one pass. What an optimiser has left over from passes before is set to rest where that tells more. */
export function judgedHere(machine: Machine, program: Program): Judged | undefined {
  const found = judgedAt(machine, program, pointsOf(machine, program));
  if (!found?.verdicts.some(({ kind }) => kind === "wrong")) return found;
  const rest = leftOver(program, found);
  if (rest.size === 0) return found;
  // the losses are those of the same first run
  const again = judgedAt(machine, program, pointsOf(machine, program, rest))!;
  return good(again) > good(found) ? again : found;
}

/**
 * Rest for what a step carries on: for velocities that have begun to run and for sums that are set back, which no loss
 * reads and gradients go into, and for what a parameter was one step before, which only the place ahead of it reads.
 */
function leftOver({ first, moved }: Program, { loss, parameters }: Judged): Rest {
  const found = new Map<string, "zero" | { readonly of: string }>();
  const read = readBy(first, loss.find(first)!, moved);
  const members = new Set(parameters.flatMap((one) => one.members));
  const variables = new Set([...members].map((path) => first.variables.get(path)!.node));
  const news = [...members].map((path) => newNode(first, path));
  const isMoved = new Set(moved);
  for (const [path, { node }] of first.variables) {
    if (members.has(path) || read.has(node) || first.start.get(path)!.every((one) => one === 0)) continue;
    const then = first.after.get(path);
    // a sum of gradients is set back once a step is taken of it
    const isSetBack = then?.node === undefined && then?.numbers.every((one) => one === 0);
    const isCarried = isMoved.has(path) && reaches([newNode(first, path)], (one) => variables.has(one));
    if (isCarried || (isSetBack && reaches(news, (one) => one === node))) found.set(path, "zero");
  }
  for (const path of members) {
    for (const { state, follows } of aheadsOf(first, path, members, reachable([newNode(first, path)])))
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
  if (verdicts.every((one) => one.kind !== "wrong")) return found;
  const read = readBy(first, loss.find(first)!, moved);
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
  const [all, descended] = [own.find(run)!, chosen.loss.find(run)!];
  // the root of a mean square, or a perplexity, is printed to be read: what lies within it is descended
  if (isFigure(all.node)) return chosen;
  // sample by sample the same loss is descended whose total is printed
  if (isOverMore(all.node, descended.node)) return chosen;
  if (good(chosen) < chosen.verdicts.length) return chosen;
  return {
    ...chosen,
    verdicts: chosen.verdicts.map((one) => ({ ...one, kind: "other", scale: null })),
  };
}

/** Whether a number is the root or the exponential of another. */
function isFigure(node: Node): boolean {
  const { op, operands } = opened(node);
  return op === "sqrt" || op === "exp" || (op === "power" && isNumber(operands[1]!, 0.5));
}

const isMetric = (loss: Loss): boolean => loss.text === undefined && !loss.isNamed;

/** Whether arrays follow a loss that has the name of one: then it is that loss that the others are to follow. */
const isPartlyFollowed = ({ loss, verdicts, parameters, slopes }: Judged): boolean =>
  loss.isNamed &&
  verdicts.some(
    (one, at) =>
      isGood(one) && one.reason === undefined && startOf(slopes[0]!.run, parameters[at]!).length > 1,
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

/** Differences before any accusation: what they do not settle is unknown. */
function confirmed(machine: Machine, program: Program, given: Judged): Judged {
  const found = withoutKink(machine, program, given);
  const { loss, parameters, slopes } = found;
  const about = { machine, program, loss, parameters };
  const verdicts = found.verdicts.map((verdict, at) => {
    const own = parameters[at]!;
    // any step of a single number is along its gradient, so many times
    const mayScale = verdict.kind === "scaled" && startOf(program.first, own).length === 1;
    if (verdict.kind !== "wrong" && !mayScale) return verdict;
    if (isOneOfSeveral(program, loss, own))
      return unknown(verdict.path, "of several steps that one pass takes only the last has this loss");
    return mayScale || differ(about, own, slopes)
      ? verdict
      : unknown(verdict.path, "differences do not settle it");
  });
  return { ...found, verdicts };
}

/** Whether a pass computes a loss again and again, with a step of the parameter after each. */
function isOneOfSeveral({ first }: Program, loss: Loss, { span, path }: Parameter): boolean {
  const set = first.events.filter(({ kind }) => kind === "assigned");
  const nameOf = (text: string): string | undefined => /([^.[]+)(?:\[.*)?$/.exec(text)?.[1];
  // a sum that a step is taken of afterwards is none
  const isStep = ({ span: own, target }: Event): boolean =>
    sameSpan(own, span) && nameOf(target) === nameOf(path);
  const turns = set.flatMap((one) =>
    sameSpan(one.span, loss.span) ? ["loss"] : isStep(one) ? ["step"] : [],
  );
  return /loss,step.*loss,step/.test(turns.join());
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
