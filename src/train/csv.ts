const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Records of separated values from text that comes in pieces, as RFC 4180 has them: a cell in quotes may hold
 * separators, line ends and doubled quotes. No more than one record is held at a time.
 */
export function* records(pieces: Iterable<string>, separator: string): Generator<string[]> {
  const divider = separator.charCodeAt(0);
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  /** A quote inside a quoted cell: its end, or the first of two. */
  let isAtQuote = false;
  let isAfterReturn = false;
  let isFirst = true;
  for (const piece of pieces) {
    let at = 0;
    if (isFirst && piece.length > 0) {
      isFirst = false;
      if (piece.charCodeAt(0) === 0xfeff) at = 1;
    }
    let start = at;
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (isAfterReturn) {
        isAfterReturn = false;
        if (code === lineFeed) {
          start = at + 1;
          continue;
        }
      }
      if (isAtQuote) {
        isAtQuote = false;
        if (code === quote) {
          // the second of two: one of them belongs to the cell
          start = at;
          continue;
        }
        isQuoted = false;
        start = at;
      }
      if (isQuoted) {
        if (code !== quote) continue;
        cell += piece.slice(start, at);
        isAtQuote = true;
        start = at + 1;
      } else if (code === quote && at === start && cell === "") {
        isQuoted = true;
        start = at + 1;
      } else if (code === divider) {
        cells.push(cell + piece.slice(start, at));
        cell = "";
        start = at + 1;
      } else if (code === lineFeed || code === carriageReturn) {
        cells.push(cell + piece.slice(start, at));
        cell = "";
        start = at + 1;
        isAfterReturn = code === carriageReturn;
        yield cells;
        cells = [];
      }
    }
    cell += piece.slice(start);
  }
  if (cells.length > 0 || cell !== "" || isQuoted) yield [...cells, cell];
}
