/** MathML of a LaTeX formula, through temml (loaded when first wanted). `block` centres it on a line of its own. */
export async function mathml(latex: string, { block = false } = {}): Promise<string> {
  const { default: temml } = await import("temml");
  return temml.renderToString(latex, { displayMode: block });
}
