import type { Loaded, Neighbours } from "../neighbours.ts";
import { foldersAbove, within } from "../tree.ts";
import { parseJavaScript } from "./parse.ts";

const typescript = [".ts", ".mts", ".cts"];
const javascript = [".js", ".mjs", ".cjs"];
const ended = /\.[cm]?[jt]s$/;

/**
 * The paths that a specifier may mean, the likeliest first: those of the language of the file that says it. TypeScript
 * says `./x.js` where it means `./x.ts`.
 */
function meant(path: string, from: string): string[] {
  const endings = /ts$/.test(from) ? [...typescript, ...javascript] : [...javascript, ...typescript];
  const folder = path === "" ? "" : `${path}/`;
  const found = path === "" ? [] : ended.test(path) ? [path, path.replace(/js$/, "ts")] : [];
  if (path !== "") found.push(...endings.map((one) => path + one));
  return [...new Set([...found, ...endings.map((one) => `${folder}index${one}`)])];
}

/** The file of the tree that `./name` means in the one at `from`: its path, and what was read of it. */
export function findFile(
  neighbours: Neighbours,
  specifier: string,
  from: string,
): { readonly path: string; readonly file: Loaded | undefined } | undefined {
  if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
  const path = within(foldersAbove(from)[0]!, specifier);
  if (path === undefined) return undefined;
  for (const one of meant(path, from)) {
    if (one === neighbours.tree.path) return { path: one, file: undefined };
    const file = neighbours.load(one, parseJavaScript);
    if (file) return { path: one, file };
  }
  return undefined;
}
