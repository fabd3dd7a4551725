import type { Node } from "../graph/node.ts";
import { knownCount } from "../graph/shape.ts";
import { evaluate } from "../run/evaluate.ts";
import { newNode, type StepRun } from "./step.ts";

/** A mean of gradients, or of their squares, that an optimiser carries: kept · mean + taken · gradient. */
export interface Moment {
  readonly path: string;
  readonly kept: number;
  readonly taken: number;
  readonly squared: boolean;
}

/** One pass with an optimiser at work: the quantity that enters it, and what it carries. */
export interface Working {
  readonly run: StepRun;
  readonly entry: Node;
  readonly after: Node;
}

export type Given = readonly (readonly [node: Node, value: number])[];

/** What a node is, element by element, where some nodes have other values all through. */
export function valueWith({ run }: Working, node: Node, given: Given): Float64Array {
  const values = new Map(run.values);
  for (const [one, value] of given) {
    const data = new Float64Array(knownCount(one.shape)).fill(value);
    values.set(one, { shape: one.shape as number[], data });
  }
  return evaluate([node], values).get(node)!.data;
}

/** How much a node grows between two settings; NaN, which is near no number, where its elements do not all grow alike. */
export function growth(working: Working, node: Node, from: Given, to: Given): number {
  const [before, then] = [valueWith(working, node, from), valueWith(working, node, to)];
  const first = then[0]! - before[0]!;
  const room = 1e-9 * Math.max(1, Math.abs(then[0]!), Math.abs(before[0]!));
  return then.every((one, at) => Math.abs(one - before[at]! - first) <= room) ? first : Number.NaN;
}

export const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-7 * Math.max(1, Math.abs(a), Math.abs(b));

/** A carried value, which a step sets anew, as a moment; undefined where it is none. */
export function momentOf(working: Working, path: string): Moment | undefined {
  const { run, entry } = working;
  const own = run.variables.get(path)!.node;
  const node = newNode(run, path);
  const at = (state: number, gradient: number): Given => [
    [own, state],
    [entry, gradient],
  ];
  const kept = growth(working, node, at(0, 0), at(1, 0));
  const twice = growth(working, node, at(0, 0), at(2, 0));
  const taken = growth(working, node, at(0, 0), at(0, 1));
  const more = growth(working, node, at(0, 0), at(0, 2));
  if (!near(twice, 2 * kept) || taken === 0 || kept === 0) return undefined;
  if (near(more, 2 * taken)) return { path, kept, taken, squared: false };
  return near(more, 4 * taken) ? { path, kept, taken, squared: true } : undefined;
}
