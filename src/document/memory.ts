import type { CheckedCells } from "../check/check.ts";
import type { CellResult } from "./cell.ts";
import type { ProgramStep } from "./cells/program.ts";
import type { Answered } from "./session.ts";

/**
 * What is known of a document from the build before, for a process that builds it again and again. Everything here is
 * kept under all that it follows from, so that a build with a memory gives what a build without one gives, sooner.
 */
export class Memory {
  readonly cells = new CellMemory();
  /** What programs did, language by language, step by step. */
  readonly programs = new Map<string, readonly ProgramStep[]>();
  /** What the checker found in a language's cells, by their texts. */
  readonly checks = new Kept<CheckedCells | Promise<CheckedCells>>();
  /** Formulas and flow charts as markup, by their text. */
  readonly markup = new Kept<Promise<string | undefined>>();

  /** Begins a build: what the last one did not ask for is forgotten. */
  turn(): void {
    for (const one of [this.cells, this.checks, this.markup]) one.turn();
  }
}

/** What follows from a text alone. */
export class Kept<T> {
  #before: ReadonlyMap<string, T> = new Map();
  #now = new Map<string, T>();

  of(text: string, make: () => T): T {
    const found = this.#now.get(text) ?? this.#before.get(text) ?? make();
    this.#now.set(text, found);
    return found;
  }

  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

/** A cell that ran without a fault. */
export interface Remembered {
  readonly result: CellResult;
  /** What it asked of the document, and was answered. */
  readonly asked: readonly Answered[];
}

/**
 * The cells of this build and the one before. A cell's result follows from its text and from the answers that it got: a cell of the
 * same text that would be answered the same has the same result.
 */
class CellMemory {
  #before: ReadonlyMap<string, readonly Remembered[]> = new Map();
  #now: Map<string, Remembered[]> = new Map();

  find(text: string, isAnswered: (asked: readonly Answered[]) => boolean): CellResult | undefined {
    const fits = ({ asked }: Remembered): boolean => isAnswered(asked);
    const twin = this.#now.get(text)?.find(fits);
    // what stands twice in a page is two things
    if (twin) return { ...twin.result, blocks: twin.result.blocks.map((one) => ({ ...one })) };
    const found = this.#before.get(text)?.find(fits);
    if (found) this.keep(text, found);
    return found?.result;
  }

  keep(text: string, one: Remembered): void {
    const known = this.#now.get(text);
    if (known) known.push(one);
    else this.#now.set(text, [one]);
  }

  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}
