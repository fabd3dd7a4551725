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
import { mutated, mutatedBytes, mutatedJson } from "./mutate.ts";
import { askLsp, askMcp } from "./servers.ts";

export interface Reader {
  /** What is mutated. */
  readonly corpus: readonly (string | Uint8Array)[];
  /** Whether most of what is made of it should still be JSON. */
  readonly isJson?: boolean;
  readonly read: (input: string | Uint8Array) => void | Promise<void>;
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

const notice = (method: string, params: unknown): string =>
  JSON.stringify({ jsonrpc: "2.0", method, params });
const rpc = (method: string, params: unknown): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 5, method, params });
const call = (name: string, given: unknown): string => rpc("tools/call", { name, arguments: given });
const opened = (uri: string, languageId: string, text: string): string =>
  notice("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
const place0 = { line: 0, character: 0 };

let place: string | undefined;
const onDisk = (name: string, bytes: Uint8Array): string => {
  place ??= mkdtempSync(join(tmpdir(), "chainrule-fuzz-"));
  const path = join(place, name);
  writeFileSync(path, bytes);
  return path;
};

const model =
  "input x = 0.5, y = 1\nparam w = 0.3\nloss L = (sigmoid(w*x) - y)^2\ntrain sgd rate=0.1 epochs=3\n";

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
  mcp: {
    corpus: [
      call("check", { code: python[0]!.slice(0, 1500), language: "python" }),
      call("diff", { expression: "x^2*sin(y) + x/y", wrt: ["x", "y"] }),
      call("derive", { model, wrt: ["w"] }),
      call("train", { model, rate: 0.1, epochs: 3, optimizer: "adam", batch: 1, seed: 3, stop: "L < 0.01" }),
      rpc("tools/list", {}),
      rpc("resources/read", { uri: "file:///etc/passwd" }),
    ],
    isJson: true,
    read: (text) => askMcp(String(text)),
  },
  lsp: {
    corpus: [
      opened("file:///tmp/a.chain", "chain", model),
      opened("file:///tmp/a.py", "python", python[0]!.slice(0, 1500)),
      opened("untitled:1", "markdown", "# A\n\n$L = (y - x)^2$\n"),
      notice("textDocument/didChange", {
        textDocument: { uri: "file:///tmp/a.chain", version: 2 },
        contentChanges: [{ range: { start: place0, end: { line: 0, character: 5 } }, text: "input" }],
      }),
      ...["hover", "completion", "formatting"].map((method) =>
        rpc(`textDocument/${method}`, { textDocument: { uri: "file:///tmp/a.chain" }, position: place0 }),
      ),
      rpc("textDocument/codeAction", {
        textDocument: { uri: "file:///tmp/a.py" },
        range: { start: place0, end: { line: 9, character: 1 } },
      }),
      notice("textDocument/didClose", { textDocument: { uri: "file:///tmp/a.chain" } }),
    ],
    isJson: true,
    read: (text) => askLsp(String(text)),
  },
  safetensors: { corpus: [tensors], read: (bytes) => void readSafetensors(bytes as Uint8Array) },
};

/** What a seed makes of a reader's corpus. */
export function input({ corpus, isJson = false }: Reader, random: Random): string | Uint8Array {
  const chosen = random.pick(corpus);
  if (typeof chosen !== "string") return mutatedBytes(random, chosen);
  if (isJson && random.uniform() < 0.8) return mutatedJson(random, chosen, corpus as readonly string[]);
  return mutated(random, chosen, corpus as readonly string[]);
}
