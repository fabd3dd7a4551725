import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { DocumentCell, ReadDocument, ShownLine } from "./document.ts";
import { languageNamed, languageOfFile, python } from "./language.ts";
import { readNotebook } from "./notebook.ts";
import { withoutMagics } from "./python/magics.ts";

/** Whether a file of this name holds programs that are read. */
export const isReadable = (path: string): boolean =>
  /\.(py|[cm]?[jt]s|ipynb|md|qmd|markdown|rmd)$/i.test(path) && !/\.d\.[cm]?ts$/i.test(path);

const fence = /^( {0,3})(`{3,}|~{3,})\s*(.*?)\s*$/;
const nameIn = (info: string): string => /^\{?\.?(\w+)\b/.exec(info)?.[1]?.toLowerCase() ?? "";

export const isMarkdown = (path: string): boolean => /\.(md|qmd|markdown|rmd)$/i.test(path);

/** A program's file as one cell, the fenced cells of a Markdown or Quarto document, or the cells of a notebook. */
export function readCells(path: string, text: string): ReadDocument {
  const pieces = [{ path, offset: 0, text }];
  if (/\.ipynb$/i.test(path)) return readNotebook(path, text);
  if (!isMarkdown(path)) {
    const cell = { language: languageOfFile(path), source: text, offset: 0, shown: [] };
    return { cells: [cell], pieces, diagnostics: [] };
  }
  const lines = linesOf(text);
  const cells: DocumentCell[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let at = 0; at < lines.length; at++) {
    const open = fence.exec(lines[at]!.text);
    if (!open) continue;
    const close = closing(lines, at, open[2]!);
    if (close < 0) {
      diagnostics.push(unclosed(lines[at]!));
      break;
    }
    const language = languageNamed(nameIn(open[3]!));
    if (language) {
      const from = lines[at]!.offset + lines[at]!.text.length + 1;
      const source = text.slice(from, lines[close]!.offset);
      const cleaned =
        language === python ? withoutPrompts(withoutMagics(source), from) : { source, offset: from };
      cells.push({ language, ...cleaned, shown: shownBelow(lines, close + 1) });
    }
    at = close;
  }
  return { cells, pieces, diagnostics };
}

const prompt = /^( *)(?:>>>|\.\.\.)(?: |$)/;
/** What makes one block of lines that all stand further in. */
const block = "if 1:\n";

/** A session with prompts: what stands behind them, letter for letter in its place, without what it printed. */
function withoutPrompts(source: string, offset: number): Pick<DocumentCell, "source" | "offset"> {
  if (!/^ *>>> /m.test(source)) return { source, offset };
  const lines = source
    .split("\n")
    .map((line) =>
      prompt.test(line) ? line.replace(prompt, (found) => " ".repeat(found.length)) : " ".repeat(line.length),
    );
  return { source: block + lines.join("\n"), offset: offset - block.length };
}

function linesOf(text: string): ShownLine[] {
  let offset = 0;
  return text.split("\n").map((line) => {
    const one = { text: line, offset };
    offset += line.length + 1;
    return one;
  });
}

function closing(lines: readonly ShownLine[], open: number, ticks: string): number {
  for (let at = open + 1; at < lines.length; at++) {
    const text = lines[at]!.text.trim();
    if (text.startsWith(ticks) && /^[`~]+$/.test(text)) return at;
  }
  return -1;
}

function unclosed(line: ShownLine): Diagnostic {
  const span: Span = { from: line.offset, to: line.offset + line.text.length };
  return {
    code: "document/unclosed-fence",
    severity: "error",
    span,
    message: "this code block is never closed",
    hint: "Close it with a line of the same marks.",
  };
}

/** The output below a cell: a block indented by four spaces, or a fence without a language of code. */
function shownBelow(lines: readonly ShownLine[], from: number): ShownLine[] {
  let at = from;
  while (lines[at]?.text.trim() === "") at++;
  const first = lines[at];
  if (!first) return [];
  const open = fence.exec(first.text);
  if (open && /^(\{?\.?(output|text|txt|console|cell-output\b.*)\}?)?$/i.test(open[3]!)) {
    const close = closing(lines, at, open[2]!);
    return close < 0 ? [] : lines.slice(at + 1, close).map((line) => outdented(line, open[1]!.length));
  }
  const shown: ShownLine[] = [];
  for (; at < lines.length && (lines[at]!.text.startsWith("    ") || lines[at]!.text.trim() === ""); at++) {
    shown.push(outdented(lines[at]!, 4));
  }
  return shown;
}

/** A line of a block without the indentation that is the block's. */
function outdented({ text, offset }: ShownLine, indent: number): ShownLine {
  const own = Math.min(indent, text.length - text.trimStart().length);
  return { text: text.slice(own), offset: offset + own };
}
