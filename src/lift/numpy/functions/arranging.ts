import type { Arguments } from "../arguments.ts";
import { fromData, guardSize, Ndarray, scalarOf, vector, zeros } from "../array.ts";
import { broadcastShape, broadcastTo, copy, stretch } from "../broadcast.ts";
import { asResult, elementValue, integers, toArray, toArrays, toInteger, toIntegers } from "../convert.ts";
import { indexError, typeError, valueError } from "../failure.ts";
import { getItem, type IndexItem, setItem } from "../indexing.ts";
import { diagonal } from "../linear.ts";
import { checkedAxis } from "../reduction.ts";
import {
  along,
  atLeast,
  columnStack,
  concatenate,
  expandDims,
  flip,
  hstack,
  moveAxis,
  ravel,
  repeat,
  reshape,
  roll,
  rot90,
  split,
  squeeze,
  stack,
  swapAxes,
  takeAlong,
  takeFlat,
  tile,
  transpose,
  vstack,
} from "../shaping.ts";
import { Callable, List, NumpyFunction, Slice, Tuple, type Value } from "../values.ts";
import { unravelled } from "./iteration.ts";
import type { Bodies, Body } from "./kinds.ts";

const order = (given: Arguments, position: number): "C" | "F" =>
  given.text(position, "C", "order") === "F" ? "F" : "C";

const arrays = (given: Arguments): Ndarray[] =>
  toArrays(given.value(0, "arrays", "tup", "seq")).map((one) =>
    one.role === "scalar" ? one.as("array") : one,
  );

const splitBy =
  (axis: number | undefined, even: boolean): Body =>
  (given) => {
    const at = given.value(1, "indices_or_sections");
    const array = given.array(0, "ary");
    const where = typeof at === "bigint" ? Number(at) : toIntegers(at);
    const chosen = axis === 1 && array.rank === 1 ? 0 : axis;
    return new List(split(array, where, chosen ?? given.integer(2, 0, "axis"), even));
  };

/** The positions along an axis that `delete` and `insert` speak of. */
function places(value: Value, length: number, axis: number): number[] {
  if (value instanceof Slice) {
    const all = fromData(
      Float64Array.from({ length }, (_, k) => k),
      [length],
      "int64",
    );
    const part = (one: Value): number | null => (one === null ? null : toInteger(one));
    return [
      ...getItem(all, [
        { kind: "slice", start: part(value.start), stop: part(value.stop), step: part(value.step) ?? 1 },
      ]).values(),
    ];
  }
  if (value instanceof Ndarray && value.dtype === "bool")
    return [...value.values()].flatMap((one, k) => (one !== 0 ? [k] : []));
  return toIntegers(value).map((position) => {
    if (position < -length || position > length) {
      throw indexError(`index ${position} is out of bounds for axis ${axis} with size ${length}`);
    }
    return position < 0 ? position + length : position;
  });
}

function remove(given: Arguments): Value {
  const axis = given.axis(2);
  const array = axis === undefined ? ravel(given.array(0, "arr")) : given.array(0, "arr");
  const which = checkedAxis(axis ?? 0, array.rank);
  const length = array.shape[which]!;
  const gone = new Set(places(given.value(1, "obj"), length, which));
  if (gone.has(length))
    throw indexError(`index ${length} is out of bounds for axis ${which} with size ${length}`);
  return takeAlong(
    array,
    Array.from({ length }, (_, k) => k).filter((k) => !gone.has(k)),
    which,
  );
}

function insert(given: Arguments): Value {
  const axis = given.axis(3);
  const plain = given.array(0, "arr").as("array");
  const array = axis === undefined ? ravel(plain) : plain;
  const which = checkedAxis(axis ?? 0, array.rank);
  const length = array.shape[which]!;
  const position = given.value(1, "obj");
  const at = places(position, length, which);
  let values = given.array(2, "values");
  if (typeof position === "bigint" && values.rank > 0 && values.rank === array.rank && array.rank === 1) {
    at.push(...new Array<number>(values.size - 1).fill(at[0]!));
  } else if (typeof position === "bigint" && values.rank < array.rank && values.rank > 0) {
    values = expandDims(values, [which]);
  }
  const result = zeros(
    array.shape.map((size, k) => (k === which ? size + at.length : size)),
    array.dtype,
  );
  const sorted = at.map((place, k) => ({ place, k })).sort((a, b) => a.place - b.place || a.k - b.k);
  const targets = new Array<number>(at.length);
  for (const [shift, { place, k }] of sorted.entries()) targets[k] = place + shift;
  const taken = new Set(targets);
  const kept = Array.from({ length: length + at.length }, (_, k) => k).filter((k) => !taken.has(k));
  const index = (list: readonly number[]): IndexItem[] =>
    along(which, { kind: "array", array: vector(list, "int64") });
  setItem(result, index(kept), array);
  setItem(result, index(targets), values);
  // of a matrix a matrix is made again
  if (given.array(0, "arr").role !== "matrix") return result;
  return (result.rank === 1 ? expandDims(result, [0]) : result).as("matrix");
}

