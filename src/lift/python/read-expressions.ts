import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Span } from "../../base/span.ts";
import { readable } from "./leniency.ts";
import { readFormat, readString } from "./read-string.ts";
import type { Argument, Clause, Comparison, DictEntry, Expression, Parameter } from "./syntax.ts";

/** A form that the interpreter has no meaning for. */
export class SyntaxProblem extends Error {
  constructor(
    readonly from: number,
    message: string,
    /** Python all the same, and no fault of the program's. */
    readonly isPython = false,
  ) {
    super(message);
  }
}

const comparisons = new Set(["<", ">", "<=", ">=", "==", "!=", "<>", "in", "is", "not"]);
const isToken = (node: SyntaxNode, name: string): boolean => node.name === name;

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== "Comment") found.push(child);
  return found;
}

/** Cuts a list of nodes at the tokens of one name. */
export function split(nodes: readonly SyntaxNode[], token: string): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === token) parts.push([]);
    else parts[parts.length - 1]!.push(node);
  }
  return parts;
}

/** The grammar lets `not` reach over `and` and `or`, which bind less: it belongs to the first operand alone. */
function negated(operator: string, operand: Expression, span: Span, isBare: boolean): Expression {
  if (operator === "not" && isBare && operand.kind === "logical") {
    const { left } = operand;
    return {
      ...operand,
      left: negated(operator, left, { from: span.from, to: left.span.to }, left.kind === "logical"),
      span,
    };
  }
  return { kind: "unary", operator, operand, span };
}

const comprehensions: Readonly<Record<string, "list" | "set" | "generator">> = {
  ArrayComprehensionExpression: "list",
  SetComprehensionExpression: "set",
  ComprehensionExpression: "generator",
};

/** Turns the expressions of Lezer's Python tree into our own. */
export class ExpressionReader {
  /** `shift` moves spans: the text of a format string's hole is read apart. */
  constructor(
    readonly source: string,
    readonly shift = 0,
  ) {}

