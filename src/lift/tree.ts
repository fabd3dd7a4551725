/** A file beside the one that is read, under the path by which its reader knows it. */
export interface Neighbour {
  readonly path: string;
  readonly text: string;
}

/**
 * The folder that a program lives in, as the host hands it down: nothing outside it is ever read. Paths are relative to
 * it, with `/` between their parts.
 */
export interface Tree {
  /** Where the program itself stands. */
  readonly path: string;
  /** A file of the tree; undefined where there is none that may be read. */
  readonly read: (path: string) => Neighbour | undefined;
}

/** The folders from a file's own up to the tree's. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, up) => parts.slice(0, parts.length - up).join("/"));
}

/** A path from a folder of the tree, with `.` and `..` followed; undefined where it leads out of the tree. */
export function within(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
