import type { NDArray } from "../base/array.ts";
import type { Node } from "../graph/node.ts";
import type { Machine } from "../lift/machine.ts";
import { gradientsOf, readBy } from "./gradient.ts";
import type { EntryPoint } from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import { type Program, tried } from "./program.ts";
import { computesAll, type Pass, runStep, type StepRun } from "./step.ts";
import type { Judged } from "./verdict.ts";

/** A pass after the first, with the loss's gradient where it begins. */
export interface LaterPoint {
  readonly run: StepRun;
  /** The record in which the loss is computed: the first pass's with this one's numbers where this one computes none. */
  readonly record: StepRun;
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly read: ReadonlySet<Node>;
}

/**
 * Passes after the first, run again, with the loss's gradients there. A loss that they do not compute, since it is
 * printed every tenth pass only, is the first pass's with their numbers.
 */
export function laterPoints(
  machine: Machine,
  { first, moved, promoted }: Program,
  { loss, parameters }: Judged,
  later: readonly Pass[],
): LaterPoint[] {
  return later.flatMap((pass) => {
    const run = tried(() => runStep(machine, pass, { promoted }));
    if (!run || !parameters.every(({ members }) => computesAll(run, members))) return [];
    const found = loss.find(run);
    if (found)
      return [
        {
          run,
          record: run,
          gradients: gradientsOf(run, found, parameters, moved),
          read: readBy(run, found, moved),
        },
      ];
    const own = loss.find(first)!;
    const there = withNumbersOf(first, run);
    if (!there) return [];
    const firstRead = readBy(first, own, moved);
    const read = [...first.variables].flatMap(([path, { node }]) => {
      const same = run.variables.get(path);
      return firstRead.has(node) && same ? [same.node] : [];
    });
    return [
      { run, record: there, gradients: gradientsOf(there, own, parameters, moved), read: new Set(read) },
    ];
  });
}

/** The record of one pass with the numbers with which another began; undefined where they do not fit. */
function withNumbersOf(record: StepRun, { variables, values, start }: StepRun): StepRun | undefined {
  const numbers = new Map<Node, NDArray>(record.values);
  for (const [path, { node }] of record.variables) {
    const same = variables.get(path);
    if (!same) continue;
    const value = values.get(same.node)!;
    if (value.data.length !== record.values.get(node)!.data.length) return undefined;
    numbers.set(node, { shape: record.values.get(node)!.shape, data: value.data });
  }
  return { ...record, values: numbers, start };
}

/** The points of one array or number of a parameter. */
export function entryPoints(points: readonly LaterPoint[], parameter: Parameter, path: string): EntryPoint[] {
  let from = 0;
  for (const one of parameter.members) {
    if (one === path) break;
    from += points[0]!.run.start.get(one)!.length;
  }
  return points.map(({ run, gradients, read }) => ({
    run,
    read,
    gradient: gradients.get(parameter.path)!.slice(from, from + run.start.get(path)!.length),
  }));
}
