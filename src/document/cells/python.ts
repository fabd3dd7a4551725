import { Ndarray } from "../../lift/numpy/array.ts";
import type { Machine } from "../../lift/python/machine.ts";
import { newMachine, runCell } from "../../lift/python/run.ts";
import { bare, type Drawn, type PyValue } from "../../lift/python/values.ts";
import { drawingsOf } from "../drawn.ts";
import type { ProgramLanguage } from "./program.ts";

/** The Python of a document: one namespace for all its cells. */
export const pythonCells: ProgramLanguage<Machine, Drawn> = {
  start: newMachine,
  run(machine, { source, offset }) {
    const from = machine.drawn.length;
    const { output } = runCell(machine, { source, offset });
    return { output, drawn: machine.drawn.slice(from), numbers: numbersIn(machine) };
  },
  drawings: drawingsOf,
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

function numberOf(value: PyValue): number | undefined {
  if (value instanceof Ndarray) return value.rank === 0 ? value.first : undefined;
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    ? Number(value)
    : undefined;
}
