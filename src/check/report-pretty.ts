import { plain } from "../base/decimal.ts";
import { Places } from "../base/places.ts";
import type { CheckedFile, CheckedProgram } from "./checked.ts";
import { scaleText } from "./report-json.ts";
import { isGood } from "./verdict.ts";

/** What is true of a file, program by program: verdicts with their numbers, and what the printed output says. */
export function summaryText({ path, pieces, programs, outputs, formulas }: CheckedFile): string {
  const places = new Places(pieces);
  const lines: string[] = [];
  for (const program of programs)
    lines.push(...programLines(program, path, places).map((line) => `  ${line}`), "");
  if (formulas.length > 0) lines.push(`  ${formulasLine(formulas)}`, "");
  if (programs.length === 0 && formulas.length === 0) lines.push("  no training step was found", "");
  if (outputs.printed > 0) {
    const odd = [
      outputs.differing.length > 0 && `${outputs.differing.length} differ`,
      outputs.notRun.length > 0 && `${outputs.notRun.length} not run`,
    ].filter(Boolean);
    lines.push(
      `  ${outputs.reproduced} of ${outputs.printed} printed lines reproduced${odd.length > 0 ? `, ${odd.join(", ")}` : ""}`,
    );
  }
  return [path, ...lines].join("\n").trimEnd();
}

/** `formulas: 14 read, 13 true, 1 false`. */
function formulasLine(formulas: CheckedFile["formulas"]): string {
  const counts = (["true", "false", "unknown"] as const).map((verdict): [string, number] => [
    verdict,
    formulas.filter((one) => one.verdict === verdict).length,
  ]);
  const said = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`);
  return [`formulas: ${formulas.length} read`, ...said].join(", ");
}

function programLines(program: CheckedProgram, path: string, places: Places): string[] {
  const where = places.place(program.span);
  const within = where.cell === undefined ? "" : `cell ${where.cell}, `;
  const place = `${where.path === path ? "" : `${where.path}, `}${within}line ${where.line}`;
  const width = Math.max(...program.parameters.map((one) => one.path.length));
  return [
    `${place}: ${programText(program)}`,
    ...program.parameters.map((one) =>
      `  ${one.path.padEnd(width)}  ${one.kind.padEnd(7)}  ${parameterText(one)}`.trimEnd(),
    ),
  ];
}

/** What a program descends, in one sentence. */
export function programText({ loss, descends, parameters }: CheckedProgram): string {
  const good = parameters.filter(isGood).length;
  const all = parameters.length;
  const others = parameters.filter((one) => one.kind === "other").length;
  if (others === all)
    return `${all} of ${all} parameters: the exact gradient of ${descends.text}, which is not the stated loss`;
  return good === all
    ? `${all} of ${all} parameters: the exact gradient of ${descends.text}`
    : `${good} of ${all} parameters follow ${loss.stated ? `${descends.text} (\`${loss.name}\`)` : `the ${descends.text}`}`;
}

/** What is said of a parameter besides its verdict. */
export const parameterText = ({ kind, scale, worst, reason }: CheckedProgram["parameters"][number]): string =>
  [
    kind === "scaled" && `${scaleText(scale)} times the rate and the gradient`,
    worst && `after the first step ${number(worst.yours)}, by the gradient ${number(worst.expected)}`,
    reason,
  ]
    .filter(Boolean)
    .join("  ");

const number = (value: number): string => plain(Number(value.toPrecision(6)));
