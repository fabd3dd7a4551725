import { availableParallelism } from "node:os";
import { version } from "../../../package.json" with { type: "json" };
import type { Severity } from "../../base/diagnostic.ts";
import { Places } from "../../base/places.ts";
import type { CheckedFile } from "../../check/checked.ts";
import { repairedFiles } from "../../check/fixes.ts";
import { toldOnce } from "../../check/once.ts";
import { reportCsv } from "../../check/report-csv.ts";
import { reportGithub } from "../../check/report-github.ts";
import { reportJson } from "../../check/report-json.ts";
import { summaryText } from "../../check/report-pretty.ts";
import { reportSarif } from "../../check/report-sarif.ts";
import { reportTable } from "../../check/report-table.ts";
import { rulePages } from "../../host/rule-pages.ts";
import { type SourcePath, sourcesIn } from "../../host/sources.ts";
import { nearest } from "../../language/problem.ts";
import { isReadable } from "../../lift/cells.ts";
import { checkSources } from "../check-files.ts";
import { atDesk, type Context, type Desk, misuse } from "../context.ts";
import type { CheckFlags } from "../flags.ts";
import { onInterrupt } from "../interrupt.ts";
import { ProgressBar } from "../progress.ts";
import { reportPlaces } from "../report.ts";

export default function check(this: Context, flags: CheckFlags, ...named: string[]): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    if (flags.explain !== undefined) return explain(desk, flags.explain, named);
    const sources = sourcesOf(desk, named);
    const { files, isWhole } = await checked(desk, sources, flags);
    refuseUnread(desk, files);
    report(desk, files, flags, isTable(desk, sources, flags));
    if (!isWhole) {
      desk.process.stderr.write(`interrupted after ${files.length} of ${sources.length} files\n`);
      desk.process.exitCode = 130;
      return;
    }
    if (flags.fix) repair(desk, files);
    if (files.every(isRefused)) desk.process.exitCode = misuse;
    else if (files.some((file) => fails(file, flags.failOn))) desk.process.exitCode = 1;
  });
}

/** The page of a code, as the docs have it. */
function explain(desk: Desk, asked: string, named: readonly string[]): void {
  if (named.length > 0)
    desk.fail(`--explain takes a code and no file, and ${named[0]} was named`, "Write them as two commands.");
  const pages = rulePages();
  const code = asked.trim().toLowerCase();
  const page = pages.get(code) ?? pages.get(code.replace("-", "/"));
  if (page) return void desk.process.stdout.write(page.text);
  const known = [...pages.keys()];
  // a code without its family, or a family alone, means one of a few
  const part = nearest(code, new Set(known.flatMap((one) => one.split("/"))));
  const near = nearest(code, known) ?? known.filter((one) => one.split("/").includes(part!)).join(" or ");
  desk.fail(
    `there is no code ${asked === "" ? "of no letters" : asked}`,
    near ? `Did you mean ${near}?` : `The codes: ${known.join(", ")}.`,
  );
}

function sourcesOf(desk: Desk, named: readonly string[]): SourcePath[] {
  if (named.length === 0) desk.fail("no file was named", "Write for example: chainrule check notes.md");
  const sources = sourcesIn(named, isReadable);
  for (const { path, root } of sources)
    if (root === undefined && path !== "-" && !isReadable(path))
      desk.fail(`${path}: check reads .py, .ts, .js, .ipynb, .md and .qmd files`);
  if (sources.length === 0)
    desk.fail(
      `${named.join(", ")}: no file there is read`,
      "check reads .py, .ts, .js, .ipynb, .md and .qmd files.",
    );
  return sources;
}

async function checked(desk: Desk, sources: readonly SourcePath[], { loss }: CheckFlags) {
  const interrupt = onInterrupt(desk);
  const bar = new ProgressBar(desk.process, sources.length);
  try {
    const files = await checkSources(
      sources.map((source) => ({ source, loss })),
      { done: (count) => bar.show(count), isOver: () => interrupt.now },
      desk.process.worker,
      availableParallelism(),
    );
    // of a folder's documents those without a program are no one's submission
    const isGiven = new Set(sources.filter((one) => one.root === undefined).map((one) => one.path));
    const kept = files.filter((one) => isGiven.has(one.path) || !hasNothing(one));
    return { files: toldOnce(kept), isWhole: files.length === sources.length };
  } finally {
    bar.end();
    interrupt.end();
  }
}

const hasNothing = ({ path, programs, outputs, diagnostics }: CheckedFile): boolean =>
  /\.(md|qmd|markdown|rmd)$/i.test(path) &&
  programs.length === 0 &&
  outputs.printed === 0 &&
  diagnostics.length === 0;

/** Where no file could be read there is nothing to report. */
function refuseUnread(desk: Desk, files: readonly CheckedFile[]): void {
  const [first] = files;
  const unread = files.filter((one) => one.diagnostics[0]?.code === "document/unreadable");
  if (!first || unread.length < files.length) return;
  const { message, hint } = first.diagnostics[0]!;
  desk.fail(`${first.path}: ${message}`, hint);
}

const refusals = /^document\/(unreadable|not-a-notebook|notebook-version|language)$/;
const isRefused = ({ diagnostics }: CheckedFile): boolean =>
  diagnostics.length === 1 && refusals.test(diagnostics[0]!.code);

/** Details of a few files, a table of many: of a folder, or of more than three on a terminal. */
const fewFiles = 3;
const isTable = (desk: Desk, sources: readonly SourcePath[], { details, quiet }: CheckFlags): boolean =>
  !details &&
  !quiet &&
  sources.length > 1 &&
  (sources.some((one) => one.root !== undefined) ||
    (desk.process.stdout.isTTY === true && sources.length > fewFiles));

function report(
  desk: Desk,
  files: readonly CheckedFile[],
  { format, quiet }: CheckFlags,
  asTable: boolean,
): void {
  if (format === "json") desk.json(reportJson(files));
  else if (format === "sarif") desk.json(reportSarif(files, version, rulePages()));
  else if (format === "csv") desk.process.stdout.write(reportCsv(files));
  else if (format === "github") {
    const text = reportGithub(files);
    if (text !== "") desk.print(text);
  } else if (asTable) {
    desk.print(reportTable(files, desk.width));
    desk.print("The details: name one of the files, or add --details.");
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
