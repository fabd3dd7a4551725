import { hasError, type Result } from "../base/diagnostic.ts";
import { parse } from "./parse.ts";
import {
  type Argument,
  type BinaryOperator,
  binding,
  type Comment,
  type DataItem,
  type Declaration,
  type Expression,
  prefixBinding,
  type Slice,
  type Statement,
} from "./syntax.ts";

const postfixBinding = 8;
const atomBinding = 9;
/** A list wider than this is written one item a line. */
const widest = 90;

/**
 * A text in its canonical form: one spacing, the fewest parentheses, comments and single blank lines kept.
 * A text with syntax errors is left to its author: the diagnostics come back instead.
 */
export function format(text: string): Result<string> {
  const { statements, comments, diagnostics } = parse(text);
  if (hasError(diagnostics)) return { diagnostics };
  let result = "";
  let last: Piece | undefined;
  for (const piece of pieces(statements, comments)) {
    result += last ? between(text, last, piece) : "";
    result += piece.text;
    last = piece;
  }
  return { value: last ? `${result}\n` : "", diagnostics };
}

interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly comment: boolean;
  /** A comment from the inside of a statement, moved before it. */
  readonly moved?: boolean;
}

function pieces(statements: readonly Statement[], comments: readonly Comment[]): Piece[] {
  const result: Piece[] = [];
  let next = 0;
  const take = (before: number, at?: number): void => {
    for (; next < comments.length && comments[next]!.span.from < before; next++) {
      const { text, span } = comments[next]!;
      const moved = at !== undefined;
      result.push({ text, from: at ?? span.from, to: at ?? span.to, comment: true, moved });
    }
  };
  for (const statement of statements) {
    const { from, to } = statement.span;
    take(from);
    take(to, from);
    result.push({ text: formatStatement(statement), from, to, comment: false });
  }
  take(Number.POSITIVE_INFINITY);
  return result;
}

/** What stands between two neighbours: a line break, a blank line, or `;` where they shared a line. */
function between(text: string, last: Piece, piece: Piece): string {
  const breaks = text.slice(last.to, piece.from).split("\n").length - 1;
  if (breaks > 1) return "\n\n";
  if (breaks === 1 || last.comment || piece.moved) return "\n";
  return piece.comment ? "  " : "; ";
}

/** One statement in its canonical form. */
export function formatStatement(statement: Statement): string {
  switch (statement.kind) {
    case "input":
    case "param":
      return `${statement.kind} ${statement.declarations.map(declaration).join(", ")}`;
    case "data":
      return `data ${statement.items.map(dataItem).join(", ")}`;
    case "loss":
      return `loss ${statement.name.text} = ${formatExpression(statement.value)}`;
    case "assign":
      return `${statement.name.text} = ${formatExpression(statement.value)}`;
    case "expression":
      return formatExpression(statement.value);
    case "train": {
      const options = statement.options.map(
        ({ name, value }) => `${name.text}=${formatExpression(value, true)}`,
      );
      return ["train", ...statement.words.map((word) => word.text), ...options].join(" ");
    }
  }
}

function declaration({ name, sizes, value, draw }: Declaration): string {
  const shape = sizes ? `[${sizes.map((size) => size.text).join(", ")}]` : "";
  const start = value
    ? ` = ${formatExpression(value)}`
    : draw
      ? ` ~ ${draw.rule.text}${draw.arguments.length > 0 ? `(${callArguments(draw.arguments, false)})` : ""}`
      : "";
  return name.text + shape + start;
}

function dataItem({ name, path, columns, test }: DataItem): string {
  if (!path) return name.text;
  const column = (one: string): string => (/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(one) ? one : `"${one}"`);
  const lists = columns?.map((list) => list.map(column).join(", ")).join("; ");
  const listed = lists === undefined ? "" : ` columns(${lists})`;
  return `${name.text} = "${path.text}"${listed}${test ? ` test "${test.text}"` : ""}`;
}

interface Written {
  readonly text: string;
  readonly binds: number;
}

/** An expression in its canonical form; `tight` leaves out all blanks, as in the options of a train line. */
export function formatExpression(root: Expression, tight = false): string {
  return expression(root, tight).text;
}

const wrapped = ({ text, binds }: Written, least: number): string => (binds < least ? `(${text})` : text);

/** Sums lean to the left, so that spine is walked with a loop; other nesting is bounded by the parser. */
function expression(root: Expression, tight: boolean): Written {
  const spine: Extract<Expression, { kind: "binary" }>[] = [];
  let first = root;
  for (; first.kind === "binary"; first = first.left) spine.push(first);
  let left = operand(first, tight);
  for (const { operator, right } of spine.reverse())
    left = binary(operator, left, expression(right, tight), tight);
  return left;
}

function binary(operator: BinaryOperator, left: Written, right: Written, tight: boolean): Written {
  const binds = binding[operator];
  const rightwards = operator === "^";
  const space = tight || operator === "*" || operator === "/" || rightwards ? "" : " ";
  // a sign needs no parentheses as an exponent: 2^-1
  const last =
    rightwards && right.binds === prefixBinding ? right.text : wrapped(right, rightwards ? binds : binds + 1);
  return {
    text: `${wrapped(left, rightwards ? binds + 1 : binds)}${space}${operator}${space}${last}`,
    binds,
  };
}

function operand(one: Expression, tight: boolean): Written {
  const atom = (text: string): Written => ({ text, binds: atomBinding });
  switch (one.kind) {
    case "number":
      return atom(one.text);
    case "name":
      return atom(one.name.text);
    case "list":
      return atom(list(one.items, tight));
    case "call":
      return atom(`${one.name.text}(${callArguments(one.arguments, tight)})`);
    case "index": {
      const items = one.items.map((item) =>
        item.kind === "slice" ? slice(item, tight) : expression(item, tight).text,
      );
      const of = wrapped(expression(one.of, tight), postfixBinding);
      return { text: `${of}[${items.join(tight ? "," : ", ")}]`, binds: postfixBinding };
    }
    case "transpose": {
      // 2.T would be read as the number 2. and a name
      const of = wrapped(
        expression(one.of, tight),
        one.of.kind === "number" ? atomBinding + 1 : postfixBinding,
      );
      return { text: `${of}.T`, binds: postfixBinding };
    }
    case "unary":
      return {
        text: `${one.operator}${wrapped(expression(one.of, tight), prefixBinding)}`,
        binds: prefixBinding,
      };
    case "binary":
      return expression(one, tight);
  }
}

function list(items: readonly Expression[], tight: boolean): string {
  const texts = items.map((item) => expression(item, tight).text);
  const flat = `[${texts.join(tight ? "," : ", ")}]`;
  if (tight || flat.length <= widest || !items.every((item) => item.kind === "list")) return flat;
  return `[\n${texts.map((text) => `  ${text.replaceAll("\n", "\n  ")}`).join(",\n")}\n]`;
}

function slice({ start, stop, step }: Slice, tight: boolean): string {
  const part = (bound: Expression | undefined): string => (bound ? expression(bound, tight).text : "");
  return `${part(start)}:${part(stop)}${step ? `:${part(step)}` : ""}`;
}

const callArguments = (given: readonly Argument[], tight: boolean): string =>
  given
    .map(({ keyword, value }) => `${keyword ? `${keyword.text}=` : ""}${expression(value, tight).text}`)
    .join(tight ? "," : ", ");
