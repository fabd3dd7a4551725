import type { NDArray } from "../../base/array.ts";
import type { Node } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import { evaluate } from "../../run/evaluate.ts";

/** What some quantities of a step would be. */
export type Instead = ReadonlyMap<Node, Float64Array>;

/** The record of a step, computed again with other numbers for some of its quantities. */
export class Replay {
  readonly #trace: ReadonlyMap<Node, NDArray>;
  readonly #order: readonly Node[];
  /** How many operations have been computed again, over all replays. */
  static work = 0;

  constructor(roots: readonly Node[], values: ReadonlyMap<Node, NDArray>) {
    this.#trace = evaluate(roots, values);
    this.#order = [...this.#trace.keys()].sort((a, b) => a.id - b.id);
  }

  /** A quantity as it was. */
  of(node: Node): Float64Array | undefined {
    return this.#trace.get(node)?.data;
  }

  /** What some quantities are where others have these numbers instead; undefined where those do not fit. */
  with(instead: Instead, roots: readonly Node[]): Map<Node, Float64Array> | undefined {
    const changed = new Map<Node, NDArray>();
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (const [node, data] of instead) {
      const before = this.#trace.get(node);
      if (!before) continue;
      if (before.data.length !== data.length) return undefined;
      changed.set(node, { shape: before.shape, data });
      low = Math.min(low, node.id);
    }
    for (const { id } of roots) high = Math.max(high, id);
    for (const node of this.#order) {
      if (node.id > high) break;
      if (node.id <= low || instead.has(node) || !node.operands.some((one) => changed.has(one))) continue;
      Replay.work++;
      const operands = node.operands.map((one) => changed.get(one) ?? this.#trace.get(one)!);
      changed.set(node, operations[node.op].value(operands, node.attributes));
    }
    return new Map(roots.map((node) => [node, (changed.get(node) ?? this.#trace.get(node)!).data]));
  }
}