function append(given: Arguments): Value {
  const axis = given.axis(2);
  const [array, values] = [given.array(0, "arr"), given.array(1, "values")];
  return axis === undefined ? concatenate([ravel(array), ravel(values)]) : concatenate([array, values], axis);
}

function pad(given: Arguments): Value {
  const array = given.array(0, "array");
  const width = toArray(given.value(1, "pad_width"));
  const mode = given.text(2, "constant", "mode");
  const widths = broadcastTo(width, [array.rank, 2]).values();
  const pairs = array.shape.map((_, axis): [number, number] => [widths[2 * axis]!, widths[2 * axis + 1]!]);
  guardSize(
    array.shape.map((length, axis) => length + pairs[axis]![0] + pairs[axis]![1]),
    array.dtype,
  );
  if (mode === "constant") {
    const filling = given.optional(-1, "constant_values");
    const constant = filling === undefined ? 0 : toArray(filling).values()[0]!;
    const result = zeros(
      array.shape.map((length, axis) => length + pairs[axis]![0] + pairs[axis]![1]),
      array.dtype,
    );
    if (constant !== 0) result.buffer.data.fill(constant);
    setItem(
      result,
      array.shape.map((length, axis) => ({
        kind: "slice",
        start: pairs[axis]![0],
        stop: pairs[axis]![0] + length,
        step: 1,
      })),
      array,
    );
    return result;
  }
  let result = array;
  for (const [axis, [before, after]] of pairs.entries()) {
    const length = array.shape[axis]!;
    const source = (k: number): number => {
      if (mode === "edge") return Math.min(Math.max(k, 0), length - 1);
      if (mode === "wrap") return ((k % length) + length) % length;
      if (mode === "reflect") {
        const period = Math.max(1, 2 * (length - 1));
        const place = ((k % period) + period) % period;
        return place < length ? place : period - place;
      }
      if (mode === "symmetric") {
        const place = ((k % (2 * length)) + 2 * length) % (2 * length);
        return place < length ? place : 2 * length - 1 - place;
      }
      throw valueError(`mode '${mode}' is not supported`);
    };
    result = takeAlong(
      result,
      Array.from({ length: length + before + after }, (_, k) => source(k - before)),
      axis,
    );
  }
  return result;
}

function take(given: Arguments): Value {
  const array = given.array(0, "a");
  const indices = given.array(1, "indices");
  const axis = given.axis(2);
  if (axis === undefined) return asResult(getItem(ravel(array), [{ kind: "array", array: indices }]));
  return asResult(getItem(array, along(checkedAxis(axis, array.rank), { kind: "array", array: indices })));
}

const atLeastOf =
  (rank: 1 | 2 | 3): Body =>
  (given) => {
    const results = given.positional.map((one) => atLeast(toArray(one).as("array"), rank));
    return results.length === 1 ? results[0]! : new List(results);
  };

