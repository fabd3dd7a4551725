import type { Span } from "../base/span.ts";
import { parse } from "./parse.ts";
import type { Expression, Identifier, Slice } from "./syntax.ts";

/** One number that a model states in place, and where. */
export interface StatedNumber {
  readonly span: Span;
  readonly value: number;
}

/** Where a model's text says what: its statements, the names that each reads, the numbers given in place. */
export interface Places {
  /** The whole statement of each named quantity. */
  readonly statements: ReadonlyMap<string, Span>;
  /** Where a quantity's statement reads a name. */
  readonly uses: ReadonlyMap<string, readonly { readonly name: string; readonly span: Span }[]>;
  /** The numbers of each input and parameter, where each is written out; nothing for drawn ones and fills. */
  readonly numbers: ReadonlyMap<string, readonly StatedNumber[]>;
}

export function placesOf(text: string): Places {
  const statements = new Map<string, Span>();
  const uses = new Map<string, { name: string; span: Span }[]>();
  const numbers = new Map<string, readonly StatedNumber[]>();
  for (const statement of parse(text).statements) {
    if (statement.kind === "assign" || statement.kind === "loss") {
      const { name, value, span } = statement;
      statements.set(name.canonical, span);
      uses.set(
        name.canonical,
        namesIn(value).map((one) => ({ name: one.canonical, span: one.span })),
      );
    } else if (statement.kind === "input" || statement.kind === "param") {
      for (const { name, value, sizes, span } of statement.declarations) {
        statements.set(name.canonical, span);
        const stated = value && numbersIn(value);
        // one number that fills a whole array is none of its elements
        if (stated && !(sizes && stated.length === 1)) numbers.set(name.canonical, stated);
      }
    }
  }
  return { statements, uses, numbers };
}

/** Every name that an expression reads, in the order of the text. */
function namesIn(expression: Expression): Identifier[] {
  const found: Identifier[] = [];
  const pending: (Expression | Slice | undefined)[] = [expression];
  while (pending.length > 0) {
    const one = pending.pop();
    switch (one?.kind) {
      case "name":
        found.push(one.name);
        break;
      case "list":
        pending.push(...one.items);
        break;
      case "call":
        pending.push(...one.arguments.map((argument) => argument.value));
        break;
      case "index":
        pending.push(one.of, ...one.items);
        break;
      case "slice":
        pending.push(one.start, one.stop, one.step);
        break;
      case "transpose":
      case "unary":
        pending.push(one.of);
        break;
      case "binary":
        pending.push(one.left, one.right);
    }
  }
  return found.sort((a, b) => a.span.from - b.span.from);
}

/** The numbers of a list of numbers, from first to last; nothing where anything else stands in it. */
function numbersIn(expression: Expression): readonly StatedNumber[] | undefined {
  const { span } = expression;
  if (expression.kind === "number") return [{ span, value: Number(expression.text) }];
  if (expression.kind === "unary" && expression.of.kind === "number")
    return [{ span, value: (expression.operator === "-" ? -1 : 1) * Number(expression.of.text) }];
  if (expression.kind !== "list") return undefined;
  const found: StatedNumber[] = [];
  for (const item of expression.items) {
    const inner = numbersIn(item);
    if (!inner) return undefined;
    found.push(...inner);
  }
  return found;
}
