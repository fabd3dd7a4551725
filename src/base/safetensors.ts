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
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
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
