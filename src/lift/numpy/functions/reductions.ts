import type { Arguments } from "../arguments.ts";
import { fromData, type Ndarray, scalarOf, vector } from "../array.ts";
import { asResult, toArray, toNumber, toOperand } from "../convert.ts";
import { isFloat } from "../dtype.ts";
import { NumpyFailure, typeError, valueError } from "../failure.ts";
import { at, getItem } from "../indexing.ts";
import { choose, dot } from "../linear.ts";
import {
  accumulate,
  argExtreme,
  checkedAxis,
  countOf,
  deviation,
  extreme,
  mean,
  product,
  sum,
  truth,
  variance,
} from "../reduction.ts";
import { along, astype, expandDims, ravel, reshape, stack, transpose } from "../shaping.ts";
import { sorted } from "../sorting.ts";
import { call } from "../ufunc-table.ts";
import { Tuple, type Value } from "../values.ts";
import type { Bodies, Body } from "./kinds.ts";

/** Reductions leave a matrix a matrix: the reduced axis stays, of length 1. */
const reduced =
  (reduce: (array: Ndarray, given: Arguments) => Ndarray): Body =>
  (given) => {
    const array = given.array(0, "a");
    const axis = given.axes(1);
    if (array.role === "matrix" && axis !== undefined) {
      const kept = array.shape.map((length, k) => (k === checkedAxis(axis[0]!, 2) ? 1 : length));
      return reshape(reduce(array.as("array"), given), kept).as("matrix");
    }
    return asResult(reduce(array, given));
  };

/** The operand with the elements that `where=` leaves out replaced. */
function selected(array: Ndarray, given: Arguments, neutral: number): Ndarray {
  const where = given.optional(-1, "where");
  return where === undefined
    ? array
    : choose(toArray(where), array, scalarOf(neutral, array.dtype).as("weak"));
}

const ddof = (given: Arguments): number => given.number(4, 0, "ddof");

function initially(result: Ndarray, given: Arguments, name: string): Ndarray {
  const initial = given.optional(-1, "initial");
  return initial === undefined ? result : call(name, result, toOperand(initial));
}

/** Where NaN stands, a neutral number. */
const cleaned = (array: Ndarray, neutral: number): Ndarray =>
  isFloat(array.dtype) ? choose(call("isnan", array), scalarOf(neutral, array.dtype), array) : array;

const present = (array: Ndarray): Ndarray => astype(call("logical_not", call("isnan", array)), "float64");

function average(given: Arguments): Value {
  const array = given.array(0, "a");
  const weights = given.optional(2, "weights");
  const options = given.reduction(1, -1);
  if (weights === undefined) return asResult(mean(array, options));
  let scale = toArray(weights);
  if (scale.rank !== array.rank) {
    if (options.axes === undefined) {
      throw typeError("Axis must be specified when shapes of a and weights differ.");
    }
    const axis = checkedAxis(options.axes[0]!, array.rank);
    if (scale.rank !== 1) throw typeError("1D weights expected when shapes of a and weights differ.");
    if (scale.size !== array.shape[axis])
      throw valueError("Length of weights not compatible with specified axis.");
    scale = reshape(
      scale,
      array.shape.map((length, k) => (k === axis ? length : 1)),
    );
  }
  const total = sum(
    call("multiply", scale, call("add", array, scalarOf(0, "float64").as("weak"))).as("array"),
    options,
  );
  const whole = sum(
    scale.rank === array.rank && scale.size === array.size
      ? scale
      : call("multiply", scale, fromData(new Float64Array(array.size).fill(1), array.shape, "float64")),
    options,
  );
  if (whole.values().some((one) => one === 0)) {
    throw new NumpyFailure("ZeroDivisionError", "Weights sum to zero, can't be normalized");
  }
  const result = asResult(call("divide", total, whole));
  return given.flag(3, false, "returned") ? new Tuple([result, asResult(whole)]) : result;
}