export const arranging: Bodies = {
  reshape: (given) =>
    reshape(given.array(0, "a"), toIntegers(given.value(1, "newshape", "shape")), order(given, 2)),
  ravel: (given) =>
    order(given, 1) === "F" ? copy(ravel(transpose(given.array(0, "a")))) : ravel(given.array(0, "a")),
  transpose: (given) => {
    const axes = given.optional(1, "axes");
    return transpose(given.array(0, "a"), axes === undefined ? undefined : toIntegers(axes));
  },
  swapaxes: (given) =>
    swapAxes(given.array(0, "a"), given.integer(1, 0, "axis1"), given.integer(2, 0, "axis2")),
  moveaxis: (given) =>
    moveAxis(
      given.array(0, "a"),
      toIntegers(given.value(1, "source")),
      toIntegers(given.value(2, "destination")),
    ),
  rollaxis: (given) => {
    const start = given.integer(2, 0, "start");
    const axis = given.integer(1, 0, "axis");
    return moveAxis(given.array(0, "a"), [axis], [axis < start ? start - 1 : start]);
  },
  expand_dims: (given) => expandDims(given.array(0, "a"), toIntegers(given.value(1, "axis"))),
  squeeze: (given) => squeeze(given.array(0, "a"), given.axes(1)),
  concatenate: (given) => {
    const parts = arrays(given);
    if (given.get(1, "axis") === null) return concatenate(parts.map(ravel));
    return concatenate(parts, given.integer(1, 0, "axis"));
  },
  stack: (given) => stack(arrays(given), given.integer(1, 0, "axis")),
  vstack: (given) => vstack(arrays(given)),
  row_stack: (given) => vstack(arrays(given)),
  hstack: (given) => hstack(arrays(given)),
  dstack: (given) =>
    concatenate(
      arrays(given).map((one) => atLeast(one, 3)),
      2,
    ),
  column_stack: (given) => columnStack(arrays(given)),
  append,
  delete: remove,
  insert,
  split: splitBy(undefined, true),
  array_split: splitBy(undefined, false),
  hsplit: splitBy(1, true),
  vsplit: splitBy(0, true),
  tile: (given) => tile(given.array(0, "A"), toIntegers(given.value(1, "reps"))),
  repeat: (given) => repeat(given.array(0, "a"), toIntegers(given.value(1, "repeats")), given.axis(2)),
  roll: (given) => {
    const shift = given.value(1, "shift");
    const axes = given.axes(2);
    if (axes === undefined) return roll(given.array(0, "a"), toInteger(shift));
    const shifts = toIntegers(shift);
    return axes.reduce((array, axis, k) => roll(array, shifts[k] ?? shifts[0]!, axis), given.array(0, "a"));
  },
  flip: (given) => flip(given.array(0, "m"), given.axes(1)),
  fliplr: (given) => flip(given.array(0, "m"), [1]),
  flipud: (given) => flip(given.array(0, "m"), [0]),
  rot90: (given) => rot90(given.array(0, "m"), given.integer(1, 1, "k")),
  pad,
  take,
  compress: (given) => {
    const keep = [...given.array(0, "condition").values()].flatMap((one, k) => (one !== 0 ? [k] : []));
    const axis = given.axis(2);
    const array = given.array(1, "a");
    return axis === undefined ? takeFlat(array, keep, [keep.length]) : takeAlong(array, keep, axis);
  },
  atleast_1d: atLeastOf(1),
  atleast_2d: atLeastOf(2),
  atleast_3d: atLeastOf(3),
  diagonal: (given) => diagonal(given.array(0, "a"), given.integer(1, 0, "offset")),
  shape: (given) => integers(given.optional(0, "a") === undefined ? [] : given.array(0, "a").shape),
  ndim: (given) => BigInt(given.array(0, "a").rank),
  unravel_index: (given) => {
    const shape = toIntegers(given.value(1, "shape"));
    const positions = given.array(0, "indices");
    if (positions.rank === 0)
      return new Tuple(unravelled(positions.first, shape).map((one) => scalarOf(one, "int64").as("scalar")));
    const all = [...positions.values()].map((one) => unravelled(one, shape));
    return new Tuple(
      shape.map((_, axis) =>
        fromData(
          Float64Array.from(all, (one) => one[axis]!),
          positions.shape,
          "int64",
        ),
      ),
    );
  },
  apply_along_axis: (given) => {
    const array = given.array(2, "arr");
    const axis = checkedAxis(toInteger(given.value(1, "axis")), array.rank);
    const moved = moveAxis(array, [axis], [array.rank - 1]);
    const rows = moved.shape.slice(0, -1);
    const flat = reshape(moved, [-1, array.shape[axis]!]);
    const results = toArrays(flat).map((row) => toArray(callValue(given, row)));
    const whole = stack(results);
    const each = results[0]!.shape;
    const joined = reshape(whole, [...rows, ...each]);
    return each.length === 0 ? joined : moveAxis(joined, [rows.length], [axis]);
  },
  vectorize: (given) => {
    const f = given.value(0, "pyfunc");
    return functionOf("vectorized", (args) => {
      const operands = args.map((one) => toArray(one));
      const probe = operands.length === 1 ? operands[0]! : broadcastAll(operands);
      const reads = operands.map((one) => takeEach(one, probe.shape));
      const results = Array.from({ length: probe.size }, (_, k) =>
        toArray(
          invoke(
            f,
            reads.map((read) => read(k)),
          ),
        ),
      );
      const whole = reshape(stack(results), probe.shape);
      return asResult(whole);
    });
  },
};

/** Calls a function that the program handed in. */
export function invoke(f: Value, args: readonly Value[]): Value {
  if (f instanceof Callable) return f.call(args);
  if (f instanceof NumpyFunction) return f.call(args, new Map());
  throw typeError("object is not callable");
}

const callValue = (given: Arguments, row: Ndarray): Value =>
  invoke(given.value(0, "func1d"), [row, ...given.positional.slice(3)]);

const functionOf = (name: string, call: (args: readonly Value[]) => Value): NumpyFunction =>
  new NumpyFunction(name, (args) => call(args));

const broadcastAll = (operands: readonly Ndarray[]): Ndarray =>
  stretch(operands[0]!, broadcastShape(operands));

/** Reads element k of `array` stretched to `shape`, as the number that the program's function gets. */
function takeEach(array: Ndarray, shape: readonly number[]): (k: number) => Value {
  const whole = stretch(array, shape);
  const at = whole.positions();
  return (k) => elementValue(new Ndarray(array.buffer, array.dtype, [], [], at[k]!));
}
