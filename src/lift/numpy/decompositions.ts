import { fromData, type Ndarray, zeros } from "./array.ts";
import { NumpyFailure, shapeText, valueError } from "./failure.ts";
import { dot } from "./linear.ts";
import { transpose } from "./shaping.ts";

const matrixOf = (array: Ndarray): readonly [number, number] => {
  if (array.rank === 2) return array.shape as unknown as readonly [number, number];
  throw new NumpyFailure(
    "LinAlgError",
    `${array.rank}-dimensional array given. Array must be at least two-dimensional`,
  );
};

/** Q R by Householder's reflections, with LAPACK's signs: the reduced form. */
export function qr(array: Ndarray): { q: Ndarray; r: Ndarray } {
  const [rows, columns] = matrixOf(array);
  const size = Math.min(rows, columns);
  const a = array.values().slice();
  const reflections: Float64Array[] = [];
  for (let k = 0; k < size; k++) {
    const v = new Float64Array(rows);
    let rest = 0;
    for (let i = k; i < rows; i++) {
      v[i] = a[i * columns + k]!;
      if (i > k) rest += v[i]! ** 2;
    }
    // LAPACK leaves a column alone that is zero below the diagonal
    if (rest > 0) {
      const head = v[k]!;
      v[k] = head + (head < 0 ? -1 : 1) * Math.sqrt(head * head + rest);
    } else v.fill(0);
    reflections.push(v);
    reflect(a, v, columns);
  }
  const r = zeros([size, columns]);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < columns; j++) r.buffer.data[i * columns + j] = a[i * columns + j]!;
  }
  const q = new Float64Array(rows * size);
  for (let k = 0; k < size; k++) q[k * size + k] = 1;
  for (const v of reflections.reverse()) reflect(q, v, size);
  return { q: fromData(q, [rows, size], "float64"), r };
}

/** data −= 2 v (vᵀ data) / (vᵀ v), the columns of `data` counted by `width`. */
function reflect(data: Float64Array, v: Float64Array, width: number): void {
  const length = v.reduce((total, one) => total + one * one, 0);
  if (length === 0) return;
  for (let j = 0; j < width; j++) {
    let product = 0;
    for (let i = 0; i < v.length; i++) product += v[i]! * data[i * width + j]!;
    const factor = (2 * product) / length;
    for (let i = 0; i < v.length; i++) data[i * width + j]! -= factor * v[i]!;
  }
}

const sweeps = 60;

/** U, the singular values from large to small, and Vᵀ, by Jacobi's one-sided rotations; signs may differ from LAPACK's. */
export function svd(array: Ndarray): { u: Ndarray; s: Ndarray; vt: Ndarray } {
  const [rows, columns] = matrixOf(array);
  if (rows < columns) {
    const { u, s, vt } = svd(transpose(array));
    return { u: transpose(vt), s, vt: transpose(u) };
  }
  const u = array.values().slice();
  const v = new Float64Array(columns * columns);
  for (let k = 0; k < columns; k++) v[k * columns + k] = 1;
  const rotate = (data: Float64Array, count: number, p: number, q: number, c: number, s: number): void => {
    for (let i = 0; i < count; i++) {
      const [x, y] = [data[i * columns + p]!, data[i * columns + q]!];
      data[i * columns + p] = c * x - s * y;
      data[i * columns + q] = s * x + c * y;
    }
  };
  for (let sweep = 0, moved = true; moved && sweep < sweeps; sweep++) {
    moved = false;
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) {
        let [alpha, beta, gamma] = [0, 0, 0];
        for (let i = 0; i < rows; i++) {
          const [x, y] = [u[i * columns + p]!, u[i * columns + q]!];
          alpha += x * x;
          beta += y * y;
          gamma += x * y;
        }
        if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta)) continue;
        moved = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(u, rows, p, q, c, c * t);
        rotate(v, columns, p, q, c, c * t);
      }
    }
  }
  const norms = Array.from({ length: columns }, (_, k) => {
    let total = 0;
    for (let i = 0; i < rows; i++) total += u[i * columns + k]! ** 2;
    return Math.sqrt(total);
  });
  const order = norms.map((_, k) => k).sort((a, b) => norms[b]! - norms[a]!);
  const [left, right] = [zeros([rows, columns]), zeros([columns, columns])];
  for (const [k, from] of order.entries()) {
    for (let i = 0; i < rows; i++)
      left.buffer.data[i * columns + k] = norms[from] === 0 ? 0 : u[i * columns + from]! / norms[from]!;
    for (let i = 0; i < columns; i++) right.buffer.data[k * columns + i] = v[i * columns + from]!;
  }
  const values = Float64Array.from(order, (k) => norms[k]!);
  return { u: left, s: fromData(values, [columns], "float64"), vt: right };
}

