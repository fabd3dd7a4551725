import { joined, type Piece } from "../base/places.ts";
import type { DocumentCell } from "../lift/document.ts";
import type { Language } from "../lift/language.ts";
import type { Neighbours } from "../lift/neighbours.ts";
import type { Statement } from "../lift/python/syntax.ts";
import type { CellResult } from "../lift/run.ts";

/** What is read of a file, and what may be read beside it. */
export interface Reading {
  readonly language: Language;
  readonly cells: readonly DocumentCell[];
  readonly pieces: readonly Piece[];
  readonly neighbours: Neighbours | undefined;
  /** The name of the loss, where it is told. */
  readonly hint: string | undefined;
  /** Every loop is run to its end, whether its output is shown or not. */
  readonly whole?: boolean | undefined;
  /** Whether its text was changed to see what becomes of its verdicts: then no repair is looked for. */
  readonly isTrial?: boolean | undefined;
}

export const piecesOf = ({
  pieces,
  neighbours,
}: Pick<Reading, "pieces" | "neighbours">): readonly Piece[] => [
  ...pieces,
  ...(neighbours?.files ?? []).map((one) => one.piece),
];

export const textOf = (read: Pick<Reading, "pieces" | "neighbours">): string => joined(piecesOf(read));

export const imported = ({ neighbours }: Reading): readonly Statement[] =>
  (neighbours?.files ?? []).flatMap((one) => one.statements);

export const statementsOf = (read: Reading, cells: readonly CellResult[]): readonly Statement[] => [
  ...cells.flatMap((cell) => cell.statements),
  ...imported(read),
];
