import { broadcastOffsets, type NDArray, offsets, sizeOf, stridesOf, take } from "../../base/array.ts";
import type { Builder } from "../build.ts";
import type { Node } from "../node.ts";
import type { Op } from "../op.ts";
import { call, type Operation, type Pullback } from "../operation.ts";
import { matmulShape, type Shape } from "../shape.ts";

/** A vector on the left of @ is a row, one on the right a column. */
const asLeft = (shape: Shape): Shape => (shape.length === 1 ? [1, shape[0]!] : shape);
const asRight = (shape: Shape): Shape => (shape.length === 1 ? [shape[0]!, 1] : shape);

/** The product of one pair of matrices, inner index in the middle so that both are read along their rows. */
function product(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  out: Float64Array,
  start: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++) {
    const row = start + i * columns;
    for (let k = 0; k < inner; k++) {
      const factor = a[aStart + i * inner + k]!;
      const from = bStart + k * columns;
      for (let j = 0; j < columns; j++) out[row + j]! += factor * b[from + j]!;
    }
  }
}

function matmul(a: NDArray, b: NDArray): NDArray {
  const [left, right] = [asLeft(a.shape) as number[], asRight(b.shape) as number[]];
  const [rows, inner, columns] = [left[left.length - 2]!, left[left.length - 1]!, right[right.length - 1]!];
  const shape = matmulShape(a.shape, b.shape) as number[];
  const batch = shape.slice(0, Math.max(0, Math.max(left.length, right.length) - 2));
  const data = new Float64Array(sizeOf(batch) * rows * columns);
  const lefts = broadcastOffsets(left.slice(0, -2), batch);
  const rights = broadcastOffsets(right.slice(0, -2), batch);
  for (let one = 0; one < lefts.length; one++) {
    const [aStart, bStart] = [lefts[one]! * rows * inner, rights[one]! * inner * columns];
    product(a.data, aStart, b.data, bStart, data, one * rows * columns, rows, inner, columns);
  }
  return { shape, data };
}

/** The last two axes swapped: the transpose of every matrix of a batch. */
function swapLast($: Builder, x: Node): Node {
  const rank = x.shape.length;
  return $.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** For Y = A B: dA = dY Bᵀ and dB = Aᵀ dY, vectors read as a row or a column first. */
const matmulPullback: Pullback = ($, dy, [a, b], y) => {
  const as = (node: Node, shape: Shape): Node =>
    node.shape.length === shape.length ? node : $.reshape(node, shape);
  const [left, right] = [asLeft(a!.shape), asRight(b!.shape)];
  if (a!.shape.length === 1 && b!.shape.length === 1) return [$.multiply(dy, b!), $.multiply(dy, a!)];
  const batch = y.shape.slice(0, Math.max(left.length, right.length) - 2);
  const grown = as(dy, [...batch, left[left.length - 2]!, right[right.length - 1]!]);
  const [dLeft, dRight] = [
    $.matmul(grown, swapLast($, as(b!, right))),
    $.matmul(swapLast($, as(a!, left)), grown),
  ];
  return [as($.sumTo(dLeft, left), a!.shape), as($.sumTo(dRight, right), b!.shape)];
};

export const linear = {
  matmul: {
    arity: 2,
    notation: { kind: "infix", symbol: "@", binds: 3 },
    shape: ([a, b]) => matmulShape(a!, b!),
    value: ([a, b]) => matmul(a!, b!),
    derivative: matmulPullback,
  },
  transpose: {
    arity: 1,
    notation: call("transpose"),
    shape: ([x], { permutation = [] }) => permutation.map((axis) => x![axis]!),
    value: ([x], { permutation = [] }) => {
      const strides = stridesOf(x!.shape);
      const shape = permutation.map((axis) => x!.shape[axis]!);
      return take(
        x!,
        shape,
        offsets(
          shape,
          permutation.map((axis) => strides[axis]!),
        ),
      );
    },
    derivative: ($, dy, _, __, { permutation = [] }) => [
      $.transpose(
        dy,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ],
  },
} satisfies Partial<Record<Op, Operation>>;
