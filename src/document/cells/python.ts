import type { Machine } from "../../lift/python/machine.ts";
import { newMachine, runCell } from "../../lift/python/run.ts";
import { bare, type Drawn } from "../../lift/python/values.ts";
import { numbersOf, picturesOf } from "../drawn.ts";
import type { ProgramLanguage } from "./program.ts";

/** The Python of a document: one namespace for all its cells. */
export const pythonCells: ProgramLanguage<Machine, Drawn> = {
  start: newMachine,
  run(machine, { source, offset }) {
    const from = machine.drawn.length;
    const { output } = runCell(machine, { source, offset });
    return { output, drawn: machine.drawn.slice(from), numbers: numbersIn(machine) };
  },
  pictures: picturesOf,
  evaluate(machine, expression) {
    const { output, diagnostics } = runCell(machine, { source: expression, offset: 0 });
    const [fault] = diagnostics;
    if (fault) return { problem: fault.message };
    const text = output.trim().replace(/^np\.(?:float|int|uint)\d+\((.*)\)$/, "$1");
    const number = text === "" ? Number.NaN : Number(text);
    return Number.isNaN(number) ? { text } : { number };
  },
};

function numbersIn(machine: Machine): Map<string, number> {
  const known = new Map<string, number>();
  for (const [name, value] of machine.globals.names) {
    const number = numberOf(bare(value));
    if (number !== undefined) known.set(name, number);
  }
  return known;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  const numbers = numbersOf(value);
  return numbers !== undefined && !Array.isArray(numbers) ? (numbers as number) : undefined;
}
