import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../base/span.ts";
import { SyntaxProblem } from "../python/read-expressions.ts";
import type {
  Accessor,
  Argument,
  ClassStatement,
  DictEntry,
  Expression,
  FormatPart,
  Parameter,
  Statement,
} from "../python/syntax.ts";
import { patternOf } from "./patterns.ts";
import { readNumber, readString } from "./read-literals.ts";

const unread = new Set(["LineComment", "BlockComment", "TypeArgList", "TypeParamList", "TypeAnnotation"]);
/** What TypeScript says of a value without changing it. */
const casts = new Set(["as", "satisfies"]);

/** The nodes in one that mean something to a program that runs: comments and types do not. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!unread.has(child.name)) found.push(child);
  return found;
}

/** Cuts a list of nodes at the commas. */
export function split(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ",") parts.push([]);
    else parts[parts.length - 1]!.push(node);
  }
  return parts;
}

/** What stands between the brackets of a list. */
const inside = (node: SyntaxNode): SyntaxNode[] => children(node).slice(1, -1);

/** The parts of `a, b, c`: none where nothing stands there, and none behind a last comma. */
function listed(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts = split(nodes);
  if (parts.at(-1)!.length === 0) parts.pop();
  return parts;
}

const operators: Readonly<Record<string, "and" | "or" | "??">> = { "&&": "and", "||": "or", "??": "??" };
const modifiers = new Set(["Privacy", "readonly", "override", "static", "async", "abstract", "declare"]);

/** Turns the expressions of Lezer's JavaScript tree into our own. */
export abstract class ExpressionReader {
  constructor(
    readonly source: string,
    /** Where the source stands in its file. */
    readonly shift: number,
    /** The same as it is written, before it was made readable. */
    readonly written: string = source,
  ) {}

  abstract block(node: SyntaxNode): Statement[];
  abstract classOf(node: SyntaxNode, span: Span): ClassStatement;

