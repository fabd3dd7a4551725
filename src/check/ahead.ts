import type { NDArray } from "../base/array.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { gradientsOf, traceOf } from "./gradient.ts";
import { entryPoints, type LaterPoint } from "./later.ts";
import { opened } from "./losses/form.ts";
import { growth, near } from "./moments.ts";
import type { EntryPoint } from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import type { Program } from "./program.ts";
import { inPlaces, type StepRun } from "./step.ts";
import type { Judged } from "./verdict.ts";

/**
 * A place beside a parameter, own + share · state, that a step computes: Nesterov's methods take the gradient where the
 * velocity will have carried the parameter (Nesterov 1983; Sutskever et al. 2013).
 */
export interface Ahead {
  readonly node: Node;
  /** A velocity, or the value that the parameter had one step before. */
  readonly state: string;
  readonly share: number;
  /** Whether the state is that earlier value: the place is own + share · (state − own) then. */
  readonly follows: boolean;
}

/** Operations by which a place ahead is put together. */
const linear = new Set(["add", "subtract", "multiply", "divide", "negate", "reshape", "named", "broadcast"]);
const mostNodes = 24;

/** The places ahead of one parameter among the nodes of a run; `members` are the parameters, which are no velocities. */
export function aheadsOf(
  run: StepRun,
  path: string,
  members: ReadonlySet<string>,
  nodes: Iterable<Node>,
): Ahead[] {
  const own = run.variables.get(path)!.node;
  const states = new Map(
    [...run.variables].flatMap(([name, { node }]) => {
      const then = run.after.get(name)?.node;
      return then && then !== node && !members.has(name) && sizeOf(node) === sizeOf(own) && node !== own
        ? [[node, name] as const]
        : [];
    }),
  );
  if (states.size === 0) return [];
  return [...nodes].flatMap((node): Ahead[] => {
    if (node.op !== "add" && node.op !== "subtract") return [];
    // numbers that only scale are factors
    const places = variablesBehind(node)?.filter(
      (one) => one === own || states.has(one) || one.shape.length > 0,
    );
    if (places?.length !== 2 || !places.includes(own)) return [];
    const state = places.find((one) => one !== own)!;
    const name = states.get(state);
    if (name === undefined) return [];
    const follows = isEarlier(run, name, own);
    const at = (ownValue: number, stateValue: number) => [
      [own, ownValue] as const,
      [state, stateValue] as const,
    ];
    const working = { run, entry: node, after: node };
    const share = growth(working, node, at(0, 0), at(0, 1));
    const whole = growth(working, node, at(0, 0), follows ? at(1, 1) : at(1, 0));
    if (share === undefined || whole === undefined || near(share, 0) || !near(whole, 1)) return [];
    return [{ node, state: name, share, follows }];
  });
}

/** Whether a state becomes what a parameter was: the value of one step before. */
export const isEarlier = ({ after }: StepRun, state: string, own: Node): boolean => {
  const then = after.get(state)?.node;
  return then !== undefined && opened(then) === own;
};

const sizeOf = ({ shape }: Node): number =>
  shape.reduce<number>((product, one) => product * (one as number), 1);

/** The variables behind a node that only adds and scales; undefined where it does more. */
function variablesBehind(root: Node): Node[] | undefined {
  const seen = new Set([root]);
  for (const node of seen) {
    if (seen.size > mostNodes) return undefined;
    if (node.op === "variable" || node.op === "number") continue;
    if (!linear.has(node.op)) return undefined;
    for (const one of node.operands) seen.add(one);
  }
  return [...seen].filter(({ op }) => op === "variable");
}

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
  const there = points.map((point): LaterPoint => {
    if (!isShifted) return point;
    const places = new Map<string, NDArray>();
    for (const one of members) {
      const [ahead] = placesAhead(point, one, members);
      if (ahead) places.set(one, traceOf(point.run, [ahead.node]).get(ahead.node)!);
    }
    const found = loss.find(point.record);
    if (places.size === 0 || !found) return point;
    return { ...point, gradients: gradientsOf(movedTo(point.record, places), found, parameters, moved) };
  });
  const aheads = placesAhead(points[0]!, path, members);
  return {
    aheads,
    points: entryPoints(there, parameter, path).map((point, at) => {
      const states = new Set(
        placesAhead(points[at]!, path, members).map(({ state }) => point.run.variables.get(state)!.node),
      );
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
    const variable = record.variables.get(path);
    if (!variable) continue;
    values.set(variable.node, place);
    start.set(path, inPlaces(place.data, variable.places));
  }
  return { ...record, values, start };
}

/** The places ahead of one parameter that a pass computes. */
function placesAhead({ run }: LaterPoint, path: string, members: ReadonlySet<string>): Ahead[] {
  const roots = [...run.after.values(), ...run.events].map(({ node }) => node);
  return aheadsOf(run, path, members, reachable(roots.filter((one) => one !== undefined)));
}
