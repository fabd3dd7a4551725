import process from "node:process";
import type { CheckedFile } from "../check/checked.ts";
import { type RepairedFile, repairedFiles } from "../check/fixes.ts";
import { distinct, rewriteAll } from "../host/files.ts";
import type { Desk } from "./context.ts";
import { patchOf, patchPath } from "./patch.ts";

/** The name under which the program of standard input is known. */
const piped = "stdin.py";

/** Writes the verified repairs, into all files or none; a program of standard input goes to standard output. */
export function writeRepairs(desk: Desk, files: readonly CheckedFile[], isPiped: boolean): void {
  const repaired = distinct(repairedFiles(files));
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
export function printPatch(desk: Desk, files: readonly CheckedFile[], isPiped: boolean): void {
  const here = process.cwd();
  const repaired = distinct(repairedFiles(files));
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

function madeText(files: readonly RepairedFile[]): string {
  const made = files.reduce((sum, one) => sum + one.made, 0);
  if (made === 0) return "nothing to repair";
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${counted(made, "repair")} in ${counted(files.length, "file")}`;
}
