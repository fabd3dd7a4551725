import { broadcastOffsets, offsets, sizeOf } from "../../base/array.ts";
import { fromData, guardSize, type Ndarray, scalarOf, zeros } from "./array.ts";
import { jointShape } from "./broadcast.ts";
import { cast, type DType } from "./dtype.ts";
import { shapeText, valueError } from "./failure.ts";
import { nodeOf, record } from "./recording.ts";
import { checkedAxis, sum } from "./reduction.ts";
import { expandDims, ravel, reshape, transpose } from "./shaping.ts";
import { apply, jointType } from "./ufunc.ts";
import { call } from "./ufunc-table.ts";

/** out[i, j] += Σₖ a[i, k] b[k, j], all row-major, in plain order of k. */
function product(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  out: Float64Array,
  start: number,
  [rows, inner, columns]: readonly [number, number, number],
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

function rounded(data: Float64Array, dtype: DType): Float64Array {
  if (dtype !== "float64") for (let k = 0; k < data.length; k++) data[k] = cast(data[k]!, dtype);
  return data;
}

/** A product with a matrix is a matrix: one row, where it has one axis. */
function roleOf(result: Ndarray, operands: readonly Ndarray[]): Ndarray {
  if (operands.every((one) => one.role !== "matrix")) return result;
  if (result.rank === 1) return reshape(result, [1, result.size]).as("matrix");
  return result.rank === 2 ? result.as("matrix") : result;
}

const signature = "(n?,k),(k,m?)->(n?,m?)";

/** `a @ b` of vectors, matrices and stacks of matrices. */
export function matmul(a: Ndarray, b: Ndarray): Ndarray {
  for (const [k, one] of [a, b].entries()) {
    if (one.rank > 0) continue;
    throw valueError(
      `matmul: Input operand ${k} does not have enough dimensions (has 0, gufunc core with signature ${signature} requires 1)`,
    );
  }
  const left = a.rank === 1 ? [1, a.shape[0]!] : a.shape;
  const right = b.rank === 1 ? [b.shape[0]!, 1] : b.shape;
  const [rows, inner] = [left[left.length - 2]!, left[left.length - 1]!];
  const [other, columns] = [right[right.length - 2]!, right[right.length - 1]!];
  if (inner !== other) {
    throw valueError(
      `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature ${signature} (size ${other} is different from ${inner})`,
    );
  }
  const batch = jointShape([left.slice(0, -2), right.slice(0, -2)]);
  if (!batch) {
    throw valueError(
      `operands could not be broadcast together with remapped shapes [original->remapped]: ${shapeText(a.shape)}->(${[...left.slice(0, -2), "newaxis", "newaxis"].join(",")}) ${shapeText(b.shape)}->(${[...right.slice(0, -2), "newaxis", "newaxis"].join(",")})  and requested shape (${rows},${columns})`,
    );
  }
  const dtype = jointType([a, b]);
  const shape = [...batch, ...(a.rank > 1 ? [rows] : []), ...(b.rank > 1 ? [columns] : [])];
  guardSize(shape, dtype);
  const data = new Float64Array(sizeOf(shape));
  const [x, y] = [a.values(), b.values()];
  const lefts = broadcastOffsets(left.slice(0, -2), batch);
  const rights = broadcastOffsets(right.slice(0, -2), batch);
  for (let one = 0; one < lefts.length; one++) {
    const sizes = [rows, inner, columns] as const;
    product(
      x,
      lefts[one]! * rows * inner,
      y,
      rights[one]! * inner * columns,
      data,
      one * rows * columns,
      sizes,
    );
  }
  const recorded = record([a, b], ($) => $.matmul(nodeOf($, a), nodeOf($, b)));
  return roleOf(fromData(rounded(data, dtype), shape, dtype, recorded), [a, b]);
}

/** `np.dot`: a product with a scalar, else a sum over the last axis of `a` and the one but last of `b`. */
export function dot(a: Ndarray, b: Ndarray): Ndarray {
  if (a.rank === 0 || b.rank === 0) return call("multiply", a, b);
  const [last, other] = [a.rank - 1, Math.max(0, b.rank - 2)];
  if (a.shape[last] !== b.shape[other]) {
    throw valueError(
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${a.shape[last]} (dim ${last}) != ${b.shape[other]} (dim ${other})`,
    );
  }
  if (a.rank <= 2 && b.rank <= 2) return matmul(a, b);
  return contract(a, [last], b, [other]);
}

/** The sum over pairs of axes: the free axes of `a`, then those of `b`, are the result's. */
function contract(a: Ndarray, aAxes: readonly number[], b: Ndarray, bAxes: readonly number[]): Ndarray {
  const free = (array: Ndarray, axes: readonly number[]): number[] =>
    array.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const [aFree, bFree] = [free(a, aAxes), free(b, bAxes)];
  const inner = sizeOf(aAxes.map((axis) => a.shape[axis]!));
  const outer = [...aFree.map((axis) => a.shape[axis]!), ...bFree.map((axis) => b.shape[axis]!)];
  const rows = sizeOf(aFree.map((axis) => a.shape[axis]!));
  const columns = sizeOf(bFree.map((axis) => b.shape[axis]!));
  const left = reshape(transpose(a, [...aFree, ...aAxes]), [rows, inner]);
  const right = reshape(transpose(b, [...bAxes, ...bFree]), [inner, columns]);
  return reshape(matmul(left, right), outer);
}

export function tensordot(
  a: Ndarray,
  b: Ndarray,
  axes: number | readonly [readonly number[], readonly number[]],
): Ndarray {
  const [aAxes, bAxes] =
    typeof axes === "number"
      ? [Array.from({ length: axes }, (_, k) => a.rank - axes + k), Array.from({ length: axes }, (_, k) => k)]
      : [axes[0].map((axis) => checkedAxis(axis, a.rank)), axes[1].map((axis) => checkedAxis(axis, b.rank))];
  const fits =
    aAxes.length === bAxes.length && aAxes.every((axis, k) => a.shape[axis] === b.shape[bAxes[k]!]);
  if (!fits) throw valueError("shape-mismatch for sum");
  return contract(a, aAxes, b, bAxes);
}

export function inner(a: Ndarray, b: Ndarray): Ndarray {
  if (a.rank === 0 || b.rank === 0) return call("multiply", a, b);
  const [i, j] = [a.rank - 1, b.rank - 1];
  if (a.shape[i] !== b.shape[j]) {
    throw valueError(
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${a.shape[i]} (dim ${i}) != ${b.shape[j]} (dim ${j})`,
    );
  }
  return contract(a, [i], b, [j]);
}

export const outer = (a: Ndarray, b: Ndarray): Ndarray =>
  call("multiply", expandDims(ravel(a), [1]), expandDims(ravel(b), [0]));

export const vdot = (a: Ndarray, b: Ndarray): Ndarray => dot(ravel(a), ravel(b));

export function kron(a: Ndarray, b: Ndarray): Ndarray {
  const rank = Math.max(a.rank, b.rank);
  const lift = (array: Ndarray): Ndarray =>
    expandDims(
      array,
      Array.from({ length: rank - array.rank }, (_, k) => k),
    );
  const [x, y] = [lift(a), lift(b)];
  const every = Array.from({ length: rank }, (_, k) => k);
  const spread = call(
    "multiply",
    expandDims(
      x,
      every.map((k) => 2 * k + 1),
    ),
    expandDims(
      y,
      every.map((k) => 2 * k),
    ),
  );
  return reshape(
    spread,
    every.map((k) => x.shape[k]! * y.shape[k]!),
  );
}

/** The diagonal of the first two axes as a view, the diagonal's axis last. */
export function diagonal(array: Ndarray, shift = 0): Ndarray {
  if (array.rank < 2) throw valueError("diag requires an array of at least two dimensions");
  const [rows, columns] = array.shape as [number, number];
  const [down, right] = array.strides as [number, number];
  const count = Math.max(0, shift >= 0 ? Math.min(rows, columns - shift) : Math.min(rows + shift, columns));
  const start = count === 0 ? 0 : shift >= 0 ? shift * right : -shift * down;
  return array.view(
    [...array.shape.slice(2), count],
    [...array.strides.slice(2), down + right],
    array.offset + start,
  );
}

/** `np.diag`: the diagonal of a matrix, or the matrix with a vector on its diagonal. */
export function diag(array: Ndarray, shift = 0): Ndarray {
  if (array.rank === 2) return diagonal(array, shift);
  if (array.rank !== 1) throw valueError("Input must be 1- or 2-d.");
  const size = array.size + Math.abs(shift);
  const result = zeros([size, size], array.dtype);
  const values = array.values();
  const places = offsets([array.size], [size + 1], shift >= 0 ? shift : -shift * size);
  for (const [k, place] of places.entries()) result.buffer.data[place] = values[k]!;
  result.buffer.recorded = record([array], ($) => $.scatterAdd(nodeOf($, array), [...places], [size, size]));
  return result;
}

export const trace = (array: Ndarray, shift = 0): Ndarray => sum(diagonal(array, shift), { axes: [-1] });

/** The elements on one side of a diagonal, the others 0. */
export function triangle(array: Ndarray, shift: number, side: "lower" | "upper"): Ndarray {
  const [rows, columns] = [array.shape[array.rank - 2]!, array.shape[array.rank - 1]!];
  const mask = zeros([rows, columns], "bool");
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      mask.buffer.data[i * columns + j] = (side === "lower" ? j - i <= shift : j - i >= shift) ? 1 : 0;
    }
  }
  return choose(mask, array, scalarOf(0, array.dtype).as("weak"));
}

/** `np.where(condition, a, b)`. */
export function choose(condition: Ndarray, a: Ndarray, b: Ndarray): Ndarray {
  const chosen = apply(
    {
      name: "where",
      rule: "same",
      arity: 3,
      loop: (...[test, x, y]) => (test !== 0 ? x! : y!),
      graph: ($, [, x, y]) => {
        const mask = $.array({ shape: [...condition.shape], data: condition.values().slice() });
        return $.where(mask, x!, y!);
      },
    },
    [condition, a, b],
    jointType([a, b]),
  );
  return chosen;
}