/** The q-quantiles by linear interpolation between the sorted elements of an axis. */
function quantiles(
  array: Ndarray,
  q: Ndarray,
  axes: readonly number[] | undefined,
  keepdims = false,
): Ndarray {
  const source = axes === undefined ? ravel(array) : axes.length === 1 ? array : ravel(array);
  const axis = checkedAxis(axes?.length === 1 ? axes[0]! : 0, source.rank);
  const ordered = sorted(isFloat(source.dtype) ? source : astype(source, "float64"), axis);
  const length = ordered.shape[axis]!;
  const one = (share: number): Ndarray => {
    if (share < 0 || share > 1) throw valueError("Quantiles must be in the range [0, 1]");
    const place = share * (length - 1);
    const low = getItem(ordered, along(axis, at(Math.floor(place))));
    const high = getItem(ordered, along(axis, at(Math.min(Math.floor(place) + 1, length - 1))));
    const weight = place - Math.floor(place);
    const step = call("subtract", high, low);
    const value =
      weight >= 0.5
        ? call("subtract", high, call("multiply", step, scalarOf(1 - weight, "float64").as("weak")))
        : call("add", low, call("multiply", step, scalarOf(weight, "float64").as("weak")));
    if (!keepdims) return value;
    return axes === undefined
      ? reshape(
          value,
          array.shape.map(() => 1),
        )
      : expandDims(value, [axis]);
  };
  if (q.rank === 0) return one(q.first);
  return stack([...q.values()].map(one));
}

function median(given: Arguments): Value {
  const array = given.array(0, "a");
  if (array.size === 0) return scalarOf(Number.NaN, "float64").as("scalar");
  const axes = given.axes(1);
  const source = axes === undefined ? ravel(array) : array;
  const axis = checkedAxis(axes?.[0] ?? 0, source.rank);
  const ordered = sorted(source, axis);
  const length = source.shape[axis]!;
  const middle = getItem(
    ordered,
    along(axis, {
      kind: "slice",
      start: Math.floor((length - 1) / 2),
      stop: Math.floor(length / 2) + 1,
      step: 1,
    }),
  );
  const keepdims = given.flag(-1, false, "keepdims");
  const result = mean(middle, { axes: [axis], keepdims: keepdims && axes !== undefined });
  return asResult(
    keepdims && axes === undefined
      ? reshape(
          result,
          array.shape.map(() => 1),
        )
      : result,
  );
}

/** The covariance of the rows of `m` (of its columns, where `rowvar` is false). */
function covariance(given: Arguments): Ndarray {
  let rows = given.array(0, "m", "x");
  rows = rows.rank === 1 ? reshape(rows, [1, rows.size]) : rows;
  if (!given.flag(2, true, "rowvar") && rows.shape[0] !== 1) rows = transpose(rows);
  const second = given.optional(1, "y");
  if (second !== undefined) {
    const other = toArray(second);
    rows = stack([reshape(rows, [rows.size]), reshape(other, [other.size])]);
  }
  const count = rows.shape[1]!;
  const off = given.flag(3, false, "bias") ? 0 : 1;
  const distance = call("subtract", rows, mean(rows, { axes: [1], keepdims: true }));
  const total = dot(distance, transpose(distance));
  return call("divide", total, vector([count - given.number(4, off, "ddof")]).as("weak"));
}

const extremeOf = (which: "max" | "min"): Body =>
  reduced((array, given) => {
    const neutral = which === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const result = extreme(which, selected(array, given, neutral), {
      axes: given.axes(1),
      keepdims: given.flag(-1, false, "keepdims"),
    });
    return initially(result, given, which === "max" ? "maximum" : "minimum");
  });

const arg = (which: "max" | "min"): Body =>
  reduced((array, given) => argExtreme(which, array, given.axis(1), given.flag(-1, false, "keepdims")));

const truthOf = (which: "any" | "all"): Body =>
  reduced((array, given) =>
    truth(which, array, { axes: given.axes(1), keepdims: given.flag(-1, false, "keepdims") }),
  );

