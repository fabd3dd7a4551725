import { LineMap, type Range, type Span } from "./span.ts";

/** Where the characters of a text stand in the file that holds them as JSON strings. */
export interface Stored {
  /** Where each character begins and ends in the file; one more `starts` for the end of the text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What stands between two lines that are strings of their own; undefined where all is one string. */
  readonly joint: string | undefined;
}

/** A text with lines of its own in one order of spans: a file, a cell of a notebook, or what a cell has printed. */
export interface Piece {
  readonly path: string;
  /** Of a notebook: the cell, from 1, Markdown cells counted. */
  readonly cell?: number;
  /** Whether it is the stored output of that cell. */
  readonly isOutput?: true;
  /** Where it begins in the order of spans. */
  readonly offset: number;
  readonly text: string;
  readonly stored?: Stored;
}

/** A range in one of several texts. */
export interface Place extends Range {
  readonly path: string;
  readonly cell?: number;
  readonly isOutput?: true;
}

/** One text of several pieces, in order, a line break between them, so that offsets in it are their spans. */
export const joined = (pieces: readonly Piece[]): string => pieces.map((one) => one.text).join("\n");

/** Where the next piece begins. */
export const endOf = (pieces: readonly Piece[]): number => {
  const last = pieces.at(-1);
  return last ? last.offset + last.text.length + 1 : 0;
};

/** Turns offsets in several pieces into places as people count them. */
export class Places {
  readonly #maps = new Map<Piece, LineMap>();

  /** The pieces stand in the order of their offsets. */
  constructor(readonly pieces: readonly Piece[]) {}

  static of(path: string, text: string): Places {
    return new Places([{ path, offset: 0, text }]);
  }

  piece(offset: number): Piece {
    return this.pieces.findLast((one) => one.offset <= offset) ?? this.pieces[0]!;
  }

  place({ from, to }: Span): Place {
    const piece = this.piece(from);
    const { path, cell, isOutput, offset, text } = piece;
    const end = Math.min(to - offset, text.length);
    return {
      path,
      ...(cell !== undefined && { cell }),
      ...(isOutput && { isOutput }),
      ...this.map(piece).range({ from: from - offset, to: end }),
    };
  }

  /** The text of the line in which an offset stands. */
  lineAt(offset: number): string {
    const piece = this.piece(offset);
    const map = this.map(piece);
    return map.line(map.position(offset - piece.offset).line);
  }

  map(piece: Piece): LineMap {
    let map = this.#maps.get(piece);
    if (!map) {
      map = new LineMap(piece.text);
      this.#maps.set(piece, map);
    }
    return map;
  }
}

/** A place as a person reads it: `net.py:3:1`, `net.ipynb:cell 2:3:1`. */
export function placeText({ path, cell, isOutput, line, column }: Place): string {
  const within = cell === undefined ? "" : `cell ${cell}:${isOutput ? "output:" : ""}`;
  return `${path}:${within}${line}:${column}`;
}

/** The span in its file of a span in a piece: the same, but for what a file holds as JSON. */
export function spanInFile({ offset, text, stored }: Piece, span: Span): Span {
  const from = span.from - offset;
  const to = Math.min(span.to - offset, text.length);
  if (!stored) return { from, to };
  const start = stored.starts[from]!;
  return { from: start, to: to > from ? stored.ends[to - 1]! : start };
}
