import { Ndarray } from "./array.ts";
import type { DType } from "./dtype.ts";
import type { RandomStream } from "./random/streams.ts";

/** A Python tuple. */
export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** A Python list; `reorder` changes the program's own list so that place k holds what was at order[k]. */
export class List {
  constructor(
    readonly items: readonly Value[],
    readonly reorder?: (order: readonly number[]) => void,
  ) {}
}

/** A Python dict, as far as NumPy takes one: `formatter={"float": f}`. */
export class Dict {
  constructor(readonly entries: readonly (readonly [Value, Value])[]) {}
}

export class Slice {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {}
}

export class Ellipsis {
  readonly text = "Ellipsis";
}

/** A type of elements, as `np.float32` or `a.dtype`. */
export class TypeValue {
  constructor(
    readonly dtype: DType,
    /** As `np.dtype`, which prints apart from the type of scalars. */
    readonly isDtype = false,
  ) {}
}

/** A function of the program. */
export class Callable {
  constructor(readonly call: (args: readonly Value[]) => Value) {}
}

/** A class that values are asked to be of: `np.ndarray`, `np.floating`. */
export class ClassValue {
  constructor(
    readonly name: string,
    readonly has: (value: Value) => boolean,
  ) {}
}

/** A value that NumPy only hands through. */
export class Opaque {
  constructor(
    readonly value: unknown,
    readonly typeName: string,
  ) {}
}

/** A function or method of NumPy with its name, such as `np.exp` or `np.add.at`. */
export class NumpyFunction {
  constructor(
    readonly name: string,
    readonly call: (args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value,
    /** A ufunc's own methods: `at`, `outer`, `reduce`, `accumulate`. */
    readonly methods: ReadonlyMap<string, NumpyFunction> = new Map(),
    /** Whether `f[…]` is meant, as with `np.c_` and `np.r_`. */
    readonly bracketed = false,
  ) {}
}

/** A module or a plain object with named parts: `np.random`, `np.finfo(float)`. */
export class Namespace {
  constructor(
    readonly name: string,
    readonly members: ReadonlyMap<string, Value>,
  ) {}
}

/** A generator object of the program: `np.random.RandomState(0)`, `np.random.default_rng(0)`. */
export class StreamValue {
  constructor(
    readonly stream: RandomStream,
    readonly methods: ReadonlyMap<string, NumpyFunction>,
  ) {}
}

/** `np.nditer(a, flags=["multi_index"])`, which goes through the elements one by one. */
export class ArrayIterator {
  position = 0;

  constructor(readonly array: Ndarray) {}

  /** `iternext()`: steps on, and says whether an element is left. */
  next(): boolean {
    this.position++;
    return this.position < this.array.size;
  }
}

/**
 * Python's values as NumPy sees them: None is null, an int a bigint, a float a number. Arrays, NumPy scalars
 * and recorded Python floats are Ndarrays that their `role` tells apart.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Ndarray
  | Tuple
  | List
  | Dict
  | Slice
  | Ellipsis
  | TypeValue
  | ClassValue
  | Callable
  | Opaque
  | NumpyFunction
  | Namespace
  | StreamValue
  | ArrayIterator;

export const pyType = (value: Value): string => {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "str";
  if (value instanceof Ndarray) {
    if (value.role === "weak")
      return value.dtype === "float64" ? "float" : value.dtype === "bool" ? "bool" : "int";
    return value.role === "scalar"
      ? `numpy.${value.dtype}`
      : value.role === "matrix"
        ? "matrix"
        : "numpy.ndarray";
  }
  if (value instanceof Tuple) return "tuple";
  if (value instanceof List) return "list";
  if (value instanceof Dict) return "dict";
  if (value instanceof Slice) return "slice";
  if (value instanceof Ellipsis) return "ellipsis";
  if (value instanceof Callable) return "function";
  if (value instanceof Opaque) return value.typeName;
  if (value instanceof TypeValue || value instanceof ClassValue) return "type";
  return "object";
};