const quantile =
  (scale: number): Body =>
  (given) => {
    const q = toArray(given.value(1, "q"));
    const share = scale === 1 ? q : call("divide", q, scalarOf(scale, "float64").as("weak"));
    return asResult(quantiles(given.array(0, "a"), share, given.axes(2), given.flag(-1, false, "keepdims")));
  };

export const reductions: Bodies = {
  sum: reduced((array, given) => initially(sum(selected(array, given, 0), given.reduction()), given, "add")),
  mean: reduced((array, given) => mean(array, given.reduction())),
  var: reduced((array, given) => variance(array, ddof(given), given.reduction())),
  std: reduced((array, given) => deviation(array, ddof(given), given.reduction())),
  prod: reduced((array, given) =>
    initially(product(selected(array, given, 1), given.reduction()), given, "multiply"),
  ),
  max: extremeOf("max"),
  min: extremeOf("min"),
  amax: extremeOf("max"),
  amin: extremeOf("min"),
  ptp: reduced((array, given) => {
    const options = { axes: given.axes(1), keepdims: given.flag(-1, false, "keepdims") };
    return call("subtract", extreme("max", array, options), extreme("min", array, options));
  }),
  argmax: arg("max"),
  argmin: arg("min"),
  any: truthOf("any"),
  all: truthOf("all"),
  cumsum: (given) => accumulate("sum", given.array(0, "a"), given.axis(1), given.dtype(2)),
  cumprod: (given) => accumulate("product", given.array(0, "a"), given.axis(1), given.dtype(2)),
  average,
  median,
  percentile: quantile(100),
  quantile: quantile(1),
  nansum: reduced((array, given) => sum(cleaned(array, 0), given.reduction())),
  nanmax: reduced((array, given) =>
    extreme("max", cleaned(array, Number.NEGATIVE_INFINITY), {
      axes: given.axes(1),
      keepdims: given.flag(-1, false, "keepdims"),
    }),
  ),
  nanmin: reduced((array, given) =>
    extreme("min", cleaned(array, Number.POSITIVE_INFINITY), {
      axes: given.axes(1),
      keepdims: given.flag(-1, false, "keepdims"),
    }),
  ),
  nanmean: reduced((array, given) => {
    const options = given.reduction();
    const result = call("divide", sum(cleaned(array, 0), options), sum(present(array), options));
    return isFloat(array.dtype) ? astype(result, array.dtype) : result;
  }),
  count_nonzero: reduced((array, given) =>
    sum(call("not_equal", array, scalarOf(0, array.dtype)), {
      axes: given.axes(1),
      keepdims: given.flag(-1, false, "keepdims"),
    }),
  ),
  cov: (given) => {
    const result = covariance(given);
    return result.size === 1 ? reshape(result, []) : result;
  },
  corrcoef: (given) => {
    const square = covariance(given);
    if (square.size === 1) return scalarOf(1, "float64").as("scalar");
    const spread = call(
      "sqrt",
      vector(Array.from({ length: square.shape[0]! }, (_, k) => square.values()[k * square.shape[0]! + k]!)),
    );
    return call("divide", call("divide", square, expandDims(spread, [1])), expandDims(spread, [0]));
  },
  size: (given) => {
    const axis = given.axis(1);
    const array = given.array(0, "a");
    return BigInt(axis === undefined ? array.size : countOf(array, [axis]));
  },
  trapz: (given) => {
    const y = given.array(0, "y");
    const x = given.optional(1, "x");
    const step = toNumber(given.get(2, "dx") ?? 1);
    const slice = (array: Ndarray, start: number | null, stop: number | null): Ndarray =>
      getItem(array, [{ kind: "slice", start, stop, step: 1 }]);
    const width =
      x === undefined
        ? scalarOf(step, "float64")
        : call("subtract", slice(toArray(x), 1, null), slice(toArray(x), null, -1));
    const height = call("add", slice(y, 1, null), slice(y, null, -1));
    return asResult(sum(call("divide", call("multiply", width, height), scalarOf(2, "float64").as("weak"))));
  },
};