  text(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to);
  }

  span({ from, to }: { from: number; to: number }): Span {
    return { from: from + this.shift, to: to + this.shift };
  }

  refuse(node: SyntaxNode, message: string): never {
    throw new SyntaxProblem(node.from + this.shift, message);
  }

  expression(node: SyntaxNode): Expression {
    const span = this.span(node);
    const parts = children(node);
    switch (node.name) {
      case "Number":
        return { kind: "constant", value: readNumber(this.text(node)), span };
      case "String":
        return { kind: "constant", value: readString(this.text(node).slice(1, -1)), span };
      case "BooleanLiteral":
        return { kind: "constant", value: this.text(node) === "true", span };
      case "null":
        return { kind: "constant", value: null, span };
      case "VariableName":
      case "VariableDefinition":
      case "this":
      case "super":
        return { kind: "name", name: this.text(node), span };
      case "TemplateString":
        return this.template(node, span);
      case "ParenthesizedExpression":
      case "ParenthesizedPattern":
        return this.expression(parts[1]!);
      case "InstantiationExpression":
        return this.expression(parts[0]!);
      case "PrefixCast":
        return this.expression(parts[parts.length - 1]!);
      case "SequenceExpression":
        if (parts.length === 3 && this.written[parts[1]!.from] === "=")
          return {
            kind: "assign",
            target: this.expression(parts[0]!),
            value: this.expression(parts[2]!),
            span,
          };
        return { kind: "sequence", items: split(parts).map(([one]) => this.expression(one!)), span };
      case "ArrayExpression":
      case "ArrayPattern":
        return { kind: "list", items: listed(inside(node)).map((item) => this.item(item, span)), span };
      case "ObjectExpression":
        return { kind: "dict", entries: listed(inside(node)).map((one) => this.property(one[0]!)), span };
      case "ObjectPattern":
        return {
          kind: "dict",
          entries: listed(inside(node)).map((one) => this.patternProperty(one[0]!)),
          span,
        };
      case "BinaryExpression":
        return this.binary(parts, span);
      case "UnaryExpression":
        return this.unary(parts, span);
      case "PostfixExpression":
        return this.postfix(parts, span);
      case "AssignmentExpression":
        return this.assignment(parts, span);
      case "ConditionalExpression":
        return {
          kind: "conditional",
          test: this.expression(parts[0]!),
          yes: this.expression(parts[2]!),
          no: this.expression(parts[4]!),
          span,
        };
      case "MemberExpression":
      case "CallExpression":
        return this.chained(node);
      case "NewExpression": {
        const list = parts.find((part) => part.name === "ArgList");
        return {
          kind: "new",
          callee: this.expression(parts[1]!),
          arguments: list ? this.arguments(list) : [],
          span,
        };
      }
      case "ArrowFunction":
      case "FunctionExpression":
        return this.closure(node, span);
      case "ClassExpression":
        return { kind: "class expression", definition: this.classOf(node, span), span };
      case "YieldExpression": {
        const isFrom = parts.some((part) => part.name === "Star");
        const value = parts.at(-1)!;
        return {
          kind: "yield",
          ...(value.name !== "yield" && value.name !== "Star" && { value: this.expression(value) }),
          isFrom,
          span,
        };
      }
      case "AwaitExpression":
        return { kind: "unary", operator: "await", operand: this.expression(parts[1]!), span };
      case "DynamicImport":
        return {
          kind: "call",
          callee: { kind: "name", name: "import", span: this.span(parts[0]!) },
          arguments: [{ value: this.expression(parts[2]!) }],
          span,
        };
      case "RegExp": {
        const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(this.text(node)) ?? [];
        const pattern = patternOf(source ?? "", flags ?? "");
        // what it finds is asked for later, if at all
        return pattern
          ? { kind: "constant", value: pattern as never, span }
          : unreadable(this.text(node), span);
      }
      case "PrivatePropertyName":
        return { kind: "constant", value: this.text(node), span };
      default:
        if (node.name.startsWith("JSX")) return { kind: "name", name: " jsx", span };
        if (this.text(node) === "import.meta") return { kind: "name", name: "import.meta", span };
        return this.refuse(node, `\`${this.text(node).split("\n")[0]!.slice(0, 40)}\` is not interpreted`);
    }
  }

  /** One item of a list or of a pattern; nothing stands for a hole. */
  item(nodes: readonly SyntaxNode[], around: Span): Expression {
    const [first, ...rest] = nodes;
    if (!first) return { kind: "hole", span: around };
    if (first.name !== "Spread") return this.withDefault(nodes);
    const span = this.span({ from: first.from, to: rest[0]!.to });
    return { kind: "starred", value: this.expression(rest[0]!), span };
  }

  /** `target` or `target = fallback` of a pattern. */
  withDefault(nodes: readonly SyntaxNode[]): Expression {
    const target = this.expression(nodes[0]!);
    const at = nodes.findIndex((one) => one.name === "Equals");
    if (at < 0) return target;
    const value = this.expression(nodes[at + 1]!);
    return { kind: "assign", target, value, span: { from: target.span.from, to: value.span.to } };
  }

  /** A property's name as a key: text, or what stands in brackets. */
  key(nodes: readonly SyntaxNode[]): { readonly key: Expression; readonly rest: readonly SyntaxNode[] } {
    const [first, ...rest] = nodes;
    if (first!.name === "[") return { key: this.expression(rest[0]!), rest: rest.slice(2) };
    const span = this.span(first!);
    const value =
      first!.name === "String"
        ? readString(this.text(first!).slice(1, -1))
        : first!.name === "Number"
          ? String(readNumber(this.text(first!)))
          : this.text(first!);
    return { key: { kind: "constant", value, span }, rest };
  }

  property(node: SyntaxNode): DictEntry {
    const parts = children(node);
    if (parts[0]!.name === "Spread") return { value: this.expression(parts[1]!) };
    const isMethod = parts.some((part) => part.name === "ParamList");
    const words = isMethod ? parts.filter((part) => isWord(part)).map((part) => part.name) : [];
    const { key, rest } = this.key(isMethod ? parts.filter((part) => !isWord(part)) : parts);
    const accessor = words.find((word): word is Accessor => word === "get" || word === "set");
    if (isMethod) {
      const value: Expression = {
        kind: "closure",
        name: "",
        isArrow: false,
        ...this.functionParts(parts),
        span: this.span(node),
      };
      return { key, value, ...(accessor && { accessor }) };
    }
    if (rest.length === 0)
      return { key, value: { kind: "name", name: this.text(parts[0]!), span: this.span(parts[0]!) } };
    return { key, value: this.expression(rest[1]!) };
  }

  patternProperty(node: SyntaxNode): DictEntry {
    const parts = children(node);
    if (parts[0]!.name === "Spread") return { value: this.expression(parts[1]!) };
    const { key, rest } = this.key(parts);
    // `{a = 1}` names the target and the key at once
    return rest[0]?.name === ":"
      ? { key, value: this.withDefault(rest.slice(1)) }
      : { key, value: this.withDefault(parts) };
  }

  binary(parts: readonly SyntaxNode[], span: Span): Expression {
    const [first, middle, last] = parts as [SyntaxNode, SyntaxNode, SyntaxNode];
    if (casts.has(middle.name)) return this.expression(first);
    const operator = this.text(middle);
    const [left, right] = [this.expression(first), this.expression(last)];
    if (operators[operator]) return { kind: "logical", operator: operators[operator], left, right, span };
    const isComparison = middle.name === "CompareOp" || operator === "in" || operator === "instanceof";
    return isComparison
      ? { kind: "compare", first: left, rest: [{ operator, operand: right }], span }
      : { kind: "binary", operator, left, right, span };
  }

  unary([sign, given]: readonly SyntaxNode[], span: Span): Expression {
    const operator = this.text(sign!);
    const operand = this.expression(given!);
    if (operator === "++" || operator === "--") return this.stepped(operand, operator, "new", span);
    return { kind: "unary", operator: operator === "!" ? "not" : operator, operand, span };
  }

  postfix([given, sign]: readonly SyntaxNode[], span: Span): Expression {
    const operand = this.expression(given!);
    // TypeScript's `x!` is x
    return this.text(sign!) === "!" ? operand : this.stepped(operand, this.text(sign!), "old", span);
  }

  stepped(target: Expression, operator: string, gives: "old" | "new", span: Span): Expression {
    const value: Expression = { kind: "constant", value: 1, span: { from: span.to, to: span.to } };
    return { kind: "step", target, operator: operator[0]!, value, gives, span };
  }

  assignment(parts: readonly SyntaxNode[], span: Span): Expression {
    const [first, sign, last] = parts as [SyntaxNode, SyntaxNode, SyntaxNode];
    const target = this.expression(first);
    const value = this.expression(last);
    if (sign.name === "Equals") return { kind: "assign", target, value, span };
    return { kind: "step", target, operator: this.text(sign).slice(0, -1), value, gives: "new", span };
  }

  /** Members and calls, with all that `?.` skips. */
  chained(node: SyntaxNode): Expression {
    const value = this.link(node);
    const isOutermost = !["MemberExpression", "CallExpression"].includes(node.parent?.name ?? "");
    return isOutermost && holdsOptional(value) ? { kind: "chain", value, span: value.span } : value;
  }

  link(node: SyntaxNode): Expression {
    const span = this.span(node);
    const [first, ...rest] = children(node);
    const isLink = first!.name === "MemberExpression" || first!.name === "CallExpression";
    const object = isLink ? this.link(first!) : this.expression(first!);
    const optional = rest.some((part) => part.name === "?.") ? { optional: true as const } : {};
    if (node.name === "CallExpression") {
      const list = rest.find((part) => part.name === "ArgList");
      if (!list) return this.refuse(node, "a tagged template is not interpreted");
      return { kind: "call", callee: object, arguments: this.arguments(list), ...optional, span };
    }
    const [mark, inner] = rest.filter((part) => part.name !== "?.");
    if (mark!.name === "[")
      return { kind: "subscript", object, index: this.expression(inner!), ...optional, span };
    const name = this.text(inner ?? mark!);
    return { kind: "attribute", object, name, ...optional, span };
  }

  arguments(list: SyntaxNode): Argument[] {
    return listed(inside(list)).map(([first, second]) =>
      first!.name === "Spread"
        ? { value: this.expression(second!), star: "*" as const }
        : { value: this.expression(first!) },
    );
  }

  parameters(list: SyntaxNode): Parameter[] {
    const nodes = children(list).filter((part) => part.name !== "(" && part.name !== ")");
    return listed(nodes).flatMap((part, at) => {
      const given = part.filter(
        (one) => !modifiers.has(one.name) && one.name !== "Optional" && one.name !== "?",
      );
      const isProperty = given.length < part.filter((one) => one.name !== "Optional").length;
      const isRest = given[0]?.name === "Spread";
      const [first] = isRest ? given.slice(1) : given;
      if (!first || first.name === "this") return [];
      const equals = given.findIndex((one) => one.name === "Equals");
      const isPattern = first.name === "ObjectPattern" || first.name === "ArrayPattern";
      return [
        {
          name: isPattern ? ` ${at}` : this.text(first),
          ...(isPattern && { target: this.expression(first) }),
          ...(equals >= 0 && { default: this.expression(given[equals + 1]!) }),
          ...(isRest && { star: "*" as const }),
          ...(isProperty && { isProperty: true as const }),
        },
      ];
    });
  }

  functionParts(parts: readonly SyntaxNode[]): {
    parameters: Parameter[];
    body: Statement[];
    isGenerator?: true;
    isAsync?: true;
  } {
    const list = parts.find((part) => part.name === "ParamList");
    const body = parts.find((part) => part.name === "Block");
    const has = (name: string): boolean => parts.some((part) => part.name === name);
    return {
      parameters: list ? this.parameters(list) : [],
      body: body ? this.block(body) : [],
      ...(has("Star") && { isGenerator: true as const }),
      ...(has("async") && { isAsync: true as const }),
    };
  }

  /** A function that is a value; what an arrow points at is a return without the word. */
  closure(node: SyntaxNode, span: Span): Expression {
    const parts = children(node);
    const isArrow = node.name === "ArrowFunction";
    const own = parts.find((part) => part.name === "VariableDefinition");
    const given = this.functionParts(parts);
    if (isArrow && !parts.some((part) => part.name === "ParamList") && own)
      given.parameters = [{ name: this.text(own) }];
    const last = parts[parts.length - 1]!;
    if (isArrow && last.name !== "Block") {
      const value = this.expression(last);
      given.body = [{ kind: "return", value, span: value.span }];
    }
    return { kind: "closure", name: !isArrow && own ? this.text(own) : "", isArrow, ...given, span };
  }

  template(node: SyntaxNode, span: Span): Expression {
    const parts: FormatPart[] = [];
    let from = node.from + 1;
    const add = (to: number): void => {
      if (to > from) parts.push(readString(this.source.slice(from, to)));
    };
    for (const hole of children(node)) {
      if (hole.name !== "Interpolation") continue;
      add(hole.from);
      const [, value] = children(hole);
      parts.push({ value: this.expression(value!), text: "", debug: false, conversion: "", spec: [] });
      from = hole.to;
    }
    add(node.to - 1);
    return { kind: "format", parts, span };
  }
}

/** A call that ends the reading where the program comes to it, and not before. */
const unreadable = (text: string, span: Span): Expression => ({
  kind: "call",
  callee: { kind: "name", name: " unread", span },
  arguments: [{ value: { kind: "constant", value: text.split("\n")[0]!.slice(0, 40), span } }],
  span,
});

const words = new Set([
  "get",
  "set",
  "async",
  "Star",
  "static",
  "Privacy",
  "readonly",
  "override",
  "abstract",
]);
/** Whether a node is a word before a method's name. */
export const isWord = (node: SyntaxNode): boolean => words.has(node.name);

function holdsOptional(value: Expression): boolean {
  for (let one: Expression | undefined = value; one; ) {
    if ("optional" in one && one.optional) return true;
    one =
      one.kind === "call"
        ? one.callee
        : one.kind === "attribute" || one.kind === "subscript"
          ? one.object
          : undefined;
  }
  return false;
}
