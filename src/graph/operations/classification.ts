import { filled, type NDArray, scalar } from "../../base/array.ts";
import type { Builder } from "../build.ts";
import type { Attributes, Node } from "../node.ts";
import type { Op } from "../op.ts";
import { call, type Operation } from "../operation.ts";
import { formatShape, type Shape, ShapeError, sameShape } from "../shape.ts";
import { arithmetic } from "./arithmetic.ts";
import { reductions } from "./reduction.ts";

const last = (rank: number): Attributes => ({ axes: [rank - 1], keepdims: true });

/** x less its largest element along the axes, the exponentials of that, and their sum: no power overflows. */
function shifted(x: NDArray, { axes = [] }: Attributes): { rest: NDArray; powers: NDArray; total: NDArray } {
  const along = { axes, keepdims: true };
  const rest = arithmetic.subtract.value([x, reductions.max.value([x], along)], {});
  const powers = { shape: rest.shape, data: rest.data.map(Math.exp) };
  return { rest, powers, total: reductions.sum.value([powers], along) };
}

function softmax(x: NDArray, attributes: Attributes): NDArray {
  const { powers, total } = shifted(x, attributes);
  return arithmetic.divide.value([powers, total], {});
}

function logSoftmax(x: NDArray, attributes: Attributes): NDArray {
  const { rest, total } = shifted(x, attributes);
  return arithmetic.subtract.value([rest, { shape: total.shape, data: total.data.map(Math.log) }], {});
}

function oneHot(labels: NDArray, classes: number): NDArray {
  const result = filled([...labels.shape, classes], 0);
  labels.data.forEach((label, row) => {
    // a label that is no class gives a row of NaN, which training reports, rather than a silent row of zeros
    if (Number.isInteger(label) && label >= 0 && label < classes) result.data[row * classes + label] = 1;
    else result.data.fill(Number.NaN, row * classes, (row + 1) * classes);
  });
  return result;
}

const givenAsClasses = (logits: Shape, target: Shape): boolean => target.length === logits.length - 1;

function crossEntropy(logits: NDArray, target: NDArray): NDArray {
  const classes = logits.shape[logits.shape.length - 1]!;
  const given = givenAsClasses(logits.shape, target.shape) ? oneHot(target, classes) : target;
  const log = logSoftmax(logits, last(logits.shape.length));
  // 0 · log 0 is 0 here: a class that the target excludes costs nothing
  const total = given.data.reduce((sum, weight, at) => sum - (weight === 0 ? 0 : weight * log.data[at]!), 0);
  return scalar(total / (logits.data.length / classes));
}

/** A target of class numbers as one row of 0 and 1 each. */
export function asDistribution($: Builder, logits: Node, target: Node): Node {
  if (!givenAsClasses(logits.shape, target.shape)) return target;
  return $.oneHot(target, logits.shape[logits.shape.length - 1]!);
}

export const classification = {
  softmax: {
    arity: 1,
    notation: call("softmax"),
    shape: ([x]) => x!,
    value: ([x], attributes) => softmax(x!, attributes),
    // dx = y (dy − Σ dy y)
    derivative: ($, dy, _, y, { axes = [] }) => [
      $.multiply(y, $.subtract(dy, $.sum($.multiply(dy, y), { axes, keepdims: true }))),
    ],
  },
  logSoftmax: {
    arity: 1,
    notation: call("log_softmax"),
    shape: ([x]) => x!,
    value: ([x], attributes) => logSoftmax(x!, attributes),
    // dx = dy − softmax(x) Σ dy
    derivative: ($, dy, [x], _, { axes = [] }) => [
      $.subtract(dy, $.multiply($.softmax(x!, axes[0]!), $.sum(dy, { axes, keepdims: true }))),
    ],
  },
  oneHot: {
    arity: 1,
    notation: call("one_hot"),
    shape: ([labels], { classes = 0 }) => [...labels!, classes],
    value: ([labels], { classes = 0 }) => oneHot(labels!, Number(classes)),
    derivative: () => [null],
    kink: ([labels]) =>
      labels!.data.reduce((low, one) => Math.min(low, Math.abs(one - Math.round(one))), Infinity),
  },
  crossEntropy: {
    arity: 2,
    notation: call("cross_entropy"),
    shape: ([logits, target]) => {
      if (logits!.length === 0) throw new ShapeError("cross_entropy needs one logit a class, not a scalar");
      const rows = givenAsClasses(logits!, target!) ? logits!.slice(0, -1) : logits!;
      if (!sameShape(rows, target!)) {
        throw new ShapeError(
          `cross_entropy of logits ${formatShape(logits!)} needs classes of shape ${formatShape(logits!.slice(0, -1))} ` +
            `or distributions of shape ${formatShape(logits!)}, not ${formatShape(target!)}`,
        );
      }
      return [];
    },
    value: ([logits, target]) => crossEntropy(logits!, target!),
    // d/dlogits = (softmax(logits) Σ target − target) / rows, where Σ target is 1 for class numbers
    derivative: ($, dy, [logits, target]) => {
      const given = asDistribution($, logits!, target!);
      const leading = logits!.shape.slice(0, -1).map((_, axis) => axis);
      const share = $.divide(dy, $.size(logits!, leading));
      const chosen = $.softmax(logits!);
      if (given !== target) return [$.multiply(share, $.subtract(chosen, given)), null];
      const weight = $.sum(given, { axes: [-1], keepdims: true });
      return [
        $.multiply(share, $.subtract($.multiply(chosen, weight), given)),
        $.negate($.multiply(share, $.logSoftmax(logits!))),
      ];
    },
  },
} satisfies Partial<Record<Op, Operation>>;
