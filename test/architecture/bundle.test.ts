import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const dist = new URL("../../dist", import.meta.url).pathname;

/** What a built file loads at once: its static imports, and theirs. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([join(dist, entry)]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(
      /(?:^|;)(?:import|export)[^;]*?from ?["']([^"']+)["'](?:;|$)/gm,
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
  expect(size).toBeLessThan(400_000);
});

test("the command line, and diff with it, starts light", () => {
  const { files, packages } = loadedWith("command/start.js");
  expect(packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(files.length).toBeLessThan(5);
});

test("the workbench uses the package through its published exports only", () => {
  const { exports } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const published = Object.keys(exports).map((name) => `chainrule${name.slice(1)}`);
  const folder = new URL("../../web/src", import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const imports = files.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/from "([^"]+)"|import\("([^"]+)"\)/g)].map(
      ([, from, lazily]) => (from ?? lazily)!,
    ),
  );
  expect(imports.filter((name) => name.startsWith("chainrule") && !published.includes(name))).toEqual([]);
  expect(imports.filter((name) => /(^|\/)(src|dist)\//.test(name))).toEqual([]);
});
