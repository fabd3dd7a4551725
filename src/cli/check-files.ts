import { Worker } from "node:worker_threads";
import { checkFile } from "../check/check.ts";
import type { CheckedFile } from "../check/checked.ts";
import { readText } from "../host/files.ts";
import type { SourcePath } from "../host/sources.ts";
import { treeOf } from "../host/tree.ts";

/** One file to check, as a worker is told. */
export interface Task {
  readonly source: SourcePath;
  readonly loss: string | undefined;
}

/** Reads a file and checks it; what cannot be read, or fails us, is a diagnostic of that file. */
export function checkSource({ source: { path, root }, loss }: Task): CheckedFile {
  const read = readText(path);
  if ("problem" in read) return failed(path, "", "document/unreadable", read.problem, read.hint);
  const name = path === "-" ? "stdin.py" : path;
  const tree = path === "-" ? undefined : treeOf(path, root);
  try {
    return checkFile(name, read.text, { loss, tree });
  } catch (failure) {
    const message = `the check of this file failed: ${failure instanceof Error ? failure.message : failure}`;
    return failed(
      name,
      read.text,
      "check/failed",
      message,
      "This is a mistake of chainrule's own. Please report it.",
    );
  }
}

function failed(
  path: string,
  text: string,
  code: string,
  message: string,
  hint: string | undefined,
): CheckedFile {
  return {
    path,
    source: text,
    pieces: [{ path, offset: 0, text }],
    programs: [],
    outputs: { printed: 0, reproduced: 0, differing: [], notRun: [] },
    cells: [],
    formulas: [],
    diagnostics: [
      { code, severity: "error", span: { from: 0, to: 0 }, message, ...(hint !== undefined && { hint }) },
    ],
  };
}

/** Room for Python's own depth of a thousand calls: only a worker's stack can be made as large. */
export const stackSizeMb = 32;

/** Whether a program calls deeper than the main thread's stack reaches. */
const isDeep = ({ diagnostics }: CheckedFile): boolean =>
  diagnostics.some(({ message }) => message.includes("RecursionError"));

export interface Progress {
  /** So many files are done. */
  readonly done: (count: number) => void;
  /** Whether the work is to end before its end. */
  readonly isOver: () => boolean;
}

/**
 * Checks files one after the other, in workers where their script is given; the result has the files in order, without
 * those that an early end has left out.
 */
export async function checkSources(
  tasks: readonly Task[],
  progress: Progress,
  script: string | undefined,
  threads: number,
): Promise<CheckedFile[]> {
  const results = new Array<CheckedFile | undefined>(tasks.length).fill(undefined);
  let [next, count] = [0, 0];
  const take = (): number | undefined => (progress.isOver() || next >= tasks.length ? undefined : next++);
  const keep = (at: number, file: CheckedFile): void => {
    results[at] = file;
    progress.done(++count);
  };
  const crew = Math.min(threads, tasks.length);
  if (script !== undefined && crew > 1)
    await Promise.all(
      Array.from({ length: crew }, () => inWorker(script, tasks, take, keep, progress.isOver)),
    );
  else
    for (let at = take(); at !== undefined; at = take()) {
      const here = checkSource(tasks[at]!);
      if (script !== undefined && isDeep(here)) {
        const waiting = [at];
        const once = (): number | undefined => waiting.pop();
        await inWorker(script, tasks, once, keep, progress.isOver);
      } else keep(at, here);
      // an interrupt is heard between two files
      await new Promise((resume) => setImmediate(resume));
    }
  return results.filter((one) => one !== undefined);
}

/** One worker's share: it is given the next file whenever it is done with one; one that dies is replaced. */
async function inWorker(
  script: string,
  tasks: readonly Task[],
  take: () => number | undefined,
  keep: (at: number, file: CheckedFile) => void,
  isOver: () => boolean,
): Promise<void> {
  let worker: Worker | undefined;
  for (let at = take(); at !== undefined; at = take()) {
    const task = tasks[at]!;
    // a worker that is being ended may still fail
    worker ??= new Worker(script, { resourceLimits: { stackSizeMb } }).on("error", () => undefined);
    const file = await answerOf(worker, task, isOver);
    if (file === undefined) return void (await worker.terminate());
    keep(at, "died" in file ? failed(task.source.path, "", "check/failed", file.died, undefined) : file);
    if ("died" in file) {
      await worker.terminate();
      worker = undefined;
    }
  }
  await worker?.terminate();
}

/** What a worker makes of a file; undefined where the work is to end. */
function answerOf(
  worker: Worker,
  task: Task,
  isOver: () => boolean,
): Promise<CheckedFile | { readonly died: string } | undefined> {
  return new Promise((resolve) => {
    const end = (result: CheckedFile | { readonly died: string } | undefined): void => {
      clearInterval(watch);
      worker.off("message", end);
      worker.off("error", onError);
      worker.off("exit", onExit);
      resolve(result);
    };
    const onError = (failure: Error): void =>
      end({ died: `the check of this file failed: ${failure.message}` });
    const onExit = (): void => end({ died: "the check of this file ended without a result" });
    const watch = setInterval(() => isOver() && end(undefined), 50);
    worker.on("message", end);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(task);
  });
}
