import { fromData, type Ndarray, vector, zeros } from "./array.ts";
import { copy } from "./broadcast.ts";
import { svd } from "./decompositions.ts";
import { isFloat } from "./dtype.ts";
import { NumpyFailure, valueError } from "./failure.ts";
import { getItem } from "./indexing.ts";
import { dot } from "./linear.ts";
import { isRecorded } from "./recording.ts";
import { checkedAxis, extreme, type ReductionOptions, sum } from "./reduction.ts";
import { astype, concatenate, ravel, reshape, takeAlong } from "./shaping.ts";
import { call } from "./ufunc-table.ts";

const float = (array: Ndarray): Ndarray => (isFloat(array.dtype) ? array : astype(array, "float64"));
const failure = (message: string): NumpyFailure => new NumpyFailure("LinAlgError", message);

export type NormOrder = number | "fro" | "nuc" | undefined;

/** `np.linalg.norm`: of all elements, of vectors along an axis, or of a matrix. */
export function norm(given: Ndarray, order: NormOrder, { axes, keepdims }: ReductionOptions = {}): Ndarray {
  const array = float(given);
  const power = (exponent: number, value: Ndarray): Ndarray =>
    call("power", value, vector([exponent]).as("weak").view([], []).as("weak"));
  if (
    axes === undefined &&
    (order === undefined || (order === "fro" && array.rank === 2) || (order === 2 && array.rank === 1))
  ) {
    const flat = ravel(array);
    const result = call("sqrt", dot(flat, flat));
    return keepdims
      ? reshape(
          result,
          array.shape.map(() => 1),
        )
      : result;
  }
  const over = axes ?? array.shape.map((_, axis) => axis);
  const size = (): Ndarray => call("absolute", array);
  if (over.length === 1) {
    if (order === undefined || order === 2)
      return call("sqrt", sum(call("multiply", array, array), { axes: over, keepdims }));
    if (order === 1) return sum(size(), { axes: over, keepdims });
    if (order === Number.POSITIVE_INFINITY) return extreme("max", size(), { axes: over, keepdims });
    if (order === Number.NEGATIVE_INFINITY) return extreme("min", size(), { axes: over, keepdims });
    if (order === 0)
      return sum(astype(call("not_equal", array, zeros([])), array.dtype), { axes: over, keepdims });
    if (typeof order === "number")
      return power(1 / order, sum(power(order, size()), { axes: over, keepdims }));
    throw valueError(`Invalid norm order '${order}' for vectors`);
  }
  if (over.length !== 2) throw valueError("Improper number of dimensions to norm.");
  if (order === undefined || order === "fro")
    return call("sqrt", sum(call("multiply", array, array), { axes: over, keepdims }));
  const [rows, columns] = over.map((axis) => checkedAxis(axis, array.rank)) as [number, number];
  if (order === 1 || order === Number.POSITIVE_INFINITY) {
    const totals = sum(size(), { axes: [order === 1 ? rows : columns], keepdims: true });
    const result = extreme("max", totals, { axes: over, keepdims: true });
    return keepdims
      ? result
      : reshape(
          result,
          array.shape.filter((_, axis) => axis !== rows && axis !== columns),
        );
  }
  if ((order === 2 || order === "nuc") && array.rank === 2) return spectral(array, order, keepdims);
  throw new NumpyFailure("NotImplementedError", `the matrix norm of order ${order} is not supported`);
}

/**
 * The greatest singular value of a matrix, or their sum: Σ A ∘ U Vᵀ over the vectors that belong to them, which has the
 * right derivative too where they are distinct.
 */
function spectral(array: Ndarray, order: 2 | "nuc", keepdims: boolean | undefined): Ndarray {
  const { u, s, vt } = svd(array);
  const first = (of: Ndarray, count: number, axis: number): Ndarray =>
    takeAlong(
      of,
      Array.from({ length: count }, (_, k) => k),
      axis,
    );
  const count = order === 2 ? Math.min(1, s.size) : s.size;
  const frame = dot(first(u, count, 1), first(vt, count, 0));
  return sum(call("multiply", array, frame), { axes: [0, 1], keepdims });
}

function square(array: Ndarray): number {
  if (array.rank !== 2)
    throw failure(`${array.rank}-dimensional array given. Array must be at least two-dimensional`);
  if (array.shape[0] !== array.shape[1]) throw failure("Last 2 dimensions of the array must be square");
  return array.shape[0]!;
}

