import type { Language } from "../lift/language.ts";
import type { Machine } from "../lift/machine.ts";
import type { Neighbours } from "../lift/neighbours.ts";
import type { Statement } from "../lift/python/syntax.ts";
import type { Cell } from "../lift/run.ts";
import { type Program, parametersOf, programOf } from "./program.ts";
import { type Snapshot, snapshotOf } from "./state.ts";
import { stepsTaken } from "./step.ts";

/** A step that stands in a program as it is, without a loop around it. */
export interface StraightStep {
  readonly program: Program;
  readonly machine: Machine;
  readonly statements: readonly Statement[];
}

interface Begun {
  readonly statements: readonly Statement[];
  readonly snapshot: Snapshot;
}

const mostStatements = 60;
/** How many steps of the interpreter the search for a beginning may take. */
const mostSteps = 2_000_000;

/**
 * The training step of a program that has no loop: of the places where its statements may begin, the last from which
 * most parameters are read by the loss and set after it.
 */
export function straightStep(
  language: Language,
  cells: readonly Cell[],
  hint: string | undefined,
  neighbours: Neighbours | undefined,
): StraightStep | undefined {
  const begun: Begun[] = [];
  const { machine, cells: ran } = language.run(cells, {
    neighbours,
    before: (running, statements, at) => {
      if (begun.length >= mostStatements) return;
      const rest = statements.slice(at);
      begun.push({ statements: rest, snapshot: snapshotOf(running, running.globals, rest) });
    },
  });
  let best: { readonly program: Program; readonly size: number } | undefined;
  let left = mostSteps;
  for (const { statements, snapshot } of begun.reverse()) {
    if (left < 0) break;
    const span = { from: statements[0]!.span.from, to: statements.at(-1)!.span.to };
    const pass = { body: statements, span, loop: undefined, scope: machine.globals, snapshot };
    const program = programOf(machine, pass, hint);
    left -= stepsTaken(machine);
    if (program === "idle") continue;
    const size = program ? sizeOf(program) : 0;
    if (program && size > (best?.size ?? 0)) best = { program, size };
  }
  return best && { program: best.program, machine, statements: ran.flatMap((cell) => cell.statements) };
}

const sizeOf = (program: Program): number =>
  Math.max(...[...program.stated, ...program.standard].map((one) => parametersOf(program, one).length));
