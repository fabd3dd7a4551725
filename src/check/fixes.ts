import type { Edit } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import { Places } from "../base/places.ts";
import type { CheckedFile } from "./checked.ts";
import { editInFile } from "./in-file.ts";

/** A file with repairs made in it; every byte elsewhere is as it was. */
export interface RepairedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** How many repairs. */
  readonly made: number;
}

interface Changed {
  readonly before: string;
  readonly edits: Map<string, Edit>;
  made: number;
}

/** The files that verified repairs change, each once, whichever check has found them. */
export function repairedFiles(files: readonly CheckedFile[]): RepairedFile[] {
  const found = new Map<string, Changed>();
  for (const { path, source, pieces, diagnostics } of files) {
    const places = new Places(pieces);
    for (const { fix } of diagnostics) {
      if (!fix?.verified) continue;
      const changed = new Set<Changed>();
      for (const edit of fix.edits) {
        const piece = places.piece(edit.span.from);
        const before = piece.path === path ? source : piece.text;
        const file = found.get(piece.path) ?? { before, edits: new Map<string, Edit>(), made: 0 };
        found.set(piece.path, file);
        const own = editInFile(piece, edit);
        const key = `${own.span.from}:${own.span.to}`;
        if (!file.edits.has(key)) changed.add(file);
        if (!file.edits.has(key)) file.edits.set(key, own);
      }
      for (const file of changed) file.made++;
    }
  }
  return [...found]
    .filter(([, { made }]) => made > 0)
    .map(([path, { before, edits, made }]) => ({
      path,
      before,
      after: applied(before, edits.values()),
      made,
    }));
}

/** One file's text with its verified fixes made. */
export function applyFixes(file: CheckedFile): { text: string; made: number } {
  const own = repairedFiles([file]).find((one) => one.path === file.path);
  return { text: own?.after ?? file.source, made: own?.made ?? 0 };
}