/** Gauss and Jordan's elimination of [A | B] with partial pivoting, on plain numbers; the determinant beside it. */
function eliminate(a: Float64Array, b: Float64Array, size: number, columns: number): number {
  let determinant = 1;
  const swap = (data: Float64Array, width: number, i: number, j: number): void => {
    for (let k = 0; k < width; k++) {
      const kept = data[i * width + k]!;
      data[i * width + k] = data[j * width + k]!;
      data[j * width + k] = kept;
    }
  };
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(a[row * size + column]!) > Math.abs(a[pivot * size + column]!)) pivot = row;
    }
    if (a[pivot * size + column] === 0) return 0;
    if (pivot !== column) {
      swap(a, size, pivot, column);
      swap(b, columns, pivot, column);
      determinant = -determinant;
    }
    const head = a[column * size + column]!;
    determinant *= head;
    for (let row = column + 1; row < size; row++) {
      const factor = a[row * size + column]! / head;
      if (factor === 0) continue;
      for (let k = column; k < size; k++) a[row * size + k]! -= factor * a[column * size + k]!;
      for (let k = 0; k < columns; k++) b[row * columns + k]! -= factor * b[column * columns + k]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = 0; k < columns; k++) {
      let value = b[row * columns + k]!;
      for (let j = row + 1; j < size; j++) value -= a[row * size + j]! * b[j * columns + k]!;
      b[row * columns + k] = value / a[row * size + row]!;
    }
  }
  return determinant;
}

export function det(array: Ndarray): Ndarray {
  const size = square(array);
  const pivots = array.values().slice();
  const sign = Math.sign(eliminate(pivots, new Float64Array(0), size, 0));
  let total = 0;
  for (let k = 0; k < size; k++) total += Math.log(Math.abs(pivots[k * (size + 1)]!));
  return fromData(Float64Array.of(sign === 0 ? 0 : sign * Math.exp(total)), [], "float64");
}

/** The solution of A x = b. Recorded operands are eliminated row by row with array operations. */
export function solve(a: Ndarray, b: Ndarray): Ndarray {
  const size = square(a);
  if (b.shape[0] !== size) {
    throw valueError(
      `solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m,n)->(m,n) (size ${b.shape[0]} is different from ${size})`,
    );
  }
  if (isRecorded(a) || isRecorded(b)) return recordedSolve(a, b, size);
  const columns = b.size / size;
  const result = float(copy(b));
  const answer = result.values().slice();
  if (eliminate(a.values().slice(), answer, size, columns) === 0 && size > 0)
    throw failure("Singular matrix");
  return fromData(answer, b.shape, "float64");
}

function recordedSolve(a: Ndarray, b: Ndarray, size: number): Ndarray {
  const columns = b.size / size;
  const row = (array: Ndarray, k: number): Ndarray => getItem(array, [{ kind: "integer", at: k }]);
  const whole = concatenate([float(a), reshape(float(b), [size, columns])], 1);
  const rows = Array.from({ length: size }, (_, k) => row(whole, k));
  const item = (of: Ndarray, k: number): Ndarray => getItem(of, [{ kind: "integer", at: k }]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let k = column + 1; k < size; k++) {
      if (Math.abs(item(rows[k]!, column).first) > Math.abs(item(rows[pivot]!, column).first)) pivot = k;
    }
    if (item(rows[pivot]!, column).first === 0) throw failure("Singular matrix");
    [rows[pivot], rows[column]] = [rows[column]!, rows[pivot]!];
    rows[column] = call("divide", rows[column]!, item(rows[column]!, column));
    for (let k = 0; k < size; k++) {
      if (k === column) continue;
      rows[k] = call("subtract", rows[k]!, call("multiply", item(rows[k]!, column), rows[column]!));
    }
  }
  const answers = rows.map((one) => getItem(one, [{ kind: "slice", start: size, stop: null, step: 1 }]));
  return reshape(concatenate(answers), b.shape);
}

export function inverse(array: Ndarray): Ndarray {
  const size = square(array);
  const identity = zeros([size, size]);
  for (let k = 0; k < size; k++) identity.buffer.data[k * (size + 1)] = 1;
  const result = solve(array, identity);
  return array.role === "matrix" ? result.as("matrix") : result;
}

export function matrixPower(array: Ndarray, exponent: number): Ndarray {
  const size = square(array);
  const base = exponent < 0 ? inverse(array) : array;
  let result = zeros([size, size], base.dtype);
  for (let k = 0; k < size; k++) result.buffer.data[k * (size + 1)] = 1;
  for (let k = 0; k < Math.abs(exponent); k++) result = dot(result, base);
  return result;
}
