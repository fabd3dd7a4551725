import type { Candidate } from "../../../src/check/candidate.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { aliasingCandidates } from "../../../src/check/rules/aliasing.ts";
import { zeroCounters } from "../../../src/check/rules/counter.ts";
import { falseDerivatives, falseSlopes } from "../../../src/check/rules/false-derivative.ts";
import { forgottenGradients } from "../../../src/check/rules/forgotten-gradient.ts";
import { softmaxDiagonals } from "../../../src/check/rules/softmax-diagonal.ts";
import { staleReads } from "../../../src/check/rules/stale-data.ts";
import { staleForward } from "../../../src/check/rules/stale-forward.ts";
import { stoppingTests } from "../../../src/check/rules/stopping-test.ts";
import { surplusSums } from "../../../src/check/rules/surplus-sum.ts";
import { wrongPoints } from "../../../src/check/rules/wrong-point.ts";
import type { LoopStatement } from "../../../src/check/step.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";
import { faults, programs } from "../corpus.ts";
import { faults as javascriptFaults, programs as javascriptPrograms } from "../corpus-javascript.ts";
import { wrong } from "../specimens.ts";
import { compareKept } from "./kept-text.ts";

const rules: readonly ((source: Source) => readonly Candidate[])[] = [
  aliasingCandidates,
  zeroCounters,
  falseDerivatives,
  falseSlopes,
  forgottenGradients,
  softmaxDiagonals,
  staleForward,
  surplusSums,
  wrongPoints,
];

/** What the rules find in a program's text alone: they may be wrong, what is run afterwards tells. */
function found(path: string, text: string): string[] {
  const isPython = path.endsWith(".py");
  const { statements } = isPython ? parsePython(text) : parseJavaScript(text);
  const source = new Source(text, statements, isPython ? python : javascript);
  const line = (at: number): number => text.slice(0, at).split("\n").length;
  const lines: string[] = [];
  for (const rule of rules)
    for (const { diagnostic, remedies, needsProof } of rule(source)) {
      const { code, span, message } = diagnostic;
      lines.push(
        `${code} at ${line(span.from)} ${source.textOf(span).slice(0, 50).split("\n")[0]}: ${message}`,
      );
      for (const { text: words, edits } of remedies.slice(0, 4))
        lines.push(
          `  ${needsProof ? "if" : "by"} ${words.split("\n").join("⏎")} (${edits.map((one) => `${line(one.span.from)}: ${source.textOf(one.span).split("\n")[0]!.slice(0, 20)} to ${one.replacement.trim().split("\n")[0]!.slice(0, 30)}`).join("; ")})`,
        );
      if (remedies.length > 4) lines.push(`  and ${remedies.length - 4} more`);
    }
  for (const one of source.statements) {
    if (one.kind !== "for" && one.kind !== "while") continue;
    for (const read of staleReads(statements, one as LoopStatement))
      lines.push(
        `stale at ${line(one.span.from)}: ${JSON.stringify(read, (key, value) => (key === "span" ? line(value.from) : value))}`,
      );
    for (const { code, span, message } of stoppingTests(one as LoopStatement))
      lines.push(`${code} at ${line(span.from)}: ${message}`);
  }
  return lines;
}

const inPython = (name: string, text: string) => [`${name}.py`, text] as const;

/** Right programs, and those that learn otherwise. */
const right = [
  ...[...programs("right"), ...programs("quiet")].map(([name, text]) => inPython(name, text)),
  ...javascriptPrograms("right"),
  ...javascriptPrograms("quiet"),
  ...Object.entries(wrong).map(([name, { text }]) => inPython(name, text)),
];
/** Of a fault what the right program does not have. */
const faulty = [
  ...faults().map(({ name, program, text }) => [...inPython(name, text), `${program}.py`] as const),
  ...javascriptFaults().map(({ name, program, text }) => [program, text, program, name] as const),
];

const known = new Map(right.map(([path, text]) => [path, text]));

compareKept(
  "candidates",
  Object.fromEntries([
    ...right.map(([path, text]) => [path, () => found(path, text)] as const),
    ...faulty.map(([path, text, program, name = path]) => {
      const before = (): string[] => found(program, known.get(program)!);
      return [
        name,
        () => {
          const its = before();
          return found(path, text).filter((line) => !its.includes(line));
        },
      ] as const;
    }),
  ]),
);
