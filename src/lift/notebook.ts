import { parser } from "@lezer/json";
import type { Diagnostic } from "../base/diagnostic.ts";
import { endOf, type Piece, type Stored } from "../base/places.ts";
import { LineMap, type Span } from "../base/span.ts";
import type { DocumentCell, ReadDocument, ShownLine } from "./document.ts";
import { python } from "./language.ts";
import { withoutMagics } from "./python/magics.ts";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** The code cells of a Jupyter notebook (nbformat 4), each with what it has printed, as pieces of one text. */
export function readNotebook(path: string, text: string): ReadDocument {
  const refuse = (code: string, span: Span, message: string, hint: string): ReadDocument => ({
    cells: [],
    pieces: [{ path, offset: 0, text }],
    diagnostics: [{ code, severity: "error", span, message, hint }],
  });
  const top = parser.parse(text).topNode;
  const broken = firstError(top);
  const root = top.firstChild;
  if (broken || root?.name !== "Object") {
    const from = Math.min(broken?.from ?? root?.from ?? 0, Math.max(0, text.length - 1));
    const span = { from, to: Math.min(from + 1, text.length) };
    return refuse(
      "document/not-a-notebook",
      span,
      broken ? "the notebook's JSON is broken here" : "this is not a notebook: it holds no JSON object",
      "Open it in Jupyter and save it again, or restore it from a copy.",
    );
  }
  const document = new Reader(text);
  const format = document.member(root, "nbformat");
  if (format && Number(document.textOf(format)) < 4)
    return refuse(
      "document/notebook-version",
      format,
      `this notebook has nbformat ${document.textOf(format)}; 4 is read`,
      "Convert it: jupyter nbconvert --to notebook --inplace FILE",
    );
  const list = document.member(root, "cells");
  if (list?.name !== "Array")
    return refuse(
      "document/not-a-notebook",
      { from: root.from, to: root.from + 1 },
      "this JSON is not a notebook: it has no list of cells",
      "A notebook of nbformat 4 has its cells under the name cells.",
    );
  const language = document.language(root);
  if (language && !/^i?python/i.test(language.name))
    return refuse(
      "document/language",
      language.span,
      `this notebook is written in ${language.name}; Python's are read`,
      "Give a notebook with a Python kernel.",
    );
  return document.cells(path, list);
}

class Reader {
  constructor(readonly text: string) {}

  textOf({ from, to }: Span): string {
    return this.text.slice(from, to);
  }

