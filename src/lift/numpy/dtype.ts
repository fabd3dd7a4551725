/** Element types. Every element is held as a double; a type says how it is rounded, promoted and printed. */
export type DType =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64"
  | "object";

export type Kind = "b" | "i" | "u" | "f" | "O";

interface Facts {
  readonly kind: Kind;
  readonly bytes: number;
}

export const dtypes: Readonly<Record<DType, Facts>> = {
  bool: { kind: "b", bytes: 1 },
  int8: { kind: "i", bytes: 1 },
  int16: { kind: "i", bytes: 2 },
  int32: { kind: "i", bytes: 4 },
  int64: { kind: "i", bytes: 8 },
  uint8: { kind: "u", bytes: 1 },
  uint16: { kind: "u", bytes: 2 },
  uint32: { kind: "u", bytes: 4 },
  uint64: { kind: "u", bytes: 8 },
  float16: { kind: "f", bytes: 2 },
  float32: { kind: "f", bytes: 4 },
  float64: { kind: "f", bytes: 8 },
  object: { kind: "O", bytes: 8 },
};

export const kindOf = (dtype: DType): Kind => dtypes[dtype].kind;
export const isFloat = (dtype: DType): boolean => kindOf(dtype) === "f";
export const isInteger = (dtype: DType): boolean => kindOf(dtype) === "i" || kindOf(dtype) === "u";

const aliases: Readonly<Record<string, DType>> = {
  bool_: "bool",
  "?": "bool",
  int: "int64",
  int_: "int64",
  intp: "int64",
  long: "int64",
  longlong: "int64",
  int0: "int64",
  i8: "int64",
  "<i8": "int64",
  intc: "int32",
  i4: "int32",
  "<i4": "int32",
  i: "int32",
  l: "int64",
  short: "int16",
  byte: "int8",
  uint: "uint64",
  u1: "uint8",
  B: "uint8",
  ubyte: "uint8",
  u4: "uint32",
  ">u4": "uint32",
  ">i4": "int32",
  float: "float64",
  float_: "float64",
  double: "float64",
  longdouble: "float64",
  float128: "float64",
  d: "float64",
  f8: "float64",
  "<f8": "float64",
  single: "float32",
  f: "float32",
  f4: "float32",
  "<f4": "float32",
  half: "float16",
  f2: "float16",
  e: "float16",
  O: "object",
  object_: "object",
};

/** The type that a name such as `float32`, `int` or `f8` stands for. */
export function dtypeOfName(name: string): DType | undefined {
  return Object.hasOwn(dtypes, name) ? (name as DType) : aliases[name];
}

/** The smallest type that holds both, as `np.promote_types`. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const [x, y] = [dtypes[a], dtypes[b]];
  if (x.kind === "O" || y.kind === "O") return "object";
  if (x.kind === "b") return b;
  if (y.kind === "b") return a;
  if (x.kind === y.kind) return x.bytes >= y.bytes ? a : b;
  if (x.kind === "f" || y.kind === "f") {
    const [real, whole] = x.kind === "f" ? [x, y] : [y, x];
    const bytes = Math.max(real.bytes, whole.bytes === 1 ? 2 : whole.bytes === 2 ? 4 : 8);
    return bytes === 2 ? "float16" : bytes === 4 ? "float32" : "float64";
  }
  const [signed, unsigned] = x.kind === "i" ? [x, y] : [y, x];
  if (signed.bytes > unsigned.bytes) return x.kind === "i" ? a : b;
  return unsigned.bytes === 1
    ? "int16"
    : unsigned.bytes === 2
      ? "int32"
      : unsigned.bytes === 4
        ? "int64"
        : "float64";
}

/** `promote` where `b` is the type of a Python scalar, which gives way to an array's type of its own kind. */
export function promoteWeak(a: DType, b: DType): DType {
  const rank = (dtype: DType): number => "biufO".indexOf(kindOf(dtype));
  if (kindOf(b) === "b") return promote(a, b);
  return rank(a) >= rank(b) ? a : promote(a, b);
}

const MIN_INT64 = -(2 ** 63);

/** An integer brought into a type's range as two's complement does; beyond 2⁵³ only the leading digits stay. */
function wrap(value: number, dtype: DType): number {
  switch (dtype) {
    case "int8":
      return (value << 24) >> 24;
    case "int16":
      return (value << 16) >> 16;
    case "int32":
      return value | 0;
    case "uint8":
      return value & 0xff;
    case "uint16":
      return value & 0xffff;
    case "uint32":
      return value >>> 0;
    case "uint64":
      return Number(BigInt.asUintN(64, BigInt(value)));
    default:
      return Number(BigInt.asIntN(64, BigInt(value)));
  }
}

function half(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const unit = 2 ** (exponent - 10);
  const scaled = value / unit;
  let rounded = Math.round(scaled);
  if (Math.abs(rounded - scaled) === 0.5 && rounded % 2 !== 0) rounded -= 1;
  const result = rounded * unit;
  return Math.abs(result) > 65504 ? Math.sign(result) * Number.POSITIVE_INFINITY : result;
}

let rounds = true;

/**
 * Runs work in which numbers of single and half precision keep all their digits: what a step adds to a weight is told
 * from what rounding adds.
 */
export function withoutRounding<T>(work: () => T): T {
  const before = rounds;
  rounds = false;
  try {
    return work();
  } finally {
    rounds = before;
  }
}

/** A number as an element of `dtype` holds it. */
export function cast(value: number, dtype: DType): number {
  switch (dtype) {
    case "float64":
    case "object":
      return value;
    case "float32":
      return rounds ? Math.fround(value) : value;
    case "float16":
      return rounds ? half(value) : value;
    case "bool":
      return value !== 0 ? 1 : 0;
    case "int64": {
      const whole = Math.trunc(value) + 0;
      if (Math.abs(whole) <= Number.MAX_SAFE_INTEGER) return whole;
      return Number.isFinite(whole) ? wrap(whole, dtype) : MIN_INT64;
    }
    default: {
      const whole = Math.trunc(value) + 0;
      return Number.isFinite(whole) ? wrap(whole, dtype) : 0;
    }
  }
}
