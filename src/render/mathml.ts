export interface MathmlOptions {
  /** Centred on a line of its own. */
  readonly block?: boolean;
}

/** A formula that is no LaTeX, or more of it than anyone reads. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
}

const longest = 20_000;

/** MathML of a LaTeX formula, through temml (loaded when first wanted). Throws a FormulaError. */
export async function mathml(latex: string, { block = false }: MathmlOptions = {}): Promise<string> {
  if (latex.length > longest) throw new FormulaError(`a formula of ${latex.length} letters is too long`);
  const { default: temml } = await import("temml");
  try {
    return temml.renderToString(latex, {
      displayMode: block,
      throwOnError: true,
      trust: false,
      maxExpand: 1000,
    });
  } catch (failure) {
    // a formula nested deeper than the stack is refused as one that is not understood
    const [message = ""] = (failure as Error).message.split("\n");
    throw new FormulaError(message.replace(/^Temml parse error: /, "").slice(0, 200));
  }
}
