import type { Element } from "hast";
import { FormulaError, mathml } from "../render/mathml.ts";
import { h, raw } from "./element.ts";
import { flowchartSvg } from "./flowchart.ts";
import type { Memory } from "./memory.ts";

/** A formula in a line that is written with so many letters may be wider than a narrow window, and is scrolled there. */
const longInLine = 40;

/** Formulas and flow charts of a page: the same text is drawn once. */
export class Formulas {
  constructor(readonly markup: Memory["markup"]) {}

  /** A formula; one that cannot be read is shown as it is written. */
  async html(latex: string, block: boolean): Promise<Element> {
    const markup = await this.markup.of(`${block ? "block" : "line"} ${latex}`, () => markupOf(latex, block));
    if (markup === undefined) {
      const shown = latex.length > 2000 ? `${latex.slice(0, 2000)}…` : latex;
      return h("span", {}, h("code", { className: ["unread"] }, shown));
    }
    return block
      ? h("span", { className: ["formula"], tabIndex: 0 }, raw(markup))
      : latex.length < longInLine
        ? h("span", { className: ["maths"] }, raw(markup))
        : h("span", { className: ["maths", "long"], tabIndex: 0 }, raw(markup));
  }

  /** A Mermaid flow chart as a picture; nothing where it is none that is drawn. */
  flowchart(source: string): Promise<string | undefined> {
    return this.markup.of(`chart ${source}`, () => flowchartSvg(source));
  }
}

async function markupOf(latex: string, block: boolean): Promise<string | undefined> {
  try {
    return await mathml(latex, { block });
  } catch (failure) {
    if (!(failure instanceof FormulaError)) throw failure;
    return undefined;
  }
}
