import { inspect } from "../../lift/javascript/inspect.ts";
import { Interpreter } from "../../lift/javascript/interpreter.ts";
import type { Plotted } from "../../lift/javascript/machine.ts";
import { isNumber, plain } from "../../lift/javascript/numbers.ts";
import { evaluateText, runCell } from "../../lift/javascript/run.ts";
import type { Value as JavaScriptValue } from "../../lift/javascript/values.ts";
import { plotsOf } from "../plotted.ts";
import type { ProgramLanguage } from "./program.ts";

/** The TypeScript and JavaScript of a document: one namespace for all its cells. */
export const javascriptCells: ProgramLanguage<Interpreter, Plotted> = {
  start: () => new Interpreter(),
  run(machine, { source, offset }) {
    const from = machine.drawn.length;
    const { output } = runCell(machine, { source, offset });
    return { output, drawn: machine.drawn.slice(from), numbers: numbersIn(machine) };
  },
  drawings: plotsOf,
  evaluate(machine, expression) {
    const found = evaluateText(machine, expression);
    if ("problem" in found) return found;
    const number = numberOf(found.value);
    return number === undefined ? { text: inspect(found.value) } : { number };
  },
};

const numberOf = (value: JavaScriptValue): number | undefined => (isNumber(value) ? plain(value) : undefined);

function numbersIn(machine: Interpreter): Map<string, number> {
  const known = new Map<string, number>();
  for (const [name, value] of machine.globals.names) {
    const number = numberOf(value);
    if (number !== undefined) known.set(name, number);
  }
  return known;
}
