import { Ndarray } from "./array.ts";
import { toDType } from "./convert.ts";
import { dtypes, isFloat, isInteger, kindOf } from "./dtype.ts";
import { NumpyFailure, typeError } from "./failure.ts";
import { ClassValue, Opaque, TypeValue, type Value } from "./values.ts";

const isArray = (value: Value): value is Ndarray =>
  value instanceof Ndarray && (value.role === "array" || value.role === "matrix");
const isScalar = (value: Value): value is Ndarray => value instanceof Ndarray && value.role === "scalar";

/** The classes of the module that are no types of elements. */
export const classes: readonly ClassValue[] = [
  new ClassValue("ndarray", isArray),
  new ClassValue("matrix", (value) => isArray(value) && value.role === "matrix"),
  new ClassValue("generic", isScalar),
  new ClassValue("number", (value) => isScalar(value) && value.dtype !== "bool"),
  new ClassValue("floating", (value) => isScalar(value) && isFloat(value.dtype)),
  new ClassValue("inexact", (value) => isScalar(value) && isFloat(value.dtype)),
  new ClassValue("integer", (value) => isScalar(value) && isInteger(value.dtype)),
  new ClassValue("signedinteger", (value) => isScalar(value) && kindOf(value.dtype) === "i"),
  new ClassValue("unsignedinteger", (value) => isScalar(value) && kindOf(value.dtype) === "u"),
];

/** `isinstance(value, type)` for NumPy's types. np.float64 is also Python's float: the interpreter knows that. */
export function isInstance(value: Value, type: TypeValue | ClassValue): boolean {
  if (type instanceof ClassValue) return type.has(value);
  return isScalar(value) && value.dtype === type.dtype && !type.isDtype;
}

/** `a.dtype == other`: a dtype equals another, a type, and either's name. */
export function sameType(type: TypeValue, other: Value): boolean {
  if (other instanceof TypeValue) return other.dtype === type.dtype;
  if (!type.isDtype) return false;
  try {
    return toDType(other) === type.dtype;
  } catch (error) {
    if (error instanceof NumpyFailure) return false;
    throw error;
  }
}

/** An attribute of a dtype or type: `name`, `kind`, `itemsize`, `type`. */
export function typeAttribute(type: TypeValue, name: string): Value | undefined {
  switch (name) {
    case "name":
    case "__name__":
      return type.dtype;
    case "kind":
      return kindOf(type.dtype);
    case "itemsize":
      return BigInt(dtypes[type.dtype].bytes);
    case "type":
      return new TypeValue(type.dtype);
    default:
      return undefined;
  }
}

/** `np.issubdtype(a, b)`. */
export function isSubtype(a: Value, b: Value): boolean {
  const dtype = toDType(a);
  if (b instanceof ClassValue) {
    const groups: Readonly<Record<string, boolean>> = {
      generic: true,
      number: dtype !== "bool",
      floating: isFloat(dtype),
      inexact: isFloat(dtype),
      integer: isInteger(dtype),
      signedinteger: kindOf(dtype) === "i",
      unsignedinteger: kindOf(dtype) === "u",
    };
    return groups[b.name] ?? false;
  }
  if (b instanceof Opaque && b.typeName === "int") return isInteger(dtype);
  if (b instanceof TypeValue || typeof b === "string" || b instanceof Opaque) return toDType(b) === dtype;
  throw typeError("issubdtype() takes types");
}
