import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Piece } from "../../base/places.ts";
import { foldersAbove, type Tree, within } from "../tree.ts";
import { parsePython } from "./parse.ts";
import type { Statement } from "./syntax.ts";

/** A file of a program, read and placed behind the others in the order of spans. */
export interface Loaded {
  /** Its place in the tree. */
  readonly path: string;
  readonly piece: Piece;
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a module's source is: a file, or a folder without an `__init__.py`. */
export interface Found {
  readonly path: string;
  readonly isPackage: boolean;
  readonly file: Loaded | undefined;
}

const mostFiles = 200;

/** The files that a program imports from its own tree; each is read and parsed once, however often it is run. */
export class Neighbours {
  readonly #loaded = new Map<string, Loaded | undefined>();
  #end: number;

  /** Spans of the files begin at `start`. */
  constructor(
    readonly tree: Tree,
    start: number,
  ) {
    this.#end = start;
  }

  get files(): readonly Loaded[] {
    return [...this.#loaded.values()].filter((one) => one !== undefined);
  }

  /** The file in which an offset lies; undefined for the program's own. */
  fileAt(offset: number): Loaded | undefined {
    return this.files.findLast((one) => one.piece.offset <= offset);
  }

  /** The module of a dotted name, as a file at `from` imports it; `folders` are searched after its own. */
  find(name: string, from: string, folders: readonly string[]): Found | undefined {
    const [, dots = "", rest = ""] = /^(\.*)(.*)$/.exec(name)!;
    const parts = rest === "" ? [] : rest.split(".");
    if (parts.some((part) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))) return undefined;
    const searched =
      dots === ""
        ? [...foldersAbove(from), ...folders, ...foldersAbove(this.tree.path)]
        : foldersAbove(from).slice(dots.length - 1, dots.length);
    for (const folder of new Set(searched)) {
      const path = within(folder, parts.join("/"));
      const found = path === undefined ? undefined : this.#at(path, parts.length > 0);
      if (found) return found;
    }
    return undefined;
  }

  /** What a path means; `from . import layers` names a folder, which needs no file. */
  #at(path: string, isNamed: boolean): Found | undefined {
    const init = this.#load(path === "" ? "__init__.py" : `${path}/__init__.py`);
    if (init || !isNamed) return { path, isPackage: true, file: init };
    const file = this.#load(`${path}.py`);
    return file && { path, isPackage: false, file };
  }

  #load(path: string): Loaded | undefined {
    if (this.#loaded.has(path)) return this.#loaded.get(path);
    const found = path !== this.tree.path && this.files.length < mostFiles ? this.tree.read(path) : undefined;
    let loaded: Loaded | undefined;
    if (found) {
      const piece = { ...found, offset: this.#end };
      this.#end += found.text.length + 1;
      loaded = { path, piece, ...parsePython(found.text, piece.offset) };
    }
    this.#loaded.set(path, loaded);
    return loaded;
  }
}
