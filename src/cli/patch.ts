import { relative, sep } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { markOf, type Rewrite } from "../host/files.ts";

/** The path that a patch can name: within the folder in which it will be applied. */
export function patchPath(path: string, folder: string): string | undefined {
  const within = relative(folder, path);
  return within === "" || within.startsWith("..") || /^([a-zA-Z]:|[\\/])/.test(within)
    ? undefined
    : within.split(sep).join("/");
}

/**
 * A file's changes as a unified diff. It has no `diff --git` line, so that `git apply` takes its path from the folder in
 * which it runs, the top of a repository or not.
 */
export function patchOf({ path, before, after }: Rewrite, name: string, isStored: boolean): string {
  const mark = isStored ? markOf(path) : "";
  // as Git does, a tab ends a name that holds a space
  const end = /\s/.test(name) ? "" : undefined;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, mark + before, mark + after, end, end, options);
}
