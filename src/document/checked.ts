import { type CheckedCells, cellsOf, checkCells, languagesOf } from "../check/check.ts";
import { checkFormulas } from "../check/formulas/check-formulas.ts";
import { hintsIn } from "../check/hints.ts";
import { readCells } from "../lift/cells.ts";
import type { DocumentCell } from "../lift/document.ts";
import { type Language, languageNamed } from "../lift/language.ts";
import type { Kept } from "./memory.ts";

/** What the checker says of a document's programs and formulas. */
export type CheckedDocument = Pick<CheckedCells, "programs" | "diagnostics">;

/** The cells of one language as plain data, which another thread can be sent: all that a check of them follows from. */
export interface CellsTask {
  readonly language: Language["name"];
  readonly path: string;
  readonly text: string;
  readonly cells: readonly Omit<DocumentCell, "language">[];
  /** The name of the loss, where it is told. */
  readonly loss: string | undefined;
}

/** Checks the cells of one language, here. */
export const checkedCells = ({ path, text, cells, loss, ...told }: CellsTask): CheckedCells => {
  const language = languageNamed(told.language.toLowerCase())!;
  return checkCells({
    language,
    cells: cells.map((cell) => ({ ...cell, language })),
    pieces: [{ path, offset: 0, text }],
    neighbours: undefined,
    hint: loss,
    whole: true,
  });
};

/** Who checks cells: this thread, or another one. */
export type CheckCells = (task: CellsTask) => CheckedCells | Promise<CheckedCells>;

type KeptChecks = Kept<CheckedCells | Promise<CheckedCells>>;

/** The cells of one language, apart, and who has checked them or does. */
interface Checking {
  readonly apart: Apart;
  readonly found: CheckedCells | Promise<CheckedCells>;
}

/** Has the cells of each language checked, unless their texts have been. */
function checking(
  path: string,
  cells: readonly DocumentCell[],
  loss: string | undefined,
  kept: KeptChecks,
  check: CheckCells,
): Checking[] {
  return languagesOf(cells).map((language) => {
    const apart = new Apart(cellsOf(cells, language));
    const task = { language: language.name, path, text: apart.text, cells: apart.cells, loss };
    return { apart, found: kept.of(JSON.stringify([language.name, loss, apart.key]), () => check(task)) };
  });
}

/** Lets another thread begin with the cells of a document that is still to be read as a whole. */
export function beginChecks(path: string, text: string, kept: KeptChecks, check: CheckCells): void {
  // where they fail, whoever asks for them is told
  for (const { found } of checking(path, readCells(path, text).cells, hintsIn(text).loss, kept, check))
    Promise.resolve(found).catch(() => undefined);
}

/**
 * Checks a document as `checkFile` does, the cells of each language apart from the prose between them: what is found
 * in them then follows from their own texts, wherever they stand.
 */
export async function checkedDocument(
  path: string,
  text: string,
  kept: KeptChecks,
  check: CheckCells = checkedCells,
): Promise<CheckedDocument> {
  const { cells, diagnostics } = readCells(path, text);
  const { loss, heeded } = hintsIn(text);
  const begun = checking(path, cells, loss, kept, check);
  // while another thread checks the cells
  const { diagnostics: inFormulas } = checkFormulas(text);
  const all = await Promise.all(begun.map(async ({ apart, found }) => apart.inDocument(await found)));
  const found = [...diagnostics, ...inFormulas, ...all.flatMap((one) => one.diagnostics)];
  return {
    programs: all.flatMap((one) => one.programs),
    diagnostics: heeded(found.sort((a, b) => a.span.from - b.span.from)),
  };
}

/** A stretch of the document, and where it stands in the text of the cells apart. */
interface Stretch {
  readonly from: number;
  readonly offset: number;
}

/** Cells and the output shown below them as one text, a line break between them. */
class Apart {
  text = "";
  readonly cells: CellsTask["cells"];
  readonly #stretches: Stretch[] = [];

  constructor(cells: readonly DocumentCell[]) {
    this.cells = cells.map(({ language: _, ...cell }) => ({
      ...cell,
      offset: this.#add(cell.source, cell.offset),
      shown: cell.shown.map(({ text, offset }) => ({ text, offset: this.#add(text, offset) })),
    }));
  }

  /** All that a check of the cells follows from. */
  get key(): unknown {
    return this.cells.map(({ source, shown }) => [source, shown.map(({ text }) => text)]);
  }

  #add(text: string, from: number): number {
    const offset = this.text.length;
    this.text += `${text}\n`;
    this.#stretches.push({ from, offset });
    return offset;
  }

  /** What was found in the cells, with its places in the document. */
  inDocument<Found>(found: Found): Found {
    return placed(found, (offset) => this.#inDocument(offset)) as Found;
  }

  #inDocument(offset: number): number {
    let [low, high] = [0, this.#stretches.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#stretches[middle]!.offset <= offset) low = middle;
      else high = middle - 1;
    }
    const stretch = this.#stretches[low];
    return stretch ? stretch.from + offset - stretch.offset : offset;
  }
}

/** Data with each span in it moved. */
function placed(data: unknown, to: (offset: number) => number): unknown {
  if (Array.isArray(data)) return data.map((one) => placed(one, to));
  if (typeof data !== "object" || data === null) return data;
  const entries = Object.entries(data);
  if (isSpan(data)) return { ...data, from: to(data.from), to: to(data.to) };
  return Object.fromEntries(entries.map(([key, value]) => [key, placed(value, to)]));
}

const isSpan = (data: object): data is { from: number; to: number } =>
  "from" in data && "to" in data && typeof data.from === "number" && typeof data.to === "number";
