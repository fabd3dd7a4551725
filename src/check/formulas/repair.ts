import type { Edit } from "../../base/diagnostic.ts";
import { applied } from "../../base/edits.ts";
import type { Span } from "../../base/span.ts";
import { type Equation, type Maths, readEquations } from "../../lift/latex/index.ts";
import { type Attempt, attempt, judge, sides } from "./judge.ts";
import { type Proposal, proposals } from "./proposals.ts";
import type { Scope } from "./scope.ts";

export interface Repair {
  readonly edits: readonly Edit[];
  readonly text: string;
  /** What was wrong, of the first wrong side. */
  readonly says: string;
  readonly span: Span;
}

const mostTries = 900;

/** Small changes of the LaTeX that make every wrong side of a false equation true, found one side at a time. */
export function repaired(
  latex: string,
  at: number,
  equation: Equation,
  found: Attempt,
  scope: Scope,
  functions: ReadonlySet<string>,
  names: readonly [string, string][],
): Repair | undefined {
  const chosen: Proposal[] = [];
  for (const side of found.wrong) {
    const one = sideRepair(latex, found.members[side]!, found, scope, functions, names);
    if (!one) return wholeRepair(latex, at, found, scope, functions, names);
    chosen.push(one);
  }
  const edits = chosen.flatMap((one) => one.edits);
  if (!holds(latex, at, edits, scope, functions, equation)) return undefined;
  return {
    edits,
    text: chosen.map((one) => one.text).join(", "),
    says: chosen[0]!.says,
    span: chosen[0]!.span,
  };
}

function sideRepair(
  latex: string,
  side: Maths,
  found: Attempt,
  scope: Scope,
  functions: ReadonlySet<string>,
  names: readonly [string, string][],
): Proposal | undefined {
  const truth = found.members[found.truth]!;
  const { from, to } = side.span;
  let tries = 0;
  for (const proposal of proposals(latex, side, names)) {
    if (tries++ > mostTries) return undefined;
    const text = applied(latex.slice(from, to), proposal.edits, from);
    const maths = readEquations(text, functions).equations[0]?.members[0].maths;
    if (maths && attempt([truth, maths], scope, found.options, found.indices) === "true") return proposal;
  }
  return undefined;
}

/** Where no side is put right alone, what is differentiated by what may be misnamed: one change for the whole. */
function wholeRepair(
  latex: string,
  at: number,
  found: Attempt,
  scope: Scope,
  functions: ReadonlySet<string>,
  names: readonly [string, string][],
): Repair | undefined {
  const truth = found.members[found.truth]!;
  if (truth.kind !== "derivative" && truth.kind !== "gradient") return undefined;
  for (const part of [truth.wrt, truth.of]) {
    if (!part) continue;
    for (const [, text] of names) {
      const edits = [{ span: part.span, replacement: text }];
      const written = latex.slice(part.span.from, part.span.to);
      if (written === text || !holds(latex, at, edits, scope, functions)) continue;
      return {
        edits,
        text: `${written} → ${text}`,
        says: `what follows is the derivative with \`${text}\` where \`${written}\` stands`,
        span: part.span,
      };
    }
  }
  return undefined;
}

/** Whether the formula is true once it is edited, and still says as much as before. */
export function holds(
  latex: string,
  at: number,
  edits: readonly Edit[],
  scope: Scope,
  functions: ReadonlySet<string>,
  before?: Equation,
): boolean {
  const { equations } = readEquations(applied(latex, edits), functions);
  const equation = equations[at];
  if (!equation || (before && sides(equation).length !== sides(before).length)) return false;
  return judge(equation, scope).verdict === "true";
}
