/** One column of a table while its rows come in. */
export class Column {
  #values = new Float64Array(1024);
  #count = 0;
  #kind: "numbers" | "words" | undefined;
  readonly #words = new Map<string, number>();

  constructor(
    readonly name: string,
    /** The words that the column may hold, where another file has said them; an empty list for numbers. */
    readonly known?: readonly string[],
  ) {
    if (!known) return;
    this.#kind = known.length > 0 ? "words" : "numbers";
    for (const [at, word] of known.entries()) this.#words.set(word, at);
  }

  /** Takes the next row's cell; what is wrong with it, in words. */
  take(cell: string): string | undefined {
    const value = decimal.test(cell) ? Number(cell) : Number.NaN;
    if (Number.isFinite(value)) {
      if (this.#kind === "words" && !this.#words.has(cell)) return `is ${shown(cell)}, a number among words`;
      this.#kind ??= "numbers";
      this.#push(this.#kind === "words" ? this.#words.get(cell)! : value);
      return undefined;
    }
    // what JavaScript alone takes for a number, or what no double holds, is no word either
    const isWord = cell.length <= longestWord && Number.isNaN(Number(cell));
    if (this.#kind === "numbers" || !isWord) return `is ${shown(cell)}, no number`;
    this.#kind = "words";
    if (!this.#words.has(cell)) {
      if (this.known) return `is ${shown(cell)}, none of the words of the training data`;
      if (this.#words.size >= mostWords)
        return `has more than ${mostWords} different words: too many for categories`;
      this.#words.set(cell, this.#words.size);
    }
    this.#push(this.#words.get(cell)!);
    return undefined;
  }

  #push(value: number): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count++] = value;
  }

  /** The column's words in alphabetical order; nothing for a column of numbers. */
  get categories(): readonly string[] | undefined {
    if (this.#kind !== "words") return undefined;
    return this.known ?? [...this.#words.keys()].sort();
  }

  get width(): number {
    return this.categories?.length ?? 1;
  }

  /** Writes the column into a matrix of `across` columns from column `first`: its numbers, or a 1 at the place of each word. */
  write(into: Float64Array, across: number, first: number): void {
    const { categories } = this;
    const order = categories && [...this.#words.keys()].map((word) => categories.indexOf(word));
    for (let row = 0; row < this.#count; row++) {
      const value = this.#values[row]!;
      if (order) into[row * across + first + order[value]!] = 1;
      else into[row * across + first] = value;
    }
  }
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const longestWord = 100;
const mostWords = 1000;
const shown = (cell: string): string => JSON.stringify(cell.length > 30 ? `${cell.slice(0, 30)}…` : cell);

/** Cells that say that there is nothing to say. */
const blanks = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]);
export const isMissing = (cell: string): boolean => blanks.has(cell);

/** The rows with missing cells, and in which columns: the first are told, all are counted. */
export class Missing {
  readonly #rows = new Map<number, string[]>();
  #cells = 0;
  #count = 0;
  #last = 0;

  add(row: number, column: string): void {
    this.#cells++;
    if (row !== this.#last) this.#count++;
    this.#last = row;
    const known = this.#rows.get(row);
    if (known) known.push(column);
    else if (this.#rows.size < mostTold) this.#rows.set(row, [column]);
  }

  /** A sentence, where cells are missing. */
  get told(): string | undefined {
    if (this.#cells === 0) return undefined;
    const rows = [...this.#rows].map(([row, columns]) => `row ${row} (${columns.join(", ")})`);
    const left = this.#count - rows.length;
    const more = left > 0 ? ` and ${left} more rows` : "";
    return `${this.#cells === 1 ? "1 cell is" : `${this.#cells} cells are`} missing: ${rows.join(", ")}${more}`;
  }
}

const mostTold = 8;
