import { readFileSync } from "node:fs";
import { Interpreter as JavaScriptMachine } from "../../src/lift/javascript/interpreter.ts";
import { Interpreter as PythonMachine } from "../../src/lift/python/interpreter.ts";

/** What a check costs, however busy the machine is. */
export interface Cost {
  /** How often a part of the program is run again: a step at a point, or with a change on trial. */
  readonly runs: number;
  /** How many steps of the interpreter these runs take together. */
  readonly steps: number;
}

/** Does some work and counts what is run again for it. */
export function withCost<T>(work: () => T): { readonly value: T; readonly cost: Cost } {
  let runs = 0;
  let steps = 0;
  const given = new Map<PythonMachine | JavaScriptMachine, number>();
  const machines = [PythonMachine.prototype, JavaScriptMachine.prototype];
  const refills = machines.map((one) => one.refill);
  const counted = (refill: (this: never, most: number) => void) =>
    function (this: PythonMachine | JavaScriptMachine, most: number): void {
      const before = given.get(this);
      if (before !== undefined) steps += before - this.left;
      runs++;
      given.set(this, most);
      refill.call(this as never, most);
    };
  for (const [at, one] of machines.entries()) one.refill = counted(refills[at] as never);
  try {
    const value = work();
    for (const [machine, most] of given) steps += most - machine.left;
    return { value, cost: { runs, steps } };
  } finally {
    for (const [at, one] of machines.entries()) one.refill = refills[at]!;
  }
}

const isNear = (one: number, other: number, least: number): boolean =>
  Math.abs(one - other) <= Math.max(least, 0.05 * Math.min(one, other));

/** Whether a cost is another one: more than a twentieth above or below. */
export const differs = (one: Cost, other: Cost): boolean =>
  !isNear(one.runs, other.runs, 0) || !isNear(one.steps, other.steps, 1);

export const costText = ({ runs, steps }: Cost): string => `${runs} runs, ${Math.round(steps)} steps`;

/** The cost that a line begins with, as costText writes it. */
export function readCost(line: string): Cost {
  const [, runs, steps] = /^(\d+) runs, (\d+) steps/.exec(line) ?? [];
  return { runs: Number(runs), steps: Number(steps) };
}

/** The kept costs of the programs of one file of reports: `12 runs, 3456 steps: name`, a line each. */
export function readCosts(file: string): Map<string, Cost> {
  let text = "";
  try {
    text = readFileSync(new URL(`costs/${file}.txt`, import.meta.url), "utf8");
  } catch {
    // none is kept yet: every name is missing
  }
  return new Map(
    [...text.matchAll(/^(.* steps): (.*)$/gm)].map(([, cost, name]) => [name!, readCost(cost!)]),
  );
}
