import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
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
  ELOOP: "this path is a link to itself",
  ENOSPC: "the disk is full",
  ERR_INVALID_ARG_VALUE: "a path holds no zero character",
};

function reasonOf(failure: unknown): string {
  const { code, message } = failure as NodeJS.ErrnoException;
  return reasons[code ?? ""] ?? message;
}

/** The text of a file, or of standard input for `-`, without a byte order mark; refuses what is no text. */
export function readText(path: string, most = mostBytes): { readonly text: string } | FileProblem {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readBytes(path, most);
  } catch (failure) {
    return { problem: reasonOf(failure) };
  }
  if (!bytes) return { problem: `this is larger than ${most / 1e6} MB`, hint: "Name a smaller text." };
  if (bytes.includes(0)) return { problem: "this is a binary file, not a text", hint: "Name a text file." };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "this file is not UTF-8 text", hint: "Save it as UTF-8." };
  }
}

/** The bytes of a file up to `most`. */
export function readWhole(path: string, most = 2_000_000_000): { readonly bytes: Uint8Array } | FileProblem {
  try {
    const bytes = readBytes(path, most);
    return bytes ? { bytes } : { problem: `this is larger than ${most / 1e9} GB` };
  } catch (failure) {
    return { problem: reasonOf(failure) };
  }
}

/** Opens a file to write lines to; what stood there is replaced. */
export function openLines(
  path: string,
): { readonly line: (text: string) => void; readonly end: () => void } | FileProblem {
  try {
    const file = openSync(path, "w");
    return { line: (text) => void writeSync(file, `${text}\n`), end: () => closeSync(file) };
  } catch (failure) {
    return { problem: reasonOf(failure), hint: "Choose another place to write to." };
  }
}

/** All bytes up to `most`; undefined where there are more. Endless devices and pipes end there too. */
function readBytes(path: string, most: number): Uint8Array | undefined {
  const file = path === "-" ? 0 : openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > most) return undefined;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(65_536, size + 1 - length));
      const count = readSome(file, chunk);
      if (count === 0) return Buffer.concat(chunks);
      length += count;
      if (length > most) return undefined;
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    if (file !== 0) closeSync(file);
  }
}

/** Reads what there is, and waits for a pipe that has nothing yet. */
function readSome(file: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (failure) {
      const { code } = failure as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw failure;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/**
 * Writes a file beside its place and renames it, so that nobody ever sees half of it. A link keeps pointing where
 * it does, and a device or pipe is written to, not replaced.
 */
export function writeWhole(path: string, content: string | Uint8Array): FileProblem | undefined {
  let aside: string | undefined;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present?.isDirectory()) return { problem: reasons.EISDIR!, hint: "Name a file in it." };
    if (present && !present.isFile()) {
      writeFileSync(path, content);
      return undefined;
    }
    const place = present ? realpathSync(path) : path;
    aside = join(dirname(place), `.${basename(place)}.${process.pid}`);
    writeFileSync(aside, content, present ? { mode: present.mode } : {});
    renameSync(aside, place);
    return undefined;
  } catch (failure) {
    if (aside !== undefined) rmSync(aside, { force: true });
    return { problem: reasonOf(failure), hint: "Choose another place to write to." };
  }
}
