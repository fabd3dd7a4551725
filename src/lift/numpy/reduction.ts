import { offsets, sizeOf } from "../../base/array.ts";
import type { Node } from "../../graph/node.ts";
import { fromData, type Ndarray } from "./array.ts";
import { cast, type DType, isFloat, isInteger } from "./dtype.ts";
import { NumpyFailure, valueError } from "./failure.ts";
import { nodeOf, record } from "./recording.ts";
import { apply } from "./ufunc.ts";
import { ufuncs } from "./ufunc-table.ts";

export interface ReductionOptions {
  readonly axes?: readonly number[] | undefined;
  readonly keepdims?: boolean | undefined;
  readonly dtype?: DType | undefined;
}

export function checkedAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) {
    throw new NumpyFailure("AxisError", `axis ${axis} is out of bounds for array of dimension ${rank}`);
  }
  return axis < 0 ? axis + rank : axis;
}

function checkedAxes(axes: readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const counted = axes.map((axis) => checkedAxis(axis, rank));
  if (new Set(counted).size !== counted.length) throw valueError("duplicate value in 'axis'");
  return counted.sort((a, b) => a - b);
}

const keptShape = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((length, axis) => (axes.includes(axis) ? 1 : length));

const finalShape = (shape: readonly number[], axes: readonly number[], keepdims: boolean): number[] =>
  keepdims ? keptShape(shape, axes) : shape.filter((_, axis) => !axes.includes(axis));

/** NumPy's pairwise sum: eight running sums for up to 128 terms, halves beyond. */
function pairwise(
  data: Float64Array,
  start: number,
  count: number,
  stride: number,
  round: (x: number) => number,
): number {
  if (count < 8) {
    let total = 0;
    for (let k = 0; k < count; k++) total = round(total + data[start + k * stride]!);
    return total;
  }
  if (count > 128) {
    let first = count >> 1;
    first -= first % 8;
    return round(
      pairwise(data, start, first, stride, round) +
        pairwise(data, start + first * stride, count - first, stride, round),
    );
  }
  const r = new Array<number>(8);
  for (let k = 0; k < 8; k++) r[k] = data[start + k * stride]!;
  let at = 8;
  for (; at < count - (count % 8); at += 8) {
    for (let k = 0; k < 8; k++) r[k] = round(r[k]! + data[start + (at + k) * stride]!);
  }
  let total = round(
    round(round(r[0]! + r[1]!) + round(r[2]! + r[3]!)) + round(round(r[4]! + r[5]!) + round(r[6]! + r[7]!)),
  );
  for (; at < count; at++) total = round(total + data[start + at * stride]!);
  return total;
}

interface Loop {
  readonly length: number;
  readonly stride: number;
  /** The stride in the result: 0 on a reduced axis. */
  readonly into: number;
}

/** The axes in the order of memory, neighbours joined where one walk covers both, as NumPy's iterator. */
function memoryOrder(
  array: Ndarray,
  axes: readonly number[],
  outStrides: readonly number[],
): { loops: Loop[]; offset: number } {
  let { offset } = array;
  const loops: Loop[] = [];
  const order = array.shape.map((_, axis) => axis).filter((axis) => array.shape[axis] !== 1);
  const size = (axis: number): number => Math.abs(array.strides[axis]!);
  order.sort((a, b) => size(b) - size(a) || a - b);
  for (const axis of order) {
    const length = array.shape[axis]!;
    const into = axes.includes(axis) ? 0 : outStrides[axis]!;
    let stride = array.strides[axis]!;
    if (stride < 0 && into === 0) {
      offset += stride * (length - 1);
      stride = -stride;
    }
    const last = loops[loops.length - 1];
    if (last && last.stride === stride * length && last.into === into * length) {
      loops[loops.length - 1] = { length: last.length * length, stride, into };
    } else loops.push({ length, stride, into });
  }
  return { loops, offset };
}

/** Sums over axes; where the innermost axis of memory is reduced it is summed pairwise. */
function sumValues(array: Ndarray, axes: readonly number[], round: (x: number) => number): Float64Array {
  const kept = keptShape(array.shape, axes);
  const result = new Float64Array(sizeOf(kept));
  if (array.size === 0) return result;
  const outStrides = new Array<number>(kept.length).fill(0);
  for (let axis = kept.length - 1, stride = 1; axis >= 0; stride *= kept[axis--]!) outStrides[axis] = stride;
  const { loops, offset } = memoryOrder(array, axes, outStrides);
  const inner = loops.pop() ?? { length: 1, stride: 1, into: 0 };
  const lengths = loops.map((loop) => loop.length);
  const reads = offsets(
    lengths,
    loops.map((loop) => loop.stride),
    offset,
  );
  const writes = offsets(
    lengths,
    loops.map((loop) => loop.into),
  );
  const { data } = array.buffer;
  for (let k = 0; k < reads.length; k++) {
    const from = reads[k]!;
    const into = writes[k]!;
    if (inner.into === 0) {
      result[into] = round(result[into]! + pairwise(data, from, inner.length, inner.stride, round));
    } else {
      for (let one = 0; one < inner.length; one++) {
        const target = into + one * inner.into;
        result[target] = round(result[target]! + data[from + one * inner.stride]!);
      }
    }
  }
  return result;
}

