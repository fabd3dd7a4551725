import { reachable } from "../graph/walk.ts";
import type { Machine } from "../lift/machine.ts";
import { judgedHere } from "./best-loss.ts";
import { differ } from "./differences.ts";
import { moveOf, proportion, startOf, steady } from "./gradient.ts";
import { comparison, negated } from "./judge.ts";
import { type Program, tried } from "./program.ts";
import { slopesOf } from "./slopes.ts";
import { computesAll, newNode, type Pass, runStep, type StepRun } from "./step.ts";
import { flats, good, isFlat, isGood, type Judged, type Verdict, variedReason } from "./verdict.ts";

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
    if (!first || !computesAll(first, program.moved)) continue;
    // a pass that does not compute the loss says nothing of it
    if (!own.loss.find(first)) continue;
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
  const usual = verdicts.findIndex((one) => one.kind === "right" && one.scale === 1);
  if (usual < 0 || !odd.some((one) => one)) return given;
  // what an optimiser carries makes every step another number of times as long
  const members = new Set(parameters.flatMap((one) => one.members));
  const carried = new Set(
    program.moved.flatMap((path) => (members.has(path) ? [] : program.first.variables.get(path)!.node)),
  );
  const after = [...members].map((path) => newNode(program.first, path));
  if (reachable(after).some((one) => carried.has(one))) return given;
  for (const pass of [...later].reverse()) {
    const first = tried(() => runStep(machine, pass, { promoted: program.promoted }));
    if (!first || !computesAll(first, program.moved)) continue;
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
    const there = { ...program, pass, first, begin: program.begin ?? program.first };
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

/** The verdicts of steps that are all scaled by a rate that changes from pass to pass: what scales them is the schedule. */
const followed = (found: Judged): Judged => ({
  ...found,
  verdicts: found.verdicts.map((one) => ({ ...one, kind: "right", scale: 1, reason: variedReason })),
});

/** How many numbers each value of a pass has. */
const sizesOf = ({ events }: StepRun): string => events.map(({ numbers }) => numbers?.length).join();

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
    if (!run) return false;
    const held = run.variables.get(rate.name!)?.node;
    if (!held || run.values.get(held)!.data[0] !== rate.value) return false;
    // a last batch of fewer rows has another 1/N
    if (sizesOf(run) !== sizesOf(first)) return false;
    const [slope] = slopesOf([{ replaced: new Map(), run }], loss, parameters, moved);
    if (!slope) return false;
    const there = steady(
      parameters.map((one) => negated(proportion(moveOf(run, one)!, slope.gradients.get(one.path)!))),
    );
    return there !== undefined && there > 0 && Math.abs(there / rate.value / scale - 1) > 1e-3;
  });
}
