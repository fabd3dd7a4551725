import { greek } from "../../language/name.ts";

const letters = new Set(Object.values(greek));

/** The Greek letters' commands, variants included, as the names that programs give them. */
export function greekLetter(command: string): string | undefined {
  const name = command.slice(1).replace(/^var(?=[a-z])/, "");
  return letters.has(name) ? name : command === "\\ell" ? "ell" : undefined;
}

/** A letter typed as itself: `σ` is sigma. */
export const plainLetter = (text: string): string => (Object.hasOwn(greek, text) && greek[text]) || text;

export const accents: Readonly<Record<string, string>> = {
  "\\hat": "_hat",
  "\\widehat": "_hat",
  "\\bar": "_bar",
  "\\overline": "_bar",
  "\\tilde": "_tilde",
  "\\widetilde": "_tilde",
  "\\dot": "_dot",
  "\\check": "_check",
};

/** Commands that set a name in another type and say no more. */
export const faces = new Set(
  "\\mathbf \\boldsymbol \\bm \\pmb \\vec \\mathcal \\mathscr \\mathit \\mathsf \\mathtt \\mathbb \\mathfrak \\underline".split(
    " ",
  ),
);

/** Commands whose argument is a word. */
export const wordCommands = new Set(
  "\\mathrm \\text \\textrm \\textit \\textbf \\operatorname \\operatorname* \\mbox \\rm".split(" "),
);

/** Functions by the words and commands that name them, as the maths language calls them. */
export const functionNames: Readonly<Record<string, string>> = {
  exp: "exp",
  log: "log",
  ln: "log",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  sinh: "sinh",
  cosh: "cosh",
  tanh: "tanh",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  max: "max",
  min: "min",
  relu: "relu",
  ReLU: "relu",
  sigmoid: "sigmoid",
  softplus: "softplus",
  softmax: "softmax",
  sign: "sign",
  sgn: "sign",
  sqrt: "sqrt",
  erf: "erf",
};

/** Letters that stand for a function wherever a parenthesis follows them. */
export const usualFunctions = new Set(["f", "g", "h", "F", "sigma", "phi", "psi"]);

/** The function that a word stands for. */
export const functionNamed = (word: string): string | undefined =>
  Object.hasOwn(functionNames, word) ? functionNames[word] : undefined;
