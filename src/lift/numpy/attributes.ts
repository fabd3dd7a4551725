import { Arguments } from "./arguments.ts";
import { Ndarray } from "./array.ts";
import { copy } from "./broadcast.ts";
import {
  asResult,
  elementValue,
  integers,
  isSequence,
  toArray,
  toDType,
  toIntegers,
  toNestedList,
  toOperand,
} from "./convert.ts";
import { dtypes } from "./dtype.ts";
import { NumpyFailure, valueError } from "./failure.ts";
import { algebra } from "./functions/algebra.ts";
import { arranging } from "./functions/arranging.ts";
import { elementwise } from "./functions/elementwise.ts";
import type { Bodies, Body } from "./functions/kinds.ts";
import { ordering } from "./functions/ordering.ts";
import { reductions } from "./functions/reductions.ts";
import { toIndex } from "./index-values.ts";
import { getItem, setItem, taken } from "./indexing.ts";
import { inverse } from "./linalg.ts";
import { astype, flatten, ravel, reshape, transpose } from "./shaping.ts";
import { argsort, sorted } from "./sorting.ts";
import type { NumpyState } from "./state.ts";
import { NumpyFunction, Tuple, TypeValue, type Value } from "./values.ts";
import { assign } from "./write.ts";

/** Functions of the module that an array has as methods, itself the first argument. */
const borrowed: Bodies = Object.fromEntries(
  [reductions, arranging, elementwise, algebra, ordering].flatMap((table) =>
    Object.entries(table).filter(([name]) =>
      [
        ...[
          "sum",
          "mean",
          "var",
          "std",
          "prod",
          "max",
          "min",
          "ptp",
          "argmax",
          "argmin",
          "any",
          "all",
          "cumsum",
          "cumprod",
        ],
        ...["squeeze", "swapaxes", "repeat", "take", "compress", "diagonal", "clip", "round", "nonzero"],
        ...["dot", "trace", "searchsorted", "argsort", "argpartition"],
      ].includes(name),
    ),
  ),
);

const order = (given: Arguments): "C" | "F" => (given.text(-1, "C", "order") === "F" ? "F" : "C");

/** The methods that only arrays have, or that read their arguments in a way of their own. */
const own: Bodies = {
  reshape: (given) =>
    reshape(given.array(0), given.spread(1) ?? toIntegers(given.value(-1, "shape")), order(given)),
  resize: (given) => {
    const array = given.array(0);
    array.shape = reshape(array, given.spread(1) ?? []).shape;
    array.strides = reshape(array, array.shape).strides;
    return null;
  },
  transpose: (given) =>
    transpose(given.array(0), given.count > 1 && given.positional[1] !== null ? given.spread(1) : undefined),
  flatten: (given) =>
    order(given) === "F" || given.text(1, "C") === "F"
      ? flatten(transpose(given.array(0)))
      : given.array(0).role === "matrix"
        ? asRole(given.array(0), reshape(flatten(given.array(0).as("array")), [1, given.array(0).size]))
        : flatten(given.array(0)),
  // a matrix stays one: a row
  ravel: (given) => {
    const array = given.array(0);
    const flat = ravel(order(given) === "F" || given.text(1, "C") === "F" ? transpose(array) : array);
    return array.role === "matrix" ? asRole(array, reshape(flat.as("array"), [1, flat.size])) : flat;
  },
  copy: (given) => copy(given.array(0)),
  __copy__: (given) => copy(given.array(0)),
  __deepcopy__: (given) => copy(given.array(0)),
  astype: (given) => asRole(given.value(0), astype(given.array(0), toDType(given.value(1, "dtype")))),
  view: (given) => {
    const array = given.array(0);
    return array.view(array.shape, array.strides);
  },
  tolist: (given) => toNestedList(given.array(0)),
  item: (given) => {
    const array = given.array(0);
    const at = given.positional.slice(1);
    if (at.length === 0) {
      if (array.size !== 1) throw valueError("can only convert an array of size 1 to a Python scalar");
      return elementValue(array.view([], []));
    }
    const source = at.length === 1 && !(at[0] instanceof Tuple) ? ravel(array) : array;
    return elementValue(getItem(source, toIndex(at.length === 1 ? at[0]! : new Tuple(at))));
  },
  fill: (given) => {
    assign(given.array(0), given.operand(1, "value"));
    return null;
  },
  sort: (given) => {
    const array = given.array(0);
    assign(array, sorted(array, given.integer(1, -1, "axis")));
    return null;
  },
  argsort: (given) =>
    argsort(given.array(0), given.get(1, "axis") === null ? undefined : given.integer(1, -1, "axis")),
  conj: (given) => given.array(0),
  conjugate: (given) => given.array(0),
  tobytes: () => {
    throw new NumpyFailure("NotImplementedError", "tobytes is not supported");
  },
  put: (given) => {
    const array = given.array(0);
    setItem(ravel(array), toIndex(given.value(1)), given.operand(2));
    return null;
  },
  __getitem__: (given) => element(getItem(given.array(0), toIndex(given.value(1)))),
  __setitem__: (given) => {
    setItem(given.array(0), toIndex(given.value(1)), toOperand(given.value(2)));
    return null;
  },
};

