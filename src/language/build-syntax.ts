import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../base/span.ts";
import { canonicalName } from "./name.ts";
import type {
  Argument,
  BinaryOperator,
  DataItem,
  Declaration,
  Expression,
  Identifier,
  Slice,
  Statement,
  TrainOption,
} from "./syntax.ts";

/** Turns the nodes of a Lezer tree into the typed syntax tree. */
export class Reader {
  #offset = 0;

  constructor(readonly text: string) {}

  readonly statements: Readonly<Record<string, (node: SyntaxNode) => Statement>> = {
    InputStatement: (node) => ({
      kind: "input",
      declarations: this.declarations(node),
      span: this.#span(node),
    }),
    ParamStatement: (node) => ({
      kind: "param",
      declarations: this.declarations(node),
      span: this.#span(node),
    }),
    DataStatement: (node) => ({
      kind: "data",
      items: node.getChildren("DataItem").map((item) => this.dataItem(item)),
      span: this.#span(node),
    }),
    LossStatement: (node) => this.assignment("loss", node),
    Assignment: (node) => this.assignment("assign", node),
    TrainStatement: (node) => ({
      kind: "train",
      words: node.getChildren("Name").map((name) => this.identifier(name)),
      options: node.getChildren("Option").map((option) => this.option(option)),
      span: this.#span(node),
    }),
    ExpressionStatement: (node) => ({
      kind: "expression",
      value: this.expressionIn(node),
      span: this.#span(node),
    }),
  };

  /** The statement of a tree that was parsed from `offset` on. */
  statement(node: SyntaxNode, offset: number): Statement {
    this.#offset = offset;
    return this.statements[node.name]!(node);
  }

  #span({ from, to }: SyntaxNode): Span {
    return { from: from + this.#offset, to: to + this.#offset };
  }

  source({ from, to }: SyntaxNode): string {
    return this.text.slice(from + this.#offset, to + this.#offset);
  }

  identifier(node: SyntaxNode): Identifier {
    const text = this.source(node);
    return { canonical: canonicalName(text), text, span: this.#span(node) };
  }

  assignment(kind: "loss" | "assign", node: SyntaxNode): Statement {
    return {
      kind,
      name: this.identifier(node.getChild("Name")!),
      value: this.expressionIn(node),
      span: this.#span(node),
    };
  }

  option(node: SyntaxNode): TrainOption {
    return { name: this.identifier(node.getChild("Name")!), value: this.expressionIn(node) };
  }

  declarations(node: SyntaxNode): Declaration[] {
    return node.getChildren("Declaration").map((one) => {
      const [sizes, value, draw] = ["Sizes", "Value", "Draw"].map((name) => one.getChild(name));
      const parts: SyntaxNode[] = [];
      for (let part = sizes?.firstChild ?? null; part; part = part.nextSibling) {
        if (part.name === "Name" || part.name === "Number") parts.push(part);
      }
      return {
        name: this.identifier(one.getChild("Name")!),
        ...(sizes && { sizes: parts.map((part) => ({ text: this.source(part), span: this.#span(part) })) }),
        ...(value && { value: this.expressionIn(value) }),
        ...(draw && {
          draw: { rule: this.identifier(draw.getChild("Name")!), arguments: this.arguments(draw) },
        }),
        span: this.#span(one),
      };
    });
  }

  dataItem(node: SyntaxNode): DataItem {
    const path = node.getChild("String");
    const test = node.getChild("Test")?.getChild("String");
    const columns = node.getChild("Columns")?.getChildren("ColumnList");
    const unquoted = (one: SyntaxNode): string => this.source(one).replace(/^"|"$/g, "");
    const listed = (list: SyntaxNode): string[] => {
      const names: string[] = [];
      for (let one = list.firstChild; one; one = one.nextSibling)
        if (one.name !== ",") names.push(unquoted(one));
      return names;
    };
    return {
      name: this.identifier(node.getChild("Name")!),
      ...(path && { path: { text: unquoted(path), span: this.#span(path) } }),
      ...(columns && { columns: columns.map(listed) }),
      ...(test && { test: { text: unquoted(test), span: this.#span(test) } }),
    };
  }

  arguments(node: SyntaxNode): Argument[] {
    const list = node.getChild("Arguments");
    return (list?.getChildren("Argument") ?? []).map((one) => {
      const keyword = one.getChild("Keyword")?.getChild("Name");
      return { ...(keyword && { keyword: this.identifier(keyword) }), value: this.expressionIn(one) };
    });
  }

  expressionIn(node: SyntaxNode): Expression {
    return this.expression(node.getChild("Expression")!);
  }

  /** Long sums lean to the left, so that spine is walked with a loop. */
  expression(node: SyntaxNode): Expression {
    const spine: SyntaxNode[] = [];
    let first = node;
    while (first.name === "Binary") {
      spine.push(first);
      first = first.getChild("Expression")!;
    }
    let left = this.operand(first);
    for (const binary of spine.reverse()) {
      const operator = binary.getChild("Operator")!;
      const text = this.source(operator);
      left = {
        kind: "binary",
        operator: (text === "**" ? "^" : text) as BinaryOperator,
        operatorSpan: this.#span(operator),
        left,
        right: this.expression(binary.lastChild!),
        span: this.#span(binary),
      };
    }
    return left;
  }

  operand(node: SyntaxNode): Expression {
    const span = this.#span(node);
    switch (node.name) {
      case "Number":
        return { kind: "number", text: this.source(node), span };
      case "NameUse":
        return { kind: "name", name: this.identifier(node.firstChild!), span };
      case "Parenthesised":
        return this.expressionIn(node);
      case "ArrayLiteral":
        return {
          kind: "list",
          items: node.getChildren("Expression").map((one) => this.expression(one)),
          span,
        };
      case "Call":
        return {
          kind: "call",
          name: this.identifier(node.getChild("Name")!),
          arguments: this.arguments(node),
          span,
        };
      case "Transpose":
        return { kind: "transpose", of: this.expressionIn(node), span };
      case "Unary": {
        const operator = this.source(node.getChild("Sign")!) as "-" | "+";
        return { kind: "unary", operator, of: this.expressionIn(node), span };
      }
      case "Index": {
        const items: (Expression | Slice)[] = [];
        for (let one = node.firstChild!.nextSibling; one; one = one.nextSibling) {
          if (one.name === "Slice") items.push(this.slice(one));
          else if (one.type.is("Expression")) items.push(this.expression(one));
        }
        return { kind: "index", of: this.expressionIn(node), items, span };
      }
      default:
        throw new Error(`the grammar has an expression ${node.name} that the reader does not know`);
    }
  }

  slice(node: SyntaxNode): Slice {
    const parts: Expression[][] = [[], [], []];
    let part = 0;
    for (let one = node.firstChild; one; one = one.nextSibling) {
      if (one.name === ":") part++;
      else parts[part]!.push(this.expression(one));
    }
    const [start, stop, step] = parts.map(([one]) => one);
    return {
      kind: "slice",
      ...(start && { start }),
      ...(stop && { stop }),
      ...(step && { step }),
      span: this.#span(node),
    };
  }
}
