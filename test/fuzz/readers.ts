import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import type { Random } from "../../src/base/random.ts";
import { readSafetensors, writeSafetensors } from "../../src/base/safetensors.ts";
import { checkFormulas } from "../../src/check/formulas/check-formulas.ts";
import { readDocument } from "../../src/document/read.ts";
import { readArchive, readBinary } from "../../src/host/binary.ts";
import { format } from "../../src/language/format.ts";
import { lower } from "../../src/language/lower.ts";
import { readCells } from "../../src/lift/cells.ts";
import { parseJavaScript } from "../../src/lift/javascript/parse.ts";
import { parsePython } from "../../src/lift/python/parse.ts";
import { columnsOf } from "../../src/train/columns.ts";
import { mutated, mutatedBytes } from "./mutate.ts";

export interface Reader {
  /** What is mutated. */
  readonly corpus: readonly (string | Uint8Array)[];
  readonly read: (input: string | Uint8Array) => void;
}

const root = new URL("../../", import.meta.url).pathname;
const files = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => readFileSync(join(root, folder, name), "utf8"));

const python = files("test/check/corpus/right", /\.py$/);
const markdown = [...files("review", /\.md$/), ...files("examples", /\.md$/), ...files("docs", /\.md$/)];
const table = 'a,b,label\n1,2.5,"yes"\n-3,4e2,no\n,nan,"a ""quoted"" cell"\n5,6,yes\n';

const notebook = (source: string, at: number): string =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "python3", language: "python" } },
    cells: [
      { cell_type: "markdown", id: "m", source: ["# A\n", "$L = (y - x)^2$"], metadata: {} },
      {
        cell_type: "code",
        id: "c",
        metadata: {},
        execution_count: at,
        source: source.split(/(?<=\n)/),
        outputs: [
          { output_type: "stream", name: "stdout", text: ["Epoch: 1\n"] },
          { output_type: "execute_result", data: { "text/plain": "3.5" }, metadata: {}, execution_count: 1 },
        ],
      },
    ],
  });

function npy(descr: string, shape: string, data: Uint8Array): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${dictionary.padEnd(117)}\n`;
  return Uint8Array.from([
    0x93,
    ...Buffer.from("NUMPY"),
    1,
    0,
    header.length,
    0,
    ...Buffer.from(header),
    ...data,
  ]);
}
const floats = (count: number): Uint8Array =>
  new Uint8Array(Float64Array.from({ length: count }, (_, k) => k / 2).buffer);

/** A zip archive of one file, as np.savez writes it. */
function zip(name: string, body: Uint8Array, packed: boolean): Uint8Array {
  const data = packed ? deflateRawSync(body) : body;
  const head = (signature: number, more: number): Buffer => {
    const bytes = Buffer.alloc(more);
    bytes.writeUInt32LE(signature, 0);
    return bytes;
  };
  const local = head(0x04034b50, 30);
  local.writeUInt16LE(packed ? 8 : 0, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(body.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = head(0x02014b50, 46);
  central.writeUInt16LE(packed ? 8 : 0, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(body.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = head(0x06054b50, 22);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}

const matrix = npy("<f8", "(2, 3)", floats(6));
const idx = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...Array(12).keys()]);
const tensors = writeSafetensors(
  new Map([
    ["W", { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) }],
    ["b.bias", { shape: [3], data: Float64Array.of(5, 6, 7) }],
  ]),
);

let place: string | undefined;
const onDisk = (name: string, bytes: Uint8Array): string => {
  place ??= mkdtempSync(join(tmpdir(), "chainrule-fuzz-"));
  const path = join(place, name);
  writeFileSync(path, bytes);
  return path;
};

export const readers: Readonly<Record<string, Reader>> = {
  chain: {
    corpus: [...files("examples", /\.chain$/), ...files("test/emit/models", /\.chain$/)],
    read: (text) => {
      lower(String(text));
      const once = format(String(text)).value;
      if (once !== undefined && format(once).value !== once)
        throw new Error("what is formatted is formatted otherwise again");
    },
  },
  python: { corpus: python, read: (text) => void parsePython(String(text)) },
  typescript: {
    corpus: files("test/check/corpus/javascript/right", /\.txt$/),
    read: (text) => void parseJavaScript(String(text)),
  },
  markdown: {
    corpus: markdown,
    read: (text) => {
      readDocument(String(text), () => true);
      readCells("a.md", String(text));
      checkFormulas(String(text));
    },
  },
  notebook: {
    corpus: python.slice(0, 12).map(notebook),
    read: (text) => void readCells("a.ipynb", String(text)),
  },
  csv: {
    corpus: [
      table,
      table.replaceAll(",", "\t"),
      ...files("review", /\.csv$/).map((one) => one.slice(0, 4000)),
    ],
    read: (text) => {
      for (const separator of [",", "\t"]) {
        columnsOf("a.csv", [String(text)], separator, undefined, 1);
        columnsOf("a.csv", [String(text)], separator, [["a", "b"], ["label"]], 2);
      }
    },
  },
  npy: {
    corpus: [
      matrix,
      npy(">i4", "(3,)", new Uint8Array(12)),
      npy("|u1", "(4, 1)", new Uint8Array(4)),
      zip("W.npy", matrix, false),
      zip("W.npy", matrix, true),
      gzipSync(matrix),
    ],
    read: (bytes) => {
      readBinary(onDisk("a.npz", bytes as Uint8Array), undefined, 1);
      if ((bytes as Uint8Array)[0] === 0x50) readArchive(bytes as Uint8Array);
    },
  },
  idx: {
    corpus: [idx, gzipSync(idx)],
    read: (bytes) => void readBinary(onDisk("a.idx", bytes as Uint8Array), undefined, 1),
  },
  safetensors: { corpus: [tensors], read: (bytes) => void readSafetensors(bytes as Uint8Array) },
};

/** What a seed makes of a reader's corpus. */
export function input({ corpus }: Reader, random: Random): string | Uint8Array {
  const chosen = random.pick(corpus);
  if (typeof chosen !== "string") return mutatedBytes(random, chosen);
  return mutated(random, chosen, corpus as readonly string[]);
}
