import { reachable, reaches } from "../../graph/walk.ts";
import type { Ahead } from "../ahead.ts";
import { growth, type Moment, near, type Working } from "../moments.ts";
import type { Source } from "../repair/source.ts";
import { type Deviation, homesOf } from "./deviation.ts";

const named = /nesterov|look_?ahead|\bnag\b/i;

const code = "optimizer/look-ahead";
const hint =
  "Published: gradient at parameter + momentum * velocity; velocity = momentum * velocity - rate * gradient; parameter += velocity.";

const shown = (value: number): string => String(Number(Math.abs(value).toPrecision(4)));
const sign = (value: number): string => (value < 0 ? "-" : "+");

/** How far a step carries the parameter on for a state of 1, whatever the gradient is. */
const carriedBy = (working: Working, state: string): number => {
  const { run, after, entry } = working;
  const { node } = run.variables.get(state)!;
  const at = (value: number) => [[node, value] as const, [entry, 0] as const];
  return growth(working, after, at(0), at(1));
};

const why =
  "Nesterov's method looks where the velocity is about to carry the parameter, and corrects the step by the slope there. At another place the correction is of another step: it is momentum at best, and swings more where it looks back.";

/**
 * A gradient that is taken at another place than the one to which the velocity carries the parameter: the sign or the
 * share of the velocity differs, or the place is computed and never looked at (Sutskever et al. 2013).
 */
export function lookAheadOf(
  workings: readonly Working[],
  path: string,
  aheads: readonly Ahead[],
): Deviation | undefined {
  const [working, next] = workings as [Working, Working];
  const { entry } = working;
  for (const ahead of aheads) {
    const { state, share, follows } = ahead;
    const carried = carriedBy(working, state);
    if (Number.isNaN(carried)) continue;
    if (follows && carried > 0)
      return {
        code: "optimizer/velocity-sign",
        path: state,
        ahead,
        message: `\`${path}\` is drawn back to \`${state}\`, the value that it had one step before`,
        why: "What a parameter has moved in its last step is its velocity, and carries it on in that direction. Here it is subtracted, so each step takes back a part of the last one.",
        hint: "Published: ahead = parameter + momentum * (parameter - before); before = parameter; parameter = ahead - rate * gradient.",
        names: /momentum|nesterov|accelerat/i,
      };
    // momentum that changes from step to step may look a little less far than it goes
    const isSteady = near(carried, carriedBy(next, state));
    const isAsFar = isSteady ? near(share, carried) : Math.abs(share / carried - 1) < leeway;
    const placeAt = (times: number): string =>
      follows
        ? `${path} ${sign(-times)} ${shown(times)} * (${path} - ${state})`
        : `${path} ${sign(times)} ${shown(times)} * ${state}`;
    const place = placeAt(share);
    const said = (message: string): Deviation => ({
      code,
      path: state,
      ahead,
      message,
      why,
      hint,
      names: named,
    });
    if (reaches([entry], (one) => one === ahead.node))
      return isAsFar
        ? undefined
        : said(
            `the gradient of \`${path}\` is taken at \`${place}\`, while the step carries it to \`${placeAt(carried)}\``,
          );
    const name = isAsFar ? nameLeft(working, ahead) : undefined;
    if (name !== undefined)
      return {
        ...said(`\`${place}\` is computed, and the gradient of \`${path}\` is not taken there`),
        unread: { own: wholeOf(path), ahead: wholeOf(name) },
      };
  }
  return undefined;
}

/** How far apart a look and a step may be where the momentum changes, as a share. */
const leeway = 0.3;

/** What an item is kept in. */
const wholeOf = (path: string): string => path.replace(/\[.*$/, "");

/** The name of a place, where nothing that lasts or that the step does is computed from it. */
function nameLeft({ run, entry }: Working, { node }: Ahead): string | undefined {
  const names = new Set([
    ...run.events.flatMap((one) => (one.kind === "assigned" && one.node === node ? [one.target] : [])),
    ...[...run.after].flatMap(([name, after]) => (after.node === node ? [name] : [])),
  ]);
  const [first] = names;
  const kept = [...run.after].flatMap(([name, after]) =>
    after.node && after.node !== run.variables.get(name)?.node && !names.has(name) ? [after.node] : [],
  );
  if (reaches([entry, ...kept], (one) => one === node)) return undefined;
  // a name that the next pass begins with is used there
  const used = new Set(reachable([entry, ...kept]));
  const isUsed = [...run.variables].some(([name, { node: own }]) => names.has(name) && used.has(own));
  return isUsed ? undefined : first;
}

/**
 * A step that is called Nesterov's and is Polyak's momentum. With the gradient taken at the parameter itself, a velocity
 * of which k is kept must enter anew, parameter += k · velocity − rate · gradient (Bengio et al. 2013, Advances in
 * optimizing recurrent networks); parameter += velocity looks nowhere ahead.
 */
export function plainMomentum(
  workings: readonly Working[],
  path: string,
  moment: Moment,
  source: Source,
): Deviation | undefined {
  const homes = homesOf(workings[0]!, moment, source);
  if (!homes.some((one) => /nesterov|(^|_)nag($|_)|^NAG/i.test(one))) return undefined;
  for (const working of workings) {
    const { run, after, entry } = working;
    const { node } = run.variables.get(moment.path)!;
    const now = growth(
      working,
      after,
      [
        [node, 0],
        [entry, 0],
      ],
      [
        [node, 0],
        [entry, 1],
      ],
    );
    const carried = carriedBy(working, moment.path);
    if (!near(carried * moment.taken, now * moment.kept)) return undefined;
  }
  return {
    code,
    path: moment.path,
    message: `the step of \`${path}\` is that of plain momentum: \`${moment.path}\` is not looked ahead`,
    why,
    hint: "Published, with the gradient at the parameter itself: velocity = momentum * velocity - rate * gradient; parameter += momentum * velocity - rate * gradient.",
    names: named,
  };
}
