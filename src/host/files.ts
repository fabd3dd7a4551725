import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

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
  EROFS: "nothing can be written here: the file system is read-only",
  ENAMETOOLONG: "this path is too long",
  ELOOP: "this path is a link to itself",
  ENOSPC: "the disk is full",
  ERR_INVALID_ARG_VALUE: "a path holds no zero character",
};

function reasonOf(failure: unknown): string {
  if (failure instanceof Unreadable) return failure.problem;
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

const pieceBytes = 1 << 20;

/**
 * The text of a file in pieces of a megabyte, unpacked where it is gzipped: a file of any length takes no more memory.
 * Throws an Unreadable.
 */
export function* textPieces(path: string): Generator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (const piece of path.endsWith(".gz") ? unpacked(path) : pieces(path)) {
      if (piece.includes(0)) throw new Unreadable("this is a binary file, not a text", "Name a text file.");
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (failure) {
    if (failure instanceof Unreadable) throw failure;
    if (failure instanceof TypeError)
      throw new Unreadable("this file is not UTF-8 text", "Save it as UTF-8.");
    throw new Unreadable(reasonOf(failure));
  }
}

/** What stops a reading that is under way. */
export class Unreadable extends Error {
  constructor(
    readonly problem: string,
    readonly hint?: string,
  ) {
    super(problem);
  }
}

/** Half of what a file was and half of what it is now is no file that anyone wrote. */
function refuseChange(before: Stats, after: Stats): void {
  if (before.isFile() && (before.size !== after.size || before.mtimeMs !== after.mtimeMs))
    throw new Unreadable("this file changed while it was read", "Read it again when it is written.");
}

function* pieces(path: string): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const before = fstatSync(file);
    for (let count = readSome(file, piece); count > 0; count = readSome(file, piece))
      yield piece.subarray(0, count);
    refuseChange(before, fstatSync(file));
  } finally {
    closeSync(file);
  }
}

function* unpacked(path: string): Generator<Uint8Array> {
  const whole = gunzipSync(readFileSync(path), { maxOutputLength: 2_000_000_000 });
  for (let at = 0; at < whole.length; at += pieceBytes) yield whole.subarray(at, at + pieceBytes);
}

/** What stops a writing that is under way, as a disk that is full. */
export class Unwritable extends Unreadable {}

const elsewhere = "Choose another place to write to.";

/** Opens a file to write lines to; what stood there is replaced. */
export function openLines(
  path: string,
): { readonly line: (text: string) => void; readonly end: () => void } | FileProblem {
  try {
    const file = openSync(path, "w");
    const line = (text: string): void => {
      try {
        writeSync(file, `${text}\n`);
      } catch (failure) {
        throw new Unwritable(reasonOf(failure), elsewhere);
      }
    };
    return { line, end: () => closeSync(file) };
  } catch (failure) {
    return { problem: reasonOf(failure), hint: elsewhere };
  }
}

/** All bytes up to `most`; undefined where there are more. Endless devices and pipes end there too. */
function readBytes(path: string, most: number): Uint8Array | undefined {
  const file = path === "-" ? 0 : openSync(path, "r");
  try {
    const before = fstatSync(file);
    const { size } = before;
    if (size > most) return undefined;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(65_536, size + 1 - length));
      const count = readSome(file, chunk);
      if (count === 0) {
        refuseChange(before, fstatSync(file));
        return Buffer.concat(chunks);
      }
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

/** The byte order mark that a file begins with, or nothing; texts are read without it. */
export function markOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(3);
    readSync(file, start, 0, 3, 0);
    return start.toString() === "\uFEFF" ? "\uFEFF" : "";
  } finally {
    closeSync(file);
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
    aside = asideOf(place);
    // on the disk before it gets the name: a power cut leaves the old file or the new one
    writeFileSync(aside, content, { flush: true, ...(present && { mode: present.mode }) });
    renameSync(aside, place);
    return undefined;
  } catch (failure) {
    if (aside !== undefined) discard(aside);
    return { problem: reasonOf(failure), hint: "Choose another place to write to." };
  }
}

const asideOf = (place: string): string => join(dirname(place), `.${basename(place)}.${process.pid}`);

/** Takes away what writers that were killed left beside a place. */
export function sweepAside(path: string): void {
  try {
    const place = existsSync(path) ? realpathSync(path) : path;
    for (const name of readdirSync(dirname(place))) {
      const [, base, pid] = /^\.(.+)\.(\d+)$/.exec(name) ?? [];
      if (base === basename(place) && !isRunning(Number(pid))) discard(join(dirname(place), name));
    }
  } catch {
    // what cannot be looked at stays
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Takes away what was written beside a place; a folder of that name is someone else's. */
function discard(aside: string): void {
  if (statSync(aside, { throwIfNoEntry: false })?.isFile()) rmSync(aside, { force: true });
}

/** A text that is to stand for the one that was read from a file. */
export interface Rewrite {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Rewrites files, all or none: each text is written beside its place, and only when all are there are they renamed. A
 * file that is no longer what was read is left alone, and with it all others; a byte order mark stays.
 */
export function rewriteAll(files: readonly Rewrite[]): (FileProblem & { readonly path: string }) | undefined {
  const staged: { place: string; aside: string; kept: Uint8Array }[] = [];
  let renamed = 0;
  let at = "";
  try {
    for (const { path, before, after } of files) {
      at = path;
      const { mode } = statSync(path);
      const read = readText(path);
      if ("problem" in read || read.text !== before)
        throw new Error("this file has changed since it was read");
      const place = realpathSync(path);
      const one = { place, aside: asideOf(place), kept: readFileSync(place) };
      staged.push(one);
      writeFileSync(one.aside, markOf(place) + after, { mode });
    }
    for (const [index, { place, aside }] of staged.entries()) {
      at = files[index]!.path;
      renameSync(aside, place);
      renamed++;
    }
    return undefined;
  } catch (failure) {
    for (const { place, kept } of staged.slice(0, renamed)) writeWhole(place, kept);
    for (const { aside } of staged.slice(renamed)) discard(aside);
    return { path: at, problem: reasonOf(failure), hint: "No file was written." };
  }
}

/** Files without those that are another of them under a second name, as links and `./` make them. */
export function distinct<File extends { readonly path: string }>(files: readonly File[]): File[] {
  const seen = new Set<string>();
  return files.filter(({ path }) => {
    const place = existsSync(path) ? realpathSync(path) : path;
    return !seen.has(place) && seen.add(place);
  });
}

/** Whether two paths lead to one file, links followed. */
export function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
