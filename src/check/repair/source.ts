import type { Span } from "../../base/span.ts";
import type { Language } from "../../lift/language.ts";
import type { Expression, FunctionStatement, Statement } from "../../lift/python/syntax.ts";
import { isPart, type Part } from "../../lift/python/walk.ts";

/** A list of statements that run one after the other. */
export type Block = readonly Statement[];

const precedences: Readonly<Record<string, number>> = {
  "??": 1,
  or: 1,
  and: 2,
  compare: 4,
  "|": 5,
  "^": 6,
  "&": 7,
  "<<": 8,
  ">>": 8,
  ">>>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "//": 10,
  "%": 10,
  "@": 10,
  unary: 11,
  "**": 12,
};
const tightest = 14;

/** How firmly a product binds its factors, and a call or a name by itself. */
export const product = 10;
export const call = 14;

/** How tightly an expression binds, by its outermost operator. */
export function bindingOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
    case "logical":
      return precedences[expression.operator]!;
    case "compare":
    case "unary":
      return precedences[expression.kind]!;
    case "conditional":
    case "lambda":
    case "closure":
    case "assign":
    case "step":
    case "sequence":
      return 0;
    default:
      return tightest;
  }
}

/** What a statement's names belong to besides the whole program. */
type Definition = FunctionStatement | Extract<Expression, { kind: "closure" }>;

/** A program's text with its syntax: what stands where, and in what. */
export class Source {
  readonly #parents = new Map<Part, Part>();
  readonly #blocks = new Map<Statement, Block>();
  readonly #functions = new Map<Part, Definition>();
  readonly statements: Statement[] = [];

  constructor(
    readonly text: string,
    readonly roots: Block,
    readonly language: Language,
  ) {
    this.#block(roots, undefined, undefined);
  }

  #block(block: Block, parent: Part | undefined, inside: Definition | undefined): void {
    for (const statement of block) {
      this.#blocks.set(statement, block);
      this.statements.push(statement);
      this.#part(statement, parent, inside);
    }
  }

  #part(part: Part, parent: Part | undefined, inside: Definition | undefined): void {
    if (parent) this.#parents.set(part, parent);
    if (inside) this.#functions.set(part, inside);
    const within = part.kind === "function" || part.kind === "closure" ? part : inside;
    for (const value of Object.values(part)) this.#value(value, part, within);
  }

  #value(value: unknown, parent: Part, inside: Definition | undefined): void {
    if (isPart(value)) this.#part(value, parent, inside);
    else if (Array.isArray(value)) {
      if (value.length > 0 && value.every((one) => isPart(one) && isStatement(one)))
        this.#block(value, parent, inside);
      else for (const one of value) this.#value(one, parent, inside);
    } else if (typeof value === "object" && value !== null)
      for (const one of Object.values(value)) this.#value(one, parent, inside);
  }

  textOf({ from, to }: Span): string {
    return this.text.slice(from, to);
  }

  /** What a part stands in; every expression stands in a statement at least. */
  parentOf(part: Expression): Part;
  parentOf(part: Part): Part | undefined;
  parentOf(part: Part): Part | undefined {
    return this.#parents.get(part);
  }

  /** The statements among which one stands; what has a label stands alone. */
  blockOf(statement: Statement): Block {
    return this.#blocks.get(statement) ?? [];
  }

  functionOf(part: Part): Definition | undefined {
    return this.#functions.get(part);
  }

  /** The simple statement that holds a span. */
  statementAt({ from, to }: Span): Statement | undefined {
    let found: Statement | undefined;
    for (const one of this.statements) {
      if (one.span.from > from || to > one.span.to) continue;
      if (!found || one.span.to - one.span.from <= found.span.to - found.span.from) found = one;
    }
    return found;
  }

  /** A replacement's text, in the brackets that its place asks for. */
  fitted(place: Expression, text: string, binding: number): string {
    const bracketed = this.text[place.span.from - 1] === "(" && this.text[place.span.to] === ")";
    if (bracketed) return text;
    const needed = this.#neededAt(this.parentOf(place), place);
    return binding < needed ? `(${text})` : text;
  }

  #neededAt(parent: Part, place: Expression): number {
    switch (parent.kind) {
      case "binary": {
        const own = bindingOf(parent);
        return parent.right === place ? own + 1 : own;
      }
      case "unary":
        return precedences.unary!;
      case "compare":
        return precedences.compare! + 1;
      case "attribute":
        return tightest;
      case "subscript":
        return parent.object === place ? tightest : 0;
      case "call":
        return parent.callee === place ? tightest : 0;
      default:
        return 0;
    }
  }
}

const statementKinds = new Set(
  "expression assign declare update if while for function class return import from raise try with assert scope delete block switch labelled pass break continue".split(
    " ",
  ),
);

/** Expressions and statements share the kind `assign`: only a statement has targets. */
const isStatement = (part: Part): part is Statement =>
  statementKinds.has(part.kind) && (part.kind !== "assign" || "targets" in part);
