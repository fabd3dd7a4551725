import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { readArchive, readBinary } from "../../src/host/binary.ts";
import { parseJavaScript } from "../../src/lift/javascript/parse.ts";
import { columnsOf } from "../../src/train/columns.ts";
import { fuzz } from "./fuzz.ts";
import { input, readers } from "./readers.ts";

const first = Number(process.env.CHAINRULE_SEED ?? 1);

test.each(Object.keys(readers))("%s: no crash among some hundreds of broken inputs", async (name) => {
  const reader = readers[name]!;
  const count = name === "markdown" ? 25 : 60;
  for (let seed = first; seed < first + count; seed++) {
    const given = input(reader, new Random(seed));
    const read = async (): Promise<void> => reader.read(given);
    await expect(read(), `CHAINRULE_SEED=${seed}`).resolves.toBeUndefined();
  }
});

test("in a process of its own a reader is watched for hangs and memory", async () => {
  const { inputs, findings } = await fuzz("safetensors", 1500, first);
  expect(findings).toEqual([]);
  expect(inputs).toBeGreaterThan(10);
});

// ---- what longer runs found

const place = mkdtempSync(join(tmpdir(), "chainrule-fuzz-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("an archive whose directory points past its end is damaged", () => {
  const bytes = Buffer.from(readers.npy!.corpus[3] as Uint8Array);
  const central = bytes.indexOf("PK\u0001\u0002");
  bytes.writeUInt32LE(0x7fffffff, central + 42);
  const path = join(place, "a.npz");
  writeFileSync(path, bytes);
  expect(readBinary(path, undefined, 1)).toEqual({ problem: "the archive is damaged" });
  expect(readArchive(bytes)).toEqual({ problem: "the archive is damaged" });
});

/** Generous, for a machine that is busy: what was found took minutes of it. */
const soon = 5000;

test("thousands of brackets that are never closed are refused at once", () => {
  const begun = Date.now();
  const { diagnostics } = parseJavaScript(`let a = ${'{"a":'.repeat(20_000)}`);
  expect(diagnostics[0]?.message).toMatch(/nested more than/);
  expect(Date.now() - begun).toBeLessThan(soon);
});

test("a cell of a hundred thousand digits and a word is a word, at once", () => {
  const begun = Date.now();
  columnsOf("a.csv", [`a,b\n${"9".repeat(100_000)}x,1\n`], ",", undefined, 2);
  expect(Date.now() - begun).toBeLessThan(soon);
});

test("a line of a thousand stars is no TypeScript, and is parsed no more often than it must be", () => {
  const begun = Date.now();
  const line = `total -= rate * ${"*".repeat(1500)}`;
  const { diagnostics } = parseJavaScript(`function f() {\n${`  ${line}\n`.repeat(4)}}\n`);
  expect(diagnostics[0]?.message).toMatch(/is not TypeScript or JavaScript/);
  expect(Date.now() - begun).toBeLessThan(soon);
});
