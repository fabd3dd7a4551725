import { Ndarray, scalarOf } from "../array.ts";
import { toDType } from "../convert.ts";
import { type DType, dtypes } from "../dtype.ts";
import { Namespace, TypeValue, type Value } from "../values.ts";

const limits: Partial<Record<DType, readonly [eps: number, max: number, tiny: number, precision: number]>> = {
  float64: [2 ** -52, Number.MAX_VALUE, 2 ** -1022, 15],
  float32: [2 ** -23, 3.4028234663852886e38, 2 ** -126, 6],
  float16: [2 ** -10, 65504, 2 ** -14, 3],
};

/** `np.finfo(type)`. */
export function finfo(value: Value): Namespace {
  const given = value instanceof Ndarray ? value.dtype : toDType(value);
  const dtype = given in limits ? given : "float64";
  const [eps, max, tiny, precision] = limits[dtype]!;
  const number = (one: number): Value => scalarOf(one, dtype).as("scalar");
  return new Namespace(
    "finfo",
    new Map<string, Value>([
      ["eps", number(eps)],
      ["max", number(max)],
      ["min", number(-max)],
      ["tiny", number(tiny)],
      ["smallest_normal", number(tiny)],
      ["resolution", number(10 ** -precision)],
      ["precision", BigInt(precision)],
      ["bits", BigInt(dtypes[dtype].bytes * 8)],
      ["dtype", new TypeValue(dtype, true)],
    ]),
  );
}

/** `np.iinfo(type)`. */
export function iinfo(value: Value): Namespace {
  const dtype = value instanceof Ndarray ? value.dtype : toDType(value);
  const { bytes, kind } = dtypes[dtype];
  const bits = BigInt(bytes * 8);
  const max = kind === "u" ? (1n << bits) - 1n : (1n << (bits - 1n)) - 1n;
  return new Namespace(
    "iinfo",
    new Map<string, Value>([
      ["max", max],
      ["min", kind === "u" ? 0n : -(1n << (bits - 1n))],
      ["bits", bits],
    ]),
  );
}
