import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Something that could not be read or written, as a sentence for its user. */
export interface FileProblem {
  readonly problem: string;
  readonly hint?: string;
}

const mostBytes = 50_000_000;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a directory, not a file",
  ENOTDIR: "a part of this path is no directory",
  EACCES: "this file may not be read or written",
  EPERM: "this may not be done here",
  ENAMETOOLONG: "this path is too long",
  ENOSPC: "the disk is full",
};

function reasonOf(failure: unknown): string {
  const { code, message } = failure as NodeJS.ErrnoException;
  return reasons[code ?? ""] ?? message;
}

/** The text of a file, or of standard input for `-`; refuses what is no text. */
export function readText(path: string): { readonly text: string } | FileProblem {
  try {
    if (path !== "-" && statSync(path).size > mostBytes) {
      return {
        problem: "this file is larger than 50 MB",
        hint: "A model is a short text; keep data in files of their own.",
      };
    }
    const bytes = readFileSync(path === "-" ? 0 : path);
    if (bytes.includes(0)) return { problem: "this is a binary file, not a text", hint: "Name a text file." };
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text };
  } catch (failure) {
    if (failure instanceof TypeError)
      return { problem: "this file is not UTF-8 text", hint: "Save it as UTF-8." };
    return { problem: reasonOf(failure) };
  }
}

/** Writes a file beside its place and renames it, so that nobody ever sees half of it. */
export function writeWhole(path: string, content: string | Uint8Array): FileProblem | undefined {
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(aside, content);
    renameSync(aside, path);
    return undefined;
  } catch (failure) {
    rmSync(aside, { force: true });
    return { problem: reasonOf(failure), hint: "Choose another place to write to." };
  }
}
