import { Arguments } from "../arguments.ts";
import { fromData, Ndarray, scalarOf, vector } from "../array.ts";
import { asResult, isSequence, toArrays, toIntegers, toNumber, toOperand } from "../convert.ts";
import { leastSquares, pseudoInverse, qr, svd, symmetricEigen } from "../decompositions.ts";
import { einsum } from "../einsum.ts";
import { NumpyFailure, typeError, valueError } from "../failure.ts";
import { det, inverse, matrixPower, type NormOrder, norm, solve } from "../linalg.ts";
import { dot, inner, kron, matmul, outer, tensordot, trace, vdot } from "../linear.ts";
import { nodeOf, record } from "../recording.ts";
import { sum } from "../reduction.ts";
import { flip, stack, takeAlong } from "../shaping.ts";
import { insertionPoint } from "../sorting.ts";
import { call } from "../ufunc-table.ts";
import { Tuple, type Value } from "../values.ts";
import { assign } from "../write.ts";
import type { Bodies, Body } from "./kinds.ts";

const pair =
  (combine: (a: Ndarray, b: Ndarray) => Ndarray): Body =>
  (given) => {
    const result = combine(given.operand(0, "a", "x1"), given.operand(1, "b", "x2"));
    const out = given.optional(2, "out");
    if (!(out instanceof Ndarray)) return asResult(result);
    assign(out, result);
    return out;
  };

function tensordotOf(given: Arguments): Value {
  const [a, b] = [given.array(0, "a"), given.array(1, "b")];
  const axes = given.optional(2, "axes") ?? 2n;
  if (!isSequence(axes)) return tensordot(a, b, Number(toNumber(axes)));
  const [left, right] = axes.items.map(toIntegers) as [number[], number[]];
  return tensordot(a, b, [left, right]);
}

function normOf(given: Arguments): Value {
  const order = given.optional(1, "ord");
  const which: NormOrder =
    order === undefined ? undefined : order === "fro" || order === "nuc" ? order : toNumber(order);
  const options = { axes: given.axes(2), keepdims: given.flag(3, false, "keepdims") };
  return asResult(norm(given.array(0, "x"), which, options));
}

function cross(given: Arguments): Value {
  const [a, b] = [given.array(0, "a"), given.array(1, "b")];
  const part = (of: Ndarray, k: number): Ndarray => takeAlong(of, [k], -1);
  const minor = (i: number, j: number): Ndarray =>
    call("subtract", call("multiply", part(a, i), part(b, j)), call("multiply", part(a, j), part(b, i)));
  const minors = [minor(1, 2), minor(2, 0), minor(0, 1)].map((one) =>
    one.view(one.shape.slice(0, -1), one.strides.slice(0, -1)),
  );
  return stack(minors, minors[0]!.rank);
}

export const linalg: Bodies = {
  norm: normOf,
  inv: (given) => inverse(given.array(0, "a")),
  pinv: (given) => pseudoInverse(given.array(0, "a"), given.number(1, 1e-15, "rcond")),
  qr: (given) => {
    const { q, r } = qr(given.array(0, "a"));
    return given.text(1, "reduced", "mode") === "r" ? r : new Tuple([q, r]);
  },
  svd: (given) => {
    const { u, s, vt } = svd(given.array(0, "a"));
    if (!given.flag(2, true, "compute_uv")) return s;
    if (u.shape[0] !== vt.shape[1] && given.flag(1, true, "full_matrices")) {
      throw new NumpyFailure("NotImplementedError", "svd of an oblong matrix needs full_matrices=False here");
    }
    return new Tuple([u, s, vt]);
  },
  eigh: (given) => {
    const { values, vectors } = symmetricEigen(given.array(0, "a"));
    return new Tuple([values, vectors]);
  },
  eigvalsh: (given) => symmetricEigen(given.array(0, "a")).values,
  lstsq: (given) => {
    const [a, b] = [given.array(0, "a"), given.array(1, "b")];
    const { x, rank, s } = leastSquares(a, b);
    const full = rank === a.shape[1] && a.shape[0]! > rank;
    const distance = call("subtract", dot(a, x), b);
    const residuals = full
      ? sum(call("square", distance), { axes: [0], keepdims: b.rank === 1 })
      : vector([]);
    return new Tuple([x, residuals, scalarOf(rank, "int32").as("scalar"), s]);
  },
  matrix_rank: (given) => {
    const a = given.array(0, "M", "A");
    return scalarOf(leastSquares(a, vector(new Array<number>(a.shape[0]!).fill(0))).rank, "int64").as(
      "scalar",
    );
  },
  cond: (given) => {
    const values = svd(given.array(0, "x")).s.values();
    return scalarOf(values[0]! / values[values.length - 1]!, "float64").as("scalar");
  },
  solve: (given) => solve(given.array(0, "a"), given.array(1, "b")),
  det: (given) => asResult(det(given.array(0, "a"))),
  multi_dot: (given) => asResult(toArrays(given.value(0, "arrays")).reduce(dot)),
  matrix_power: (given) => matrixPower(given.array(0, "a"), given.integer(1, 1, "n")),
};