const asRole = (source: Value, result: Ndarray): Ndarray =>
  source instanceof Ndarray && source.role === "scalar" ? result.as("scalar") : result;

const methods: Bodies = { ...borrowed, ...own };

/** An attribute of an array or NumPy scalar; undefined where it has none of that name. */
export function getAttribute(array: Ndarray, name: string, state: NumpyState): Value | undefined {
  switch (name) {
    case "shape":
      return integers(array.shape);
    case "ndim":
      return BigInt(array.rank);
    case "size":
      return BigInt(array.size);
    case "T":
      return array.rank === 0 ? array : transpose(array);
    case "dtype":
      return new TypeValue(array.dtype, true);
    case "itemsize":
      return BigInt(dtypes[array.dtype].bytes);
    case "nbytes":
      return BigInt(dtypes[array.dtype].bytes * array.size);
    case "strides":
      return integers(array.strides.map((stride) => stride * dtypes[array.dtype].bytes));
    case "base":
      return array.base ?? null;
    case "flat":
      return ravel(array);
    case "real":
      return array;
    case "A":
      return array.role === "matrix" ? array.as("array") : undefined;
    case "A1":
      return array.role === "matrix" ? ravel(array.as("array")) : undefined;
    case "I":
      return array.role === "matrix" ? inverse(array) : undefined;
    case "H":
      return array.role === "matrix" ? transpose(array) : undefined;
  }
  if (!Object.hasOwn(methods, name)) return undefined;
  const body: Body = methods[name]!;
  return new NumpyFunction(name, (args, keywords) =>
    body(new Arguments(name, [array, ...args], keywords), state),
  );
}

/** `array.name = value`. False where the attribute cannot be set. */
export function setAttribute(array: Ndarray, name: string, value: Value): boolean {
  if (name === "shape") {
    const shape = toIntegers(value);
    const shown = reshape(array, shape);
    if (shown.buffer !== array.buffer) {
      throw new NumpyFailure(
        "AttributeError",
        "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.",
      );
    }
    array.shape = shown.shape;
    array.strides = shown.strides;
    return true;
  }
  if (name === "flat") {
    const flat = toArray(value);
    assign(array, flat.rank === 0 ? flat : reshape(flat, array.shape));
    return true;
  }
  return false;
}

/** What `for` goes through: the slices along the first axis. */
export function iterate(array: Ndarray): Value[] {
  if (array.rank === 0) throw new NumpyFailure("TypeError", "iteration over a 0-d array");
  return Array.from({ length: array.shape[0]! }, (_, at) =>
    element(getItem(array, [{ kind: "integer", at }])),
  );
}

/** One element is a scalar, which keeps its number when the array is written to; a row is a view. */
const element = (result: Ndarray): Ndarray =>
  asResult(result.rank === 0 && result.base ? taken(result, Int32Array.of(result.offset), []) : result);

/** `len(array)`. */
export function lengthOf(array: Ndarray): number {
  if (array.rank === 0) throw new NumpyFailure("TypeError", "len() of unsized object");
  return array.shape[0]!;
}

/** `array[index]`: one element is a scalar, but a view where an ellipsis stands among the indices. */
export function readItem(array: Ndarray, index: Value): Ndarray {
  const items = toIndex(index);
  const result = getItem(array, items);
  return items.some((item) => item.kind === "ellipsis") ? result : element(result);
}

/** `array[index] = value`. */
export function writeItem(array: Ndarray, index: Value, value: Value): void {
  const items = toIndex(index);
  const single = items.length === array.rank && items.every((item) => item.kind === "integer");
  const source = toOperand(value);
  if (single && (isSequence(value) || source.size !== 1)) {
    // an index out of bounds is told first
    getItem(array, items);
    throw valueError("setting an array element with a sequence.");
  }
  setItem(array, items, source);
}

/** `value in array`. */
export function contains(array: Ndarray, value: Value): boolean {
  const wanted = toOperand(value);
  return array.values().some((one) => one === wanted.first);
}