/** The pseudo-inverse V S⁺ Uᵀ; singular values below `rcond` of the greatest count as 0. */
export function pseudoInverse(array: Ndarray, rcond = 1e-15): Ndarray {
  const { u, s, vt } = svd(array);
  const values = s.values();
  const limit = rcond * (values[0] ?? 0);
  const scaled = transpose(vt).values().slice();
  const size = values.length;
  for (let k = 0; k < scaled.length; k++) {
    const value = values[k % size]!;
    scaled[k]! *= value > limit ? 1 / value : 0;
  }
  return dot(fromData(scaled, [scaled.length / size, size], "float64"), transpose(u));
}

/** The least-squares solution of A x = b with the rank of A and its singular values. */
export function leastSquares(a: Ndarray, b: Ndarray): { x: Ndarray; rank: number; s: Ndarray } {
  const [rows, columns] = matrixOf(a);
  if (b.shape[0] !== rows) {
    throw valueError(`Incompatible dimensions: ${shapeText(a.shape)} and ${shapeText(b.shape)}`);
  }
  const { s } = svd(a);
  const limit = 2 ** -52 * Math.max(rows, columns) * (s.values()[0] ?? 0);
  const rank = s.values().filter((one) => one > limit).length;
  return { x: dot(pseudoInverse(a, 2 ** -52 * Math.max(rows, columns)), b), rank, s };
}

/** The eigenvalues of a symmetric matrix from small to large with their vectors as columns, by Jacobi's rotations. */
export function symmetricEigen(array: Ndarray): { values: Ndarray; vectors: Ndarray } {
  const [size, columns] = matrixOf(array);
  if (size !== columns)
    throw new NumpyFailure("LinAlgError", "Last 2 dimensions of the array must be square");
  const a = array.values().slice();
  const v = new Float64Array(size * size);
  for (let k = 0; k < size; k++) v[k * size + k] = 1;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p * size + q]! ** 2;
    if (off === 0) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const coupling = a[p * size + q]!;
        if (coupling === 0) continue;
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * coupling);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[k * size + p]!, a[k * size + q]!];
          a[k * size + p] = c * x - s * y;
          a[k * size + q] = s * x + c * y;
        }
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[p * size + k]!, a[q * size + k]!];
          a[p * size + k] = c * x - s * y;
          a[q * size + k] = s * x + c * y;
          const [z, w] = [v[k * size + p]!, v[k * size + q]!];
          v[k * size + p] = c * z - s * w;
          v[k * size + q] = s * z + c * w;
        }
      }
    }
  }
  const diagonal = Array.from({ length: size }, (_, k) => a[k * size + k]!);
  const order = diagonal.map((_, k) => k).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const vectors = zeros([size, size]);
  for (const [k, from] of order.entries()) {
    for (let i = 0; i < size; i++) vectors.buffer.data[i * size + k] = v[i * size + from]!;
  }
  return {
    values: fromData(
      Float64Array.from(order, (k) => diagonal[k]!),
      [size],
      "float64",
    ),
    vectors,
  };
}
