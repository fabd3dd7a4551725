import process from "node:process";
import type { CheckedFile } from "../check/checked.ts";
import { type RepairedFile, repairedFiles } from "../check/fixes.ts";
import { recomputed } from "../check/recompute.ts";
import { distinct, rewriteAll } from "../host/files.ts";
import type { SourcePath } from "../host/sources.ts";
import { treeOf } from "../host/tree.ts";
import type { Desk } from "./context.ts";
import type { CheckFlags } from "./flags.ts";
import { patchOf, patchPath } from "./patch.ts";

/** The name under which the program of standard input is known. */
const piped = "stdin.py";

interface Changed extends RepairedFile {
  /** How many cells have their output recomputed. */
  readonly cells: number;
}

/** The files with their verified repairs and, where it was asked for, the output that their cells then print. */
function changedFiles(
  files: readonly CheckedFile[],
  sources: readonly SourcePath[],
  { outputs, loss }: CheckFlags,
): Changed[] {
  const repaired = distinct(repairedFiles(files));
  const changed = repaired.map((one): Changed => ({ ...one, cells: 0 }));
  if (!outputs) return changed;
  for (const file of files) {
    const source = sources.find((one) => one.path === file.path);
    const tree = source && treeOf(source.path, source.root);
    const { text, cells } = recomputed(file, repaired, { tree, loss });
    if (cells === 0) continue;
    const at = changed.findIndex((one) => one.path === file.path);
    const made = at < 0 ? 0 : changed[at]!.made;
    const one = { path: file.path, before: file.source, after: text, made, cells };
    changed.splice(at < 0 ? changed.length : at, at < 0 ? 0 : 1, one);
  }
  return distinct(changed);
}

/** Writes the verified repairs, into all files or none; a program of standard input goes to standard output. */
export function writeRepairs(
  desk: Desk,
  files: readonly CheckedFile[],
  sources: readonly SourcePath[],
  flags: CheckFlags,
): void {
  const repaired = changedFiles(files, sources, flags);
  const isPiped = sources.some((one) => one.path === "-");
  const isInput = ({ path }: { path: string }): boolean => isPiped && path === piped;
  const failed = rewriteAll(repaired.filter((one) => !isInput(one)));
  if (failed) desk.fail(`${failed.path}: ${failed.problem}`, failed.hint);
  for (const { path } of repaired) if (!isInput({ path })) desk.process.stderr.write(`wrote ${path}\n`);
  for (const file of files)
    if (isInput(file))
      desk.process.stdout.write(repaired.find((one) => one.path === file.path)?.after ?? file.source);
    else if (!repaired.some((one) => one.path === file.path))
      desk.process.stderr.write(`${file.path}: nothing to repair\n`);
}

/** Prints the verified repairs as one patch, for `git apply` in the working directory. */
export function printPatch(
  desk: Desk,
  files: readonly CheckedFile[],
  sources: readonly SourcePath[],
  flags: CheckFlags,
): void {
  const here = process.cwd();
  const repaired = changedFiles(files, sources, flags);
  const isPiped = sources.some((one) => one.path === "-");
  const patches = repaired.map((file) => {
    const isInput = isPiped && file.path === piped;
    const name = isInput ? file.path : patchPath(file.path, here);
    if (name === undefined)
      desk.fail(
        `${file.path}: a patch names files within ${here} only`,
        "Run the command in a folder above the file.",
      );
    return patchOf(file, name, !isInput);
  });
  desk.process.stdout.write(patches.join(""));
  desk.process.stderr.write(`${madeText(repaired)}\n`);
}

function madeText(files: readonly Changed[]): string {
  const sum = (of: (one: Changed) => number): number => files.reduce((total, one) => total + of(one), 0);
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const [made, cells] = [sum((one) => one.made), sum((one) => one.cells)];
  const parts = [
    ...(made > 0 ? [counted(made, "repair")] : []),
    ...(cells > 0 ? [`the output of ${counted(cells, "cell")}`] : []),
  ];
  return parts.length === 0
    ? "nothing to repair"
    : `${parts.join(" and ")} in ${counted(files.length, "file")}`;
}
