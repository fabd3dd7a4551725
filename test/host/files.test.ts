import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readText, writeWhole } from "../../src/host/files.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-files-"));
const at = (name: string): string => join(place, name);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("a text comes back as it was, without a byte order mark", () => {
  writeFileSync(at("text"), "\uFEFFŷ = σ(z)\r\n");
  expect(readText(at("text"))).toEqual({ text: "ŷ = σ(z)\r\n" });
  writeFileSync(at("empty"), "");
  expect(readText(at("empty"))).toEqual({ text: "" });
});

test("what is no text is refused with its reason", () => {
  expect(readText(at("nowhere"))).toEqual({ problem: "there is no such file" });
  expect(readText(place)).toEqual({ problem: "this is a directory, not a file" });
  expect(readText(join(at("text"), "below"))).toEqual({ problem: "a part of this path is no directory" });
  expect(readText("a\0b")).toEqual({ problem: "a path holds no zero character" });
  writeFileSync(at("binary"), Uint8Array.of(80, 0, 81));
  expect(readText(at("binary"))).toMatchObject({ problem: "this is a binary file, not a text" });
  writeFileSync(at("latin"), Uint8Array.of(0xe9, 0x20));
  expect(readText(at("latin"))).toMatchObject({ problem: "this file is not UTF-8 text" });
  symlinkSync(at("loop"), at("loop"));
  expect(readText(at("loop"))).toEqual({ problem: "this path is a link to itself" });
});

test("reading ends at its limit, of files and of endless devices", () => {
  writeFileSync(at("long"), "x".repeat(1001));
  expect(readText(at("long"), 1000)).toMatchObject({ problem: "this is larger than 0.001 MB" });
  expect(readText(at("long"), 1001)).toEqual({ text: "x".repeat(1001) });
  expect(readText("/dev/zero", 1_000_000)).toMatchObject({ problem: "this is larger than 1 MB" });
});

test("writing replaces a file, keeps its mode, and leaves nothing aside", () => {
  const before = readdirSync(place).length;
  expect(writeWhole(at("script"), "one")).toBeUndefined();
  chmodSync(at("script"), 0o640);
  expect(writeWhole(at("script"), "two")).toBeUndefined();
  expect(readFileSync(at("script"), "utf8")).toBe("two");
  expect(statSync(at("script")).mode & 0o777).toBe(0o640);
  expect(readdirSync(place)).toHaveLength(before + 1);
});

test("a link stays a link; a device is written to and stays a device", () => {
  writeFileSync(at("target"), "old");
  symlinkSync(at("target"), at("link"));
  expect(writeWhole(at("link"), "new")).toBeUndefined();
  expect(lstatSync(at("link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(at("target"), "utf8")).toBe("new");
  expect(writeWhole("/dev/null", "gone")).toBeUndefined();
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("where nothing can be written, the reason is said and nothing is left", () => {
  expect(writeWhole(at("no/where"), "x")).toMatchObject({ problem: "there is no such file" });
  expect(writeWhole(place, "x")).toMatchObject({ problem: "this is a directory, not a file" });
});
