import { sizeOf, stridesOf } from "../../base/array.ts";
import { fromData, guardSize, type Ndarray } from "./array.ts";
import { copy } from "./broadcast.ts";
import { cast, type DType, isFloat } from "./dtype.ts";
import { tupleText, valueError } from "./failure.ts";
import { getItem, type IndexItem, taken, wholeAxis } from "./indexing.ts";
import { graphOf, nodeOf, record } from "./recording.ts";
import { checkedAxis } from "./reduction.ts";
import { jointType } from "./ufunc.ts";

/** The shape with its one −1 worked out. Throws NumPy's ValueError where the sizes differ. */
function completeShape(size: number, shape: readonly number[]): number[] {
  // NumPy leaves out unknown lengths at the front of this message
  const told = shape
    .slice(shape.findIndex((length) => length >= 0))
    .map((length) => (length < 0 ? "newaxis" : length));
  const text = told.length === 1 && shape.length === 1 ? `(${told[0]},)` : `(${told.join(",")})`;
  const failure = valueError(`cannot reshape array of size ${size} into shape ${text}`);
  const unknown = shape.filter((length) => length < 0).length;
  if (unknown > 1) throw valueError("can only specify one unknown dimension");
  if (unknown === 0) {
    if (sizeOf(shape) !== size) throw failure;
    return [...shape];
  }
  const known = shape.filter((length) => length >= 0).reduce((a, b) => a * b, 1);
  if (known === 0 || size % known !== 0) throw failure;
  return shape.map((length) => (length < 0 ? size / known : length));
}

/** `reshape`: a view where memory allows it, else a copy. `order` "F" counts the first axis fastest. */
export function reshape(array: Ndarray, shape: readonly number[], order: "C" | "F" = "C"): Ndarray {
  const complete = completeShape(array.size, shape);
  if (order === "F") return transpose(reshape(transpose(array), [...complete].reverse()));
  const strides = array.contiguous ? stridesOf(complete) : viewStrides(array, complete);
  if (strides) return array.view(complete, strides);
  const fresh = copy(array);
  return fresh.view(complete, stridesOf(complete));
}

/** The strides under which a gapped array shows another shape without a copy: only axes of 1 come or go. */
function viewStrides(array: Ndarray, shape: readonly number[]): number[] | undefined {
  const lengths = array.shape.filter((length) => length !== 1);
  const strides = array.strides.filter((_, axis) => array.shape[axis] !== 1);
  const target = shape.filter((length) => length !== 1);
  if (target.length !== lengths.length || target.some((length, axis) => length !== lengths[axis]))
    return undefined;
  let next = 0;
  return shape.map((length) => (length === 1 ? 0 : strides[next++]!));
}

export const ravel = (array: Ndarray): Ndarray =>
  array.contiguous ? array.view([array.size], [1]) : copy(array).view([array.size], [1]);

export const flatten = (array: Ndarray): Ndarray => copy(array).view([array.size], [1]);

export function transpose(array: Ndarray, given?: readonly number[]): Ndarray {
  const axes = given ?? array.shape.map((_, axis) => array.rank - 1 - axis);
  if (axes.length !== array.rank) throw valueError("axes don't match array");
  const order = axes.map((axis) => checkedAxis(axis, array.rank));
  if (new Set(order).size !== order.length) throw valueError("repeated axis in transpose");
  return array.view(
    order.map((axis) => array.shape[axis]!),
    order.map((axis) => array.strides[axis]!),
  );
}

export function swapAxes(array: Ndarray, a: number, b: number): Ndarray {
  const order = array.shape.map((_, axis) => axis);
  const [i, j] = [checkedAxis(a, array.rank), checkedAxis(b, array.rank)];
  [order[i], order[j]] = [order[j]!, order[i]!];
  return transpose(array, order);
}

export function moveAxis(array: Ndarray, sources: readonly number[], targets: readonly number[]): Ndarray {
  const from = sources.map((axis) => checkedAxis(axis, array.rank));
  const to = targets.map((axis) => checkedAxis(axis, array.rank));
  const order = array.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  const pairs = to.map((axis, k) => [axis, from[k]!] as const).sort((a, b) => a[0] - b[0]);
  for (const [axis, source] of pairs) order.splice(axis, 0, source);
  return transpose(array, order);
}

export function expandDims(array: Ndarray, axes: readonly number[]): Ndarray {
  const rank = array.rank + axes.length;
  const fresh = axes.map((axis) => checkedAxis(axis, rank));
  let next = 0;
  const kept = Array.from({ length: rank }, (_, axis) => (fresh.includes(axis) ? -1 : next++));
  return array.view(
    kept.map((axis) => (axis < 0 ? 1 : array.shape[axis]!)),
    kept.map((axis) => (axis < 0 ? 0 : array.strides[axis]!)),
  );
}

