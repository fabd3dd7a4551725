import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Statement } from "../python/syntax.ts";
import type { Cell, CellResult, Ran, RunOptions } from "../run.ts";
import { unknownText } from "./convert.ts";
import { asThrown, isError, messageOf, OutOfBudget } from "./failure.ts";
import { hoist, variablesOf } from "./functions.ts";
import { inspect } from "./inspect.ts";
import { Interpreter } from "./interpreter.ts";
import type { Machine } from "./machine.ts";
import { parseExpression, parseJavaScript } from "./parse.ts";
import { runSketch } from "./sketch.ts";
import { absent, type Value } from "./values.ts";

const notInterpreted = "javascript/not-interpreted";

/**
 * Runs cells that share one namespace. What a program does wrong is a diagnostic at its place; the cells after it
 * still run. Nothing outside the machine is touched.
 */
export function runCells(cells: readonly Cell[], options: RunOptions = {}): Ran {
  const machine = new Interpreter(options);
  options.ready?.(machine);
  const results = cells.map((cell, at) => runCell(machine, cell, options.before, at === cells.length - 1));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  diagnostics.push(...passedOver(machine, diagnostics));
  return { cells: results, diagnostics, machine };
}

/** A cell that has run, and what was wrong with it. */
export interface CellRun extends CellResult {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs one cell in a machine that others have run in, and may run in after it; after the last of a program a sketch
 * begins to be drawn.
 */
export function runCell(
  machine: Interpreter,
  cell: Cell,
  before?: RunOptions["before"],
  isLast = false,
): CellRun {
  const { statements, diagnostics: unread } = parseJavaScript(cell.source, cell.offset);
  machine.output = "";
  machine.files.link(statements);
  const problem =
    runStatements(machine, statements, before) ??
    attempted(machine, statements, () => {
      machine.afterwards.run();
      if (!isLast) return;
      runSketch(machine);
      machine.afterwards.run();
    });
  const { output } = machine;
  return {
    statements,
    output,
    failed: problem !== undefined || unread.length > 0 || output.includes(unknownText),
    diagnostics: [...unread, ...(problem ? [problem] : [])],
  };
}

/** What an expression is in a machine that cells have run in; the reason, where it is nothing. */
export function evaluateText(
  machine: Interpreter,
  text: string,
): { readonly value: Value } | { readonly problem: string } {
  const expression = parseExpression(text);
  if (!expression) return { problem: `\`${text}\` is no expression` };
  try {
    return { value: machine.evaluate(expression, machine.globals) };
  } catch (failure) {
    return { problem: problemOf(machine, failure, [])!.message };
  }
}

/** What the program was read past, told once; where the reading has ended, that says it. */
function passedOver(machine: Machine, told: readonly Diagnostic[]): Diagnostic[] {
  const [first] = machine.passedOver.values();
  if (!first || told.some((one) => one.code === notInterpreted)) return [];
  const names = [...machine.passedOver.keys()].map((name) => `\`${name}\``).join(", ");
  return [
    {
      code: notInterpreted,
      severity: "info",
      span: first,
      message: `what ${names} gives is not known: the program is read past it`,
      hint: "A package is not interpreted. Where a step needs what it gives, the reading ends.",
    },
  ];
}

function runStatements(
  machine: Machine,
  statements: readonly Statement[],
  before: RunOptions["before"],
): Diagnostic | undefined {
  return attempted(machine, statements, () => {
    for (const name of variablesOf(statements))
      if (!machine.globals.names.has(name)) machine.globals.names.set(name, absent);
    hoist(statements, machine.globals);
    for (const [at, statement] of statements.entries()) {
      before?.(machine, statements, at);
      machine.runIn([statement], machine.globals);
    }
  });
}

function attempted(
  machine: Machine,
  statements: readonly Statement[],
  work: () => void,
): Diagnostic | undefined {
  try {
    work();
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
      code: notInterpreted,
      severity: "info",
      span,
      message: `the program is read up to here: ${messageOf(value)}`,
      hint: "What stands behind this name is not known to the interpreter; what comes after it is not judged.",
    };
  const message = isError(value) ? `${value.type.name}: ${messageOf(value)}` : `uncaught ${inspect(value)}`;
  return { code: "javascript/exception", severity: "error", span, message };
}
