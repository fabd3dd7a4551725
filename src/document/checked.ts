import { type CheckedCells, cellsOf, checkCells, languagesOf } from "../check/check.ts";
import { checkFormulas } from "../check/formulas/check-formulas.ts";
import { hintsIn } from "../check/hints.ts";
import { readCells } from "../lift/cells.ts";
import type { DocumentCell } from "../lift/document.ts";
import type { Kept } from "./memory.ts";

/** What the checker says of a document's programs and formulas. */
export type CheckedDocument = Pick<CheckedCells, "programs" | "diagnostics">;

/**
 * Checks a document as `checkFile` does, the cells of each language apart from the prose between them: what is found
 * in them then follows from their own texts, wherever they stand.
 */
export function checkedDocument(path: string, text: string, kept: Kept<CheckedCells>): CheckedDocument {
  const { cells, diagnostics } = readCells(path, text);
  const { loss, heeded } = hintsIn(text);
  const all = languagesOf(cells).map((language) => {
    const apart = new Apart(cellsOf(cells, language));
    const found = kept.of(JSON.stringify([language.name, loss, apart.key]), () =>
      checkCells({
        language,
        cells: apart.cells,
        pieces: [{ path, offset: 0, text: apart.text }],
        neighbours: undefined,
        hint: loss,
        whole: true,
      }),
    );
    return apart.inDocument(found);
  });
  const found = [
    ...diagnostics,
    ...checkFormulas(text).diagnostics,
    ...all.flatMap((one) => one.diagnostics),
  ];
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
  readonly cells: readonly DocumentCell[];
  readonly #stretches: Stretch[] = [];

  constructor(cells: readonly DocumentCell[]) {
    this.cells = cells.map((cell) => ({
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
