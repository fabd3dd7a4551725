import { gunzipSync, inflateRawSync } from "node:zlib";
import type { NDArray } from "../base/array.ts";
import type { Samples } from "../graph/model.ts";
import { type FileProblem, readWhole } from "./files.ts";

const mostBytes = 2_000_000_000;

/** The arrays of an idx, .npy or .npz file; the first two hold one. Gzipped ones are unpacked. */
export function readBinary(
  path: string,
  named: readonly string[] | undefined,
  names: number,
): readonly Samples[] | FileProblem {
  const read = readWhole(path);
  if ("problem" in read) return read;
  try {
    const { bytes: packed } = read;
    const bytes =
      packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed, { maxOutputLength: mostBytes }) : packed;
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromArchive(bytes, named, names);
    const array = bytes[0] === 0x93 ? npy(bytes) : idx(bytes);
    if (names === 1) return [array];
    return {
      problem: `this file holds one array, and ${names} names ask for data`,
      hint: "Name one file for each.",
    };
  } catch (failure) {
    if (failure instanceof Malformed) return { problem: failure.message };
    if (failure instanceof Error && "code" in failure)
      return { problem: `it cannot be unpacked (${failure.message})` };
    throw failure;
  }
}

/** All arrays of an .npz file, by name, as float64. */
export function readArchive(bytes: Uint8Array): ReadonlyMap<string, NDArray> | FileProblem {
  try {
    return new Map(
      [...archive(bytes)].map(([name, unpacked]) => {
        const { shape, data } = npy(unpacked());
        return [name, { shape, data: Float64Array.from(data) }] as const;
      }),
    );
  } catch (failure) {
    if (failure instanceof Malformed) return { problem: failure.message };
    if (failure instanceof Error && "code" in failure)
      return { problem: `it cannot be unpacked (${failure.message})` };
    throw failure;
  }
}

class Malformed extends Error {}

type Reader = (view: DataView, at: number) => number;

interface Kind {
  readonly bytes: number;
  readonly read: Reader;
}

const kinds = (little: boolean): Readonly<Record<string, Kind>> => ({
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at) => view.getInt32(at, little) },
  i8: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, little)) },
  u8: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, little)) },
  f4: { bytes: 4, read: (view, at) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at) => view.getFloat64(at, little) },
});

/** idx's codes of element types. */
const idxKinds: Readonly<Record<number, string>> = {
  8: "u1",
  9: "i1",
  11: "i2",
  12: "i4",
  13: "f4",
  14: "f8",
};

/** The format of the MNIST database: two zeros, the element type, the number of axes, each size, the elements. */
function idx(bytes: Uint8Array): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 ? idxKinds[bytes[2]!] : undefined;
  const rank = bytes[3] ?? 0;
  if (!name || rank === 0 || bytes.length < 4 + 4 * rank) throw new Malformed("it is no idx or NumPy file");
  const sizes = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // a picture is a row of its pixels
  const shape = rank > 2 ? [sizes[0]!, sizes.slice(1).reduce((product, size) => product * size, 1)] : sizes;
  return elements(view, 4 + 4 * rank, shape, name, false);
}

/** NumPy's format, versions 1 to 3. */
function npy(bytes: Uint8Array): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw new Malformed("it is cut off");
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, end));
  const [, order, name] = /'descr': '([<>|=])([a-z]\d+)'/.exec(header) ?? [];
  const sizes = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (!order || !name || sizes === undefined) throw new Malformed("its elements are no numbers");
  if (/'fortran_order': True/.test(header))
    throw new Malformed("it is in Fortran order: save np.ascontiguousarray(…)");
  const shape = sizes.split(",").flatMap((size) => (size.trim() ? [Number(size)] : []));
  return elements(view, end, shape, name === "b1" ? "u1" : name, order !== ">");
}

function elements(
  view: DataView,
  start: number,
  shape: readonly number[],
  name: string,
  little: boolean,
): Samples {
  const kind = kinds(little)[name];
  if (!kind) throw new Malformed(`its elements are of the type ${name}, which is not read`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (view.byteLength - start < count * kind.bytes) {
    const row =
      shape.length > 0 ? Math.floor((view.byteLength - start) / kind.bytes / (count / shape[0]!)) : 0;
    throw new Malformed(`it is cut off: of ${shape[0]} rows ${row} are there`);
  }
  if (name === "u1") return { shape, data: new Uint8Array(view.buffer, view.byteOffset + start, count) };
  const data = name === "f4" ? new Float32Array(count) : new Float64Array(count);
  const width = shape.length > 1 ? count / shape[0]! : 1;
  for (let at = 0; at < count; at++) {
    const value = kind.read(view, start + at * kind.bytes);
    if (!Number.isFinite(value))
      throw new Malformed(`row ${Math.floor(at / width) + 1}, column ${(at % width) + 1} is ${value}`);
    data[at] = value;
  }
  return { shape, data };
}

/** The .npy files of a zip archive: those that are named, or in their order. */
function fromArchive(
  bytes: Uint8Array,
  named: readonly string[] | undefined,
  names: number,
): readonly Samples[] | FileProblem {
  const entries = archive(bytes);
  const wanted = named ?? [...entries.keys()];
  const missing = wanted.find((name) => !entries.has(name));
  if (missing !== undefined)
    return {
      problem: `it has no array ${missing}`,
      hint: `Its arrays are ${[...entries.keys()].join(", ")}.`,
    };
  if (wanted.length !== names)
    return {
      problem: `it holds ${wanted.length} arrays, and ${names} ${names === 1 ? "name asks" : "names ask"} for data`,
      hint: `Say which with columns(${[...entries.keys()].join("; ")}).`,
    };
  return wanted.map((name) => npy(entries.get(name)!()));
}

/** The files of a zip archive by name without .npy, read from its directory at the end. */
function archive(bytes: Uint8Array): Map<string, () => Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Malformed("the archive is cut off");
  const files = new Map<string, () => Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw new Malformed("the archive is damaged");
    const [method, packed, place] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ];
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const title = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    files.set(title.replace(/\.npy$/, ""), () => {
      if (place + 30 > bytes.length) throw new Malformed("the archive is damaged");
      const start = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
      const body = bytes.subarray(start, start + packed);
      return method === 0 ? body : inflateRawSync(body, { maxOutputLength: mostBytes });
    });
    at += 46 + name + extra + comment;
  }
  return files;
}
