import { sameData } from "../../base/same-data.ts";
import { drawChart } from "../../render/plot/chart.ts";
import type { Block, Cell, Lookup, Value } from "../cell.ts";
import type { Drawing } from "../drawn.ts";

/** What a document asks of a programming language: a machine that its cells run in, one after the other. */
export interface ProgramLanguage<Machine, Drawn> {
  readonly start: () => Machine;
  /** Runs a cell. Its faults are the checker's to tell. */
  readonly run: (machine: Machine, cell: Pick<Cell, "source" | "offset">) => CellRun<Drawn>;
  /** What a cell has drawn, as it is to be drawn in the page. */
  readonly drawings: (drawn: readonly Drawn[]) => readonly Drawing[];
  /** What an expression is, after the cells that have run. */
  readonly evaluate: (machine: Machine, expression: string) => Value;
}

export interface CellRun<Drawn> {
  readonly output: string;
  readonly drawn: readonly Drawn[];
  /** The numbers that it leaves behind under plain names. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** A cell that was run or an expression that was asked, and what came of it. */
export type ProgramStep =
  | { readonly kind: "cell"; readonly text: string; readonly outcome: CellOutcome }
  | { readonly kind: "expression"; readonly text: string; readonly outcome: Value };

interface Picture extends Drawing {
  readonly svg: string;
}

interface CellOutcome extends Pick<CellRun<unknown>, "output" | "numbers"> {
  readonly pictures: readonly Picture[];
}

/**
 * The cells and questions of one language, in the order in which they stand. What a step gives follows from its text
 * and the texts of the steps before it: as long as they are those of the build before, so is what they give, and
 * nothing runs. What runs again and draws the same is not drawn again.
 */
export class ProgramSession<Machine, Drawn> {
  readonly steps: ProgramStep[] = [];
  #machine: Machine | undefined;
  #known: readonly ProgramStep[];
  readonly #pictures: readonly Picture[];

  constructor(
    readonly language: ProgramLanguage<Machine, Drawn>,
    before: readonly ProgramStep[] = [],
  ) {
    this.#known = before;
    this.#pictures = before.flatMap((one) => (one.kind === "cell" ? one.outcome.pictures : []));
  }

  async run(cell: Cell): Promise<{ blocks: Block[]; lookup: Lookup }> {
    const { output, pictures, numbers } = await this.#cell(cell);
    const printed: Block[] =
      output.trim() === "" ? [] : [{ kind: "output", text: output.replace(/\n$/, "") }];
    const caption = cell.fence.options.get("caption")?.value ?? "";
    return {
      blocks: [
        ...printed,
        ...pictures.map(({ svg, alt }): Block => ({ kind: "picture", svg, alt, caption })),
      ],
      lookup: (name) => {
        const number = numbers.get(name);
        return number === undefined
          ? { problem: `after this cell there is no number \`${name}\`` }
          : { number };
      },
    };
  }

  async #cell(cell: Cell): Promise<CellOutcome> {
    const known = this.#next("cell", cell.source);
    if (known?.kind === "cell") return known.outcome;
    const { language } = this;
    const { output, drawn, numbers } = language.run(this.#ready(), cell);
    const pictures = await Promise.all(language.drawings(drawn).map((one) => this.#picture(one)));
    const outcome = { output, numbers, pictures };
    this.steps.push({ kind: "cell", text: cell.source, outcome });
    return outcome;
  }

  async #picture({ chart, alt }: Drawing): Promise<Picture> {
    const known = this.#pictures.find((one) => sameData(one.chart, chart));
    return { chart, alt, svg: known?.svg ?? (await drawChart(chart)) };
  }

  /** What an expression is at this place of the document. */
  evaluate(expression: string): Value {
    const known = this.#next("expression", expression);
    if (known?.kind === "expression") return known.outcome;
    const outcome = this.language.evaluate(this.#ready(), expression);
    this.steps.push({ kind: "expression", text: expression, outcome });
    return outcome;
  }

  /** The step of the build before, where all steps up to it are the same. */
  #next(kind: ProgramStep["kind"], text: string): ProgramStep | undefined {
    const known = this.#known[this.steps.length];
    if (known?.kind === kind && known.text === text) this.steps.push(known);
    else this.#known = [];
    return this.steps.at(-1) === known ? known : undefined;
  }

  /** A machine in which all steps so far have been taken. */
  #ready(): Machine {
    if (this.#machine) return this.#machine;
    const machine = this.language.start();
    for (const { kind, text } of this.steps)
      if (kind === "cell") this.language.run(machine, { source: text, offset: 0 });
      else this.language.evaluate(machine, text);
    this.#machine = machine;
    return machine;
  }
}
