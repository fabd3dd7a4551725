import { inspect } from "../../lift/javascript/inspect.ts";
import { Interpreter } from "../../lift/javascript/interpreter.ts";
import { isNumber, plain } from "../../lift/javascript/numbers.ts";
import { evaluateText, runCell } from "../../lift/javascript/run.ts";
import type { Value as JavaScriptValue } from "../../lift/javascript/values.ts";
import type { Block, Cell, Lookup, Value } from "../cell.ts";
import { plotsOf } from "../plotted.ts";
import { blocksOf } from "./blocks.ts";

/** The TypeScript and JavaScript of a document: one namespace for all its cells, run in the order in which they stand. */
export class JavaScriptSession {
  readonly #machine = new Interpreter();
  #drawn = 0;

  /** Runs a cell: what it prints and what it draws. Its faults are the checker's to tell. */
  async run(cell: Cell): Promise<{ blocks: Block[]; lookup: Lookup }> {
    const machine = this.#machine;
    const { output } = runCell(machine, { source: cell.source, offset: cell.offset });
    const drawn = machine.drawn.slice(this.#drawn);
    this.#drawn = machine.drawn.length;
    return { blocks: blocksOf(cell, output, await plotsOf(drawn)), lookup: snapshot(machine) };
  }

  /** What an expression is at this place of the document. */
  evaluate(expression: string): Value {
    const found = evaluateText(this.#machine, expression);
    if ("problem" in found) return found;
    const number = numberOf(found.value);
    return number === undefined ? { text: inspect(found.value) } : { number };
  }
}

const numberOf = (value: JavaScriptValue): number | undefined => (isNumber(value) ? plain(value) : undefined);

/** The numbers that a cell leaves behind under plain names. */
function snapshot(machine: Interpreter): Lookup {
  const known = new Map<string, number>();
  for (const [name, value] of machine.globals.names) {
    const number = numberOf(value);
    if (number !== undefined) known.set(name, number);
  }
  return (name) => {
    const number = known.get(name);
    return number === undefined ? { problem: `after this cell there is no number \`${name}\`` } : { number };
  };
}
