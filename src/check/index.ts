/** The checker: hand-written training loops compared with the gradient of their own loss. */
export {
  applyFixes,
  type CheckedFile,
  type CheckedParameter,
  type CheckedProgram,
  checkFile,
} from "./check.ts";
export { reportJson } from "./report-json.ts";
export { summaryText } from "./report-pretty.ts";
export type { Verdict, VerdictKind } from "./verdict.ts";
