import { availableParallelism } from "node:os";
import { version } from "../../../package.json" with { type: "json" };
import type { Severity } from "../../base/diagnostic.ts";
import { Places } from "../../base/places.ts";
import type { CheckedFile } from "../../check/checked.ts";
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
import { atDesk, type Context, type Desk, misuse, type Process } from "../context.ts";
import type { CheckFlags } from "../flags.ts";
import { onInterrupt } from "../interrupt.ts";
import { ProgressBar } from "../progress.ts";
import { printPatch, writeRepairs } from "../repair.ts";
import { reportPlaces } from "../report.ts";

export default function check(this: Context, flags: CheckFlags, ...named: string[]): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    if (flags.explain !== undefined) return explain(desk, flags.explain, named);
    refuseContradictions(desk, flags, named);
    const sources = sourcesOf(desk, named);
    const { files, isWhole } = await checked(desk, sources, flags);
    refuseUnread(desk, files);
    refuseUnknownLoss(desk, files, flags);
    const isPiped = named.includes("-");
    if (!flags.diff) report(desk, files, flags, isTable(desk, sources, flags), isPiped);
    if (!isWhole) {
      desk.process.stderr.write(`interrupted after ${files.length} of ${sources.length} files\n`);
      desk.process.exitCode = 130;
      return;
    }
    if (flags.diff) printPatch(desk, files, sources, flags);
    if (flags.fix) writeRepairs(desk, files, sources, flags);
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
  if (named.includes("")) desk.fail("a file's name is empty", "Is a variable of the shell not set?");
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

/** A loss of a name that no file has would leave nothing to judge, and look as if all were well. */
function refuseUnknownLoss(desk: Desk, files: readonly CheckedFile[], { loss }: CheckFlags): void {
  if (loss === undefined) return;
  const names = new Set(
    files.flatMap(({ pieces }) => pieces.flatMap(({ text }) => text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])),
  );
  const last = loss.split(".").pop()!;
  if (names.has(last)) return;
  const near = nearest(last, names);
  desk.fail(
    `--loss ${loss}: nothing of that name is computed`,
    near ? `Did you mean ${near}?` : "Name what the program computes its loss as.",
  );
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
  { format, quiet, fix }: CheckFlags,
  asTable: boolean,
  isPiped: boolean,
): void {
  // a repaired program of standard input has standard output to itself
  const { stdout, stderr } = desk.process;
  const out = fix && isPiped ? stderr : stdout;
  if (format === "json") desk.json(reportJson(files));
  else if (format === "sarif") desk.json(reportSarif(files, version, rulePages()));
  else if (format === "csv") desk.process.stdout.write(reportCsv(files));
  else if (format === "github") {
    const text = reportGithub(files);
    if (text !== "") desk.print(text);
  } else if (asTable) {
    out.write(`${reportTable(files, desk.width)}\n`);
    out.write("The details: name one of the files, or add --details.\n");
  } else tell(files, quiet, out, out.isTTY === true && !desk.process.env.NO_COLOR);
}

function tell(files: readonly CheckedFile[], quiet: boolean, out: Process["stdout"], colour: boolean): void {
  for (const file of files) {
    if (file.diagnostics.length > 0)
      out.write(`${reportPlaces(new Places(file.pieces), file.diagnostics, { colour })}\n`);
    if (!quiet) out.write(`${summaryText(file)}\n`);
  }
}

function refuseContradictions(
  desk: Desk,
  { fix, diff, outputs, format }: CheckFlags,
  named: readonly string[],
): void {
  if (fix && diff)
    desk.fail("--fix writes the repairs and --diff only prints them", "Choose one of the two.");
  if (outputs && !fix && !diff)
    desk.fail("--outputs says what --fix or --diff is to change", "Add one of the two.");
  if (diff && format !== "pretty")
    desk.fail(`--diff prints a patch and --format ${format} a report`, "Write them as two commands.");
  if (fix && format !== "pretty" && named.includes("-"))
    desk.fail(
      `the repaired program goes to standard output, and --format ${format} too`,
      "Write them as two commands.",
    );
}

function fails({ diagnostics, programs }: CheckedFile, least: CheckFlags["failOn"]): boolean {
  const counted: readonly Severity[] = least === "error" ? ["error"] : ["error", "warning"];
  if (diagnostics.some((one) => counted.includes(one.severity))) return true;
  const kinds = programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
  return kinds.includes("wrong") || (least === "unknown" && kinds.includes("unknown"));
}
