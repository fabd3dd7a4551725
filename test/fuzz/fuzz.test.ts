import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { readArchive, readBinary } from "../../src/host/binary.ts";
import { fuzz } from "./fuzz.ts";
import { input, readers } from "./readers.ts";

const first = Number(process.env.CHAINRULE_SEED ?? 1);

test.each(Object.keys(readers))("%s: no crash among some hundreds of broken inputs", (name) => {
  const reader = readers[name]!;
  const count = name === "markdown" ? 25 : 60;
  for (let seed = first; seed < first + count; seed++) {
    const given = input(reader, new Random(seed));
    expect(() => reader.read(given), `CHAINRULE_SEED=${seed}`).not.toThrow();
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
