import { version } from "../../../package.json" with { type: "json" };
import type { Severity } from "../../base/diagnostic.ts";
import { Places } from "../../base/places.ts";
import { checkFile } from "../../check/check.ts";
import type { CheckedFile } from "../../check/checked.ts";
import { repairedFiles } from "../../check/fixes.ts";
import { reportGithub } from "../../check/report-github.ts";
import { reportJson } from "../../check/report-json.ts";
import { summaryText } from "../../check/report-pretty.ts";
import { reportSarif } from "../../check/report-sarif.ts";
import { treeOf } from "../../host/tree.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { CheckFlags } from "../flags.ts";
import { reportPlaces } from "../report.ts";

export default function check(this: Context, flags: CheckFlags, ...paths: string[]): Promise<void> {
  return atDesk(this, flags, (desk: Desk) => {
    if (paths.length === 0) desk.fail("no file was named", "Write for example: chainrule check notes.md");
    for (const path of paths) {
      if (path !== "-" && !/\.(py|ipynb|md|qmd|markdown|rmd)$/i.test(path))
        desk.fail(`${path}: check reads .py, .ipynb, .md and .qmd files`);
    }
    const files = paths.map((path) =>
      path === "-"
        ? checkFile("stdin.py", desk.read(path), { loss: flags.loss })
        : checkFile(path, desk.read(path), { loss: flags.loss, tree: treeOf(path) }),
    );
    report(desk, files, flags);
    if (flags.fix) repair(desk, files);
    const serious = files.some((file) => fails(file, flags.failOn));
    if (serious && desk.process.exitCode !== 2) desk.process.exitCode = 1;
  });
}

function report(desk: Desk, files: readonly CheckedFile[], { format, quiet }: CheckFlags): void {
  if (format === "json") desk.json(reportJson(files));
  else if (format === "sarif") desk.json(reportSarif(files, version));
  else if (format === "github") {
    const text = reportGithub(files);
    if (text !== "") desk.print(text);
  } else tell(desk, files, quiet);
}

function tell(desk: Desk, files: readonly CheckedFile[], quiet: boolean): void {
  const { stdout, env } = desk.process;
  const colour = stdout.isTTY === true && !env.NO_COLOR;
  for (const file of files) {
    if (file.diagnostics.length > 0)
      desk.print(reportPlaces(new Places(file.pieces), file.diagnostics, { colour }));
    if (!quiet) desk.print(summaryText(file));
  }
}

function repair(desk: Desk, files: readonly CheckedFile[]): void {
  const repaired = repairedFiles(files);
  for (const { path } of files)
    if (!repaired.some((one) => one.path === path)) desk.process.stderr.write(`${path}: nothing to repair\n`);
  for (const { path, after } of repaired)
    if (path === "stdin.py") desk.process.stdout.write(after);
    else desk.write(path, after);
}

function fails({ diagnostics, programs }: CheckedFile, least: CheckFlags["failOn"]): boolean {
  const counted: readonly Severity[] = least === "error" ? ["error"] : ["error", "warning"];
  if (diagnostics.some((one) => counted.includes(one.severity))) return true;
  const kinds = programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
  return kinds.includes("wrong") || (least === "unknown" && kinds.includes("unknown"));
}
