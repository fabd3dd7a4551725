import type { Diagnostic } from "../base/diagnostic.ts";
import { documentHtml, runDocument } from "../document/index.ts";
import { picturesOf, tablesOf } from "./beside.ts";

export interface BuiltDocument {
  readonly title: string;
  readonly html: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Faults that cells hold on purpose, and were found. */
  readonly planted: readonly Diagnostic[];
}

/** A Markdown document run and written as one HTML file; what it names is read from the folder of `path`. */
export async function buildDocument(path: string, text: string): Promise<BuiltDocument> {
  const document = await runDocument(path, text, tablesOf(path));
  const html = await documentHtml(document, picturesOf(path));
  const { diagnostics, expected, front } = document;
  return { title: front.title ?? path, html, diagnostics, planted: expected };
}
