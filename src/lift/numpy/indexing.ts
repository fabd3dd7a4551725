import { offsets, sizeOf } from "../../base/array.ts";
import { sliceRange } from "../../graph/shape.ts";
import { fromData, type Ndarray } from "./array.ts";
import { jointShape, stretch } from "./broadcast.ts";
import { isInteger } from "./dtype.ts";
import { indexError, shapeText, valueError } from "./failure.ts";
import { record, reshaped } from "./recording.ts";
import { assign, assignAt } from "./write.ts";

/** One item between the brackets. */
export type IndexItem =
  | { readonly kind: "integer"; readonly at: number }
  | {
      readonly kind: "slice";
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number;
    }
  | { readonly kind: "newaxis" }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "array"; readonly array: Ndarray };

export const wholeAxis: IndexItem = { kind: "slice", start: null, stop: null, step: 1 };
export const at = (position: number): IndexItem => ({ kind: "integer", at: position });

/** What an index selects: a view of the array, or positions in its buffer with the shape of the result. */
export type Selection =
  | { readonly view: Ndarray }
  | { readonly view?: undefined; readonly positions: Int32Array; readonly shape: readonly number[] };

export function checkedIndex(position: number, length: number, axis: number): number {
  if (position < -length || position >= length) {
    throw indexError(`index ${position} is out of bounds for axis ${axis} with size ${length}`);
  }
  return position < 0 ? position + length : position;
}

const consumed = (item: IndexItem): number => {
  if (item.kind === "newaxis" || item.kind === "ellipsis") return 0;
  return item.kind === "array" && item.array.dtype === "bool" ? item.array.rank : 1;
};

/** The items with the ellipsis written out, so that every axis is named. */
function complete(array: Ndarray, items: readonly IndexItem[]): IndexItem[] {
  const used = items.reduce((total, item) => total + consumed(item), 0);
  if (used > array.rank) {
    throw indexError(
      `too many indices for array: array is ${array.rank}-dimensional, but ${used} were indexed`,
    );
  }
  const missing = new Array<IndexItem>(array.rank - used).fill(wholeAxis);
  const dots = items.findIndex((item) => item.kind === "ellipsis");
  if (items.findLastIndex((item) => item.kind === "ellipsis") !== dots) {
    throw indexError("an index can only have a single ellipsis ('...')");
  }
  return dots < 0 ? [...items, ...missing] : [...items.slice(0, dots), ...missing, ...items.slice(dots + 1)];
}

/** The positions of the true elements along each axis, as `np.nonzero`. */
export function nonzeroPositions(mask: Ndarray): Int32Array[] {
  const values = mask.values();
  const count = values.reduce((total, one) => total + (one !== 0 ? 1 : 0), 0);
  const result = mask.shape.map(() => new Int32Array(count));
  let found = 0;
  for (let k = 0; k < values.length; k++) {
    if (values[k] === 0) continue;
    let rest = k;
    for (let axis = mask.rank - 1; axis >= 0; axis--) {
      const length = mask.shape[axis]!;
      result[axis]![found] = rest % length;
      rest = Math.floor(rest / length);
    }
    found++;
  }
  return result;
}

interface AdvancedAxis {
  readonly axis: number;
  readonly indices: Ndarray;
}

export function select(array: Ndarray, given: readonly IndexItem[]): Selection {
  const items = complete(array, given);
  const advanced = items.some((item) => item.kind === "array");
  const shape: number[] = [];
  const strides: number[] = [];
  const picked: AdvancedAxis[] = [];
  let offset = array.offset;
  let axis = 0;
  // where the axes of the advanced indices go: in their place if they stand together, else in front
  let place = -1;
  let gap = false;
  let split = false;
  const pick = (indices: Ndarray, of: number): void => {
    if (place < 0) place = shape.length;
    else if (gap) split = true;
    gap = false;
    picked.push({ axis: of, indices });
  };
  for (const item of items) {
    const length = array.shape[axis]!;
    const stride = array.strides[axis]!;
    if (item.kind === "integer" && !advanced) {
      offset += checkedIndex(item.at, length, axis++) * stride;
    } else if (item.kind === "integer") {
      pick(fromData(Float64Array.of(item.at), [], "int64"), axis++);
    } else if (item.kind === "array" && item.array.dtype === "bool") {
      for (const [k, size] of item.array.shape.entries()) {
        if (size !== array.shape[axis + k]) {
          throw indexError(
            `boolean index did not match indexed array along dimension ${axis + k}; dimension is ${array.shape[axis + k]} but corresponding boolean dimension is ${size}`,
          );
        }
      }
      for (const found of nonzeroPositions(item.array)) {
        pick(fromData(Float64Array.from(found), [found.length], "int64"), axis++);
      }
    } else if (item.kind === "array") {
      if (!isInteger(item.array.dtype) && item.array.size > 0) {
        throw indexError("arrays used as indices must be of integer (or boolean) type");
      }
      pick(item.array, axis++);
    } else {
      if (place >= 0) gap = true;
      if (item.kind === "slice") {
        if (item.step === 0) throw valueError("slice step cannot be zero");
        const { first, step, count } = sliceRange(item, length);
        offset += count > 0 ? first * stride : 0;
        shape.push(count);
        strides.push(step * stride);
        axis++;
      } else {
        shape.push(1);
        strides.push(0);
      }
    }
  }
  if (!advanced) return { view: array.view(shape, strides, offset) };
  return gather(array, picked, { shape, strides, offset, place: split ? 0 : Math.max(0, place) });
}

