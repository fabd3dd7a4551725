import type { Loaded, Neighbours } from "../neighbours.ts";
import { foldersAbove, within } from "../tree.ts";
import { parsePython } from "./parse.ts";

/** Where a module's source is: a file, or a folder without an `__init__.py`. */
export interface Found {
  readonly path: string;
  readonly isPackage: boolean;
  readonly file: Loaded | undefined;
}

/** The module of a dotted name, as a file at `from` imports it; `folders` are searched after its own. */
export function findModule(
  neighbours: Neighbours,
  name: string,
  from: string,
  folders: readonly string[],
): Found | undefined {
  const [, dots = "", rest = ""] = /^(\.*)(.*)$/.exec(name)!;
  const parts = rest === "" ? [] : rest.split(".");
  if (parts.some((part) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))) return undefined;
  const searched =
    dots === ""
      ? [...foldersAbove(from), ...folders, ...foldersAbove(neighbours.tree.path)]
      : foldersAbove(from).slice(dots.length - 1, dots.length);
  for (const folder of new Set(searched)) {
    const path = within(folder, parts.join("/"));
    const found = path === undefined ? undefined : moduleAt(neighbours, path, parts.length > 0);
    if (found) return found;
  }
  return undefined;
}

/** What a path means; `from . import layers` names a folder, which needs no file. */
function moduleAt(neighbours: Neighbours, path: string, isNamed: boolean): Found | undefined {
  const init = neighbours.load(path === "" ? "__init__.py" : `${path}/__init__.py`, parsePython);
  if (init || !isNamed) return { path, isPackage: true, file: init };
  const file = neighbours.load(`${path}.py`, parsePython);
  return file && { path, isPackage: false, file };
}
