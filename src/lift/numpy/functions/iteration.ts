import type { Arguments } from "../arguments.ts";
import { guardSize, Ndarray, vector } from "../array.ts";
import { asResult, integers, isSequence, toInteger, toIntegers } from "../convert.ts";
import { valueError } from "../failure.ts";
import { ArrayIterator, Tuple, type Value } from "../values.ts";
import type { Bodies } from "./kinds.ts";

/** The index of the k-th element of a shape in row-major order. */
export function unravelled(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

function every(shape: readonly number[]): number[][] {
  guardSize(shape, "int64");
  const size = shape.reduce((a, b) => a * b, 1);
  return Array.from({ length: size }, (_, k) => unravelled(k, shape));
}

/** The positions below or above a diagonal, as index arrays. */
function triangleIndices(given: Arguments, keep: (distance: number) => boolean): Value {
  const rows = toInteger(given.value(0, "n"));
  const columns = given.integer(2, rows, "m");
  const found = every([rows, columns]).filter(([i, j]) => keep(j! - i!));
  return new Tuple(
    [0, 1].map((axis) =>
      vector(
        found.map((one) => one[axis]!),
        "int64",
      ),
    ),
  );
}

export const iteration: Bodies = {
  nditer: (given) => {
    const value = given.value(0, "op");
    const array = isSequence(value) ? value.items[0] : value;
    if (!(array instanceof Ndarray)) throw valueError("np.nditer takes one array here");
    return new ArrayIterator(array);
  },
  ndenumerate: (given) => {
    const array = given.array(0, "arr");
    const at = array.positions();
    return new Tuple(
      every(array.shape).map(
        (index, k) =>
          new Tuple([integers(index), new Ndarray(array.buffer, array.dtype, [], [], at[k]!, "scalar")]),
      ),
    );
  },
  ndindex: (given) => new Tuple(every(given.spread(0) ?? []).map(integers)),
  tril_indices: (given) => {
    const shift = given.integer(1, 0, "k");
    return triangleIndices(given, (distance) => distance <= shift);
  },
  triu_indices: (given) => {
    const shift = given.integer(1, 0, "k");
    return triangleIndices(given, (distance) => distance >= shift);
  },
};

/** `np.lib.stride_tricks`: views under strides of the program's own, given in bytes of eight. */
export const strideTricks: Bodies = {
  as_strided: (given) => {
    const array = given.array(0, "x");
    const shape = given.optional(1, "shape");
    const strides = given.optional(2, "strides");
    const bytes = array.dtype === "float32" || array.dtype === "int32" ? 4 : 8;
    const view = array.view(
      shape === undefined ? array.shape : toIntegers(shape),
      strides === undefined ? array.strides : toIntegers(strides).map((one) => one / bytes),
    );
    const last = view.shape.reduce(
      (at, length, axis) => at + (length - 1) * view.strides[axis]!,
      view.offset,
    );
    if (last >= array.buffer.data.length || last < 0) throw valueError("the strides lead out of the array");
    return view;
  },
  sliding_window_view: (given) => {
    const array = given.array(0, "x");
    const window = toIntegers(given.value(1, "window_shape"));
    const axes = given.axes(2) ?? (window.length === array.rank ? window.map((_, k) => k) : [0]);
    const shape = array.shape.map((length, axis) => {
      const k = axes.indexOf(axis);
      return k < 0 ? length : length - window[k]! + 1;
    });
    if (shape.some((length) => length < 1))
      throw valueError("window shape cannot be larger than input array shape");
    return array.view([...shape, ...window], [...array.strides, ...axes.map((axis) => array.strides[axis]!)]);
  },
};

/** What `for x in np.nditer(a)` goes through. */
export function iteratorItems(iterator: ArrayIterator): Value[] {
  const { array } = iterator;
  return Array.from(array.positions(), (at) => new Ndarray(array.buffer, array.dtype, [], [], at));
}

/** `it.multi_index`, `it.finished`, `it.index`, `it.value`; `it.iternext()` is `iterator.next()`. */
export function iteratorAttribute(iterator: ArrayIterator, name: string): Value | undefined {
  switch (name) {
    case "finished":
      return iterator.position >= iterator.array.size;
    case "multi_index":
      return integers(unravelled(iterator.position, iterator.array.shape));
    case "index":
    case "iterindex":
      return BigInt(iterator.position);
    case "value":
      return asResult(element(iterator));
    case "operands":
      return new Tuple([iterator.array]);
    default:
      return undefined;
  }
}

/** `it[0]`: the present element, as an array of no axes that can be written to. */
export function element({ array, position }: ArrayIterator): Ndarray {
  return new Ndarray(array.buffer, array.dtype, [], [], array.positions()[position]!);
}
