import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Statement } from "../python/syntax.ts";
import type { Cell, CellResult, Ran, RunOptions } from "../run.ts";
import { asThrown, isError, messageOf, OutOfBudget } from "./failure.ts";
import { hoist, variablesOf } from "./functions.ts";
import { inspect } from "./inspect.ts";
import { Interpreter } from "./interpreter.ts";
import type { Machine } from "./machine.ts";
import { parseJavaScript } from "./parse.ts";
import { absent } from "./values.ts";

/**
 * Runs cells that share one namespace. What a program does wrong is a diagnostic at its place; the cells after it
 * still run. Nothing outside the machine is touched.
 */
export function runCells(cells: readonly Cell[], options: RunOptions = {}): Ran {
  const machine = new Interpreter(options);
  options.ready?.(machine);
  const diagnostics: Diagnostic[] = [];
  const results = cells.map((cell): CellResult => {
    const { statements, diagnostics: unread } = parseJavaScript(cell.source, cell.offset);
    diagnostics.push(...unread);
    machine.output = "";
    machine.files.link(statements);
    const problem = runStatements(machine, statements, options.before);
    if (problem) diagnostics.push(problem);
    return { statements, output: machine.output, failed: problem !== undefined || unread.length > 0 };
  });
  return { cells: results, diagnostics, machine };
}

function runStatements(
  machine: Machine,
  statements: readonly Statement[],
  before: RunOptions["before"],
): Diagnostic | undefined {
  try {
    for (const name of variablesOf(statements))
      if (!machine.globals.names.has(name)) machine.globals.names.set(name, absent);
    hoist(statements, machine.globals);
    for (const [at, statement] of statements.entries()) {
      before?.(machine, statements, at);
      machine.runIn([statement], machine.globals);
    }
    return undefined;
  } catch (failure) {
    return problemOf(machine, failure, statements);
  }
}

/** A failure of the program as a diagnostic. Failures of our own go on. */
function problemOf(
  machine: Machine,
  failure: unknown,
  statements: readonly Statement[],
): Diagnostic | undefined {
  const place = machine.place ?? statements[0]?.span ?? { from: 0, to: 0 };
  if (failure instanceof OutOfBudget)
    return {
      code: "javascript/budget",
      severity: "error",
      span: failure.span ?? place,
      message: failure.message,
      hint: "A check runs a program for some millions of steps only: does this loop end?",
    };
  const thrown = asThrown(failure);
  if (!thrown) throw failure;
  const { value, span = place } = thrown;
  if (isError(value) && value.type.name === "NotInterpreted")
    return {
      code: "javascript/not-interpreted",
      severity: "info",
      span,
      message: `the program is read up to here: ${messageOf(value)}`,
      hint: "What stands behind this name is not known to the interpreter; what comes after it is not judged.",
    };
  const message = isError(value) ? `${value.type.name}: ${messageOf(value)}` : `uncaught ${inspect(value)}`;
  return { code: "javascript/exception", severity: "error", span, message };
}
