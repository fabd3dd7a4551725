import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file to be read, and the folder that it was found in, where a folder or a pattern was given. */
export interface SourcePath {
  readonly path: string;
  readonly root?: string;
}

const skipped = /^(\..*|node_modules|venv|env|virtualenv|site-packages|__pycache__|dist-packages)$/;
const mostBytes = 10_000_000;
const mostFiles = 10_000;

/**
 * The files behind what was named: a file is itself, a folder all readable files in it, `nets/*.py` (quoted, or where no
 * shell has expanded it) those that match. Hidden folders, installed packages, links and files above 10 MB are left out.
 */
export function sourcesIn(named: readonly string[], isReadable: (path: string) => boolean): SourcePath[] {
  const found = new Map<string, SourcePath>();
  const add = (one: SourcePath): void => void (found.has(one.path) || found.set(one.path, one));
  for (const name of named) {
    const present = name === "-" ? undefined : statusOf(name);
    if (present?.isDirectory())
      for (const path of filesIn(name)) {
        if (isReadable(path)) add({ path, root: name });
      }
    else if (!present && /[*?]/.test(name)) {
      const root = fixedPart(name);
      const pattern = expressionOf(name);
      for (const path of filesIn(root)) if (isReadable(path) && pattern.test(path)) add({ path, root });
    } else add({ path: name });
  }
  return [...found.values()];
}

/** The files of a folder and of those in it, in the order of their names. */
function filesIn(folder: string): string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && found.length < mostFiles; next = waiting.pop()) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (skipped.test(entry.name)) continue;
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= mostBytes)
        found.push(path);
    }
  }
  return found.sort();
}

/** What stands at a path; a path that cannot be is told when it is read. */
function statusOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // what may not be read is left out, as a link to nowhere is
    return [];
  }
}

/** The folder before the first `*` or `?` of a pattern. */
function fixedPart(pattern: string): string {
  let folder = pattern;
  while (/[*?]/.test(folder)) folder = dirname(folder);
  return folder === "" || basename(folder) === "" ? folder || "." : folder;
}

/** `*` is any part of a name, `?` one letter of it, `**` any folders. */
function expressionOf(pattern: string): RegExp {
  const text = join(pattern)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*|\?/g, (mark) => (mark === "**/" ? "(?:.*/)?" : mark === "*" ? "[^/]*" : "[^/]"));
  return new RegExp(`^${text}$`);
}
