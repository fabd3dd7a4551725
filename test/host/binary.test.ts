import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { readBinary } from "../../src/host/binary.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-binary-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const file = (name: string, bytes: Uint8Array | readonly number[]): string => {
  writeFileSync(join(place, name), Uint8Array.from(bytes));
  return join(place, name);
};

/** A .npy file as NumPy writes it. */
function npy(kind: string, shape: string, data: Uint8Array, order = "False"): Uint8Array {
  const text = `{'descr': '${kind}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const header = `${text.padEnd(117)}\n`;
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0, ...Buffer.from(header), ...data]);
}
const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

const pictures = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

test("idx files, gzipped or not: a picture is a row of pixels", () => {
  const wanted = [{ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) }];
  expect(readBinary(file("p-idx3-ubyte", pictures), undefined, 1)).toEqual(wanted);
  expect(readBinary(file("p-idx3-ubyte.gz", gzipSync(Uint8Array.from(pictures))), undefined, 1)).toEqual(
    wanted,
  );
  expect(readBinary(file("wide", [0, 0, 11, 1, 0, 0, 0, 2, 1, 0, 255, 255]), undefined, 1)).toEqual([
    { shape: [2], data: Float64Array.of(256, -1) },
  ]);
});

test("NumPy files", () => {
  expect(readBinary(file("a.npy", npy("<f8", "(2, 2)", doubles(1, 2, 3, 4.5))), undefined, 1)).toEqual([
    { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4.5) },
  ]);
  expect(readBinary(file("b.npy", npy("|u1", "(3,)", Uint8Array.of(7, 8, 9))), undefined, 1)).toEqual([
    { shape: [3], data: Uint8Array.of(7, 8, 9) },
  ]);
});

/** A zip archive of stored files, made by Python where there is one. */
function archive(name: string, parts: Record<string, Uint8Array>, how: string): string | undefined {
  for (const [title, bytes] of Object.entries(parts)) file(`${title}.npy`, bytes);
  const path = join(place, name);
  const titles = Object.keys(parts).map((title) => join(place, `${title}.npy`));
  const code = `import sys, zipfile, os\nz = zipfile.ZipFile(sys.argv[1], "w", zipfile.${how})\nfor f in sys.argv[2:]: z.write(f, os.path.basename(f))\nz.close()`;
  try {
    execFileSync("python3", ["-c", code, path, ...titles]);
    return path;
  } catch {
    return undefined;
  }
}

test("archives of NumPy files, stored or deflated", () => {
  const parts = { X: npy("<f8", "(2, 1)", doubles(1, 2)), y: npy("|u1", "(2,)", Uint8Array.of(0, 1)) };
  for (const how of ["ZIP_STORED", "ZIP_DEFLATED"]) {
    const path = archive(`${how}.npz`, parts, how);
    if (!path) continue;
    const [X, y] = [
      { shape: [2, 1], data: Float64Array.of(1, 2) },
      { shape: [2], data: Uint8Array.of(0, 1) },
    ];
    expect(readBinary(path, undefined, 2)).toEqual([X, y]);
    expect(readBinary(path, ["y", "X"], 2)).toEqual([y, X]);
    expect(readBinary(path, ["z"], 1)).toMatchObject({
      problem: "it has no array z",
      hint: "Its arrays are X, y.",
    });
    expect(readBinary(path, undefined, 1)).toMatchObject({
      problem: expect.stringMatching(/holds 2 arrays, and 1 name/),
    });
  }
});

test("what is damaged or no file of numbers is refused in words, with its row", () => {
  const said = (bytes: Uint8Array | readonly number[], names = 1): string => {
    const read = readBinary(file("bad", bytes), undefined, names);
    return "problem" in read ? read.problem : "read";
  };
  expect(said([])).toBe("it is no idx or NumPy file");
  expect(said([1, 2, 3, 4, 5])).toBe("it is no idx or NumPy file");
  expect(said(pictures.slice(0, -2))).toBe("it is cut off: of 2 rows 1 are there");
  expect(said(gzipSync(Uint8Array.from(pictures)).subarray(0, 20))).toMatch(/cannot be unpacked/);
  expect(said(npy("<f8", "(2, 2)", doubles(1, 2, Number.NaN, 4)))).toBe("row 2, column 1 is NaN");
  expect(said(npy("<f8", "(2, 2)", doubles(1, 2, 3, 4), "True"))).toMatch(/Fortran order/);
  expect(said(npy("<c16", "(1,)", doubles(1, 2)))).toMatch(/type c16/);
  expect(said(npy("|O", "(1,)", doubles(1)))).toMatch(/no numbers/);
  expect(said([0x50, 0x4b, 3, 4])).toMatch(/cut off/);
  expect(said(pictures, 2)).toMatch(/one array, and 2 names/);
});
