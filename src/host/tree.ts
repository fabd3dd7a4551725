import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Neighbour, Tree } from "../lift/tree.ts";
import { readText } from "./files.ts";

const mostBytes = 2_000_000;

/**
 * The tree of a program: the folder that was given, or the program's own. A package is imported by its name, so that
 * files of the same package are found by it too; nothing else outside the folder is, a link out of it included.
 */
export function treeOf(path: string, root = dirname(path)): Tree {
  let top = resolve(root);
  while (existsSync(join(top, "__init__.py")) && dirname(top) !== top) top = dirname(top);
  const inside = relative(top, resolve(root)).split(sep).filter(Boolean);
  const posix = (name: string): string => name.split(sep).join("/");
  return {
    path: posix(relative(top, resolve(path))),
    read: (name): Neighbour | undefined => {
      if (inside.length > 0 && name.split("/")[0] !== inside[0]) return undefined;
      const place = join(top, ...name.split("/"));
      try {
        const [real, realTop] = [
          realpathSync(place),
          realpathSync(inside.length > 0 ? join(top, inside[0]!) : top),
        ];
        if (!real.startsWith(realTop.endsWith(sep) ? realTop : realTop + sep)) return undefined;
      } catch {
        return undefined;
      }
      const read = readText(place, mostBytes);
      return "problem" in read ? undefined : { path: asWritten(root, place), text: read.text };
    },
  };
}

/** A file's path as its user would write it, who has written `root`. */
function asWritten(root: string, place: string): string {
  const from = relative(resolve(root), place);
  return root === "." && !from.startsWith("..") ? from : join(root, from);
}
