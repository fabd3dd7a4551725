import type { Extension } from "@codemirror/state";

/** The language of a file, fetched when a text of it is first edited. */
export async function languageOf(path: string): Promise<Extension> {
  if (/\.chain$/i.test(path)) return (await import("./chain.ts")).language;
  if (/\.(md|qmd|markdown|rmd)$/i.test(path)) return (await import("./markdown.ts")).language;
  if (/\.[cm]?[jt]s$/i.test(path)) return (await import("./javascript.ts")).language;
  return (await import("./python.ts")).language;
}