export const algebra: Bodies = {
  dot: pair(dot),
  matmul: pair(matmul),
  inner: pair(inner),
  outer: pair(outer),
  vdot: pair(vdot),
  kron: pair(kron),
  tensordot: tensordotOf,
  einsum: (given) => {
    const subscripts = given.value(0, "subscripts");
    if (typeof subscripts !== "string") throw typeError("einsum takes its subscripts as a string here");
    return asResult(einsum(subscripts, given.positional.slice(1).map(toOperand)));
  },
  trace: (given) => asResult(trace(given.array(0, "a"), given.integer(1, 0, "offset"))),
  cross,
  convolve: (given) => {
    const [a, v] = [given.array(0, "a"), given.array(1, "v")];
    const mode = given.text(2, "full", "mode");
    const [n, m] = [a.size, v.size];
    const full = n + m - 1;
    const toeplitz = (of: Ndarray, count: number): Ndarray => {
      // row i holds of[i − j] in column j
      const size = of.size;
      const picks: number[] = [];
      const places: number[] = [];
      for (let i = 0; i < full; i++) {
        for (let j = 0; j < count; j++) {
          if (i - j < 0 || i - j >= size) continue;
          picks.push(i - j);
          places.push(i * count + j);
        }
      }
      const data = new Float64Array(full * count);
      const values = of.values();
      for (const [k, place] of places.entries()) data[place] = values[picks[k]!]!;
      const recorded = record([of], ($) =>
        $.scatterAdd($.gather(nodeOf($, of), picks, [picks.length]), places, [full, count]),
      );
      return fromData(data, [full, count], of.dtype, recorded);
    };
    const whole = matmul(toeplitz(v, n), a);
    if (mode === "full") return whole;
    const length = mode === "same" ? Math.max(n, m) : Math.max(n, m) - Math.min(n, m) + 1;
    const start = mode === "same" ? Math.floor((Math.min(n, m) - 1) / 2) : Math.min(n, m) - 1;
    return takeAlong(
      whole,
      Array.from({ length }, (_, k) => start + k),
      0,
    );
  },
  correlate: (given) => {
    const flipped = flip(given.array(1, "v"));
    const mode = given.text(2, "valid", "mode");
    return algebra.convolve!(
      new Arguments("convolve", [given.array(0, "a"), flipped, mode], new Map()),
      undefined as never,
    );
  },
  gradient: (given) => {
    const f = given.array(0, "f");
    const step = given.operandOr(1, 1);
    const length = f.size;
    if (f.rank !== 1 || length < 2)
      throw valueError("np.gradient takes a vector of at least two elements here");
    const low = takeAlong(
      f,
      Array.from({ length }, (_, k) => Math.max(k - 1, 0)),
      0,
    );
    const high = takeAlong(
      f,
      Array.from({ length }, (_, k) => Math.min(k + 1, length - 1)),
      0,
    );
    const width = vector(Array.from({ length }, (_, k) => (k === 0 || k === length - 1 ? 1 : 2)));
    return call("divide", call("subtract", high, low), call("multiply", width, step));
  },
  interp: (given) => {
    const [x, xs, ys] = [given.operand(0, "x"), given.array(1, "xp").values(), given.array(2, "fp").values()];
    const last = xs.length - 1;
    const [left, right] = [given.number(3, ys[0]!, "left"), given.number(4, ys[last]!, "right")];
    const data = x.values().map((one) => {
      if (one < xs[0]!) return left;
      if (one > xs[last]!) return right;
      const k = insertionPoint(xs, one, "right") - 1;
      if (k >= last) return ys[last]!;
      const slope = (ys[k + 1]! - ys[k]!) / (xs[k + 1]! - xs[k]!);
      return slope * (one - xs[k]!) + ys[k]!;
    });
    return asResult(fromData(Float64Array.from(data), x.shape, "float64"));
  },
  polyval: (given) => {
    const [coefficients, x] = [given.array(0, "p"), given.operand(1, "x")];
    let total = call("multiply", x, scalarOf(0, "int64").as("weak"));
    for (let k = 0; k < coefficients.size; k++) {
      const one = coefficients.view([], [], coefficients.offset + k * coefficients.strides[0]!);
      total = call("add", call("multiply", total, x), one);
    }
    return asResult(total);
  },
};
