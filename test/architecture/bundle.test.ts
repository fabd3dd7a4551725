import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const dist = new URL("../../dist", import.meta.url).pathname;

/** What a built file loads at once: its static imports, and theirs. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([join(dist, entry)]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export)[^;]*?["']([^"']+)["'];?$/gm,
    )) {
      if (name!.startsWith(".")) files.add(join(dirname(file), name!));
      else packages.add(name!);
    }
  }
  return { files: [...files], packages: [...packages].sort() };
}

test("the library loads in a browser: no node:, and nothing heavy before it is wanted", () => {
  const { files, packages } = loadedWith("index.js");
  expect(packages).toEqual(["@lezer/lr"]);
  const size = files.reduce((total, file) => total + readFileSync(file).length, 0);
  expect(size).toBeLessThan(380_000);
});

test("the command line starts light", () => {
  // how the bundler cuts its pieces decides whether colours come at once
  const packages = loadedWith("cli.js").packages.filter((name) => !name.startsWith("node:"));
  expect(packages.filter((name) => name !== "picocolors")).toEqual(["@stricli/core"]);
});
