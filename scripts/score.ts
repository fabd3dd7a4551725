/**
 * What the checker makes of the corpus, against labels that are not its own: those of scripts/oracle/label.py.
 *
 *   npm run score -- [--mutants] [--misses] [--only TEXT]
 */
import { readFileSync } from "node:fs";
import { checkFile } from "../src/check/check.ts";
import type { CheckedFile } from "../src/check/checked.ts";
import { applyFixes } from "../src/check/fixes.ts";
import { faults, mutants, programs } from "../test/check/corpus.ts";
import {
  faults as faultsInJavaScript,
  programs as programsInJavaScript,
} from "../test/check/corpus-javascript.ts";

interface Label {
  readonly unlabelled?: string;
  readonly parameters?: Readonly<Record<string, { readonly verdict: string }>>;
}

const labelsIn = (path: string): Readonly<Record<string, Label>> =>
  (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { labels: Record<string, Label> })
    .labels;
const labels = {
  ...labelsIn("../test/check/corpus/labels.json"),
  ...labelsIn("../test/check/corpus/javascript/labels.json"),
};
/** The file that a program or a fault in it is: those in JavaScript are called by their files. */
const fileOf = (program: string): string => (/\.[cm]?[jt]s$/.test(program) ? program : `${program}.py`);
const isOfProgram = (code: string): boolean => /^(python|javascript)\//.test(code);
const only = process.argv[process.argv.indexOf("--only") + 1];
const isWanted = (name: string): boolean => !process.argv.includes("--only") || name.includes(only!);
const misses: string[] = [];

const isGood = (kind: string): boolean => kind === "right" || kind === "scaled";
const parametersOf = (one: CheckedFile) => one.programs.flatMap(({ parameters }) => parameters);
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
const alarmsOf = ({ diagnostics }: CheckedFile) => diagnostics.filter((one) => one.severity !== "info");
/** A name as both sides would write it: `params["W1"]` and `self.W1` are W1, `weights[0]` is weights. */
const plainName = (path: string): string =>
  path
    .replace(/\["(\w+)"\]/g, ".$1")
    .replace(/\[[^\]]*\]|\.data$/g, "")
    .split(".")
    .pop()!;

/** The parameters whose steps differences call wrong. */
const wrongBy = (label: Label | undefined): string[] =>
  Object.entries(label?.parameters ?? {}).flatMap(([path, { verdict }]) =>
    verdict === "wrong" ? [plainName(path)] : [],
  );

class Share {
  private hits = 0;
  private all = 0;
  add(hit: boolean, miss: () => string): boolean {
    this.all++;
    if (hit) this.hits++;
    else misses.push(miss());
    return hit;
  }
  toString(): string {
    const percent = this.all === 0 ? "" : `${((100 * this.hits) / this.all).toFixed(1)} %`;
    return `${`${this.hits}/${this.all}`.padStart(9)} ${percent.padStart(8)}`;
  }
}

const shares = {
  read: new Share(),
  detected: new Share(),
  "right parameter": new Share(),
  "right line": new Share(),
  "right cause": new Share(),
  repaired: new Share(),
};
const falseAlarms: string[] = [];
let [unknown, parameters] = [0, 0];

function count(checked: CheckedFile): void {
  for (const { kind } of parametersOf(checked)) {
    parameters++;
    if (kind === "unknown") unknown++;
  }
}

for (const kind of process.argv.includes("--mutants") ? [] : (["right", "quiet"] as const)) {
  for (const [name, text] of [...programs(kind), ...programsInJavaScript(kind)]) {
    if (!isWanted(name)) continue;
    const checked = checkFile(fileOf(name), text);
    for (const one of alarmsOf(checked).filter(({ code }) => !isOfProgram(code)))
      falseAlarms.push(`${name}:${lineOf(text, one.span.from)} ${one.code}`);
    if (kind === "quiet") continue;
    shares.read.add(parametersOf(checked).length > 0, () => `read             ${name}`);
    count(checked);
  }
}

const isMutants = process.argv.includes("--mutants");
const planted = isMutants ? mutants() : [...faults(), ...faultsInJavaScript()];
for (const { name, program, text, lines, codes, wrong: expected } of planted) {
  if (!isWanted(name)) continue;
  const checked = checkFile(fileOf(program), text);
  const found = checked.diagnostics.filter((one) => one.severity !== "info" || codes.includes(one.code));
  const came = found.map((one) => `${lineOf(text, one.span.from)} ${one.code}`).join(", ") || "nothing";
  const miss = (what: string) => () => `${what.padEnd(16)} ${name}:${lines[0]} (came: ${came})`;
  const isRead = shares.read.add(parametersOf(checked).length > 0, miss("read"));
  count(checked);
  const isFound = shares.detected.add(
    isRead && found.some(({ code }) => !isOfProgram(code)),
    miss("detected"),
  );
  const wrong = expected?.map(plainName) ?? wrongBy(labels[name]);
  if (wrong.length > 0) {
    const ours = new Set(
      parametersOf(checked).flatMap((one) => (isGood(one.kind) ? [] : [plainName(one.path)])),
    );
    shares["right parameter"].add(isFound && wrong.some((one) => ours.has(one)), miss("parameter"));
  }
  const there = found.filter((one) => lines.includes(lineOf(text, one.span.from)));
  shares["right line"].add(isFound && there.length > 0, miss("line"));
  // a mutant has no cause but its place
  if (codes.length > 0)
    shares["right cause"].add(
      there.some(({ code }) => codes.includes(code)),
      miss("cause"),
    );
  const again = isFound ? checkFile(fileOf(program), applyFixes(checked).text) : checked;
  shares.repaired.add(
    isFound && alarmsOf(again).length === 0 && parametersOf(again).every(({ kind }) => isGood(kind)),
    miss("repaired"),
  );
}

for (const [name, share] of Object.entries(shares)) console.log(`${name.padEnd(16)}${share}`);
console.log(`${"false alarms".padEnd(16)}${String(falseAlarms.length).padStart(9)}`);
const percent = parameters === 0 ? 0 : (100 * unknown) / parameters;
console.log(
  `${"unknown".padEnd(16)}${`${unknown}/${parameters}`.padStart(9)} ${`${percent.toFixed(1)} %`.padStart(8)}`,
);
if (process.argv.includes("--misses")) for (const one of [...misses, ...falseAlarms]) console.log(one);
