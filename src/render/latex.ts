import { toNested } from "../base/array.ts";
import { plain } from "../base/decimal.ts";
import { type Node, nameOf } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import type { IndexItem } from "../graph/shape.ts";
import { reachable } from "../graph/walk.ts";
import { greek } from "../language/name.ts";

/** A piece of LaTeX with the strength of its outermost operator. */
interface Piece {
  readonly text: string;
  readonly binds: number;
  /** A product that begins with a negative number: at its left end it needs no parentheses. */
  readonly minus?: boolean;
  /** Held together by its bar: at the right end of a product it needs no parentheses. */
  readonly fraction?: boolean;
}

const comparison = 1;
const sum = 2;
const product = 3;
const power = 5;
const atom = 9;

type Cell = (operands: readonly Piece[], node: Node) => Piece;

/** Parentheses, grown where what they hold stands higher than a line. */
const enclosed = (text: string): string =>
  /\\(frac|begin)\b/.test(text) ? `\\left(${text}\\right)` : `(${text})`;
const wrap = ({ text, binds }: Piece, least: number): string => (binds < least ? enclosed(text) : text);
const group = (text: string): string => (/^[A-Za-z0-9]$/.test(text) ? text : `{${text}}`);

/** Two factors side by side; a dot where they would run together. */
function beside(left: string, right: string): string {
  if (/^[\d.]/.test(right) || (/\d$/.test(left) && /^\\frac\{[\d.]/.test(right)))
    return `${left} \\cdot ${right}`;
  const runsOn = /[A-Za-z]$/.test(left) && /^[A-Za-z]/.test(right);
  const touching = /[)\]}\d]$/.test(left) || /^[([\\]/.test(right);
  return runsOn || !touching ? `${left} ${right}` : `${left}${right}`;
}

const infix =
  (symbol: string, binds: number): Cell =>
  ([a, b]) => ({ text: `${wrap(a!, binds)} ${symbol} ${wrap(b!, binds + 1)}`, binds });
const called =
  (name: string): Cell =>
  (operands) => ({ text: `${name}${enclosed(operands.map((one) => one.text).join(", "))}`, binds: atom });
const operator = (name: string): Cell => called(`\\operatorname{${name}}`);
/** A reduction, the axes as an index where they are not all. */
const reduction =
  (name: string): Cell =>
  ([x], { attributes, operands }) => {
    const { axes = [] } = attributes;
    const along = axes.length === operands[0]!.shape.length ? "" : `_{${axes.join(",")}}`;
    return { text: `\\operatorname{${name}}${along}${enclosed(x!.text)}`, binds: atom };
  };
/** A comparison is 1 or 0: Iverson's bracket where it is read as a number. */
const truth =
  (symbol: string): Cell =>
  ([a, b]) => ({ text: `[${wrap(a!, sum)} ${symbol} ${wrap(b!, sum)}]`, binds: atom });

const bare = (text: string): string => text.replace(/^\[(.*)\]$/s, "$1");

const indexText = (item: IndexItem): string => {
  if (typeof item === "number") return String(item);
  const { start, stop, step } = item;
  return `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`;
};

/** How LaTeX writes each operation. */
const cells: Readonly<Record<Op, Cell>> = {
  number: (_, { attributes }) => {
    const [text, minus] = [numberText(attributes.value!), attributes.value! < 0];
    return { text, minus, binds: minus ? sum : text.includes("times") ? product : atom };
  },
  array: (_, { attributes }) => ({ text: matrix(toNested(attributes.array!)), binds: atom }),
  variable: (_, node) => ({ text: latexName(nameOf(node)), binds: atom }),
  named: (_, node) => {
    const text = latexName(nameOf(node));
    const fraction = text.startsWith("\\frac");
    return { text, fraction, binds: fraction ? product : atom };
  },
  add: infix("+", sum),
  subtract: infix("-", sum),
  multiply: ([a, b], { operands }) => {
    const arrays = operands.every((one) => one.shape.length > 0);
    const minus = a!.minus === true;
    const [left, right] = [
      minus ? a!.text : wrap(a!, product),
      wrap(b!, b!.fraction ? product : product + 1),
    ];
    const text = arrays ? `${left} \\odot ${right}` : beside(left, right);
    return { text, minus, binds: minus ? sum : product };
  },
  divide: ([a, b]) => ({ text: `\\frac{${a!.text}}{${b!.text}}`, binds: product, fraction: true }),
  negate: ([x]) => ({ text: `-${wrap(x!, product)}`, binds: sum }),
  power: ([a, b]) => ({ text: `${wrap(a!, power + 1)}^${group(b!.text)}`, binds: power }),
  exp: ([x]) => ({ text: `e^${group(x!.text)}`, binds: power }),
  log: called("\\log"),
  sqrt: ([x]) => ({ text: `\\sqrt{${x!.text}}`, binds: atom }),
  abs: ([x]) => ({ text: `\\lvert ${x!.text} \\rvert`, binds: atom }),
  sign: operator("sign"),
  sin: called("\\sin"),
  cos: called("\\cos"),
  tan: called("\\tan"),
  asin: called("\\arcsin"),
  acos: called("\\arccos"),
  atan: called("\\arctan"),
  sinh: called("\\sinh"),
  cosh: called("\\cosh"),
  tanh: called("\\tanh"),
  erf: operator("erf"),
  sigmoid: called("\\sigma"),
  relu: operator("relu"),
  leakyRelu: operator("leaky\\_relu"),
  elu: operator("elu"),
  softplus: operator("softplus"),
  silu: operator("silu"),
  gelu: operator("gelu"),
  less: truth("<"),
  lessEqual: truth("\\le"),
  greater: truth(">"),
  greaterEqual: truth("\\ge"),
  equal: truth("="),
  notEqual: truth("\\ne"),
  where: ([condition, a, b]) => ({
    text: `\\begin{cases} ${a!.text} & ${bare(condition!.text)} \\\\ ${b!.text} & \\text{otherwise} \\end{cases}`,
    binds: comparison,
  }),
  maximum: called("\\max"),
  minimum: called("\\min"),
  sum: reduction("sum"),
  mean: reduction("mean"),
  max: reduction("max"),
  min: reduction("min"),
  logSumExp: reduction("logsumexp"),
  size: reduction("size"),
  matmul: ([a, b]) => ({ text: beside(wrap(a!, product), wrap(b!, product + 1)), binds: product }),
  transpose: ([x]) => ({ text: `${wrap(x!, power + 1)}^{\\top}`, binds: power }),
  reshape: ([x]) => x!,
  broadcast: ([x]) => x!,
  concatenate: (operands) => ({ text: `[${operands.map((one) => one.text).join("; ")}]`, binds: atom }),
  index: ([x], { attributes }) => ({
    // LaTeX refuses a second subscript
    text: `${/_/.test(x!.text) ? `{${wrap(x!, power + 1)}}` : wrap(x!, power + 1)}_{[${attributes.index!.map(indexText).join(", ")}]}`,
    binds: atom,
  }),
  scatter: operator("scatter"),
  gather: operator("gather"),
  scatterAdd: operator("scatter"),
  softmax: operator("softmax"),
  logSoftmax: operator("log\\_softmax"),
  oneHot: operator("one\\_hot"),
  crossEntropy: operator("cross\\_entropy"),
};

/**
 * An expression in LaTeX, in the order in which it is written; a name stands for its expression. `spell` writes names in
 * another way than `latexName`, such as a document's own.
 */
export function latex(root: Node, spell?: (name: string) => string): string {
  const isName = (node: Node): boolean => node.op === "named";
  const pieces = new Map<Node, Piece>();
  for (const node of reachable([root], isName)) {
    const operands = isName(node) ? [] : node.operands.map((operand) => pieces.get(operand)!);
    const spelled = spell && (isName(node) || node.op === "variable");
    pieces.set(node, spelled ? { text: spell(nameOf(node)), binds: atom } : cells[node.op](operands, node));
  }
  return pieces.get(root)!.text;
}

/** A name as mathematicians write it: `y_hat` is \hat{y}, `w21` is w_{21}, `dL/dw1` a fraction of differentials. */
export function latexName(name: string): string {
  const differential = /^d([^/]+)\/d(.+)$/.exec(name);
  if (differential) return `\\frac{d${latexName(differential[1]!)}}{d${latexName(differential[2]!)}}`;
  // of three words or more none is an index
  if (/^[A-Za-z]\w*(_[A-Za-z]\w*){2}/.test(name)) return `\\mathrm{${name.replaceAll("_", "\\_")}}`;
  const [, stem, digits = "", accent, rest = ""] =
    /^([^\d_]+)(\d*)(?:_(hat|bar|tilde|dot)(?![A-Za-z]))?(?:_?(.*))$/.exec(name) ?? [];
  if (stem === undefined) return `\\mathrm{${name.replaceAll("_", "\\_")}}`;
  const letter = greekNames.has(stem) ? `\\${stem}` : stem.length === 1 ? stem : `\\mathrm{${stem}}`;
  const below = [digits, ...rest.split("_")].filter(Boolean).map(subscript).join(",");
  return `${accent ? `\\${accent}{${letter}}` : letter}${below && `_${group(below)}`}`;
}

const greekNames = new Set(Object.values(greek));
const subscript = (part: string): string => (/^(\d+|.)$/.test(part) ? part : `\\mathrm{${part}}`);

function numberText(value: number): string {
  if (value === Math.PI) return "\\pi";
  if (value === Math.E) return "e";
  if (Number.isNaN(value)) return "\\mathrm{NaN}";
  if (!Number.isFinite(value)) return value < 0 ? "-\\infty" : "\\infty";
  const [mantissa, exponent] = plain(value).split("e");
  return exponent ? `${mantissa} \\times 10^{${Number(exponent)}}` : mantissa!;
}

function matrix(nested: unknown): string {
  if (!Array.isArray(nested)) return numberText(nested as number);
  const rows = nested.map((row) => (Array.isArray(row) ? row.map(matrix).join(" & ") : matrix(row)));
  return `\\begin{pmatrix} ${rows.join(" \\\\ ")} \\end{pmatrix}`;
}

/** A named quantity with what it stands for: `z = w x + b`. */
export const statementLatex = (quantity: Node): string =>
  `${latexName(nameOf(quantity))} = ${latex(quantity.operands[0]!)}`;
