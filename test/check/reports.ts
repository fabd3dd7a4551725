import { readFileSync } from "node:fs";
import type { CheckedFile } from "../../src/check/checked.ts";
import { reportJson } from "../../src/check/report-json.ts";
import { rulePages } from "../../src/host/rule-pages.ts";
import { faults } from "./corpus.ts";
import { faults as javascriptFaults } from "./corpus-javascript.ts";
import { falseDocuments, trueDocuments } from "./formulas/documents.ts";
import { quiet, right, wrong } from "./specimens.ts";

interface Place {
  readonly path?: string;
  readonly cell?: number;
  readonly isOutput?: boolean;
  readonly line: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Where something stands, as an editor says it: `cell 2, 9:5-9:12`. */
function place({ path, cell, isOutput, line, column, endLine, endColumn }: Place): string {
  const around = [path, cell !== undefined && `cell ${cell}`, isOutput && "output"].filter(Boolean);
  const from = column === undefined ? `${line}` : `${line}:${column}`;
  const to = endColumn === undefined ? "" : endLine === line ? `-${endColumn}` : `-${endLine}:${endColumn}`;
  return [...around, from + to].join(", ");
}

const rounded = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toPrecision(6)) : one));

// biome-ignore lint/suspicious/noExplicitAny: the JSON that others build on, as they read it
type Json = any;

/** A report, as text that a person compares: every field of the JSON that others build on, numbers to six digits. */
export function reportText(file: CheckedFile): string {
  const { files, summary } = JSON.parse(JSON.stringify(reportJson([file]))) as Json;
  const [{ programs, outputs, formulas, diagnostics }] = files;
  const lines: string[] = [];
  const say = (depth: number, text: string): void => void lines.push(`${"  ".repeat(depth)}${text}`);
  for (const { loss, descends, parameters, endLine, ...at } of programs) {
    say(0, `program ${place(at)}-${endLine}`);
    const { name, stated, text, ...where } = loss;
    say(1, `${stated ? "states" : "descends"} ${name} at ${place(where)}: ${text}`);
    say(1, `${descends.same ? "the same as" : "not"} ${descends.text}`);
    for (const { name, verdict, scale, scaleText, worst, reason, ...own } of parameters) {
      const rest = [scale === null ? "" : `${scaleText} times (${rounded(scale)})`, reason ?? ""]
        .join(" ")
        .trim();
      say(1, `${name} at ${place(own)}: ${verdict} ${rest}`.trimEnd());
      if (worst) say(2, rounded(worst));
    }
  }
  if (outputs.printed > 0 || outputs.notRun.length > 0)
    say(0, `printed ${outputs.printed}, reproduced ${outputs.reproduced}`);
  for (const { printed, recomputed, ...at } of outputs.differing)
    say(1, `${place(at)}: ${JSON.stringify(printed)}, recomputed ${JSON.stringify(recomputed)}`);
  for (const { reason, ...at } of outputs.notRun) say(1, `${place(at)} not run: ${reason}`);
  for (const { latex, verdict, reason, ...at } of formulas)
    say(0, `formula ${place(at)} ${verdict}${reason ? ` (${reason})` : ""}: ${latex.replaceAll("\n", " ")}`);
  for (const { code, severity, message, why, hint, evidence, related, fix, ...at } of diagnostics) {
    say(0, `${severity} ${code} ${place(at)}`);
    say(1, message);
    if (why) say(1, `why: ${why}`);
    if (hint) say(1, `hint: ${hint}`);
    if (evidence) say(1, rounded(evidence));
    for (const { message: other, ...there } of related) say(1, `see ${place(there)}: ${other}`);
    if (fix) {
      say(1, `${fix.verified ? "verified" : "offered"}: ${fix.text}`);
      for (const { replacement, ...there } of fix.edits)
        say(2, `${place(there)}: ${JSON.stringify(replacement)}`);
    }
  }
  say(0, rounded(summary));
  return lines.join("\n");
}

type Programs = Iterable<readonly [name: string, file: string, text: string]>;

/** The first fault of each kind of mistake, of those that are found. */
function firstOfEach(all: ReturnType<typeof faults>, file: (program: string) => string): Programs {
  const seen = new Set<string>();
  return all.flatMap(({ name, rule, program, text, known }) => {
    if (known || seen.has(rule)) return [];
    seen.add(rule);
    return [[`${name}: ${rule}`, file(program), text] as const];
  });
}

const named = (programs: Readonly<Record<string, string>>): Programs =>
  Object.entries(programs).map(([name, text]) => [name, "program.py", text] as const);

/** The examples of the rules' pages. */
function* examples(title: "Wrong" | "Right"): Programs {
  const names = { python: "program.py", javascript: "program.js", markdown: "notes.md", json: "notes.ipynb" };
  for (const { code, text } of rulePages().values()) {
    const found = new RegExp(`\\n## ${title}\\n\\n(\`{3,})(\\w+)\\n([\\s\\S]*?\\n)\\1\\n`).exec(text);
    if (found) yield [code, names[found[2] as keyof typeof names], found[3]!];
  }
}

/** Programs whose whole reports are kept, by the file that keeps them. */
export const kept: Readonly<Record<string, () => Programs>> = {
  "rules-wrong": () => examples("Wrong"),
  "rules-right": () => examples("Right"),
  "specimens-right": () => named({ ...right, ...quiet }),
  "specimens-wrong": () =>
    named(Object.fromEntries(Object.entries(wrong).map(([name, { text }]) => [name, text]))),
  formulas: () => [
    ...trueDocuments.map(({ name, text }) => [`true: ${name}`, "notes.md", text] as const),
    // as they are written, not as they are meant
    ...falseDocuments.map(
      ({ name, text }) => [`false: ${name}`, "notes.md", text.replace(/«([^|»]*)\|[^»]*»/g, "$1")] as const,
    ),
  ],
  javascript: () => firstOfEach(javascriptFaults(), (program) => program),
};

/** The same of one fault of each kind, planted in the corpus: these take longer. */
export const keptFaults: typeof kept = {
  faults: () => firstOfEach(faults(), (program) => `${program}.py`),
};

const folder = new URL("reports/", import.meta.url);

/** The reports of a file: `== name`, and the report. */
export function readReports(file: string): Map<string, string> {
  const text = readFileSync(new URL(`${file}.txt`, folder), "utf8");
  return new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((record) => {
        const [name, ...lines] = record.trimEnd().split("\n");
        return [name!, lines.join("\n")];
      }),
  );
}
