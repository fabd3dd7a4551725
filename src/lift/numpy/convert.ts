import { fromData, guardSize, Ndarray, weak } from "./array.ts";
import { type DType, dtypeOfName, promote } from "./dtype.ts";
import { typeError, valueError } from "./failure.ts";
import { astype, reshape, stack } from "./shaping.ts";
import { List, Opaque, pyType, Tuple, TypeValue, type Value } from "./values.ts";

export const isSequence = (value: Value): value is List | Tuple =>
  value instanceof List || value instanceof Tuple;

function numberOf(value: Value): { number: number; dtype: DType } | undefined {
  if (typeof value === "number") return { number: value, dtype: "float64" };
  if (typeof value === "bigint") return { number: Number(value), dtype: "int64" };
  if (typeof value === "boolean") return { number: value ? 1 : 0, dtype: "bool" };
  return undefined;
}

/** The plain numbers of nested lists of one shape; undefined where something else stands among them. */
function plainNumbers(value: Value): Ndarray | undefined {
  const shape: number[] = [];
  for (let level = value; isSequence(level); level = level.items[0]!) {
    shape.push(level.items.length);
    if (level.items.length === 0) break;
  }
  const numbers: number[] = [];
  let dtype: DType | undefined;
  let plain = true;
  const visit = (part: Value, depth: number): void => {
    if (!plain) return;
    if (isSequence(part)) {
      if (part.items.length !== shape[depth]) plain = false;
      else for (const one of part.items) visit(one, depth + 1);
      return;
    }
    const leaf = numberOf(part);
    if (!leaf || depth !== shape.length) plain = false;
    else {
      numbers.push(leaf.number);
      if (dtype !== leaf.dtype) dtype = dtype ? promote(dtype, leaf.dtype) : leaf.dtype;
    }
  };
  visit(value, 0);
  return plain ? fromData(Float64Array.from(numbers), shape, dtype ?? "float64") : undefined;
}

function inhomogeneous(shape: readonly number[]): never {
  const count = shape.length;
  const text = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  throw valueError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${count} dimensions. The detected shape was ${text} + inhomogeneous part.`,
  );
}

function nested(value: Value): Ndarray {
  if (value instanceof Ndarray) return value;
  const plain = plainNumbers(value);
  if (plain) return plain;
  if (!isSequence(value)) throw unsupported(value);
  const parts = value.items.map(nested);
  const [first] = parts as [Ndarray];
  for (const part of parts) {
    if (part.rank === first.rank && part.shape.every((length, axis) => length === first.shape[axis]))
      continue;
    const shape = [parts.length];
    for (
      let axis = 0;
      parts.every((one) => one.rank > axis && one.shape[axis] === first.shape[axis]);
      axis++
    ) {
      shape.push(first.shape[axis]!);
    }
    inhomogeneous(shape);
  }
  return stack(parts.map((part) => part.as("array")));
}

function unsupported(value: Value): Error {
  if (typeof value === "string" || value === null || value instanceof Opaque) {
    return typeError(`arrays of ${pyType(value)} are not supported here; only numbers and booleans are`);
  }
  return typeError(`unsupported operand type: '${pyType(value)}'`);
}

/** `np.array(value)` without a copy where none is needed. Numbers of Python become arrays of their own type. */
export function toArray(value: Value, dtype?: DType): Ndarray {
  const array = nested(value);
  guardSize(array.shape, dtype ?? array.dtype);
  if (dtype === undefined || dtype === array.dtype) return array.role === "weak" ? array.as("array") : array;
  return astype(array.as("array"), dtype);
}

/** An operand of an operator or ufunc: a Python number keeps its weak type. */
export function toOperand(value: Value): Ndarray {
  const plain = numberOf(value);
  if (plain) return weak(plain.number, plain.dtype as "bool" | "int64" | "float64");
  return value instanceof Ndarray ? value : toArray(value);
}

/** Whether NumPy would take a value as an operand of an operator. */
export const isOperand = (value: Value): boolean =>
  value instanceof Ndarray || isSequence(value) || numberOf(value) !== undefined;

export function toDType(value: Value): DType {
  if (value instanceof TypeValue) return value.dtype;
  if (value === null) return "float64";
  const name = typeof value === "string" ? value : value instanceof Opaque ? value.typeName : "";
  const dtype = dtypeOfName(name.replace(/^(np|numpy)\./, ""));
  if (dtype) return dtype;
  throw typeError(`data type '${name || pyType(value)}' not understood`);
}

/** A whole number, as `operator.index` reads it. */
export function toInteger(value: Value): number {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (
    value instanceof Ndarray &&
    value.rank === 0 &&
    (value.dtype.includes("int") || value.dtype === "bool")
  ) {
    return value.first;
  }
  throw typeError(`'${pyType(value)}' object cannot be interpreted as an integer`);
}

export function toNumber(value: Value): number {
  const plain = numberOf(value);
  if (plain) return plain.number;
  if (value instanceof Ndarray && value.size === 1) return value.first;
  throw typeError(`must be real number, not ${pyType(value)}`);
}

/** A tuple of whole numbers: a shape, axes, repeats. One number is a tuple of itself. */
export function toIntegers(value: Value): number[] {
  if (isSequence(value)) return value.items.map(toInteger);
  if (value instanceof Ndarray && value.rank === 1) return [...value.values()];
  return [toInteger(value)];
}

export function toShape(value: Value): number[] {
  const shape = toIntegers(value);
  if (shape.some((length) => length < 0)) throw valueError("negative dimensions are not allowed");
  return shape;
}

/** A Python sequence of arrays, as `concatenate` takes it; an array gives its slices. */
export function toArrays(value: Value): Ndarray[] {
  if (isSequence(value)) return value.items.map((one) => toArray(one));
  if (value instanceof Ndarray && value.rank > 0) {
    return Array.from({ length: value.shape[0]! }, (_, k) =>
      value.view(value.shape.slice(1), value.strides.slice(1), value.offset + k * value.strides[0]!),
    );
  }
  throw typeError("The first input argument needs to be a sequence");
}

/** An element of an array as a Python number: bool, int or float; a recorded float keeps its record. */
export function elementValue(array: Ndarray): Value {
  if (array.dtype === "bool") return array.first !== 0;
  if (array.dtype.startsWith("float")) {
    return array.buffer.graph ? reshape(astype(array, "float64"), []).as("weak") : array.first;
  }
  return Number.isFinite(array.first) ? BigInt(array.first) : array.first;
}

/** `tolist()`. */
export function toNestedList(array: Ndarray): Value {
  if (array.rank === 0) return elementValue(array);
  return new List(toArrays(array).map(toNestedList));
}

/** The result of a NumPy function: an array of no axes is a scalar. */
export const asResult = (array: Ndarray): Ndarray => (array.rank === 0 ? array.as("scalar") : array);

/** A list of numbers as Python ints. */
export const integers = (numbers: readonly number[]): Tuple => new Tuple(numbers.map((one) => BigInt(one)));
