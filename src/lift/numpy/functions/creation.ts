import type { Arguments } from "../arguments.ts";
import { filledWith, fromData, generated, type Ndarray, scalarOf, zeros } from "../array.ts";
import { broadcastTo, copy, jointShape } from "../broadcast.ts";
import {
  asResult,
  isSequence,
  toArray,
  toDType,
  toInteger,
  toNumber,
  toOperand,
  toShape,
} from "../convert.ts";
import { type DType, isFloat } from "../dtype.ts";
import { valueError } from "../failure.ts";
import { diag, triangle } from "../linear.ts";
import { astype, concatenate, expandDims, reshape } from "../shaping.ts";
import { jointType } from "../ufunc.ts";
import { call } from "../ufunc-table.ts";
import { List, Tuple, type Value } from "../values.ts";
import { assign } from "../write.ts";
import type { Bodies } from "./kinds.ts";

const filled =
  (value: number, at = 1) =>
  (given: Arguments): Value =>
    filledWith(toShape(given.value(0, "shape")), value, given.dtype(at) ?? "float64");

const like =
  (value: number) =>
  (given: Arguments): Value => {
    const model = given.array(0, "a");
    const shape = given.optional(-1, "shape");
    return filledWith(
      shape === undefined ? model.shape : toShape(shape),
      value,
      given.dtype(1) ?? model.dtype,
    );
  };

function full(shape: readonly number[], value: Value, dtype: DType | undefined): Ndarray {
  const filling = toArray(value);
  const result = zeros(shape, dtype ?? filling.dtype);
  assign(result, filling);
  return result;
}

/** Arrays of texts and of objects are kept as lists: they can be read and changed, not computed with. */
function listOf(value: Value, dtype: DType | undefined): List | undefined {
  if (!isSequence(value)) return undefined;
  const leaf = (one: Value): boolean =>
    isSequence(one) ? one.items.some(leaf) : typeof one === "string" || one === null;
  return dtype === "object" || (dtype === undefined && leaf(value)) ? new List(value.items) : undefined;
}

function array(given: Arguments): Value {
  const value = given.value(0, "object", "a");
  const list = listOf(value, given.dtype(1));
  if (list) return list;
  const made = toArray(value, given.dtype(1));
  const wanted = given.flag(2, true, "copy");
  const least = given.integer(-1, 0, "ndmin");
  const fresh = wanted && made === value ? copy(made) : made;
  const own = fresh.role === "matrix" || fresh.role === "scalar" ? fresh.as("array") : fresh;
  return own.rank >= least
    ? own
    : expandDims(
        own,
        Array.from({ length: least - own.rank }, (_, axis) => axis),
      );
}

function arange(given: Arguments): Value {
  const values = [0, 1, 2].map((k) => given.optional(k, ["start", "stop", "step"][k]!));
  let [start, stop] = [values[0], values[1]];
  if (stop === undefined) [start, stop] = [0n, start ?? given.value(1, "stop")];
  const operands = [start ?? 0n, stop, values[2] ?? 1n].map(toOperand);
  const [from, to, step] = operands.map((one) => one.first) as [number, number, number];
  if (step === 0) throw valueError("Maximum allowed size exceeded");
  const dtype = given.dtype(3) ?? jointType(operands);
  const length = Math.max(0, Math.ceil((to - from) / step));
  const next = from + step;
  return generated([length], dtype, (k) => (k === 1 ? next : from + k * (next - from)));
}

function linspace(given: Arguments): Value {
  const [start, stop] = [given.operand(0, "start"), given.operand(1, "stop")];
  const count = given.integer(2, 50, "num");
  const endpoint = given.flag(3, true, "endpoint");
  if (count < 0) throw valueError(`Number of samples, ${count}, must be non-negative.`);
  const steps = endpoint ? count - 1 : count;
  const width = call("subtract", stop, start);
  const lead = jointShape([start.shape, stop.shape]) ?? [];
  const ticks = reshape(
    generated([count], "float64", (k) => k),
    [count, ...lead.map(() => 1)],
  );
  const each = call("divide", width, scalarOf(Math.max(steps, 1), "float64").as("weak"));
  // a width too small to divide is multiplied first
  const points =
    steps > 0
      ? each.values().some((one) => one === 0)
        ? call("multiply", call("divide", ticks, scalarOf(steps, "float64")), width)
        : call("multiply", ticks, each)
      : call("multiply", ticks, width);
  let result = call("add", points, start);
  if (endpoint && count > 1) {
    const last = result.view(lead, result.strides.slice(1), (count - 1) * result.strides[0]!);
    assign(last, stop);
  }
  const dtype = given.dtype(5);
  if (dtype) result = astype(isFloat(dtype) ? result : call("floor", result), dtype);
  return given.flag(4, false, "retstep") ? new Tuple([result, asResult(each)]) : result;
}

function logspace(given: Arguments): Value {
  const base = scalarOf(given.number(4, 10, "base"), "float64");
  return call("power", base, linspace(given) as Ndarray);
}

function eye(given: Arguments): Value {
  const rows = toInteger(given.value(0, "N", "n"));
  const columns = given.integer(1, rows, "M");
  const shift = given.integer(2, 0, "k");
  return generated([rows, columns], given.dtype(3) ?? "float64", (k) =>
    (k % columns) - Math.floor(k / columns) === shift ? 1 : 0,
  );
}

