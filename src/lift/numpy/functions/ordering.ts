import type { Arguments } from "../arguments.ts";
import { fromData, type Ndarray, vector } from "../array.ts";
import { asResult, toArray, toNumber } from "../convert.ts";
import { type DType, isInteger } from "../dtype.ts";
import { typeError, valueError } from "../failure.ts";
import { nodeOf, record } from "../recording.ts";
import { takeAlong } from "../shaping.ts";
import {
  argsort,
  insertionPoint,
  lexsort,
  searchsorted,
  sorted,
  takeAlongAxis,
  unique,
  uniqueRows,
} from "../sorting.ts";
import { Tuple, type Value } from "../values.ts";
import type { Bodies } from "./kinds.ts";

function uniqueOf(given: Arguments): Value {
  const array = given.array(0, "ar");
  const flags = ["return_index", "return_inverse", "return_counts"].map((name, k) =>
    given.flag(k + 1, false, name),
  );
  const axis = given.axis(4);
  if (axis !== undefined && array.rank > 1) {
    const { picks, inverse: which, counts } = uniqueRows(array);
    const rows = takeAlong(array, picks, 0);
    const more = [picks, which, counts].flatMap((list, k) => (flags[k] ? [vector(list, "int64")] : []));
    return more.length > 0 ? new Tuple([rows, ...more]) : rows;
  }
  const found = unique(array);
  const more = [found.first, found.inverse, found.counts].filter((_, k) => flags[k]);
  return more.length > 0 ? new Tuple([found.values, ...more]) : found.values;
}

function bincount(given: Arguments): Value {
  const array = given.array(0, "x");
  if (!isInteger(array.dtype) && array.dtype !== "bool") {
    throw typeError(
      `Cannot cast array data from dtype('${array.dtype}') to dtype('int64') according to the rule 'safe'`,
    );
  }
  const values = array.values();
  if (values.some((one) => one < 0)) throw valueError("'list' argument must have no negative elements");
  const length = Math.max(
    given.integer(2, 0, "minlength"),
    values.reduce((a, b) => Math.max(a, b + 1), 0),
  );
  const weights = given.optional(1, "weights");
  const scale = weights === undefined ? undefined : toArray(weights);
  const data = new Float64Array(length);
  const amounts = scale?.values();
  for (const [k, one] of values.entries()) data[one]! += amounts ? amounts[k]! : 1;
  const recorded = scale && record([scale], ($) => $.scatterAdd(nodeOf($, scale), [...values], [length]));
  return fromData(data, [length], scale ? "float64" : "int64", recorded);
}

const axisOrLast = (given: Arguments, position: number): number | undefined => {
  const value = given.get(position, "axis");
  return value === null ? undefined : value === undefined ? -1 : toNumber(value);
};

const members = (given: Arguments, inverted: boolean): Value => {
  const table = new Set(given.array(1, "test_elements", "ar2").values());
  const array = given.array(0, "element", "ar1");
  const data = array.values().map((one) => (table.has(one) !== inverted ? 1 : 0));
  return fromData(Float64Array.from(data), array.shape, "bool");
};

export const ordering: Bodies = {
  sort: (given) => sorted(given.array(0, "a"), axisOrLast(given, 1)),
  argsort: (given) => argsort(given.array(0, "a"), axisOrLast(given, 1)),
  argpartition: (given) => argsort(given.array(0, "a"), axisOrLast(given, 2)),
  partition: (given) => sorted(given.array(0, "a"), axisOrLast(given, 2)),
  lexsort: (given) => lexsort(given.array(0, "keys")),
  take_along_axis: (given) =>
    takeAlongAxis(given.array(0, "arr"), given.array(1, "indices"), given.integer(2, -1, "axis")),
  searchsorted: (given) =>
    asResult(
      searchsorted(
        given.array(0, "a"),
        given.operand(1, "v"),
        given.text(2, "left", "side") as "left" | "right",
      ),
    ),
  digitize: (given) =>
    asResult(
      searchsorted(
        given.array(1, "bins"),
        given.operand(0, "x"),
        given.flag(2, false, "right") ? "left" : "right",
      ),
    ),
  unique: uniqueOf,
  bincount,
  isin: (given) => members(given, given.flag(3, false, "invert")),
  in1d: (given) => members(given, false),
  union1d: (given) =>
    unique(fromValues([...given.array(0).values(), ...given.array(1).values()], given)).values,
  intersect1d: (given) => {
    const second = new Set(given.array(1).values());
    return unique(
      fromValues(
        [...given.array(0).values()].filter((one) => second.has(one)),
        given,
      ),
    ).values;
  },
  setdiff1d: (given) => {
    const second = new Set(given.array(1).values());
    return unique(
      fromValues(
        [...given.array(0).values()].filter((one) => !second.has(one)),
        given,
      ),
    ).values;
  },
  histogram: (given) => {
    const values = given.array(0, "a").values();
    const bins = given.optional(1, "bins") ?? 10n;
    const limits = given.optional(2, "range");
    let edges: number[];
    let edgeType: DType = "float64";
    if (typeof bins === "bigint") {
      const [low, high] = limits
        ? (toArray(limits).values() as unknown as [number, number])
        : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
      const count = Number(bins);
      edges = Array.from({ length: count + 1 }, (_, k) =>
        k === count ? high : low + (k * (high - low)) / count,
      );
    } else {
      const own = toArray(bins);
      edges = [...own.values()];
      edgeType = own.dtype;
    }
    const counts = new Array<number>(edges.length - 1).fill(0);
    for (const one of values) {
      if (one < edges[0]! || one > edges[edges.length - 1]!) continue;
      counts[Math.min(insertionPoint(edges, one, "right") - 1, counts.length - 1)]!++;
    }
    return new Tuple([vector(counts, "int64"), vector(edges, edgeType)]);
  },
};

const fromValues = (values: readonly number[], given: Arguments): Ndarray =>
  vector(values, given.array(0).dtype);
