import type { Edit } from "../base/diagnostic.ts";
import { type Piece, type Place, Places, spanInFile } from "../base/places.ts";
import { LineMap, type Span } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";

/** Where spans and edits stand in the files as they are on disk: for tools that know no cells. */
export interface InFile {
  place(span: Span): Place;
  edit(edit: Edit): { readonly place: Place; readonly replacement: string };
}

export function inFile({ path, source, pieces }: CheckedFile): InFile {
  const places = new Places(pieces);
  const own = new LineMap(source);
  const at = (piece: Piece, span: Span): Place => ({
    path: piece.path,
    ...(piece.path === path ? own : places.map(piece)).range(span),
  });
  return {
    place: (span) => {
      const piece = places.piece(span.from);
      return at(piece, spanInFile(piece, span));
    },
    edit: (edit) => {
      const piece = places.piece(edit.span.from);
      const { span, replacement } = editInFile(piece, edit);
      return { place: at(piece, span), replacement };
    },
  };
}

/** An edit of a notebook's cell is one of its JSON: escaped, and each line a string of its own where the cell's are. */
export function editInFile(piece: Piece, { span, replacement }: Edit): Edit {
  const inFile = spanInFile(piece, span);
  if (!piece.stored) return { span: inFile, replacement };
  const escaped = JSON.stringify(replacement).slice(1, -1);
  const { joint } = piece.stored;
  // a line break at the end of a string stays where it is
  const isLast = endsLine(piece, span);
  const breaks = isLast ? /\\n(?!$)/g : /\\n/g;
  return {
    span: inFile,
    replacement: joint === undefined ? escaped : escaped.replace(breaks, `\\n${joint}`),
  };
}

/** Whether the string in which a span ends does so there; what is put in between two lines begins the second. */
const endsLine = ({ offset, text, stored }: Piece, { from, to }: Span): boolean => {
  const at = to - offset;
  return at >= text.length || (to > from && stored!.starts[at]! > stored!.ends[at - 1]!);
};
