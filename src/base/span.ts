/** A half-open range of a source text, in UTF-16 units from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A place as people count it: line and column from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A span as people and other tools count it: the end exclusive. */
export interface Range extends Position {
  readonly endLine: number;
  readonly endColumn: number;
}

/** Turns offsets of one text into lines and columns; built once a text, then O(log lines) a question. */
export class LineMap {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  range({ from, to }: Span): Range {
    const end = this.position(to);
    return { ...this.position(from), endLine: end.line, endColumn: end.column };
  }

  /** The text of a line (from 1), without its line break. */
  line(line: number): string {
    const from = this.#starts[line - 1];
    if (from === undefined) return "";
    const to = this.#starts[line] ?? this.text.length + 1;
    return this.text.slice(from, to - 1).replace(/\r$/, "");
  }

  offset(line: number, column: number): number {
    return (this.#starts[line - 1] ?? this.text.length) + column - 1;
  }
}