export function squeeze(array: Ndarray, axes?: readonly number[]): Ndarray {
  if (array.role === "scalar") return array;
  const gone = axes?.map((axis) => checkedAxis(axis, array.rank));
  if (gone?.some((axis) => array.shape[axis] !== 1)) {
    throw valueError("cannot select an axis to squeeze out which has size not equal to one");
  }
  const kept = array.shape
    .map((_, axis) => axis)
    .filter((axis) => (gone ? !gone.includes(axis) : array.shape[axis] !== 1));
  return array.view(
    kept.map((axis) => array.shape[axis]!),
    kept.map((axis) => array.strides[axis]!),
  );
}

export function concatenate(parts: readonly Ndarray[], axis = 0): Ndarray {
  if (parts.length === 0) throw valueError("need at least one array to concatenate");
  if (parts.some((part) => part.rank === 0)) {
    throw valueError("zero-dimensional arrays cannot be concatenated");
  }
  const [first] = parts as [Ndarray];
  const along = checkedAxis(axis, first.rank);
  for (const [k, part] of parts.entries()) {
    if (part.rank !== first.rank) {
      throw valueError(
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension 0, the array at index 0 has ${first.rank} dimension(s) and the array at index ${k} has ${part.rank} dimension(s)`
          .replace(
            "array dimensions except for the concatenation axis must match exactly, but along dimension 0",
            "arrays must have same number of dimensions, but",
          )
          .replace("but, the", "but the"),
      );
    }
    const wrong = part.shape.findIndex((length, at) => at !== along && length !== first.shape[at]);
    if (wrong >= 0) {
      throw valueError(
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${wrong}, the array at index 0 has size ${first.shape[wrong]} and the array at index ${k} has size ${part.shape[wrong]}`,
      );
    }
  }
  const dtype = jointType(parts);
  const total = parts.reduce((length, part) => length + part.shape[along]!, 0);
  const shape = first.shape.map((length, at) => (at === along ? total : length));
  guardSize(shape, dtype);
  const data = new Float64Array(sizeOf(shape));
  const inner = sizeOf(shape.slice(along + 1));
  const outer = sizeOf(shape.slice(0, along));
  let start = 0;
  for (const part of parts) {
    const values = part.values();
    const run = part.shape[along]! * inner;
    for (let row = 0; row < outer; row++) {
      data.set(values.subarray(row * run, (row + 1) * run), row * total * inner + start);
    }
    start += run;
  }
  if (parts.some((part) => part.dtype !== dtype))
    for (let k = 0; k < data.length; k++) data[k] = cast(data[k]!, dtype);
  const recorded = record(parts, ($) => {
    const filled = parts.filter((part) => part.shape[along] !== 0);
    return filled.length === 1
      ? nodeOf($, filled[0]!)
      : $.concatenate(
          filled.map((part) => nodeOf($, part)),
          along,
        );
  });
  const result = fromData(data, shape, dtype, recorded);
  return parts.some((part) => part.role === "matrix") ? result.as("matrix") : result;
}

export function stack(parts: readonly Ndarray[], axis = 0): Ndarray {
  if (parts.length === 0) throw valueError("need at least one array to stack");
  const [first] = parts as [Ndarray];
  if (parts.some((part) => tupleText(part.shape) !== tupleText(first.shape))) {
    throw valueError("all input arrays must have the same shape");
  }
  const along = checkedAxis(axis, first.rank + 1);
  return concatenate(
    parts.map((part) => expandDims(part, [along])),
    along,
  );
}

/** At least `rank` axes, new ones in front (behind for the third, as `np.atleast_3d`). */
export function atLeast(array: Ndarray, rank: 1 | 2 | 3): Ndarray {
  if (array.rank >= rank) return array;
  if (rank === 3 && array.rank > 0) {
    return array.rank === 1 ? expandDims(array, [0, 2]) : expandDims(array, [2]);
  }
  return expandDims(
    array,
    Array.from({ length: rank - array.rank }, (_, axis) => axis),
  );
}

export const vstack = (parts: readonly Ndarray[]): Ndarray =>
  concatenate(parts.map((part) => atLeast(part, 2)));

export function hstack(parts: readonly Ndarray[]): Ndarray {
  const least = parts.map((part) => atLeast(part, 1));
  return concatenate(least, least[0]?.rank === 1 ? 0 : 1);
}

export const columnStack = (parts: readonly Ndarray[]): Ndarray =>
  concatenate(
    parts.map((part) => (part.rank < 2 ? transpose(atLeast(part, 2)) : part)),
    1,
  );

const range = (start: number, stop: number): IndexItem => ({ kind: "slice", start, stop, step: 1 });

export const along = (axis: number, item: IndexItem): IndexItem[] => [
  ...new Array<IndexItem>(axis).fill(wholeAxis),
  item,
];