function meshgrid(given: Arguments): Value {
  const axes = given.positional.map((one) => toArray(one));
  const swap = given.text(-1, "xy", "indexing") === "xy" && axes.length > 1;
  const place = (k: number): number => (swap && k < 2 ? 1 - k : k);
  const shape = axes.map(() => 1);
  for (const [k, axis] of axes.entries()) shape[place(k)] = axis.size;
  return new List(
    axes.map((axis, k) => {
      const own = shape.map((_, at) => (at === place(k) ? axis.size : 1));
      const spread = broadcastTo(reshape(axis, own), shape);
      return given.flag(-1, false, "sparse") ? reshape(axis, own) : copy(spread);
    }),
  );
}

function indices(given: Arguments): Value {
  const shape = toShape(given.value(0, "dimensions"));
  const grids = shape.map((length, axis) => {
    const own = shape.map((_, at) => (at === axis ? length : 1));
    return copy(
      broadcastTo(
        reshape(
          generated([length], given.dtype(1) ?? "int64", (k) => k),
          own,
        ),
        shape,
      ),
    );
  });
  return concatenate(grids.map((grid) => expandDims(grid, [0])));
}

export const creation: Bodies = {
  array,
  asarray: (given) =>
    listOf(given.value(0, "a"), given.dtype(1)) ?? toArray(given.value(0, "a"), given.dtype(1)),
  asanyarray: (given) => toArray(given.value(0, "a"), given.dtype(1)),
  ascontiguousarray: (given) => {
    const made = given.array(0, "a");
    return made.contiguous ? made : copy(made);
  },
  asfarray: (given) => toArray(given.value(0, "a"), given.dtype(1) ?? "float64"),
  copy: (given) => copy(given.array(0, "a")),
  zeros: filled(0),
  ones: filled(1),
  empty: filled(0),
  full: (given) => full(toShape(given.value(0, "shape")), given.value(1, "fill_value"), given.dtype(2)),
  zeros_like: like(0),
  ones_like: like(1),
  empty_like: like(0),
  full_like: (given) => {
    const model = given.array(0, "a");
    return full(model.shape, given.value(1, "fill_value"), given.dtype(2) ?? model.dtype);
  },
  eye,
  identity: eye,
  arange,
  linspace,
  logspace,
  geomspace: (given) => {
    const [start, stop] = [toNumber(given.value(0, "start")), toNumber(given.value(1, "stop"))];
    const count = given.integer(2, 50, "num");
    return generated([count], "float64", (k) =>
      k === 0
        ? start
        : k === count - 1
          ? stop
          : 10 ** (Math.log10(start) + k * ((Math.log10(stop) - Math.log10(start)) / (count - 1))),
    );
  },
  meshgrid,
  indices,
  diag: (given) => {
    const made = given.array(0, "v");
    const result = diag(made, given.integer(1, 0, "k"));
    return made.rank === 2 ? copy(result) : result;
  },
  diagflat: (given) => diag(reshape(given.array(0, "v"), [-1]), given.integer(1, 0, "k")),
  tril: (given) => triangle(given.array(0, "m"), given.integer(1, 0, "k"), "lower"),
  triu: (given) => triangle(given.array(0, "m"), given.integer(1, 0, "k"), "upper"),
  tri: (given) => {
    const rows = toInteger(given.value(0, "N"));
    const columns = given.integer(1, rows, "M");
    return triangle(
      filledWith([rows, columns], 1, given.dtype(3) ?? "float64"),
      given.integer(2, 0, "k"),
      "lower",
    );
  },
  vander: (given) => {
    const x = given.array(0, "x");
    const count = given.integer(1, x.size, "N");
    const powers = generated([count], "int64", (k) =>
      given.flag(2, false, "increasing") ? k : count - 1 - k,
    );
    return call("power", expandDims(x, [1]), powers);
  },
  asmatrix: (given) => toMatrix(given.value(0, "data"), given.dtype(1)),
  mat: (given) => toMatrix(given.value(0, "data"), given.dtype(1)),
  matrix: (given) => copy(toMatrix(given.value(0, "data"), given.dtype(1))),
  fromiter: (given) => toArray(given.value(0, "iter"), toDType(given.value(1, "dtype"))),
  broadcast_to: (given) => broadcastTo(given.array(0, "array"), toShape(given.value(1, "shape"))),
  broadcast_arrays: (given) => {
    const parts = given.positional.map((one) => toArray(one));
    const shape = jointShape(parts.map((part) => part.shape));
    if (!shape) throw valueError("shape mismatch: objects cannot be broadcast to a single shape");
    return new List(parts.map((part) => broadcastTo(part, shape)));
  },
  frombuffer: () => {
    throw valueError("frombuffer is not supported: the bytes of a file are not read");
  },
  ix_: (given) =>
    new Tuple(
      given.positional.map((one, k) => {
        const part = toArray(one);
        return reshape(
          part,
          given.positional.map((_, axis) => (axis === k ? part.size : 1)),
        );
      }),
    ),
};

function toMatrix(value: Value, dtype?: DType): Ndarray {
  if (typeof value === "string") {
    const rows = value.split(";").map((row) =>
      row
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    );
    const whole = rows.every((row) => row.every(Number.isInteger)) && !value.includes(".");
    return fromData(
      Float64Array.from(rows.flat()),
      [rows.length, rows[0]!.length],
      dtype ?? (whole ? "int64" : "float64"),
    ).as("matrix");
  }
  const made = toArray(value, dtype);
  if (made.rank > 2) throw valueError("matrix must be 2-dimensional");
  const shape = made.rank === 2 ? made.shape : [1, made.size];
  return reshape(made.as("array"), shape).as("matrix");
}
