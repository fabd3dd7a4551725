import type { Machine } from "../../lift/python/machine.ts";
import { newMachine, runCell } from "../../lift/python/run.ts";
import { bare } from "../../lift/python/values.ts";
import type { Block, Cell, Lookup, Value } from "../cell.ts";
import { numbersOf, picturesOf } from "../drawn.ts";
import { blocksOf } from "./blocks.ts";

/** The Python of a document: one namespace for all its cells, run in the order in which they stand. */
export class PythonSession {
  readonly #machine: Machine = newMachine();
  #drawn = 0;

  /** Runs a cell: what it prints and what it draws. Its faults are the checker's to tell. */
  async run(cell: Cell): Promise<{ blocks: Block[]; lookup: Lookup }> {
    const machine = this.#machine;
    const { output } = runCell(machine, { source: cell.source, offset: cell.offset });
    const drawn = machine.drawn.slice(this.#drawn);
    this.#drawn = machine.drawn.length;
    return { blocks: blocksOf(cell, output, await picturesOf(drawn)), lookup: snapshot(machine) };
  }

  /** What an expression is at this place of the document. */
  evaluate(expression: string): Value {
    const machine = this.#machine;
    const { output, diagnostics } = runCell(machine, { source: expression, offset: 0 });
    const [fault] = diagnostics;
    if (fault) return { problem: fault.message };
    const text = output.trim().replace(/^np\.(?:float|int|uint)\d+\((.*)\)$/, "$1");
    const number = text === "" ? Number.NaN : Number(text);
    return Number.isNaN(number) ? { text } : { number };
  }
}

/** The numbers that a cell leaves behind under plain names. */
function snapshot(machine: Machine): Lookup {
  const known = new Map<string, number>();
  for (const [name, value] of machine.globals.names) {
    const number = numberOf(bare(value));
    if (number !== undefined) known.set(name, number);
  }
  return (name) => {
    const number = known.get(name);
    return number === undefined ? { problem: `after this cell there is no number \`${name}\`` } : { number };
  };
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  const numbers = numbersOf(value);
  return numbers !== undefined && !Array.isArray(numbers) ? (numbers as number) : undefined;
}