/** `np.array_split` by a number of parts or at positions; `even` refuses parts of different length. */
export function split(array: Ndarray, at: number | readonly number[], axis = 0, even = false): Ndarray[] {
  const which = checkedAxis(axis, array.rank);
  const length = array.shape[which]!;
  let starts: number[];
  if (typeof at === "number") {
    if (at <= 0) throw valueError("number sections must be larger than 0.");
    if (even && length % at !== 0) throw valueError("array split does not result in an equal division");
    const [each, extra] = [Math.floor(length / at), length % at];
    starts = Array.from({ length: at + 1 }, (_, k) => k * each + Math.min(k, extra));
  } else {
    starts = [0, ...at, length];
  }
  return starts.slice(1).map((stop, k) => {
    const start = starts[k]!;
    return getItem(array, along(which, range(start, k === starts.length - 2 ? length : stop)));
  });
}

/** The elements at flat positions of the row-major order, as a new array. */
export function takeFlat(array: Ndarray, flat: ArrayLike<number>, shape: readonly number[]): Ndarray {
  const all = array.positions();
  const positions = new Int32Array(flat.length);
  for (let k = 0; k < positions.length; k++) positions[k] = all[flat[k]!]!;
  return taken(array, positions, shape);
}

/** `np.take`, `compress` and all that choose whole slices: the slices of an axis at `indices`. */
export function takeAlong(array: Ndarray, indices: readonly number[], axis: number): Ndarray {
  const picks = fromData(Float64Array.from(indices), [indices.length], "int64");
  return getItem(array, along(checkedAxis(axis, array.rank), { kind: "array", array: picks }));
}

export function repeat(array: Ndarray, counts: readonly number[], axis?: number): Ndarray {
  const source = axis === undefined ? ravel(array) : array;
  const which = checkedAxis(axis ?? 0, source.rank);
  const length = source.shape[which]!;
  if (counts.length !== 1 && counts.length !== length) {
    throw valueError(`operands could not be broadcast together with shape (${length},) (${counts.length},)`);
  }
  const picks: number[] = [];
  for (let k = 0; k < length; k++) {
    const count = counts.length === 1 ? counts[0]! : counts[k]!;
    if (counts.length === 1) guardSize([length * count], source.dtype);
    if (count < 0) throw valueError("repeats may not contain negative values.");
    guardSize([picks.length + count], source.dtype);
    for (let one = 0; one < count; one++) picks.push(k);
  }
  return takeAlong(source, picks, which);
}

export function tile(array: Ndarray, counts: readonly number[]): Ndarray {
  const rank = Math.max(array.rank, counts.length);
  const reps = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  let result = expandDims(
    array,
    Array.from({ length: rank - array.rank }, (_, axis) => axis),
  );
  guardSize(
    result.shape.map((length, axis) => length * reps[axis]!),
    array.dtype,
  );
  if (reps.every((count) => count === 1)) return copy(result);
  for (const [axis, count] of reps.entries()) {
    if (count === 1) continue;
    const length = result.shape[axis]!;
    const picks = Array.from({ length: length * count }, (_, k) => k % length);
    result = takeAlong(result, picks, axis);
  }
  return result;
}

export function flip(array: Ndarray, axes?: readonly number[]): Ndarray {
  const which = axes?.map((axis) => checkedAxis(axis, array.rank)) ?? array.shape.map((_, axis) => axis);
  const back: IndexItem = { kind: "slice", start: null, stop: null, step: -1 };
  return getItem(
    array,
    array.shape.map((_, axis) => (which.includes(axis) ? back : wholeAxis)),
  );
}

export function roll(array: Ndarray, shift: number, axis?: number): Ndarray {
  const source = axis === undefined ? ravel(array) : array;
  const which = checkedAxis(axis ?? 0, source.rank);
  const length = source.shape[which]!;
  const picks = Array.from({ length }, (_, k) => (((k - shift) % length) + length) % length);
  const result = takeAlong(source, picks, which);
  return axis === undefined ? reshape(result, array.shape) : result;
}

/** `np.rot90` in the plane of the first two axes. */
export function rot90(array: Ndarray, turns: number): Ndarray {
  const quarter = ((turns % 4) + 4) % 4;
  if (quarter === 0) return array;
  if (quarter === 2) return flip(array, [0, 1]);
  return quarter === 1 ? flip(swapAxes(array, 0, 1), [0]) : swapAxes(flip(array, [0]), 0, 1);
}

/** `astype`, always a copy. A record survives among the float types. */
export function astype(array: Ndarray, dtype: DType): Ndarray {
  const fresh = copy(array);
  if (dtype === array.dtype) return fresh;
  const data = fresh.buffer.data;
  // a float beyond all integers becomes the least one
  const limit = dtype === "int64" && isFloat(array.dtype) ? 2 ** 63 : Number.POSITIVE_INFINITY;
  for (let k = 0; k < data.length; k++)
    data[k] = Math.abs(data[k]!) < limit ? cast(data[k]!, dtype) : cast(Number.NaN, dtype);
  const keeps = graphOf([array]) && (dtype === "float64" || dtype === "float32" || dtype === "float16");
  const result = fromData(data, array.shape, dtype, keeps ? fresh.buffer.recorded : undefined);
  return array.role === "matrix" ? result.as("matrix") : result;
}
