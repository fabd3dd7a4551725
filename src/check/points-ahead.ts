import type { NDArray } from "../base/array.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { type Ahead, aheadsOf } from "./ahead.ts";
import { gradientsOf, traceOf } from "./gradient.ts";
import { entryPoints, type LaterPoint } from "./later.ts";
import type { EntryPoint } from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import type { Program } from "./program.ts";
import { inPlaces, type StepRun } from "./step.ts";
import type { Judged } from "./verdict.ts";

/** One array of a parameter at later passes, its gradient where the program takes it. */
export interface AheadPoints {
  readonly points: readonly EntryPoint[];
  /** The places ahead of it at the first of them. */
  readonly aheads: readonly Ahead[];
}

/**
 * The points of one array of a parameter. Where a step computes a place ahead of it at which the loss is not computed, the
 * gradient may have been taken there: `isShifted` takes all parameters to the places ahead of them.
 */
export function pointsAhead(
  points: readonly LaterPoint[],
  { moved }: Program,
  { loss, parameters }: Judged,
  parameter: Parameter,
  path: string,
  isShifted: boolean,
): AheadPoints {
  const members = new Set(parameters.flatMap((one) => one.members));
  const computed = points.map(({ run }) => nodesIn(run));
  const there = points.map((point, at): LaterPoint => {
    if (!isShifted) return point;
    const places = new Map<string, NDArray>();
    for (const one of members) {
      const [ahead] = aheadsOf(point.run, one, members, computed[at]!);
      if (ahead) places.set(one, traceOf(point.run, [ahead.node]).get(ahead.node)!);
    }
    if (places.size === 0) return point;
    const found = loss.find(point.record)!;
    return { ...point, gradients: gradientsOf(movedTo(point.record, places), found, parameters, moved) };
  });
  const own = points.map(({ run }, at) => aheadsOf(run, path, members, computed[at]!));
  const [aheads] = own as [Ahead[]];
  return {
    aheads,
    points: entryPoints(there, parameter, path).map((point, at) => {
      const states = new Set(own[at]!.map(({ state }) => point.run.variables.get(state)!.node));
      const earlier = aheads.some(({ follows }) => follows) ? [...states] : [];
      // a velocity that the loss reads beside the parameter alone is a state all the same
      return { ...point, read: new Set([...point.read].filter((one) => !states.has(one))), earlier };
    }),
  };
}

/** A record that begins elsewhere. */
function movedTo(record: StepRun, places: ReadonlyMap<string, NDArray>): StepRun {
  const values = new Map(record.values);
  const start = new Map(record.start);
  for (const [path, place] of places) {
    const variable = record.variables.get(path)!;
    values.set(variable.node, place);
    start.set(path, inPlaces(place.data, variable.places));
  }
  return { ...record, values, start };
}

/** All that a pass computes. */
const nodesIn = ({ after, events }: StepRun): Node[] =>
  reachable([...after.values(), ...events].flatMap(({ node }) => node ?? []));
