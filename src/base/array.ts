/**
 * The n-d array that the engine computes with: float64, contiguous, row-major.
 * A scalar has the shape []. Arrays are values: no function here writes into an operand.
 */
export interface NDArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Nested = number | readonly Nested[];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

export const scalar = (value: number): NDArray => ({ shape: [], data: Float64Array.of(value) });

/** All elements alike. A new array holds zeros already, in memory that nobody has touched yet. */
export function filled(shape: readonly number[], value: number): NDArray {
  const data = new Float64Array(sizeOf(shape));
  return { shape, data: Object.is(value, 0) ? data : data.fill(value) };
}

export const generate = (shape: readonly number[], next: (position: number) => number): NDArray => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, position) => next(position)),
});

/** The array of a nested list. Throws a RangeError where rows differ in length. */
export function fromNested(nested: Nested): NDArray {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let filledTo = 0;
  const fill = (part: Nested, depth: number): void => {
    if (!Array.isArray(part)) {
      if (depth !== shape.length) throw new RangeError("rows of different lengths");
      data[filledTo++] = part as number;
    } else {
      if (part.length !== shape[depth]) throw new RangeError("rows of different lengths");
      for (const item of part) fill(item, depth + 1);
    }
  };
  fill(nested, 0);
  return { shape, data };
}

/** The nested lists of an array; a plain number for a scalar. */
export function toNested({ shape, data }: NDArray): Nested {
  let level: Nested[] = Array.from(data);
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis]!;
    const rows = sizeOf(shape.slice(0, axis));
    level = Array.from({ length: rows }, (_, row) => level.slice(row * length, (row + 1) * length));
  }
  return shape.length === 0 ? level[0]! : level;
}

/** The number in an array of one element. Throws a TypeError for any other. */
export function item({ shape, data }: NDArray): number {
  if (data.length !== 1) throw new TypeError(`an array of shape [${shape.join(", ")}] is not one number`);
  return data[0]!;
}

/** How many elements lie between neighbours on each axis of a row-major array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * Visits the elements of `shape` in row-major order and gives the offset of each under `strides`.
 * A stride of 0 repeats an axis, which is how broadcasting reads its operand.
 */
export function offsets(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const total = sizeOf(shape);
  const result = new Int32Array(total);
  const index = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let position = 0; position < total; position++) {
    result[position] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** The offsets at which an array of shape `from` is read to fill shape `to` (NumPy's broadcasting). */
export function broadcastOffsets(from: readonly number[], to: readonly number[]): Int32Array {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  const strides = to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : own[axis - lead]!));
  return offsets(to, strides);
}

/** The elements at `offsets`, in a new array of shape `shape`. */
export function take(source: NDArray, shape: readonly number[], at: Int32Array): NDArray {
  const data = new Float64Array(at.length);
  for (let position = 0; position < at.length; position++) data[position] = source.data[at[position]!]!;
  return { shape, data };
}
