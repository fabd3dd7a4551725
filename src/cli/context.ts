import type { CommandContext, StricliProcess } from "@stricli/core";
import type { Diagnostic } from "../base/diagnostic.ts";
import { openLines, readText, readWhole, Unwritable, writeWhole } from "../host/files.ts";
import { reportData, reportText } from "./report.ts";

/** Where a command reads and writes; tests hand in their own. */
export interface Process extends StricliProcess {
  readonly stdout: { write(text: string): void; isTTY?: boolean | undefined; columns?: number | undefined };
  readonly stderr: { write(text: string): void; isTTY?: boolean | undefined };
  readonly env: Record<string, string | undefined>;
  exitCode?: number | string | null;
  /** The script of a worker that checks files; without one they are checked here. */
  readonly worker?: string;
}

export interface Context extends CommandContext {
  readonly process: Process;
}

/** Misuse, or nothing could be read. */
export const misuse = 2;

/** Ends a command with a message that has been printed. */
export class Stop extends Error {
  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`);
  }
}

/** What every command does with the world: one object, so that a command reads as its own story. */
export class Desk {
  constructor(
    readonly process: Process,
    /** Whether problems go to standard output as JSON too, where a program waits for an answer. */
    readonly isJson = false,
  ) {}

  /** The columns of the terminal; 80 where there is none. */
  get width(): number {
    const { isTTY, columns = 80 } = this.process.stdout;
    return isTTY ? Math.max(40, columns) : 80;
  }

  print(text: string): void {
    this.process.stdout.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value, null, 1));
  }

  /** Says problems on standard error, as JSON on standard output where that was asked for, and ends with `misuse`. */
  refuse(name: string, source: string, diagnostics: readonly Diagnostic[]): never {
    const colour = this.process.stderr.isTTY === true && !this.process.env.NO_COLOR;
    this.process.stderr.write(reportText(name, source, diagnostics, { colour }));
    if (this.isJson) this.json({ version: 1, diagnostics: reportData(name, source, diagnostics) });
    throw new Stop(misuse);
  }

  /** Says one problem that has no place in a text. */
  fail(message: string, hint?: string): never {
    this.process.stderr.write(`error: ${message}\n${hint ? `  ${hint}\n` : ""}`);
    const said = { code: "misuse", severity: "error", message, ...(hint !== undefined && { hint }) };
    if (this.isJson) this.json({ version: 1, diagnostics: [said] });
    throw new Stop(misuse);
  }

  read(path: string): string {
    const read = readText(path);
    if ("problem" in read) this.fail(`${path}: ${read.problem}`, read.hint);
    return read.text;
  }

  readBytes(path: string): Uint8Array {
    const read = readWhole(path);
    if ("problem" in read) this.fail(`${path}: ${read.problem}`, read.hint);
    return read.bytes;
  }

  /** A file that is written line by line as they come. */
  lines(path: string): { readonly line: (text: string) => void; readonly end: () => void } {
    const opened = openLines(path);
    if ("problem" in opened) this.fail(`${path}: ${opened.problem}`, opened.hint);
    const line = (text: string): void => {
      try {
        opened.line(text);
      } catch (failure) {
        if (!(failure instanceof Unwritable)) throw failure;
        this.fail(`${path}: ${failure.problem}`, failure.hint);
      }
    };
    return { line, end: opened.end };
  }

  write(path: string, content: string | Uint8Array, isTold = true): void {
    const failed = writeWhole(path, content);
    if (failed) this.fail(`${path}: ${failed.problem}`, failed.hint);
    if (isTold) this.process.stderr.write(`wrote ${path}\n`);
  }
}

/** Runs a command's story; problems that were reported become its exit code. */
export async function atDesk(
  context: Context,
  { format }: { readonly format: string },
  story: (desk: Desk) => void | Promise<void>,
): Promise<void> {
  try {
    await story(new Desk(context.process, format === "json"));
  } catch (failure) {
    if (!(failure instanceof Stop)) throw failure;
    context.process.exitCode = failure.exitCode;
  }
}
