import { fromData, type Ndarray } from "./array.ts";
import { jointShape, stretch } from "./broadcast.ts";
import { cast, isFloat } from "./dtype.ts";
import { shapeText, valueError } from "./failure.ts";
import { isRecorded, recordWrite } from "./recording.ts";

const sameLengths = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** `value` as it is read when it fills `shape`; leading axes of 1 are dropped, as assignment does. */
function fitted(value: Ndarray, shape: readonly number[], picked: boolean): Ndarray {
  if (sameLengths(value.shape, shape)) return value;
  let source = value;
  while (source.rank > shape.length && source.shape[0] === 1) {
    source = source.view(source.shape.slice(1), source.strides.slice(1));
  }
  const joint = jointShape([source.shape, shape]);
  if (joint && sameLengths(joint, shape)) return stretch(source, shape);
  if (picked) {
    const text = shapeText(value.shape);
    throw valueError(
      `shape mismatch: value array of shape ${text} could not be broadcast to indexing result of shape ${shapeText(shape)}`,
    );
  }
  throw valueError(
    `could not broadcast input array from shape ${shapeText(value.shape)} into shape ${shapeText(shape)}`,
  );
}

/** `target[...] = value`: into the memory that `target` shows, rounded to its type. */
export function assign(target: Ndarray, value: Ndarray): void {
  const source = fitted(value, target.shape, false);
  // read first: the two may overlap
  const values = source.buffer === target.buffer ? source.values().slice() : source.values();
  const { data } = target.buffer;
  const exact = target.dtype === value.dtype || target.dtype === "float64";
  if (target.whole) {
    recordWrite(target, integral(target, source), undefined);
    if (exact) data.set(values);
    else for (let at = 0; at < data.length; at++) data[at] = cast(values[at]!, target.dtype);
    return;
  }
  put(target, target.positions(), values, integral(target, source));
}

/** Writes into positions of a buffer; `value` has the shape of the selection that `target` has. */
export function put(target: Ndarray, at: Int32Array, values: Float64Array, value: Ndarray): void {
  recordWrite(target, value, at);
  const { data } = target.buffer;
  const { dtype } = target;
  for (let k = 0; k < at.length; k++) data[at[k]!] = cast(values[k]!, dtype);
}

/** Assignment through a selection of positions that is no view. */
export function assignAt(target: Ndarray, at: Int32Array, shape: readonly number[], value: Ndarray): void {
  const source = fitted(value, shape, true);
  const selection = target.view(shape, new Array<number>(shape.length).fill(0));
  put(selection, at, source.values().slice(), integral(target, source));
}

/** A value written into integers is a constant there: rounding has no derivative. */
function integral(target: Ndarray, value: Ndarray): Ndarray {
  if (isFloat(target.dtype) || target.dtype === "object" || !isRecorded(value)) return value;
  return constant(value);
}

/** The same numbers without their record. */
export const constant = (array: Ndarray): Ndarray =>
  isRecorded(array) ? fromData(array.values().slice(), array.shape, array.dtype) : array;
