import type { SyntaxNode } from "@lezer/common";
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

/** The typed statements of a Lezer tree, and the names that those for which `whole` fails would have stated. */
export function readStatements(
  text: string,
  program: SyntaxNode,
  whole: (node: SyntaxNode) => boolean,
): { statements: Statement[]; failed: string[] } {
  const reader = new Reader(text);
  const statements: Statement[] = [];
  const failed: string[] = [];
  for (let node = program.firstChild; node; node = node.nextSibling) {
    if (!(node.name in reader.statements)) continue;
    if (whole(node)) statements.push(reader.statements[node.name]!(node));
    else
      for (const one of [node, ...node.getChildren("Declaration")]) {
        const name = one.getChild("Name");
        if (name) failed.push(reader.identifier(name).canonical);
      }
  }
  return { statements, failed };
}

const spanOf = ({ from, to }: SyntaxNode): { from: number; to: number } => ({ from, to });

class Reader {
  constructor(readonly text: string) {}

  readonly statements: Readonly<Record<string, (node: SyntaxNode) => Statement>> = {
    InputStatement: (node) => ({ kind: "input", declarations: this.declarations(node), span: spanOf(node) }),
    ParamStatement: (node) => ({ kind: "param", declarations: this.declarations(node), span: spanOf(node) }),
    DataStatement: (node) => ({
      kind: "data",
      items: node.getChildren("DataItem").map((item) => this.dataItem(item)),
      span: spanOf(node),
    }),
    LossStatement: (node) => this.assignment("loss", node),
    Assignment: (node) => this.assignment("assign", node),
    TrainStatement: (node) => ({
      kind: "train",
      words: node.getChildren("Name").map((name) => this.identifier(name)),
      options: node.getChildren("Option").map((option) => this.option(option)),
      span: spanOf(node),
    }),
    ExpressionStatement: (node) => ({
      kind: "expression",
      value: this.expressionIn(node),
      span: spanOf(node),
    }),
  };

  source({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  identifier(node: SyntaxNode): Identifier {
    const text = this.source(node);
    return { canonical: canonicalName(text), text, span: spanOf(node) };
  }

  assignment(kind: "loss" | "assign", node: SyntaxNode): Statement {
    return {
      kind,
      name: this.identifier(node.getChild("Name")!),
      value: this.expressionIn(node),
      span: spanOf(node),
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
        ...(sizes && { sizes: parts.map((part) => ({ text: this.source(part), span: spanOf(part) })) }),
        ...(value && { value: this.expressionIn(value) }),
        ...(draw && {
          draw: { rule: this.identifier(draw.getChild("Name")!), arguments: this.arguments(draw) },
        }),
        span: spanOf(one),
      };
    });
  }

  dataItem(node: SyntaxNode): DataItem {
    const path = node.getChild("String");
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
      ...(path && { path: { text: unquoted(path), span: spanOf(path) } }),
      ...(columns && { columns: columns.map(listed) }),
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
        operatorSpan: spanOf(operator),
        left,
        right: this.expression(binary.lastChild!),
        span: spanOf(binary),
      };
    }
    return left;
  }

  operand(node: SyntaxNode): Expression {
    const span = spanOf(node);
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
      span: spanOf(node),
    };
  }
}
