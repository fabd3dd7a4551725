import { type NDArray, offsets, sizeOf, stridesOf } from "../../base/array.ts";
import type { Builder } from "../build.ts";
import type { Attributes, Node } from "../node.ts";
import type { Op } from "../op.ts";
import { call, type Operation, type Pullback, special } from "../operation.ts";
import { reducedShape } from "../shape.ts";

type Fold = (group: Float64Array) => number;

/** Reads each group of elements that falls together, in row-major order, and folds it to one number. */
function fold(x: NDArray, { axes = [], keepdims = false }: Attributes, reduce: Fold): NDArray {
  const strides = stridesOf(x.shape);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const starts = offsets(
    kept.map((axis) => x.shape[axis]!),
    kept.map((axis) => strides[axis]!),
  );
  const within = offsets(
    axes.map((axis) => x.shape[axis]!),
    axes.map((axis) => strides[axis]!),
  );
  const group = new Float64Array(within.length);
  const data = new Float64Array(starts.length);
  for (let cell = 0; cell < starts.length; cell++) {
    for (let k = 0; k < within.length; k++) group[k] = x.data[starts[cell]! + within[k]!]!;
    data[cell] = reduce(group);
  }
  return { shape: reducedShape(x.shape, axes, keepdims) as readonly number[], data };
}

/** Gives a reduced array its axes back, so that it broadcasts against the operand. */
export function unreduce($: Builder, reduced: Node, operand: Node, attributes: Attributes): Node {
  if (attributes.keepdims || reduced.shape.length === operand.shape.length) return reduced;
  const kept = reducedShape(operand.shape, attributes.axes ?? [], true);
  return kept.every((size) => size === 1) && reduced.shape.length === 0 ? reduced : $.reshape(reduced, kept);
}

const reduction = (name: string, reduce: Fold, derivative: Pullback, kink?: Fold): Operation => ({
  arity: 1,
  notation: call(name),
  shape: ([x], { axes = [], keepdims = false }) => reducedShape(x!, axes, keepdims),
  value: ([x], attributes) => fold(x!, attributes, reduce),
  derivative,
  ...(kink && {
    kink: ([x], attributes) =>
      fold(x!, attributes, kink).data.reduce((low, gap) => Math.min(low, gap), Infinity),
  }),
});

const total: Fold = (group) => group.reduce((sum, one) => sum + one, 0);
const largest: Fold = (group) => group.reduce((high, one) => Math.max(high, one), -Infinity);
const smallest: Fold = (group) => group.reduce((low, one) => Math.min(low, one), Infinity);

/** The distance between the two best of a group: 0 at a tie. */
const gap =
  (sign: 1 | -1): Fold =>
  (group) => {
    const sorted = Array.from(group, (one) => sign * one).sort((a, b) => b - a);
    return sorted.length < 2 ? Infinity : sorted[0]! - sorted[1]!;
  };

/** The extremes' derivative: the adjoint goes to the winners, in equal shares. */
const toWinners: Pullback = ($, dy, [x], y, attributes) => {
  const wins = $.equal(x!, unreduce($, y, x!, attributes));
  const count = $.sum(wins, { axes: attributes.axes!, keepdims: true });
  return [$.multiply(unreduce($, dy, x!, attributes), $.divide(wins, count))];
};

function logSumExp(group: Float64Array): number {
  const high = largest(group);
  if (!Number.isFinite(high)) return high;
  return high + Math.log(group.reduce((sum, one) => sum + Math.exp(one - high), 0));
}

export const reductions = {
  sum: reduction("sum", total, ($, dy, [x], _, attributes) => [
    $.broadcast(unreduce($, dy, x!, attributes), x!.shape),
  ]),
  mean: reduction(
    "mean",
    (group) => total(group) / group.length,
    ($, dy, [x], _, attributes) => [
      $.broadcast($.divide(unreduce($, dy, x!, attributes), $.size(x!, attributes.axes)), x!.shape),
    ],
  ),
  max: reduction("max", largest, toWinners, gap(1)),
  min: reduction("min", smallest, toWinners, gap(-1)),
  // d/dx log Σ eˣ = eˣ⁻ʸ, the softmax
  logSumExp: reduction("logsumexp", logSumExp, ($, dy, [x], y, attributes) => [
    $.multiply(unreduce($, dy, x!, attributes), $.exp($.subtract(x!, unreduce($, y, x!, attributes)))),
  ]),
  size: {
    arity: 1,
    notation: special,
    shape: () => [],
    value: ([x], { axes = [] }) => ({
      shape: [],
      data: Float64Array.of(sizeOf(axes.map((axis) => x!.shape[axis]!))),
    }),
    derivative: () => [null],
  },
} satisfies Partial<Record<Op, Operation>>;
