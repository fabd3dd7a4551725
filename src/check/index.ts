/** The checker: hand-written training loops compared with the gradient of their own loss. */
export { type CheckOptions, checkFile } from "./check.ts";
export type { CheckedFile, CheckedParameter, CheckedProgram } from "./checked.ts";
export { codeLatex } from "./code-latex.ts";
export { applyFixes, type RepairedFile, repairedFiles } from "./fixes.ts";
export type { CheckedFormula } from "./formulas/check-formulas.ts";
export { type Recomputed, recomputed } from "./recompute.ts";
export { reportCsv } from "./report-csv.ts";
export { reportGithub } from "./report-github.ts";
export { reportJson } from "./report-json.ts";
export { summaryText } from "./report-pretty.ts";
export { reportSarif } from "./report-sarif.ts";
export { type RulePage, readRulePage } from "./rule-page.ts";
export type { Verdict, VerdictKind } from "./verdict.ts";