interface Rest {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly place: number;
}

function gather(array: Ndarray, picked: readonly AdvancedAxis[], rest: Rest): Selection {
  const joint = jointShape(picked.map((one) => one.indices.shape));
  if (!joint) {
    const arrays = picked.filter((one) => one.indices.rank > 0);
    const shapes = arrays.map((one) => shapeText(one.indices.shape)).join(" ");
    throw indexError(
      `shape mismatch: indexing arrays could not be broadcast together with shapes ${shapes} `,
    );
  }
  const starts = new Int32Array(sizeOf(joint)).fill(rest.offset);
  for (const { axis, indices } of picked) {
    const values = stretch(indices, joint).values();
    const stride = array.strides[axis]!;
    for (let k = 0; k < starts.length; k++) {
      starts[k]! += checkedIndex(values[k]!, array.shape[axis]!, axis) * stride;
    }
  }
  const before = offsets(rest.shape.slice(0, rest.place), rest.strides.slice(0, rest.place));
  const after = offsets(rest.shape.slice(rest.place), rest.strides.slice(rest.place));
  const positions = new Int32Array(before.length * starts.length * after.length);
  let k = 0;
  for (const outer of before)
    for (const start of starts) for (const inner of after) positions[k++] = outer + start + inner;
  const shape = [...rest.shape.slice(0, rest.place), ...joint, ...rest.shape.slice(rest.place)];
  return { positions, shape };
}

/** A new array of the buffer's elements at `positions`. */
export function taken(array: Ndarray, positions: Int32Array, shape: readonly number[]): Ndarray {
  const { data } = array.buffer;
  const values = new Float64Array(positions.length);
  for (let k = 0; k < values.length; k++) values[k] = data[positions[k]!]!;
  const recorded = record([array], ($) => {
    const part = array.buffer.read(positions);
    return part
      ? reshaped($, part, shape)
      : $.gather(array.buffer.recorded!.node, [...positions], [...shape]);
  });
  return fromData(values, shape, array.dtype, recorded);
}

/** `array[items]`: a view for basic indices, a copy for index arrays and masks. */
export function getItem(array: Ndarray, items: readonly IndexItem[]): Ndarray {
  const selection = select(array, items);
  const result = selection.view ?? taken(array, selection.positions, selection.shape);
  return asMatrix(array, result, items);
}

/** A matrix stays of two axes: a row or a column that an integer selects keeps its other axis. */
function asMatrix(array: Ndarray, result: Ndarray, items: readonly IndexItem[]): Ndarray {
  if (array.role !== "matrix" || result.rank === 0) return result;
  if (result.rank === 2) return result.as("matrix");
  if (result.rank > 2) return result.as("array");
  const column = items.length === 2 && items[1]!.kind === "integer";
  const length = result.shape[0]!;
  const stride = result.strides[0]!;
  return (column ? result.view([length, 1], [stride, stride]) : result.view([1, length], [0, stride])).as(
    "matrix",
  );
}

/** `array[items] = value`. */
export function setItem(array: Ndarray, items: readonly IndexItem[], value: Ndarray): void {
  const selection = select(array, items);
  if (selection.view) assign(selection.view, value);
  else {
    const mask = items.length === 1 && items[0]!.kind === "array" && items[0]!.array.dtype === "bool";
    const count = selection.positions.length;
    if (
      mask &&
      value.size !== 1 &&
      value.rank === 1 &&
      selection.shape.length === 1 &&
      value.size !== count
    ) {
      throw valueError(
        `NumPy boolean array indexing assignment cannot assign ${value.size} input values to the ${count} output values where the mask is true`,
      );
    }
    assignAt(array, selection.positions, selection.shape, value);
  }
}
