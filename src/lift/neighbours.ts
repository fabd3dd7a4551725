import type { Diagnostic } from "../base/diagnostic.ts";
import type { Piece } from "../base/places.ts";
import type { Statement } from "./python/syntax.ts";
import type { Tree } from "./tree.ts";

/** A file of a program, read and placed behind the others in the order of spans. */
export interface Loaded {
  /** Its place in the tree. */
  readonly path: string;
  readonly piece: Piece;
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

type Parse = (source: string, offset: number) => Pick<Loaded, "statements" | "diagnostics">;

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

  /** The file at a path of the tree, by the parser of its language; undefined where there is none. */
  load(path: string, parse: Parse): Loaded | undefined {
    if (this.#loaded.has(path)) return this.#loaded.get(path);
    const found = path !== this.tree.path && this.files.length < mostFiles ? this.tree.read(path) : undefined;
    let loaded: Loaded | undefined;
    if (found) {
      const piece = { ...found, offset: this.#end };
      this.#end += found.text.length + 1;
      loaded = { path, piece, ...parse(found.text, piece.offset) };
    }
    this.#loaded.set(path, loaded);
    return loaded;
  }
}
