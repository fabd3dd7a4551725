import { Ndarray } from "./array.ts";
import { toArray } from "./convert.ts";
import { isInteger } from "./dtype.ts";
import { indexError, typeError } from "./failure.ts";
import type { IndexItem } from "./indexing.ts";
import { Ellipsis, List, Slice, Tuple, type Value } from "./values.ts";

const invalid = (): Error =>
  indexError(
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices",
  );

function bound(value: Value): number | null {
  if (value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Ndarray && value.rank === 0 && isInteger(value.dtype)) return value.first;
  throw typeError("slice indices must be integers or None or have an __index__ method");
}

function itemOf(value: Value): IndexItem {
  if (value === null) return { kind: "newaxis" };
  if (value instanceof Ellipsis) return { kind: "ellipsis" };
  if (typeof value === "bigint") return { kind: "integer", at: Number(value) };
  if (value instanceof Slice) {
    return {
      kind: "slice",
      start: bound(value.start),
      stop: bound(value.stop),
      step: bound(value.step) ?? 1,
    };
  }
  if (value instanceof Ndarray) {
    if (value.rank === 0 && isInteger(value.dtype)) return { kind: "integer", at: value.first };
    if (isInteger(value.dtype) || value.dtype === "bool") return { kind: "array", array: value };
    if (value.rank > 0 && value.size > 0) {
      throw indexError("arrays used as indices must be of integer (or boolean) type");
    }
    throw invalid();
  }
  if (value instanceof List || value instanceof Tuple) {
    const array = toArray(value);
    return { kind: "array", array: array.size === 0 ? toArray(value, "int64") : array };
  }
  if (typeof value === "boolean") return { kind: "array", array: toArray(value) };
  throw invalid();
}

/** What stands between the brackets, as items. */
export const toIndex = (value: Value): IndexItem[] =>
  value instanceof Tuple ? value.items.map(itemOf) : [itemOf(value)];
