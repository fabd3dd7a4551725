import type { CheckedProgram } from "../check/checked.ts";
import { parameterText, programText } from "../check/report-pretty.ts";
import type { Cell, VerdictBlock } from "./cell.ts";
import type { CheckedDocument } from "./checked.ts";

/** The verdicts on the programs that begin in a cell. */
export const verdictsIn = ({ programs }: CheckedDocument, { span }: Cell): VerdictBlock[] =>
  programs.filter((one) => one.span.from >= span.from && one.span.from < span.to).map(verdictBlock);

function verdictBlock(program: CheckedProgram): VerdictBlock {
  const { parameters } = program;
  return {
    kind: "verdict",
    good: parameters.every((one) => one.kind === "right" || one.kind === "scaled"),
    head: programText(program),
    rows: parameters.map((one) => ({ name: one.path, verdict: one.kind, note: parameterText(one) })),
  };
}
