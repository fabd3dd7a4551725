import type { Edit } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import { type Piece, Places } from "../base/places.ts";
import { isNumPy2 } from "../lift/numpy/printing.ts";
import { asNumPy1, type ComparedCell, type DifferingLine } from "../lift/outputs.ts";
import type { Tree } from "../lift/tree.ts";
import { checkFile } from "./check.ts";
import type { CheckedFile } from "./checked.ts";
import type { RepairedFile } from "./fixes.ts";
import { editInFile } from "./in-file.ts";

/** A file's text with the output below its cells as its program prints it now. */
export interface Recomputed {
  readonly text: string;
  /** How many cells have other output. */
  readonly cells: number;
}

/**
 * Runs a document again, with the repairs that were made in it and in what it imports, and writes each line that it
 * prints otherwise: no line that still holds to its last digit, none that rests on an unseeded generator, and none of a
 * program that makes rounding grow, unless the repairs have changed it.
 */
export function recomputed(
  file: CheckedFile,
  repaired: readonly RepairedFile[],
  { tree, loss }: { readonly tree?: Tree | undefined; readonly loss?: string | undefined } = {},
): Recomputed {
  const source = repaired.find((one) => one.path === file.path)?.after ?? file.source;
  if (file.outputs.printed === 0) return { text: source, cells: 0 };
  const isOther = repaired.some(({ path }) => file.pieces.some((one) => one.path === path));
  const now = isOther
    ? checkFile(file.path, source, { loss, tree: tree && withRepairs(tree, repaired) })
    : file;
  const edits = now.cells.map((cell, at) => new OutputEdits(now, cell, file.cells[at]!).all());
  return { text: applied(source, edits.flat()), cells: edits.filter((one) => one.length > 0).length };
}

const withRepairs = (tree: Tree, repaired: readonly RepairedFile[]): Tree => ({
  ...tree,
  read: (path) => {
    const found = tree.read(path);
    const change = repaired.find((one) => one.path === found?.path);
    return change ? { path: change.path, text: change.after } : found;
  },
});

/** The changes to one cell's output that make it what the cell prints. */
class OutputEdits {
  readonly #places: Places;
  readonly #codes: ReadonlyMap<number, string>;

  constructor(
    readonly file: CheckedFile,
    readonly cell: ComparedCell,
    /** The same cell before the repairs. */
    readonly before: ComparedCell,
  ) {
    this.#places = new Places(file.pieces);
    const told = file.diagnostics.filter((one) => one.code.startsWith("output/"));
    this.#codes = new Map(told.map((one) => [one.span.from, one.code]));
  }

  all(): Edit[] {
    const { differing, more } = this.cell;
    const lost = differing.some((one) => one.recomputed === "");
    // which of several stored outputs a line belongs to is known only while their lines are as many as before
    if ((lost || more) && this.#hasSeveral(differing[0]?.offset ?? more!.offset)) return [];
    const edits = differing.filter((one) => this.#isOwed(one)).map((one) => this.#line(one));
    // lines that were left out before the repairs stay out
    if (more && !this.before.more && !this.#isUnseeded()) edits.push(this.#more(more));
    return edits.map((edit) => editInFile(this.#places.piece(edit.span.from), edit));
  }

  #isOwed({ offset, index, recomputed: text }: DifferingLine): boolean {
    const code = this.#codes.get(offset);
    if (code !== "output/sensitive") return code === "output/differs";
    return this.before.differing.find((one) => one.index === index)?.recomputed !== text;
  }

  #isUnseeded(): boolean {
    return [...this.#codes.values()].includes("output/not-reproducible");
  }

  #hasSeveral(offset: number): boolean {
    const own = this.#places.piece(offset);
    return this.file.pieces.filter((one) => one.isOutput && one.cell === own.cell).length > 1;
  }

  #line({ offset, printed, recomputed: text }: DifferingLine): Edit {
    if (text === "") return this.#removed(offset);
    return { span: { from: offset, to: offset + printed.length }, replacement: inFormOf(printed, text) };
  }

  /** A line taken out with its line break. */
  #removed(offset: number): Edit {
    const { from, to, piece } = this.#lineAround(offset);
    const span = from > piece.offset ? { from: from - 1, to } : { from, to: to + 1 };
    return {
      span: { from: span.from, to: Math.min(span.to, piece.offset + piece.text.length) },
      replacement: "",
    };
  }

  #more({ offset, lines }: NonNullable<ComparedCell["more"]>): Edit {
    const { from, to, piece } = this.#lineAround(offset);
    const line = piece.text.slice(from - piece.offset, to - piece.offset);
    const indent = line.slice(0, offset - from);
    const lineBreak = line.endsWith("\r") ? "\r\n" : "\n";
    const end = from + line.trimEnd().length;
    const replacement = lines.map((one) => `${lineBreak}${indent}${inFormOf(line, one)}`).join("");
    return { span: { from: end, to: end }, replacement };
  }

  #lineAround(offset: number): { readonly from: number; readonly to: number; readonly piece: Piece } {
    const piece = this.#places.piece(offset);
    const at = offset - piece.offset;
    const end = piece.text.indexOf("\n", at);
    return {
      from: piece.offset + piece.text.lastIndexOf("\n", at - 1) + 1,
      to: piece.offset + (end < 0 ? piece.text.length : end),
      piece,
    };
  }
}

/** A printed line in the form, NumPy 1's or NumPy 2's, of one that is shown. */
const inFormOf = (shown: string, text: string): string => (isNumPy2(shown) ? text : asNumPy1(text));
