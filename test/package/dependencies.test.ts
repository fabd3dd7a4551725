import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, root), "utf8"));
const page = readFileSync(new URL("docs/dependencies.md", root), "utf8");

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: true;
  readonly dev?: true;
  readonly link?: true;
}
const { dependencies, devDependencies } = json("package.json") as Record<string, Record<string, string>>;
const locked = Object.entries(json("package-lock.json").packages as Record<string, Locked>).filter(
  ([path, { link }]) => path.includes("node_modules/") && !link,
);
const rows = (head: string): string[][] =>
  page
    .split(`## ${head}\n`)[1]!
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => /^\| (?!package)/.test(line))
    .map((line) => line.slice(2, -2).split(" | "));

test("each dependency stands on the page with its reason and licence, and nothing else does", () => {
  const told = rows("What the package needs");
  expect(told.map(([name]) => name)).toEqual(Object.keys(dependencies!).sort());
  for (const [name, licence, why] of told) {
    const [, own] = locked.find(([path]) => path === `node_modules/${name}`)!;
    expect(licence, name).toBe(own.license);
    expect(why!.length, name).toBeGreaterThan(8);
  }
  const names = rows("What is needed to work on it").flatMap(([list]) => list!.split(", "));
  expect(names.sort()).toEqual(Object.keys(devDependencies!).sort());
});

test("versions are exact, and the lock file holds each package to its hash", () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  for (const [path, { integrity, resolved }] of locked) {
    expect(integrity, path).toMatch(/^sha512-/);
    // from whatever registry npm is told to use: the hash says that it is the same package
    if (resolved !== undefined) expect(resolved, path).toMatch(/^https:\/\//);
  }
});

test("nothing that is installed with the package runs a script", () => {
  const own = locked.filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript);
  expect(own.map(([path]) => path)).toEqual([]);
});

test("every licence lets the package be used anywhere", () => {
  const free =
    /^(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|MPL-2\.0|Unlicense|CC0-1\.0|BlueOak-1\.0\.0|Python-2\.0)$/;
  // looked at by hand: `format` says MIT in its readme, the font's licence is Bitstream Vera's
  const seen = new Set(["node_modules/format", "node_modules/dejavu-fonts-ttf"]);
  const other = locked.filter(
    ([path, { dev, license }]) => !dev && !seen.has(path) && !free.test(license ?? ""),
  );
  expect(other.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});
