import { parseJavaScript } from "../lift/javascript/parse.ts";
import { type Language, languageOfFile, python } from "../lift/language.ts";
import { parsePython } from "../lift/python/parse.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { programName } from "../render/program-name.ts";
import { callLatex } from "./code-latex-calls.ts";
import {
  atom,
  beside,
  enclosed,
  NoFormula,
  type Piece,
  power,
  product,
  sum,
  wrap,
} from "./code-latex-parts.ts";

/**
 * A statement of a program as the formula that it computes, in LaTeX: `dW1 = X.T @ dZ1 / n`. It is read as it is written,
 * without its shapes: `@` stands side by side, and `*` between what the note-taker writes in capitals is element by
 * element. Undefined for what is no formula.
 */
export function codeLatex(line: string, language: Language | string = python): string | undefined {
  const own = typeof language === "string" ? languageOfFile(language) : language;
  const given = line.trim().replace(/^return\b\s*/, "");
  const { statements } = own === python ? parsePython(given) : parseJavaScript(given);
  const [only, ...more] = statements;
  if (!only || more.length > 0) return undefined;
  try {
    return statementLatex(only);
  } catch (failure) {
    if (failure instanceof NoFormula) return undefined;
    throw failure;
  }
}

function statementLatex(statement: Statement): string | undefined {
  switch (statement.kind) {
    case "expression":
      return statement.value.kind === "step" ? stepLatex(statement.value) : pieceOf(statement.value).text;
    case "assign": {
      const { targets, value } = statement;
      // of `a = b = 0` it is not plain which is meant
      return targets.length === 1 ? `${pieceOf(targets[0]!).text} = ${pieceOf(value).text}` : undefined;
    }
    case "update":
      return stepLatex(statement);
    default:
      return undefined;
  }
}

/** `w -= rate * dw` is what w becomes. */
function stepLatex({
  target,
  operator,
  value,
}: {
  readonly target: Expression;
  readonly operator: string;
  readonly value: Expression;
}): string {
  const to = pieceOf(target);
  const name = operator.replace(/=$/, "");
  return `${to.text} \\leftarrow ${binary(name, to, pieceOf(value), hasMatrix(target) && hasMatrix(value)).text}`;
}

/** An expression in LaTeX, with the strength of its outermost operator. */
export function pieceOf(expression: Expression): Piece {
  switch (expression.kind) {
    case "constant":
      return constant(expression.value);
    case "name":
      return { text: programName(expression.name), binds: atom };
    case "unary": {
      const operand = pieceOf(expression.operand);
      if (expression.operator === "-") return { text: `-${wrap(operand, product)}`, binds: sum };
      if (expression.operator === "+") return operand;
      throw new NoFormula();
    }
    case "binary": {
      const { operator, left, right } = expression;
      return binary(operator, pieceOf(left), pieceOf(right), hasMatrix(left) && hasMatrix(right));
    }
    case "compare":
      return comparison(expression);
    case "conditional": {
      const [yes, test, no] = [expression.yes, expression.test, expression.no].map(
        (one) => pieceOf(one).text,
      );
      const text = `\\begin{cases} ${yes} & ${bare(test!)} \\\\ ${no} & \\text{otherwise} \\end{cases}`;
      return { text, binds: sum };
    }
    case "attribute":
      return attribute(expression.object, expression.name);
    case "subscript":
      return subscript(expression);
    case "call":
      return callLatex(expression.callee, expression.arguments, pieceOf);
    case "tuple":
    case "list":
      return { text: enclosed(expression.items.map((one) => pieceOf(one).text).join(", ")), binds: atom };
    case "chain":
      return pieceOf(expression.value);
    default:
      throw new NoFormula();
  }
}

function constant(value: unknown): Piece {
  if (typeof value !== "number" && typeof value !== "bigint") throw new NoFormula();
  const [mantissa, exponent] = String(value).split("e");
  if (exponent === undefined) return { text: mantissa!, binds: atom, isNumber: true };
  const scale = `10^{${Number(exponent)}}`;
  return mantissa === "1"
    ? { text: scale, binds: power, isNumber: true }
    : { text: `${mantissa} \\times ${scale}`, binds: product, isNumber: true };
}

function binary(operator: string, a: Piece, b: Piece, isByElement: boolean): Piece {
  switch (operator) {
    case "+":
    case "-":
      return { text: `${wrap(a, sum)} ${operator} ${wrap(b, sum + 1)}`, binds: sum };
    case "*": {
      const [left, right] = [wrap(a, product), wrap(b, b.isFraction ? product : product + 1)];
      if (isByElement) return { text: `${left} \\odot ${right}`, binds: product };
      return { text: beside(left, right), binds: product };
    }
    case "@":
      return { text: beside(wrap(a, product), wrap(b, product + 1)), binds: product };
    case "/":
      return { text: `\\frac{${a.text}}{${b.text}}`, binds: product, isFraction: true };
    case "**":
      return { text: `${wrap(a, power + 1)}^{${b.text}}`, binds: power };
    default:
      throw new NoFormula();
  }
}

