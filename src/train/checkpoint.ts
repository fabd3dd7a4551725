import type { NDArray } from "../base/array.ts";

/** Where a run stands between two updates: with the model's text and data it continues to the same bits. */
export interface Checkpoint {
  readonly precision: "float32" | "float64";
  readonly seed: number;
  /** The epoch that is under way, from 1, and how many of its batches are done. */
  readonly epoch: number;
  readonly batch: number;
  /** Updates taken. */
  readonly count: number;
  /** The sum of the losses of the epoch's batches, each times its rows. */
  readonly lossSum: number;
  /** The best validation loss, and the epochs since. */
  readonly best: number;
  readonly waited: number;
  /** Parameters and what the optimiser carries, by name. */
  readonly tensors: ReadonlyMap<string, NDArray>;
}

const prefix = "chainrule.";
const numbers = ["seed", "epoch", "batch", "count", "lossSum", "best", "waited"] as const;

/** The checkpoint as a safetensors file: the header's length, a JSON header, the tensors' bytes. */
export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const wide = checkpoint.precision === "float64";
  const metadata = Object.fromEntries([
    [`${prefix}precision`, checkpoint.precision],
    ...numbers.map((name) => [`${prefix}${name}`, String(checkpoint[name])]),
  ]);
  // without a prototype, so that a parameter may be called __proto__
  const header: Record<string, unknown> = Object.create(null);
  header.__metadata__ = metadata;
  let length = 0;
  for (const [name, { shape, data }] of checkpoint.tensors) {
    const end = length + data.length * (wide ? 8 : 4);
    header[name] = { dtype: wide ? "F64" : "F32", shape, data_offsets: [length, end] };
    length = end;
  }
  const text = JSON.stringify(header);
  // the tensors begin at a multiple of 8
  const head = new TextEncoder().encode(
    text.padEnd(text.length + ((8 - (new TextEncoder().encode(text).length % 8)) % 8)),
  );
  const bytes = new Uint8Array(8 + head.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const { data } of checkpoint.tensors.values()) {
    const held = wide ? data : Float32Array.from(data);
    bytes.set(new Uint8Array(held.buffer, held.byteOffset, held.byteLength), at);
    at += held.byteLength;
  }
  return bytes;
}

/** Reads what `writeCheckpoint` wrote; a sentence for anything else. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint | { readonly problem: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = { problem: "this is no checkpoint of a training run" };
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.NaN;
  if (!(length > 1 && length <= bytes.length - 8)) return broken;
  let header: Record<
    string,
    { dtype?: string; shape?: number[]; data_offsets?: [number, number] } & Record<string, string>
  >;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    return broken;
  }
  const { __metadata__: metadata, ...entries } = header ?? {};
  const precision = metadata?.[`${prefix}precision`];
  if (precision !== "float32" && precision !== "float64") return broken;
  const size = precision === "float64" ? 8 : 4;
  const tensors = new Map<string, NDArray>();
  for (const [name, entry] of Object.entries(entries)) {
    const { shape, data_offsets: places } = entry ?? {};
    if (!Array.isArray(shape) || !Array.isArray(places))
      return { problem: "this checkpoint is cut off or damaged" };
    const [from, to] = places;
    const count = shape.reduce((product, one) => product * one, 1);
    if (
      from === undefined ||
      to === undefined ||
      count === undefined ||
      from < 0 ||
      to - from !== count * size ||
      8 + length + to > bytes.length
    )
      return { problem: "this checkpoint is cut off or damaged" };
    // a copy of its own, at an address that wide numbers may have
    const own = Uint8Array.from(bytes.subarray(8 + length + from, 8 + length + to)).buffer;
    tensors.set(name, {
      shape: shape!,
      data: size === 8 ? new Float64Array(own) : Float64Array.from(new Float32Array(own)),
    });
  }
  const read = Object.fromEntries(numbers.map((name) => [name, Number(metadata![`${prefix}${name}`])]));
  if (Object.values(read).some(Number.isNaN)) return broken;
  return { precision, tensors, ...(read as Pick<Checkpoint, (typeof numbers)[number]>) };
}
