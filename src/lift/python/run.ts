import type { Diagnostic } from "../../base/diagnostic.ts";
import { isNumPy2 } from "../numpy/printing.ts";
import type { Cell, CellResult, Ran, RunOptions } from "../run.ts";
import { builtins } from "./builtins.ts";
import { asRaised, exceptionMessage, OutOfBudget } from "./failure.ts";
import { Interpreter, type InterpreterOptions } from "./interpreter.ts";
import { importsDivision, isPython2, printsOld } from "./leniency.ts";
import type { Machine } from "./machine.ts";
import { importModule } from "./modules.ts";
import { parsePython } from "./parse.ts";
import type { Statement } from "./syntax.ts";
import { tableSize } from "./tables.ts";
import { PyModule, type PyValue } from "./values.ts";

export const newMachine = (options: InterpreterOptions = {}): Machine =>
  new Interpreter(builtins, importModule, options);

/**
 * Runs cells that share one namespace. What a program does wrong is a diagnostic at its place; the cells after it
 * still run. Nothing outside the machine is touched.
 */
export function runCells(
  cells: readonly Cell[],
  options: RunOptions = {},
): Ran & { readonly machine: Machine } {
  const machine = newMachine(options);
  machine.tables = tableSize(cells.map((one) => one.source).join("\n"));
  const sources = cells.map((one) => one.source);
  machine.dividesWhole = sources.some(printsOld) && !sources.some(importsDivision);
  machine.isOld = machine.dividesWhole || sources.some(isPython2);
  if (cells.some(({ shown }) => shown?.some((line) => isNumPy2(line.text)))) machine.numpy.print.version = 2;
  options.ready?.(machine);
  const results = cells.map((cell) => runCell(machine, cell, options));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const { unknown } = machine;
  if (!unknown || diagnostics.some(({ code }) => code === "python/not-interpreted"))
    return { cells: results, diagnostics, machine };
  return { cells: results, diagnostics: [...diagnostics, passedOver(unknown)], machine };
}

/** A cell that has run, and what was wrong with it. */
export interface CellRun extends CellResult {
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs one cell in a machine that others have run in, and may run in after it. */
export function runCell(machine: Machine, cell: Cell, options: RunOptions = {}): CellRun {
  const parsed = parsePython(cell.source, cell.offset);
  machine.output = "";
  const problem = runStatements(machine, parsed.statements, options);
  const diagnostics = [...parsed.diagnostics, ...(problem ? [problem] : [])];
  return {
    statements: parsed.statements,
    output: machine.output,
    failed: diagnostics.length > 0,
    diagnostics,
  };
}

/** Runs one cell's statements; the value of a last expression is shown as a notebook shows it. */
function runStatements(
  machine: Machine,
  given: readonly Statement[],
  { before, definesAll }: RunOptions,
): Diagnostic | undefined {
  let first: Diagnostic | undefined;
  const isShown = given.at(-1)?.kind === "expression";
  const statements = given.flatMap((one) => mainOf(one));
  for (const [at, statement] of statements.entries()) {
    try {
      before?.(machine, statements, at);
      if (isShown && at === statements.length - 1 && statement.kind === "expression") {
        machine.tick(statement.span);
        show(machine, machine.evaluate(statement.value, machine.globals));
      } else machine.run([statement], machine.globals);
    } catch (failure) {
      const problem = problemOf(machine, failure, statements);
      if (!problem) return first;
      first ??= problem;
      // behind what is not known, what can be read without it is read
      if (first.code === "python/not-interpreted" && !(failure instanceof OutOfBudget)) continue;
      if (definesAll) define(machine, statements.slice(at + 1));
      return first;
    }
  }
  return first;
}

/** What stands under `if __name__ == "__main__":` runs as if it stood there without it. */
function mainOf(statement: Statement): readonly Statement[] {
  if (statement.kind !== "if" || statement.branches.length !== 1 || statement.otherwise.length > 0)
    return [statement];
  const { test, body } = statement.branches[0]!;
  const isMain =
    test.kind === "compare" &&
    test.rest.length === 1 &&
    test.rest[0]!.operator === "==" &&
    [test.first, test.rest[0]!.operand].some((one) => one.kind === "name" && one.name === "__name__");
  return isMain ? body : [statement];
}

/** Runs what only defines: functions, classes, imports. */
function define(machine: Machine, statements: readonly Statement[]): void {
  for (const one of statements.filter(({ kind }) => ["function", "class", "import", "from"].includes(kind)))
    try {
      machine.run([one], machine.globals);
    } catch (failure) {
      problemOf(machine, failure, [one]);
    }
}

function show(machine: Machine, value: PyValue): void {
  // what matplotlib gives back is a picture, not a text
  if (value === null || value instanceof PyModule) return;
  machine.print(`${machine.repr(value)}\n`);
}

/** What was called and is not known, where nothing needed what it gives. */
const passedOver = ({ name, span }: NonNullable<Machine["unknown"]>): Diagnostic => ({
  code: "python/not-interpreted",
  severity: "info",
  span,
  message: `${name} is not interpreted: the program is read without it`,
  hint: "What stands behind this name is not known to the interpreter. Nothing that is judged needs what it gives.",
});

/** A failure of the program as a diagnostic. Failures of our own go on. */
export function problemOf(
  machine: Machine,
  failure: unknown,
  statements: readonly Statement[],
): Diagnostic | undefined {
  const place = machine.place ?? statements[0]?.span ?? { from: 0, to: 0 };
  if (failure instanceof OutOfBudget) {
    return {
      code: "python/budget",
      severity: "error",
      span: failure.span ?? place,
      message: failure.message,
      hint: "A check runs a program for some millions of steps only: does this loop end?",
    };
  }
  const raised = asRaised(failure);
  if (!raised) throw failure;
  const name = raised.exception.type.name;
  if (name === "SystemExit") return undefined;
  if (name === "NotInterpreted")
    return {
      code: "python/not-interpreted",
      severity: "info",
      span: raised.span ?? place,
      message: `the program is read up to here: ${exceptionMessage(raised.exception)}`,
      hint: "What stands behind this name is not known to the interpreter; what comes after it is not judged.",
    };
  const message = machine.str(raised.exception) || exceptionMessage(raised.exception);
  const { unknown } = machine;
  if (unknown)
    return {
      code: "python/not-interpreted",
      severity: "info",
      span: raised.span ?? place,
      message: `the program is read up to here: without what ${unknown.name} would give it ends in ${name}${message ? `: ${message}` : ""}`,
      hint: "What this function gives is not known to the interpreter; what needs it is not judged.",
    };
  // with other data the program may well run
  if (machine.replaced.length > 0)
    return {
      code: "python/not-interpreted",
      severity: "info",
      span: raised.span ?? place,
      message: `the program is read up to here: with made-up data it ends in ${name}${message ? `: ${message}` : ""}`,
      hint: "Files are not read: small made-up data stand for them, and do not fit here. What comes after it is not judged.",
    };
  return {
    code: "python/exception",
    severity: "error",
    span: raised.span ?? place,
    message: message ? `${name}: ${message}` : name,
  };
}
