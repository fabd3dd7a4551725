import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, resolve, sep } from "node:path";
import type { Load } from "../language/lower.ts";
import type { FileProblem } from "./files.ts";
import { tablesBeside } from "./table.ts";

/** What a document may read: files of its own folder and of the folders in it, links followed. */

const outside: FileProblem = {
  problem: "a document reads only what lies in its own folder",
  hint: "Copy the file beside the document.",
};

/** Where a path of a document leads; a problem where that is outside its folder, or nowhere. */
function placeOf(document: string, path: string): { readonly place: string } | FileProblem {
  try {
    const folder = realpathSync(document === "-" ? "." : dirname(document));
    const place = realpathSync(resolve(folder, path));
    return place.startsWith(folder + sep) ? { place } : outside;
  } catch {
    // no word on what exists elsewhere
    const folder = resolve(document === "-" ? "." : dirname(document));
    return resolve(folder, path).startsWith(folder + sep) ? { problem: "there is no such file" } : outside;
  }
}

/** The tables that a document's models name. */
export const tablesOf =
  (document: string): Load =>
  (path, columns, names, like) => {
    const found = placeOf(document, path);
    if ("problem" in found) return { ...found, problem: `${path}: ${found.problem}` };
    return tablesBeside(document)(path, columns, names, like);
  };

const types: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
};

const mostBytes = 10_000_000;

/** An address as a path; one that is not encoded as addresses are is taken as it stands. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The pictures that lie beside a document. */
export const picturesOf =
  (document: string) =>
  (path: string): { readonly type: string; readonly base64: string } | FileProblem => {
    const type = types[extname(path).toLowerCase()];
    if (!type) return { problem: `${path} is no picture` };
    const found = placeOf(document, decoded(path));
    if ("problem" in found) return found;
    try {
      const { size } = statSync(found.place);
      if (size > mostBytes) return { problem: `${path} is larger than ${mostBytes / 1e6} MB` };
      return { type, base64: readFileSync(found.place).toString("base64") };
    } catch {
      return { problem: `${path} could not be read` };
    }
  };

/** What lies beside a document that is built again and again: a table that has not changed is not read again. */
export class Beside {
  /** The files that have been read. */
  readonly files = new Set<string>();
  readonly #tables = new Map<string, { stamp: string; like: unknown; answer: ReturnType<Load> }>();

  constructor(readonly document: string) {}

  readonly tables: Load = (path, columns, names, like) => {
    const read = tablesOf(this.document);
    const stamp = this.#stamp(path);
    if (stamp === undefined) return read(path, columns, names, like);
    const key = JSON.stringify([path, columns, names]);
    const known = this.#tables.get(key);
    if (known?.stamp === stamp && known.like === like) return known.answer;
    const answer = read(path, columns, names, like);
    this.#tables.set(key, { stamp, like, answer });
    return answer;
  };

  readonly pictures = (path: string): ReturnType<ReturnType<typeof picturesOf>> => {
    this.#stamp(path);
    return picturesOf(this.document)(path);
  };

  /** What is another once a file has changed; nothing where there is none to read. */
  #stamp(path: string): string | undefined {
    const found = placeOf(this.document, path);
    if ("problem" in found) return undefined;
    this.files.add(found.place);
    const { mtimeMs, size, ino } = statSync(found.place);
    return `${mtimeMs} ${size} ${ino}`;
  }
}
