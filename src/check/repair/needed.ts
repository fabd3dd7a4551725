import type { Node } from "../../graph/node.ts";
import { norm } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import type { Blame, Wrongness } from "./blame.ts";
import { type Group, nodesOf } from "./groups.ts";
import type { Scene } from "./scene.ts";

/** How near a step must be to the one that the gradient asks for. */
export const near = 1e-6;
/** Of how many times that a statement runs the step itself is asked what it needs. */
const mostNeeded = 40;

/** A quantity that enters a step as it is: the step itself says what it should be. */
export function neededBy(about: Wrongness, group: Group): Blame | undefined {
  const { scenes, lengths } = about;
  const [length] = lengths;
  if (length === undefined || group.orders.length > mostNeeded) return undefined;
  const rows = scenes.map((scene) => neededAt(about, group, scene, length));
  if (rows.some((one) => one === undefined)) return undefined;
  const [first, ...others] = rows as [Needed, ...Needed[]];
  // a factor that data decide is no part of an update
  const isSteady = others.every(
    ({ slopes }) =>
      slopes.length === first.slopes.length &&
      slopes.every((one, at) => Math.abs(one - first.slopes[at]!) <= near * Math.abs(one)),
  );
  if (!isSteady) return undefined;
  const wanted = rows.map((one) => one!.wanted);
  return {
    ...group,
    wanted,
    anyScale: false,
    orScaled: about.isUnmeasured,
    mended: first.mended,
  };
}

interface Needed {
  readonly wanted: readonly Float64Array[];
  readonly slopes: readonly number[];
  readonly mended: readonly Parameter[];
}

function neededAt(
  { wrong, good }: Wrongness,
  group: Group,
  scene: Scene,
  length: number,
): Needed | undefined {
  const nodes = nodesOf(group, scene);
  if (!nodes) return undefined;
  const base = scene.stepWith(new Map(), wrong)!;
  const wanted: Float64Array[] = [];
  const slopes: number[] = [];
  const covered = new Map<Parameter, Set<number>>();
  for (const node of nodes) {
    const now = scene.replay.of(node);
    if (!now) return undefined;
    const raised = scene.stepWith(new Map([[node, now.map((one) => one + 1)]]), wrong)!;
    let own: Float64Array = now;
    for (const parameter of wrong) {
      const step = base.get(parameter)!;
      const found = response(now.length, raised.get(parameter)!, step);
      if (!found) continue;
      const gradient = scene.slope.gradients.get(parameter.path)!;
      const known = covered.get(parameter) ?? new Set();
      // what goes in twice cannot be told from the sum
      if (own !== now || found.places.some((place) => known.has(place))) return undefined;
      for (const place of found.places) known.add(place);
      covered.set(parameter, known);
      own = Float64Array.from(
        found.places,
        (place, i) =>
          now[now.length === 1 ? 0 : i]! + (-length * gradient[place]! - step[place]!) / found.slope,
      );
      slopes.push(found.slope);
    }
    wanted.push(own);
  }
  const mended = wrong.filter((one) => covered.get(one)?.size === base.get(one)!.length);
  return mended.length > 0 && keeps(good, scene, nodes, wanted) ? { wanted, slopes, mended } : undefined;
}

/** Whether right steps stay as they are where some quantities have other numbers. */
function keeps(
  good: readonly Parameter[],
  scene: Scene,
  nodes: readonly Node[],
  wanted: readonly Float64Array[],
): boolean {
  // what has another size now is read by nothing but its own step, or would not fit
  const instead = new Map(
    nodes.map((node, at) => {
      const now = scene.replay.of(node)!;
      return [node, wanted[at]!.length === now.length ? wanted[at]! : now.map((one) => one + 1)] as const;
    }),
  );
  const [before, then] = [scene.stepWith(new Map(), good)!, scene.stepWith(instead, good)!];
  return good.every((one) => alike(then.get(one)!, before.get(one)!));
}

/**
 * Which numbers of a step move, all alike, where a quantity of `size` numbers is raised by one; undefined where they do
 * so otherwise, or not at all.
 */
function response(
  size: number,
  raised: Float64Array,
  step: Float64Array,
): { readonly places: readonly number[]; readonly slope: number } | undefined {
  const places = [...step.keys()].filter((at) => raised[at] !== step[at]);
  if (places.length === 0 || (places.length !== size && size !== 1)) return undefined;
  const slope = raised[places[0]!]! - step[places[0]!]!;
  const isUniform = places.every(
    (at) => Math.abs(raised[at]! - step[at]! - slope) <= 1e-9 * Math.abs(slope) + 1e-13,
  );
  return isUniform ? { places, slope } : undefined;
}

/** Whether a step is as another one. */
export const alike = (a: Float64Array, b: Float64Array): boolean =>
  norm(a.map((one, at) => one - b[at]!)) <= near * norm(b) + 1e-14;
