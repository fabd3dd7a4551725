import { sizeOf } from "../../base/array.ts";
import { fromData, type Ndarray } from "./array.ts";
import { valueError } from "./failure.ts";
import { checkedAxis } from "./reduction.ts";
import { moveAxis, ravel, takeFlat } from "./shaping.ts";

/** NaN goes last, as NumPy sorts. */
const order = (a: number, b: number): number => {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a - b || 0;
};

/** For each row along `axis` the positions that sort it, ties in their order. */
export function argsort(array: Ndarray, axis: number | undefined = -1): Ndarray {
  const source = axis === undefined ? ravel(array) : array;
  const along = checkedAxis(axis ?? -1, source.rank);
  const moved = moveAxis(source, [along], [source.rank - 1]);
  const values = moved.values();
  const length = moved.shape[moved.rank - 1]!;
  const data = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += length) {
    const picks = Array.from({ length }, (_, k) => k);
    picks.sort((a, b) => order(values[start + a]!, values[start + b]!) || a - b);
    data.set(picks, start);
  }
  return moveAxis(fromData(data, moved.shape, "int64"), [moved.rank - 1], [along]);
}

/** `np.take_along_axis`. */
export function takeAlongAxis(array: Ndarray, indices: Ndarray, axis: number): Ndarray {
  const along = checkedAxis(axis, array.rank);
  const moved = moveAxis(array, [along], [array.rank - 1]);
  const picks = moveAxis(indices, [along], [array.rank - 1]);
  const length = moved.shape[moved.rank - 1]!;
  const each = picks.shape[picks.rank - 1]!;
  const flat = picks
    .values()
    .map((pick, k) => Math.floor(k / each) * length + (pick < 0 ? pick + length : pick));
  return moveAxis(takeFlat(moved, flat, picks.shape), [array.rank - 1], [along]);
}

export function sorted(array: Ndarray, axis: number | undefined = -1): Ndarray {
  if (axis === undefined) return sorted(ravel(array));
  return takeAlongAxis(array, argsort(array, axis), axis);
}

export interface Unique {
  readonly values: Ndarray;
  /** Where each value first stands. */
  readonly first: Ndarray;
  /** For each element, which value it is. */
  readonly inverse: Ndarray;
  readonly counts: Ndarray;
}

export function unique(array: Ndarray): Unique {
  const flat = ravel(array);
  const values = flat.values();
  const ranking = argsort(flat).values();
  const first: number[] = [];
  const counts: number[] = [];
  const inverse = new Float64Array(values.length);
  for (const position of ranking) {
    const last = first[first.length - 1];
    if (last === undefined || order(values[last]!, values[position]!) !== 0) {
      first.push(position);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[position] = first.length - 1;
  }
  const whole = (list: ArrayLike<number>): Ndarray =>
    fromData(Float64Array.from(list), [list.length], "int64");
  return {
    values: takeFlat(flat, first, [first.length]),
    first: whole(first),
    inverse: whole(inverse),
    counts: whole(counts),
  };
}

/** The distinct slices along the first axis, in lexicographic order, and which of them each slice is. */
export function uniqueRows(array: Ndarray): { picks: number[]; inverse: number[]; counts: number[] } {
  const width = sizeOf(array.shape.slice(1));
  const values = array.values();
  const compare = (a: number, b: number): number => {
    for (let k = 0; k < width; k++) {
      const difference = order(values[a * width + k]!, values[b * width + k]!);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const rows = Array.from({ length: array.shape[0]! }, (_, k) => k).sort((a, b) => compare(a, b) || a - b);
  const picks: number[] = [];
  const counts: number[] = [];
  const inverse = new Array<number>(rows.length);
  for (const row of rows) {
    const last = picks[picks.length - 1];
    if (last === undefined || compare(last, row) !== 0) {
      picks.push(row);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[row] = picks.length - 1;
  }
  return { picks, inverse, counts };
}

/** Where `value` would be inserted into sorted numbers. */
export function insertionPoint(
  sortedValues: ArrayLike<number>,
  value: number,
  side: "left" | "right",
): number {
  let low = 0;
  let high = sortedValues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const difference = order(sortedValues[middle]!, value);
    if (side === "left" ? difference < 0 : difference <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function searchsorted(array: Ndarray, values: Ndarray, side: "left" | "right"): Ndarray {
  if (array.rank !== 1) throw valueError("object too deep for desired array");
  const table = array.values();
  const data = values.values().map((value) => insertionPoint(table, value, side));
  return fromData(Float64Array.from(data), values.shape, "int64");
}

/** `np.lexsort`: the last key counts most. */
export function lexsort(keys: Ndarray): Ndarray {
  const [count, length] = keys.shape as [number, number];
  const values = keys.values();
  const picks = Array.from({ length }, (_, k) => k).sort((a, b) => {
    for (let key = count - 1; key >= 0; key--) {
      const difference = order(values[key * length + a]!, values[key * length + b]!);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
  return fromData(Float64Array.from(picks), [length], "int64");
}
