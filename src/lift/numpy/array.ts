import { offsets, sizeOf, stridesOf } from "../../base/array.ts";
import { Buffer, type Recorded } from "./buffer.ts";
import { cast, type DType, dtypes } from "./dtype.ts";
import { NumpyFailure, tupleText } from "./failure.ts";

/** The most elements that one array may hold: a program asking for more is told so at once. */
export const elementBudget = 2 ** 24;

/** How an array behaves where NumPy has types for it: a NumPy scalar, a Python scalar (`weak`), np.matrix. */
export type Role = "array" | "scalar" | "weak" | "matrix";

/** A view of a buffer: element (i, j) is at `offset + i·strides[0] + j·strides[1]`; strides count elements. */
export class Ndarray {
  constructor(
    readonly buffer: Buffer,
    readonly dtype: DType,
    public shape: readonly number[],
    public strides: readonly number[],
    readonly offset = 0,
    readonly role: Role = "array",
    /** The array that a view was taken of, as `.base`. */
    readonly base: Ndarray | undefined = undefined,
  ) {}

  get size(): number {
    return sizeOf(this.shape);
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Rows follow one another without gaps. */
  get contiguous(): boolean {
    let expected = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      const length = this.shape[axis]!;
      if (length === 0) return true;
      if (length !== 1 && this.strides[axis] !== expected) return false;
      expected *= length;
    }
    return true;
  }

  /** It shows its whole buffer, in order. */
  get whole(): boolean {
    return this.offset === 0 && this.contiguous && this.size === this.buffer.data.length;
  }

  /** The positions in the buffer of its elements in row-major order. */
  positions(): Int32Array {
    guardSize(this.shape, this.dtype);
    return offsets(this.shape, this.strides, this.offset);
  }

  /** Its elements in row-major order: the buffer's own memory where it is contiguous. Not to be written to. */
  values(): Float64Array {
    const { data } = this.buffer;
    if (this.contiguous) {
      const size = this.size;
      return this.offset === 0 && size === data.length
        ? data
        : data.subarray(this.offset, this.offset + size);
    }
    const at = this.positions();
    const values = new Float64Array(at.length);
    for (let k = 0; k < at.length; k++) values[k] = data[at[k]!]!;
    return values;
  }

  /** The first element: the number of an array of one element. */
  get first(): number {
    return this.buffer.data[this.offset]!;
  }

  view(shape: readonly number[], strides: readonly number[], offset = this.offset): Ndarray {
    const role = this.role === "matrix" ? "matrix" : "array";
    return new Ndarray(this.buffer, this.dtype, shape, strides, offset, role, this.base ?? this);
  }

  /** The same memory under another role. */
  as(role: Role): Ndarray {
    if (role === this.role) return this;
    return new Ndarray(this.buffer, this.dtype, this.shape, this.strides, this.offset, role, this.base);
  }
}

export function guardSize(shape: readonly number[], dtype: DType): void {
  const size = sizeOf(shape);
  if (size <= elementBudget) return;
  const bytes = size * dtypes[dtype].bytes;
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const amount = bytes / 1024 ** power;
  const text = amount >= 100 ? amount.toFixed(0) : amount.toPrecision(3);
  const what = `an array with shape ${tupleText(shape)} and data type ${dtype}`;
  throw new NumpyFailure("MemoryError", `Unable to allocate ${text} ${units[power]} for ${what}`);
}

/** A new array over `data`, whose elements are already rounded to `dtype`. */
export function fromData(
  data: Float64Array,
  shape: readonly number[],
  dtype: DType,
  recorded?: Recorded,
): Ndarray {
  const buffer = new Buffer(data);
  buffer.recorded = recorded;
  return new Ndarray(buffer, dtype, shape, stridesOf(shape));
}

export function filledWith(shape: readonly number[], value: number, dtype: DType): Ndarray {
  guardSize(shape, dtype);
  const data = new Float64Array(sizeOf(shape));
  if (value !== 0 || Object.is(value, -0)) data.fill(cast(value, dtype));
  return fromData(data, shape, dtype);
}

export const zeros = (shape: readonly number[], dtype: DType = "float64"): Ndarray =>
  filledWith(shape, 0, dtype);

export function generated(
  shape: readonly number[],
  dtype: DType,
  next: (position: number) => number,
): Ndarray {
  guardSize(shape, dtype);
  const data = new Float64Array(sizeOf(shape));
  for (let at = 0; at < data.length; at++) data[at] = cast(next(at), dtype);
  return fromData(data, shape, dtype);
}

/** A Python number as an operand: its type gives way to an array's. */
export function weak(value: number, dtype: "bool" | "int64" | "float64", recorded?: Recorded): Ndarray {
  const buffer = new Buffer(Float64Array.of(value));
  buffer.recorded = recorded;
  return new Ndarray(buffer, dtype, [], [], 0, "weak");
}

export const scalarOf = (value: number, dtype: DType): Ndarray =>
  fromData(Float64Array.of(cast(value, dtype)), [], dtype);

/** A list of numbers as a vector. */
export const vector = (values: ArrayLike<number>, dtype: DType = "float64"): Ndarray =>
  fromData(Float64Array.from(values), [values.length], dtype);