const roundingOf = (dtype: DType): ((x: number) => number) =>
  dtype === "float64" ? (x) => x : (x) => cast(x, dtype);

/** Integers and booleans are added up as int64 (unsigned ones as uint64). */
const sumType = (dtype: DType): DType =>
  dtype === "bool" || (isInteger(dtype) && !dtype.startsWith("u"))
    ? "int64"
    : isInteger(dtype)
      ? "uint64"
      : dtype;

export function sum(array: Ndarray, { axes, keepdims = false, dtype }: ReductionOptions = {}): Ndarray {
  const over = checkedAxes(axes, array.rank);
  const type = dtype ?? sumType(array.dtype);
  const recorded = isFloat(type)
    ? record([array], ($) => $.sum(nodeOf($, array), { axes: over, keepdims }))
    : undefined;
  const data = sumValues(array, over, roundingOf(type));
  return fromData(data, finalShape(array.shape, over, keepdims), type, recorded);
}

/** The number of elements that `axes` hold. */
export const countOf = (array: Ndarray, axes?: readonly number[]): number =>
  checkedAxes(axes, array.rank).reduce((total, axis) => total * array.shape[axis]!, 1);

export function mean(array: Ndarray, options: ReductionOptions = {}): Ndarray {
  const over = checkedAxes(options.axes, array.rank);
  const type = options.dtype ?? (isFloat(array.dtype) ? array.dtype : "float64");
  const total = sumValues(array, over, roundingOf(type === "float16" ? "float32" : type));
  const count = countOf(array, over);
  for (let k = 0; k < total.length; k++) total[k] = cast(total[k]! / count, type);
  const { keepdims = false } = options;
  const recorded = record([array], ($) => $.mean(nodeOf($, array), { axes: over, keepdims }));
  return fromData(total, finalShape(array.shape, over, keepdims), type, recorded);
}

/** The variance: the mean of the squared distances from the mean, over `count − ddof`. */
export function variance(array: Ndarray, ddof: number, options: ReductionOptions = {}): Ndarray {
  const over = checkedAxes(options.axes, array.rank);
  const centre = mean(array, { axes: over, keepdims: true });
  const distance = apply(ufuncs.subtract!, [array, centre]);
  const squares = apply(ufuncs.multiply!, [distance, distance]);
  const total = sum(squares, { axes: over, keepdims: options.keepdims });
  const count = fromData(Float64Array.of(Math.max(countOf(array, over) - ddof, 0)), [], "float64").as("weak");
  return apply(ufuncs.divide!, [total, count]);
}

export const deviation = (array: Ndarray, ddof: number, options: ReductionOptions = {}): Ndarray =>
  apply(ufuncs.sqrt!, [variance(array, ddof, options)]);

/** Folds the elements along axes in row-major order. */
function fold(
  array: Ndarray,
  axes: readonly number[],
  start: number | undefined,
  step: (total: number, element: number, position: number) => number,
): Float64Array {
  const rest = array.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const pick = (which: readonly number[], list: readonly number[]): number[] =>
    which.map((axis) => list[axis]!);
  const outer = offsets(pick(rest, array.shape), pick(rest, array.strides), array.offset);
  const inner = offsets(pick(axes, array.shape), pick(axes, array.strides));
  const { data } = array.buffer;
  const result = new Float64Array(outer.length);
  for (let k = 0; k < outer.length; k++) {
    let total = start ?? data[outer[k]! + inner[0]!]!;
    for (let one = start === undefined ? 1 : 0; one < inner.length; one++) {
      total = step(total, data[outer[k]! + inner[one]!]!, one);
    }
    result[k] = total;
  }
  return result;
}

export function extreme(
  which: "max" | "min",
  array: Ndarray,
  { axes, keepdims = false }: ReductionOptions = {},
): Ndarray {
  const over = checkedAxes(axes, array.rank);
  if (over.some((axis) => array.shape[axis] === 0)) {
    throw valueError(`zero-size array to reduction operation ${which}imum which has no identity`);
  }
  const { loop } = ufuncs[which === "max" ? "maximum" : "minimum"]!;
  const data = fold(array, over, undefined, loop);
  const recorded = record([array], ($) => {
    const node = nodeOf($, array);
    return which === "max" ? $.max(node, { axes: over, keepdims }) : $.min(node, { axes: over, keepdims });
  });
  return fromData(data, finalShape(array.shape, over, keepdims), array.dtype, recorded);
}

