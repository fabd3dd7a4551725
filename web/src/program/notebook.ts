import { type Signal, signal } from "@preact/signals";

/** A Jupyter notebook by its cells: each is edited by itself, and written back where it stood. */
export interface Notebook {
  readonly cells: readonly Cell[];
  /** The notebook's file, with what was changed in its cells. */
  contents(): string;
}

export interface Cell {
  /** From 1, as the checker counts: cells of prose too. */
  readonly at: number;
  readonly isCode: boolean;
  readonly text: Signal<string>;
  /** What it has printed. */
  readonly shown: string;
}

interface Stored {
  cell_type?: unknown;
  source?: unknown;
  outputs?: unknown;
}

/** Undefined where a text is no notebook: the checker says why. */
export function readNotebook(file: string): Notebook | undefined {
  let whole: { cells?: unknown };
  try {
    whole = JSON.parse(file) as { cells?: unknown };
  } catch {
    return undefined;
  }
  if (typeof whole !== "object" || whole === null || !Array.isArray(whole.cells)) return undefined;
  const stored = whole.cells as Stored[];
  const cells = stored.flatMap((one, at): Cell[] => {
    const text = typeof one === "object" && one !== null ? textOf(one.source) : undefined;
    if (text === undefined) return [];
    const isCode = one.cell_type === "code";
    return [{ at: at + 1, isCode, text: signal(text), shown: isCode ? printed(one.outputs) : "" }];
  });
  if (!cells.some(({ isCode }) => isCode)) return undefined;
  const contents = (): string => {
    let isSame = true;
    for (const { at, text } of cells) {
      const one = stored[at - 1]!;
      if (textOf(one.source) === text.peek()) continue;
      isSame = false;
      one.source = Array.isArray(one.source) ? linesOf(text.peek()) : text.peek();
    }
    return isSame ? latest : (latest = written(whole, file));
  };
  let latest = file;
  return { cells, contents };
}

const textOf = (source: unknown): string | undefined =>
  typeof source === "string" ? source : Array.isArray(source) ? source.join("") : undefined;

/** Each line with its break, as Jupyter keeps them. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** As the file was written: with its indentation, and its last line break. */
function written(whole: unknown, file: string): string {
  const indent = /^\{\s*?\n([ \t]+)"/.exec(file)?.[1];
  return `${JSON.stringify(whole, null, indent)}${/\n$/.test(file) ? "\n" : ""}`;
}

const most = 4000;

function printed(outputs: unknown): string {
  if (!Array.isArray(outputs)) return "";
  const texts = (outputs as Record<string, unknown>[]).map((one) => {
    if (one?.output_type === "stream" && one.name !== "stderr") return textOf(one.text) ?? "";
    const data = one?.output_type === "execute_result" ? (one.data as Record<string, unknown>) : undefined;
    return textOf(data?.["text/plain"]) ?? "";
  });
  const text = texts.join("").trimEnd();
  return text.length > most ? `${text.slice(0, most)}\n…` : text;
}

/** Whether a pasted text is a notebook's file. */
export const isNotebook = (text: string): boolean =>
  /^\s*\{/.test(text) && /"cells"\s*:/.test(text) && readNotebook(text) !== undefined;
