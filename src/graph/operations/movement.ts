import { broadcastOffsets, type NDArray, offsets, sizeOf, stridesOf, take } from "../../base/array.ts";
import type { Op } from "../op.ts";
import { call, type Operation, special } from "../operation.ts";
import {
  broadcastShapes,
  formatShape,
  type IndexItem,
  indexedShape,
  type Shape,
  ShapeError,
  sameShape,
  sliceRange,
  wholeAxis,
} from "../shape.ts";

/** The flat positions that `index` selects of an array of `shape`. */
function selected(shape: readonly number[], index: readonly IndexItem[]): Int32Array {
  const own = stridesOf(shape);
  let start = 0;
  const strides: number[] = [];
  for (const [axis, length] of shape.entries()) {
    const at = index[axis] ?? wholeAxis;
    if (typeof at === "number") {
      start += (at < 0 ? at + length : at) * own[axis]!;
    } else {
      const { first, step } = sliceRange(at, length);
      start += first * own[axis]!;
      strides.push(step * own[axis]!);
    }
  }
  return offsets(indexedShape(shape, index) as number[], strides, start);
}

function place(x: NDArray, shape: readonly number[], positions: ArrayLike<number>): NDArray {
  const data = new Float64Array(sizeOf(shape));
  for (let at = 0; at < positions.length; at++) data[positions[at]!]! += x.data[at]!;
  return { shape, data };
}

const target = (shape: Shape | undefined): readonly number[] => shape as readonly number[];

/** Sizes as a multiset: two shapes with the same one hold the same number of elements, letters included. */
function count(shape: Shape): string {
  const letters = shape.filter((size) => typeof size === "string").sort();
  return [
    shape.reduce<number>((size, one) => (typeof one === "number" ? size * one : size), 1),
    ...letters,
  ].join("·");
}

function concatenatedShape(shapes: readonly Shape[], axis: number): Shape {
  const [first] = shapes;
  if (!first || axis >= first.length) throw new ShapeError(`concatenate needs arrays with an axis ${axis}`);
  let total = 0;
  for (const shape of shapes) {
    const fits =
      shape.length === first.length && shape.every((size, at) => at === axis || size === first[at]);
    if (!fits) throw new ShapeError(`${shapes.map(formatShape).join(" and ")} differ off axis ${axis}`);
    const size = shape[axis]!;
    if (typeof size === "string") throw new ShapeError(`concatenate needs known sizes, and ${size} is not`);
    total += size;
  }
  return first.map((size, at) => (at === axis ? total : size));
}

/** Where each part of a concatenation begins and ends on its axis. */
function partSlices(shapes: readonly Shape[], axis: number): IndexItem[][] {
  let start = 0;
  return shapes.map((shape) => {
    const stop = start + (shape[axis] as number);
    const slice = [...Array<IndexItem>(axis).fill(wholeAxis), { start, stop, step: 1 }];
    start = stop;
    return slice;
  });
}

export const movement = {
  reshape: {
    arity: 1,
    notation: call("reshape"),
    shape: ([x], { shape = [] }) => {
      if (count(x!) !== count(shape)) {
        throw new ShapeError(`${formatShape(x!)} cannot be reshaped to ${formatShape(shape)}`);
      }
      return shape;
    },
    value: ([x], { shape }) => ({ shape: target(shape), data: x!.data }),
    derivative: ($, dy, [x]) => [$.reshape(dy, x!.shape)],
  },
  broadcast: {
    arity: 1,
    notation: call("broadcast"),
    shape: ([x], { shape = [] }) => {
      if (!sameShape(broadcastShapes([x!, shape]), shape)) {
        throw new ShapeError(`${formatShape(x!)} does not stretch to ${formatShape(shape)}`);
      }
      return shape;
    },
    value: ([x], { shape }) => take(x!, target(shape), broadcastOffsets(x!.shape, target(shape))),
    derivative: ($, dy, [x]) => [$.sumTo(dy, x!.shape)],
  },
  concatenate: {
    arity: "many",
    notation: call("concatenate"),
    shape: (shapes, { axis = 0 }) => concatenatedShape(shapes, axis),
    value: (parts, { axis = 0 }) => {
      const shapes = parts.map((part) => part.shape);
      const shape = concatenatedShape(shapes, axis) as number[];
      const data = new Float64Array(sizeOf(shape));
      for (const [k, slice] of partSlices(shapes, axis).entries()) {
        const at = selected(shape, slice);
        for (let one = 0; one < at.length; one++) data[at[one]!] = parts[k]!.data[one]!;
      }
      return { shape, data };
    },
    derivative: ($, dy, parts, _, { axis = 0 }) =>
      partSlices(
        parts.map((part) => part.shape),
        axis,
      ).map((slice) => $.index(dy, slice)),
  },
  index: {
    arity: 1,
    notation: special,
    shape: ([x], { index = [] }) => indexedShape(x!, index),
    value: ([x], { index = [] }) =>
      take(x!, indexedShape(x!.shape, index) as number[], selected(x!.shape, index)),
    derivative: ($, dy, [x], _, { index = [] }) => [$.scatter(dy, index, x!.shape)],
  },
  scatter: {
    arity: 1,
    notation: special,
    shape: ([x], { index = [], shape = [] }) => {
      if (!sameShape(indexedShape(shape, index), x!)) {
        throw new ShapeError(`${formatShape(x!)} does not fill its place in ${formatShape(shape)}`);
      }
      return shape;
    },
    value: ([x], { index = [], shape }) => place(x!, target(shape), selected(target(shape), index)),
    derivative: ($, dy, _, __, { index = [] }) => [$.index(dy, index)],
  },
  gather: {
    arity: 1,
    notation: special,
    shape: (_, { shape = [] }) => shape,
    value: ([x], { positions = [], shape }) => take(x!, target(shape), Int32Array.from(positions)),
    derivative: ($, dy, [x], _, { positions = [] }) => [$.scatterAdd(dy, positions, x!.shape)],
  },
  scatterAdd: {
    arity: 1,
    notation: special,
    shape: (_, { shape = [] }) => shape,
    value: ([x], { positions = [], shape }) => place(x!, target(shape), positions),
    derivative: ($, dy, [x], _, { positions = [] }) => [$.gather(dy, positions, x!.shape)],
  },
} satisfies Partial<Record<Op, Operation>>;