export function product(array: Ndarray, { axes, keepdims = false, dtype }: ReductionOptions = {}): Ndarray {
  const over = checkedAxes(axes, array.rank);
  const type = dtype ?? sumType(array.dtype);
  const data = fold(array, over, 1, (total, one) => cast(total * one, type));
  const shape = finalShape(array.shape, over, keepdims);
  const recorded = record([array], ($) => {
    // the reduced elements last, then multiplied one slice after another
    const rest = array.shape.map((_, axis) => axis).filter((axis) => !over.includes(axis));
    const count = countOf(array, over);
    const moved = $.transpose(nodeOf($, array), [...rest, ...over]);
    const flat = $.reshape(moved, [sizeOf(shape), count]);
    let total = $.array({ shape: [sizeOf(shape)], data: new Float64Array(sizeOf(shape)).fill(1) });
    for (let k = 0; k < count; k++)
      total = $.multiply(total, $.index(flat, [{ start: null, stop: null, step: 1 }, k]));
    return $.reshape(total, shape);
  });
  return fromData(data, shape, type, recorded);
}

export function truth(
  which: "any" | "all",
  array: Ndarray,
  { axes, keepdims = false }: ReductionOptions = {},
): Ndarray {
  const over = checkedAxes(axes, array.rank);
  const data =
    which === "any"
      ? fold(array, over, 0, (total, one) => (total !== 0 || one !== 0 ? 1 : 0))
      : fold(array, over, 1, (total, one) => (total !== 0 && one !== 0 ? 1 : 0));
  return fromData(data, finalShape(array.shape, over, keepdims), "bool");
}

/** The position of the greatest or least element; NaN counts as both. */
export function argExtreme(which: "max" | "min", array: Ndarray, axis?: number, keepdims = false): Ndarray {
  const over = checkedAxes(axis === undefined ? undefined : [axis], array.rank);
  if (over.some((one) => array.shape[one] === 0)) {
    throw valueError(`attempt to get arg${which} of an empty sequence`);
  }
  const rest = array.shape.map((_, one) => one).filter((one) => !over.includes(one));
  const moved = array.view(
    [...rest, ...over].map((one) => array.shape[one]!),
    [...rest, ...over].map((one) => array.strides[one]!),
  );
  const values = moved.values();
  const length = countOf(array, over);
  const data = new Float64Array(values.length / length);
  for (let row = 0; row < data.length; row++) {
    let best = 0;
    for (let k = 0; k < length; k++) {
      const one = values[row * length + k]!;
      const value = values[row * length + best]!;
      if (!Number.isNaN(value) && (Number.isNaN(one) || (which === "max" ? one > value : one < value)))
        best = k;
    }
    data[row] = best;
  }
  return fromData(data, finalShape(array.shape, over, keepdims), "int64");
}

/** Running totals along an axis; of the flattened array where it is undefined. */
export function accumulate(which: "sum" | "product", array: Ndarray, axis?: number, dtype?: DType): Ndarray {
  const flat = axis === undefined ? fromFlat(array) : array;
  const along = checkedAxis(axis ?? 0, flat.rank);
  const type = dtype ?? sumType(array.dtype);
  const data = flat.values().slice();
  const length = flat.shape[along]!;
  const stride = sizeOf(flat.shape.slice(along + 1));
  for (let k = 0; k < data.length; k++) {
    if (Math.floor(k / stride) % length === 0) data[k] = cast(data[k]!, type);
    else data[k] = cast(which === "sum" ? data[k - stride]! + data[k]! : data[k - stride]! * data[k]!, type);
  }
  const recorded = isFloat(type)
    ? record([flat], ($) => {
        const slice = (position: number) => [
          ...new Array(along).fill({ start: null, stop: null, step: 1 }),
          { start: position, stop: position + 1, step: 1 },
        ];
        const node = nodeOf($, flat);
        const parts: Node[] = [];
        for (let k = 0; k < length; k++) {
          const one = $.index(node, slice(k));
          const before: Node | undefined = parts[k - 1];
          parts.push(before ? (which === "sum" ? $.add(before, one) : $.multiply(before, one)) : one);
        }
        return parts.length > 1 ? $.concatenate(parts, along) : node;
      })
    : undefined;
  return fromData(data, flat.shape, type, recorded);
}

/** The flattened elements, as `ravel`: a view where they are contiguous. */
function fromFlat(array: Ndarray): Ndarray {
  if (array.contiguous) return array.view([array.size], [1]);
  return fromData(
    array.values(),
    [array.size],
    array.dtype,
    record([array], ($) => $.reshape(nodeOf($, array), [array.size])),
  );
}