const signs: Readonly<Record<string, string>> = {
  "<": "<",
  ">": ">",
  "<=": "\\le",
  ">=": "\\ge",
  "==": "=",
  "===": "=",
  "!=": "\\ne",
  "!==": "\\ne",
};

/** A comparison is 1 or 0: Iverson's bracket. */
function comparison({ first, rest }: Extract<Expression, { kind: "compare" }>): Piece {
  const parts = rest.map(({ operator, operand }) => {
    const sign = signs[operator];
    if (sign === undefined) throw new NoFormula();
    return ` ${sign} ${wrap(pieceOf(operand), sum)}`;
  });
  return { text: `[${wrap(pieceOf(first), sum)}${parts.join("")}]`, binds: atom };
}

const bare = (text: string): string => text.replace(/^\[(.*)\]$/s, "$1");

function attribute(object: Expression, name: string): Piece {
  if (name === "T") return { text: `${wrap(pieceOf(object), power + 1)}^{\\top}`, binds: power };
  if (name === "length" || name === "size") return { text: `|${pieceOf(object).text}|`, binds: atom };
  if (object.kind === "name" && /^(np|numpy|math|Math)$/.test(object.name) && /^(pi|PI|e|E)$/.test(name))
    return { text: /^p/i.test(name) ? "\\pi" : "e", binds: atom };
  // whose it is, is no part of a formula: self.W1, this.w, layer.W
  if (object.kind === "name") return { text: programName(name), binds: atom };
  throw new NoFormula();
}

function subscript({ object, index }: Extract<Expression, { kind: "subscript" }>): Piece {
  if (object.kind === "attribute" && object.name === "shape" && index.kind === "constant")
    return {
      text: `\\mathrm{${Number(index.value) === 0 ? "rows" : "columns"}}(${pieceOf(object.object).text})`,
      binds: atom,
    };
  // params["W1"] is W1, whatever it is kept in; grads["W1"] is what is short for its derivative
  if (index.kind === "constant" && typeof index.value === "string" && /^[A-Za-z]\w*$/.test(index.value)) {
    const isGradient =
      (object.kind === "name" || object.kind === "attribute") && /^d|grad/i.test(object.name);
    const own = isGradient && !/^d/.test(index.value) ? `d${index.value}` : index.value;
    return { text: programName(own), binds: atom };
  }
  const indices = [...(index.kind === "tuple" ? index.items : [index])];
  let whole = object;
  // JavaScript's rows of rows
  while (whole.kind === "subscript" && whole.index.kind !== "tuple" && !isText(whole.index)) {
    indices.unshift(whole.index);
    whole = whole.object;
  }
  const text = pieceOf(whole).text;
  const below = indices.map((one) => indexText(one)).join(",");
  // LaTeX refuses a second subscript
  return { text: `${/[_^]/.test(text) ? `{${text}}` : text}_{${below}}`, binds: atom };
}

const isText = (one: Expression): boolean => one.kind === "constant" && typeof one.value === "string";

function indexText(index: Expression): string {
  if (index.kind !== "slice")
    return index.kind === "constant" && index.value === null ? "\\cdot" : pieceOf(index).text;
  const [start, stop] = [index.start, index.stop].map((one) => (one ? pieceOf(one).text : ""));
  if (index.step) throw new NoFormula();
  return start === "" && stop === "" ? ":" : `${start}:${stop}`;
}

/** Whether note-takers would call it a matrix: capitals, transposes, products of matrices. */
function hasMatrix(expression: Expression): boolean {
  switch (expression.kind) {
    case "name":
      return isCapital(expression.name);
    case "attribute":
      return expression.name === "T" || isCapital(expression.name);
    case "unary":
      return hasMatrix(expression.operand);
    case "binary":
      return expression.operator === "@" || hasMatrix(expression.left) || hasMatrix(expression.right);
    case "compare":
      return hasMatrix(expression.first);
    case "call":
      return expression.arguments.some(({ value }) => hasMatrix(value));
    default:
      return false;
  }
}

/** `X`, `W1`, `dZ2` and `dL_dW`; not `N` and `L`, which are numbers. */
const isCapital = (name: string): boolean =>
  /^(?:d_?[A-Za-z]\w*?_d_?|d)?[A-Z](?:\d+|_\w+)?$/.test(name) && !/^[NLJEBCK]$/.test(name);
