import { Random } from "../../base/random.ts";
import type { Node } from "../../graph/node.ts";
import type { Machine } from "../../lift/machine.ts";
import { afterNodes, derivativesOf, joined, startOf } from "../gradient.ts";
import { isOf } from "../optimizer.ts";
import type { Parameter } from "../parameter.ts";
import { type Program, tried } from "../program.ts";
import { type Point, type Slope, slopesOf } from "../slopes.ts";
import { inPlaces, newNode, runStep, type StepRun } from "../step.ts";
import type { Judged } from "../verdict.ts";
import { settingOf } from "./places.ts";
import { type Instead, Replay } from "./replay.ts";
import type { Source } from "./source.ts";

/** How many points are looked at for a cause. */
const mostScenes = 3;

/** One point at which a step was run, ready to be computed again with other numbers for some of its quantities. */
export class Scene {
  readonly run: StepRun;
  readonly replay: Replay;
  /** The loss's derivative by each quantity that it is computed from. */
  readonly derivatives: ReadonlyMap<Node, Float64Array>;

  constructor(
    readonly slope: Slope,
    parameters: readonly Parameter[],
    moved: readonly string[],
  ) {
    this.run = slope.run;
    const roots = afterNodes(slope.run, parameters);
    const read = [...slope.read];
    this.derivatives = derivativesOf(slope.run, slope.found, read, parameters, moved);
    this.replay = new Replay([...new Set([...roots, ...read])], slope.run.values);
  }

  /** What a step adds to a parameter where some quantities have other numbers; undefined where those do not fit. */
  stepWith(instead: Instead, parameters: readonly Parameter[]): Map<Parameter, Float64Array> | undefined {
    const values = this.replay.with(instead, afterNodes(this.run, parameters));
    if (!values) return undefined;
    return new Map(parameters.map((one) => [one, this.#stepOf(one, values)]));
  }

  #stepOf(parameter: Parameter, values: ReadonlyMap<Node, Float64Array>): Float64Array {
    const then = parameter.members.map((path) => {
      const value = values.get(newNode(this.run, path))!;
      return inPlaces(value, this.run.variables.get(path)!.places);
    });
    const start = startOf(this.run, parameter);
    return joined(then).map((one, at) => one - start[at]!);
  }
}

/**
 * The points of a program, for a search of causes. What the backward pass sets is run again as nodes of their own, so
 * that each can be told apart from what has the same value by chance, or only hands it on (`d_pre = d_state`).
 */
export function scenesOf(
  machine: Machine,
  { pass, promoted, moved }: Program,
  { loss, parameters, slopes }: Judged,
  apart: ReadonlySet<number>,
): Scene[] {
  const pointAt = (replaced: Slope["replaced"], copies = apart): Point[] => {
    const run = tried(() => runStep(machine, pass, { replaced, promoted, apart: copies }));
    return run ? [{ replaced, run }] : [];
  };
  const few = alike(slopes as [Slope, ...Slope[]], parameters, (replaced) => pointAt(replaced, none)).slice(
    0,
    mostScenes,
  );
  const again = apart.size === 0 ? few : few.flatMap(({ replaced }) => pointAt(replaced));
  const fresh = slopesOf(again, loss, parameters, moved);
  return fresh
    .filter(({ run, read }) => isOf(run, [...afterNodes(run, parameters), ...read]))
    .map((slope) => new Scene(slope, parameters, moved));
}

const none: ReadonlySet<number> = new Set();
const mostNearby = 4;

/**
 * Points at which the branches of a step go as at the first, so that what one statement sets there can be compared:
 * where those of the verdicts go other ways, some near the first. An event has the same order at all of them.
 */
function alike(
  [first, ...others]: readonly [Slope, ...Slope[]],
  parameters: readonly Parameter[],
  at: (replaced: Slope["replaced"]) => readonly Point[],
): Point[] {
  const { events } = first.run;
  const isAlike = ({ run }: Point): boolean =>
    run.events.length === events.length &&
    run.events.every(({ span }, k) => span.from === events[k]!.span.from);
  const same: Point[] = [first, ...others.filter(isAlike)];
  const random = new Random(events.length);
  for (let k = 0; k < mostNearby && same.length < mostScenes; k++) {
    const near = (one: number): number => one + 1e-3 * random.uniform(-1, 1) * Math.max(0.1, Math.abs(one));
    const members = parameters.flatMap((one) => one.members);
    const replaced = new Map(members.map((path) => [path, first.run.start.get(path)!.map(near)]));
    same.push(...at(replaced).filter(isAlike));
  }
  return same;
}

/** What a backward pass sets. */
export interface Settings {
  /** All values that are computed as a whole, by their events. */
  readonly all: ReadonlySet<number>;
  /**
   * Those that had been computed before, as part of something else: `d_pre = d_state`, `return grad`,
   * `dxhat = dout * xhat` where a sum has the same product in it.
   */
  readonly copies: ReadonlySet<number>;
}

export function settingsIn({ run, read }: Slope, source: Source): Settings {
  const [all, copies] = [new Set<number>(), new Set<number>()];
  let last = -1;
  let isBackward = false;
  for (const [order, event] of run.events.entries()) {
    const { node, elements, kind, isWhole, target } = event;
    if (elements && isBackward) all.add(order);
    if (!node) continue;
    isBackward ||=
      (!read.has(node) && node.op !== "variable" && kind !== "called") ||
      // the error from which all flows back is part of the loss itself
      (node.op === "subtract" && /^(d|delta|grad|err)/i.test(target));
    const isKnown = node.id <= last;
    last = Math.max(last, node.id);
    if (!isBackward || !isWhole) continue;
    const setting = settingOf(source, event);
    if (!setting) continue;
    if (!read.has(node) || isKnown) all.add(order);
    // what a function of the program hands back has been looked at where it was computed
    const isHanded = (): boolean => setting.place.kind === "call" && run.events[order - 1]!.node === node;
    if (isKnown && !isHanded()) copies.add(order);
  }
  return { all, copies };
}