  member(object: SyntaxNode, name: string): SyntaxNode | undefined {
    for (const property of object.getChildren("Property")) {
      const key = property.firstChild;
      if (key && this.#string(key) === name) return property.lastChild ?? undefined;
    }
    return undefined;
  }

  /** The language that the kernel speaks, where the notebook says so. */
  language(root: SyntaxNode): { readonly name: string; readonly span: Span } | undefined {
    const metadata = this.member(root, "metadata");
    if (metadata?.name !== "Object") return undefined;
    for (const [holder, key] of [
      ["language_info", "name"],
      ["kernelspec", "language"],
    ] as const) {
      const found = this.member(metadata, holder);
      const value = found?.name === "Object" ? this.member(found, key) : undefined;
      if (value?.name === "String") return { name: this.#string(value), span: value };
    }
    return undefined;
  }

  cells(path: string, list: SyntaxNode): ReadDocument {
    const pieces: Piece[] = [];
    const cells: DocumentCell[] = [];
    const add = (node: SyntaxNode, cell: number, isOutput: boolean): Piece | undefined => {
      const found = this.#multiline(node);
      if (!found) return undefined;
      const piece: Piece = {
        path,
        cell,
        ...(isOutput && { isOutput }),
        offset: endOf(pieces),
        ...found,
      };
      pieces.push(piece);
      return piece;
    };
    for (const [at, cell] of children(list).entries()) {
      if (cell.name !== "Object") continue;
      const type = this.member(cell, "cell_type");
      const source = this.member(cell, "source");
      if (!type || this.#string(type) !== "code" || !source) continue;
      const piece = add(source, at + 1, false);
      if (!piece) continue;
      const shown = this.#outputs(cell).flatMap((node) => {
        const output = add(node, at + 1, true);
        return output ? linesOf(output) : [];
      });
      cells.push({ language: python, source: withoutMagics(piece.text), offset: piece.offset, shown });
    }
    if (cells.length > 0) return { cells, pieces, diagnostics: [] };
    const none: Diagnostic = {
      code: "document/no-code",
      severity: "info",
      span: { from: list.from, to: list.from + 1 },
      message: "this notebook has no code cells",
    };
    return { cells, pieces: [{ path, offset: 0, text: this.text }], diagnostics: [none] };
  }

  /** The texts that a cell has printed, and the value of its last expression; pictures and warnings apart. */
  #outputs(cell: SyntaxNode): SyntaxNode[] {
    const list = this.member(cell, "outputs");
    if (list?.name !== "Array") return [];
    return children(list).flatMap((output) => {
      if (output.name !== "Object") return [];
      const kind = this.#memberText(output, "output_type");
      if (kind === "stream")
        return this.#memberText(output, "name") === "stderr" ? [] : (this.member(output, "text") ?? []);
      const data = kind === "execute_result" ? this.member(output, "data") : undefined;
      const plain = data?.name === "Object" ? this.member(data, "text/plain") : undefined;
      return plain && !isObject.test(this.#multiline(plain)?.text ?? "") ? plain : [];
    });
  }

  #memberText(object: SyntaxNode, name: string): string | undefined {
    const value = this.member(object, name);
    return value?.name === "String" ? this.#string(value) : undefined;
  }

  #string({ from, to }: Span): string {
    try {
      return JSON.parse(this.text.slice(from, to)) as string;
    } catch {
      return "";
    }
  }

  /** A text that is written as one string, or as a list of lines. */
  #multiline(node: SyntaxNode): { readonly text: string; readonly stored: Stored } | undefined {
    const strings =
      node.name === "String"
        ? [node]
        : node.name === "Array"
          ? children(node).filter((one) => one.name === "String")
          : undefined;
    if (!strings) return undefined;
    const starts: number[] = [];
    const ends: number[] = [];
    let text = "";
    let last = strings.at(-1)?.to ?? node.from + 2;
    for (const string of strings) {
      const decoded = this.#string(string);
      if (decoded === "") continue;
      text += decoded;
      const inner = this.text.slice(string.from + 1, string.to - 1);
      for (const letter of inner.matchAll(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs)) {
        const from = string.from + 1 + letter.index;
        // a character outside the basic plane is two units here and there
        for (let unit = 0; unit < (letter[0].startsWith("\\") ? 1 : letter[0].length); unit++) {
          starts.push(from + unit);
          ends.push(from + (letter[0].startsWith("\\") ? letter[0].length : unit + 1));
        }
      }
      last = string.to;
    }
    starts.push(last - 1);
    const joint = strings.length > 1 ? this.text.slice(strings[0]!.to - 1, strings[1]!.from + 1) : undefined;
    return { text, stored: { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), joint } };
  }
}

/** What Python says of objects that have no text of their own, and of pictures. */
const isObject = /<[^<>]* at 0x[0-9a-fA-F]+>|^Text\(|^<Figure/;

const children = (list: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let one = list.firstChild; one; one = one.nextSibling) if (/^[A-Z]/.test(one.name)) found.push(one);
  return found;
};

function linesOf({ text, offset }: Piece): ShownLine[] {
  const map = new LineMap(text);
  return Array.from({ length: map.lineCount }, (_, at) => ({
    text: map.line(at + 1),
    offset: offset + map.offset(at + 1, 1),
  }));
}

function firstError(top: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  top.cursor().iterate((ref) => {
    if (!found && ref.type.isError) found = ref.node;
    return !found;
  });
  return found;
}