  text(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to);
  }

  span({ from, to }: { from: number; to: number }): Span {
    return { from: from + this.shift, to: to + this.shift };
  }

  refuse(node: SyntaxNode, message: string): never {
    throw new SyntaxProblem(node.from + this.shift, message, true);
  }

  parameters(node: SyntaxNode): Parameter[] {
    const parts = children(node).filter((part) => part.name !== "(" && part.name !== ")");
    let keywordOnly = false;
    const found: Parameter[] = [];
    for (const part of split(parts, ",")) {
      const untyped = part.filter((one) => one.name !== "TypeDef");
      const [first, second] = untyped;
      if (!first || first.name === "/") continue;
      const star = first.name === "*" || first.name === "**" ? (first.name as "*" | "**") : undefined;
      if (star === "*" && !second) {
        keywordOnly = true;
        continue;
      }
      const at = untyped.findIndex((one) => one.name === "AssignOp");
      found.push({
        name: this.text(star ? second! : first),
        ...(at >= 0 && { default: this.listed(untyped.slice(at + 1)) }),
        ...(star && { star }),
        ...(keywordOnly && { keywordOnly: true as const }),
      });
      if (star === "*") keywordOnly = true;
    }
    return found;
  }

  /** Expressions with commas between them: one expression, or a tuple. */
  listed(parts: readonly SyntaxNode[]): Expression {
    const items = split(parts, ",");
    if (items.length === 1) return this.starred(items[0]!);
    const filled = items.filter((item) => item.length > 0).map((item) => this.starred(item));
    return {
      kind: "tuple",
      items: filled,
      span: this.span({ from: parts[0]!.from, to: parts[parts.length - 1]!.to }),
    };
  }

  starred(parts: readonly SyntaxNode[]): Expression {
    const [first, second] = parts;
    if (!first) throw new SyntaxProblem(this.shift, "an expression is missing");
    if (first.name === "*" && second)
      return {
        kind: "starred",
        value: this.expression(second),
        span: this.span({ from: first.from, to: second.to }),
      };
    return this.expression(first);
  }

  expression(node: SyntaxNode): Expression {
    const span = this.span(node);
    const parts = children(node);
    switch (node.name) {
      case "Number":
        return this.number(node);
      case "Boolean":
        return { kind: "constant", value: this.text(node) === "True", span };
      case "None":
        return { kind: "constant", value: null, span };
      case "Ellipsis":
        return { kind: "ellipsis", span };
      case "YieldExpression":
        return this.yielded(parts, span);
      case "String":
        return { kind: "constant", value: readString(this.text(node)), span };
      case "FormatString":
        return { kind: "format", parts: readFormat(this.text(node), node.from + this.shift, readHole), span };
      case "ContinuedString": {
        const all = parts.map((part) => this.expression(part));
        if (all.every((one) => one.kind === "constant"))
          return { kind: "constant", value: all.map((one) => String(one.value)).join(""), span };
        return {
          kind: "format",
          parts: all.flatMap((one) =>
            one.kind === "format" ? one.parts : one.kind === "constant" ? [String(one.value)] : [],
          ),
          span,
        };
      }
      case "VariableName":
        return { kind: "name", name: this.text(node), span };
      case "ParenthesizedExpression":
        return this.generator(parts, span) ?? this.listed(parts.slice(1, -1));
      case "TupleExpression":
      case "ArrayExpression":
      case "SetExpression": {
        const kind = ({ TupleExpression: "tuple", ArrayExpression: "list", SetExpression: "set" } as const)[
          node.name
        ];
        const items = split(parts.slice(1, -1), ",")
          .filter((item) => item.length > 0)
          .map((item) => this.starred(item));
        return { kind, items, span };
      }
      case "DictionaryExpression":
        return { kind: "dict", entries: this.entries(parts.slice(1, -1)), span };
      case "UnaryExpression":
        return negated(
          this.text(parts[0]!),
          this.expression(parts[1]!),
          span,
          parts[1]!.name !== "ParenthesizedExpression",
        );
      case "BinaryExpression":
        return this.binary(node);
      case "ConditionalExpression":
        return {
          kind: "conditional",
          yes: this.expression(parts[0]!),
          test: this.expression(parts[2]!),
          no: this.expression(parts[4]!),
          span,
        };
      case "CallExpression":
        return {
          kind: "call",
          callee: this.expression(parts[0]!),
          arguments: this.arguments(parts[1]!),
          span,
        };
      case "MemberExpression":
        return this.member(parts, span);
      case "LambdaExpression": {
        const list = node.getChild("ParamList");
        return {
          kind: "lambda",
          parameters: list ? this.parameters(list) : [],
          body: this.expression(parts[parts.length - 1]!),
          span,
        };
      }
      case "ArrayComprehensionExpression":
      case "SetComprehensionExpression":
      case "ComprehensionExpression":
        return this.comprehension(parts.slice(1, -1), comprehensions[node.name]!, span);
      case "DictionaryComprehensionExpression":
        return this.comprehension(parts.slice(1, -1), "dict", span);
      case "NamedExpression":
        return {
          kind: "assign",
          target: this.expression(parts[0]!),
          value: this.expression(parts[2]!),
          span,
        };
      default:
        return this.refuse(
          node,
          `${node.name.replace(/Expression$/, "").toLowerCase()} expressions are not interpreted`,
        );
    }
  }

  generator(parts: readonly SyntaxNode[], span: Span): Expression | undefined {
    return parts.some((part) => part.name === "for")
      ? this.comprehension(parts.slice(1, -1), "generator", span)
      : undefined;
  }

  /** `yield x`, `yield from xs`. */
  yielded(parts: readonly SyntaxNode[], span: Span): Expression {
    const isFrom = parts[1]?.name === "from";
    const given = parts.slice(isFrom ? 2 : 1);
    return { kind: "yield", isFrom, ...(given.length > 0 && { value: this.listed(given) }), span };
  }

  number(node: SyntaxNode): Expression {
    const text = this.text(node).replaceAll("_", "");
    if (/[jJ]$/.test(text)) this.refuse(node, "complex numbers are not interpreted");
    const span = this.span(node);
    // `8.`: the dot was read as a blank
    if (this.source[node.to] === "." && !/[\w.]/.test(this.source[node.to + 1] ?? ""))
      return { kind: "constant", value: Number(text), span: { from: span.from, to: span.to + 1 } };
    const isWhole = /^\d+[lL]?$/.test(text) || /^0[xob]/i.test(text);
    return {
      kind: "constant",
      value: isWhole ? BigInt(text.replace(/^(\d+)[lL]$/, "$1")) : Number(text),
      span,
    };
  }

  entries(parts: readonly SyntaxNode[]): DictEntry[] {
    return split(parts, ",")
      .filter((entry) => entry.length > 0)
      .map((entry) => {
        if (entry[0]!.name === "**") return { value: this.expression(entry[1]!) };
        const [key, value] = split(entry, ":");
        return { key: this.listed(key!), value: this.listed(value!) };
      });
  }

  /** Long sums lean to the left, so that spine is walked with a loop; a chain of comparisons is one expression. */
  binary(node: SyntaxNode): Expression {
    const spine: SyntaxNode[] = [];
    let first = node;
    while (first.name === "BinaryExpression") {
      spine.push(first);
      first = children(first)[0]!;
    }
    let left = this.expression(first);
    let chained = false;
    for (const one of spine.reverse()) {
      const parts = children(one);
      const right = this.expression(parts[parts.length - 1]!);
      const operator = parts
        .slice(1, -1)
        .map((part) => this.text(part))
        .join(" ");
      const span = this.span(one);
      if (operator === "and" || operator === "or") left = { kind: "logical", operator, left, right, span };
      else if (comparisons.has(operator.split(" ")[0]!)) {
        const next: Comparison = { operator: operator === "<>" ? "!=" : operator, operand: right };
        left =
          left.kind === "compare" && chained
            ? { ...left, rest: [...left.rest, next], span }
            : { kind: "compare", first: left, rest: [next], span };
        chained = true;
        continue;
      } else left = { kind: "binary", operator, left, right, span };
      chained = false;
    }
    return left;
  }

  arguments(node: SyntaxNode): Argument[] {
    const inner = children(node).filter((part) => part.name !== "(" && part.name !== ")");
    if (inner.some((part) => part.name === "for"))
      return [{ value: this.comprehension(inner, "generator", this.span(node)) }];
    return split(inner, ",")
      .filter((part) => part.length > 0)
      .map((part) => {
        const [first, second] = part;
        if (isToken(first!, "*") || isToken(first!, "**"))
          return { star: first!.name as "*" | "**", value: this.expression(second!) };
        if (second?.name === "AssignOp") return { name: this.text(first!), value: this.expression(part[2]!) };
        return { value: this.expression(first!) };
      });
  }

  member(parts: readonly SyntaxNode[], span: Span): Expression {
    const object = this.expression(parts[0]!);
    if (parts[1]!.name === ".") {
      return { kind: "attribute", object, name: this.text(parts[2]!), span };
    }
    const inside = parts.slice(2, -1);
    const items = split(inside, ",")
      .filter((item) => item.length > 0)
      .map((item) => this.indexItem(item));
    const isTuple = items.length !== 1 || inside.some((part) => part.name === ",");
    const whole = this.span({ from: inside[0]?.from ?? 0, to: inside[inside.length - 1]?.to ?? 0 });
    return {
      kind: "subscript",
      object,
      index: isTuple ? { kind: "tuple", items, span: whole } : items[0]!,
      span,
    };
  }

  indexItem(parts: readonly SyntaxNode[]): Expression {
    if (!parts.some((part) => part.name === ":")) return this.starred(parts);
    const [start, stop, step] = split(parts, ":").map((part) =>
      part[0] ? this.expression(part[0]) : undefined,
    );
    const span = this.span({ from: parts[0]!.from, to: parts[parts.length - 1]!.to });
    return { kind: "slice", ...(start && { start }), ...(stop && { stop }), ...(step && { step }), span };
  }

  comprehension(
    parts: readonly SyntaxNode[],
    of: "list" | "set" | "dict" | "generator",
    span: Span,
  ): Expression {
    const from = parts.findIndex((part) => part.name === "for");
    const head = parts.slice(0, from);
    const [key, value] = of === "dict" ? split(head, ":") : [undefined, head];
    const clauses: Clause[] = [];
    for (let at = from; at < parts.length; ) {
      const next = (name: string, after: number): number => {
        const found = parts.findIndex((part, k) => k > after && part.name === name);
        return found < 0 ? parts.length : found;
      };
      const inAt = next("in", at);
      const end = Math.min(next("for", inAt), next("if", inAt));
      const conditions: Expression[] = [];
      let after = end;
      while (parts[after]?.name === "if") {
        conditions.push(this.expression(parts[after + 1]!));
        after += 2;
      }
      clauses.push({
        target: this.listed(parts.slice(at + 1, inAt)),
        iterable: this.listed(parts.slice(inAt + 1, end)),
        conditions,
      });
      at = after;
    }
    return {
      kind: "comprehension",
      of,
      element: this.listed(value!),
      ...(key && { key: this.listed(key) }),
      clauses,
      span,
    };
  }
}

/** The expression in a hole of a format string. */
function readHole(text: string, from: number): Expression {
  const padded = `(${text})`;
  return new ExpressionReader(padded, from - 1).expression(parseHole(padded, from));
}

function parseHole(text: string, from: number): SyntaxNode {
  const node = parser.parse(readable(text)).topNode.firstChild?.firstChild;
  if (!node) throw new SyntaxProblem(from, "a hole of a format string cannot be read");
  return node;
}
