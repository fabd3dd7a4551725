/** One array of a safetensors file. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Uint8Array;
}

const kinds = { F64: Float64Array, F32: Float32Array, U8: Uint8Array } as const;
const kindOf = (data: Tensor["data"]): keyof typeof kinds =>
  data instanceof Float64Array ? "F64" : data instanceof Float32Array ? "F32" : "U8";

/** A safetensors file: the header's length, a JSON header, the arrays' bytes. The widest come first, so that all are aligned. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  // without a prototype, so that an array may be called __proto__
  const header: Record<string, unknown> = Object.create(null);
  if (metadata) header.__metadata__ = metadata;
  const sorted = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let length = 0;
  for (const [name, { shape, data }] of sorted) {
    header[name] = { dtype: kindOf(data), shape, data_offsets: [length, length + data.byteLength] };
    length += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // the arrays begin at a multiple of 8
  const head = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  head.set(text);
  const bytes = new Uint8Array(8 + head.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** How each element type is read as a number. */
const readers: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F16: [2, (view, at) => half(view.getUint16(at, true))],
  // the upper half of a float32
  BF16: [2, (view, at) => new Float32Array(Uint32Array.of(view.getUint16(at, true) << 16).buffer)[0]!],
  I64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  I32: [4, (view, at) => view.getInt32(at, true)],
  I16: [2, (view, at) => view.getInt16(at, true)],
  I8: [1, (view, at) => view.getInt8(at)],
  U8: [1, (view, at) => view.getUint8(at)],
  BOOL: [1, (view, at) => view.getUint8(at)],
};

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The arrays of a safetensors file, as float64; a sentence for anything else. */
export function readSafetensors(
  bytes: Uint8Array,
):
  | ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float64Array }>
  | { readonly problem: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.NaN;
  const broken = { problem: "it is no safetensors file, or it is cut off" };
  if (!(length > 1 && length <= bytes.length - 8)) return broken;
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    return broken;
  }
  if (typeof header !== "object" || header === null) return broken;
  const tensors = new Map<string, { shape: readonly number[]; data: Float64Array }>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: places } = (entry ?? {}) as Record<string, unknown>;
    const isShape = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0);
    const isPlaces = Array.isArray(places) && places.length === 2 && places.every(Number.isInteger);
    if (!isShape || !isPlaces) return broken;
    const kind = Object.hasOwn(readers, String(dtype)) ? readers[String(dtype)] : undefined;
    if (!kind) return { problem: `${name} is of the type ${String(dtype)}, which is not read` };
    const [from, to] = places as [number, number];
    const count = (shape as number[]).reduce((product, size) => product * size, 1);
    if (from < 0 || to - from !== count * kind[0] || 8 + length + to > bytes.length) return broken;
    const data = new Float64Array(count);
    for (let at = 0; at < count; at++) data[at] = kind[1](view, 8 + length + from + at * kind[0]);
    tensors.set(name, { shape: shape as number[], data });
  }
  return tensors;
}
