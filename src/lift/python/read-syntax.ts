import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../base/span.ts";
import { isOldPrint } from "./leniency.ts";
import { children, ExpressionReader, split } from "./read-expressions.ts";
import type { Branch, Expression, Handler, Statement } from "./syntax.ts";

/** Turns Lezer's Python tree into our own. */
export class Reader extends ExpressionReader {
  block(node: SyntaxNode): Statement[] {
    return children(node).flatMap((child) => (child.name === ":" ? [] : this.statement(child)));
  }

  statement(node: SyntaxNode): Statement[] {
    if (node.name === "StatementGroup")
      return children(node).flatMap((child) => (child.name === ";" ? [] : this.statement(child)));
    const span = this.span(node);
    const parts = children(node);
    switch (node.name) {
      case "ExpressionStatement":
        return [{ kind: "expression", value: this.listed(parts), span }];
      case "AssignStatement": {
        const typed = parts.filter((part) => part.name !== "TypeDef");
        const sides = split(typed, "AssignOp").map((side) => this.listed(side));
        if (isOldPrint(this.source, node.from)) return [this.oldPrint(node, parts.slice(2), span)];
        if (sides.length === 1) return [{ kind: "declare", target: sides[0]!, span }];
        const isTyped = typed.length < parts.length;
        return [
          {
            kind: "assign",
            targets: sides.slice(0, -1),
            value: sides[sides.length - 1]!,
            ...(isTyped && { isTyped: true as const }),
            span,
          },
        ];
      }
      case "UpdateStatement": {
        const at = parts.findIndex((part) => part.name === "UpdateOp");
        const operator = this.text(parts[at]!).slice(0, -1);
        return [
          {
            kind: "update",
            target: this.listed(parts.slice(0, at)),
            operator,
            value: this.listed(parts.slice(at + 1)),
            span,
          },
        ];
      }
      case "IfStatement":
        return [this.conditional(parts, span)];
      case "WhileStatement": {
        const [body, otherwise] = this.bodies(parts);
        return [
          { kind: "while", test: this.expression(parts[1]!), body: body!, otherwise: otherwise ?? [], span },
        ];
      }
      case "ForStatement": {
        const at = parts.findIndex((part) => part.name === "in");
        const end = parts.findIndex((part) => part.name === "Body");
        const [body, otherwise] = this.bodies(parts);
        const start = parts.findIndex((part) => part.name === "for") + 1;
        return [
          {
            kind: "for",
            target: this.listed(parts.slice(start, at)),
            iterable: this.listed(parts.slice(at + 1, end)),
            body: body!,
            otherwise: otherwise ?? [],
            span,
          },
        ];
      }
      case "FunctionDefinition":
        return [this.definition(node, [], span)];
      case "ClassDefinition":
        return [this.definition(node, [], span)];
      case "DecoratedStatement": {
        const decorators = parts
          .filter((part) => part.name === "Decorator")
          .map((part) => this.decorator(part));
        return [this.definition(parts[parts.length - 1]!, decorators, span)];
      }
      case "ReturnStatement":
        return [{ kind: "return", ...(parts.length > 1 && { value: this.listed(parts.slice(1)) }), span }];
      case "ImportStatement":
        return this.imports(parts, span);
      case "YieldStatement":
        return [{ kind: "expression", value: this.yielded(parts, span), span }];
      case "RaiseStatement":
        return [{ kind: "raise", ...(parts.length > 1 && { value: this.expression(parts[1]!) }), span }];
      case "TryStatement":
        return [this.attempt(parts, span)];
      case "WithStatement": {
        const inner = parts.slice(1, -1).filter((part) => part.name !== "(" && part.name !== ")");
        const items = split(inner, ",").map((item) => {
          const [value, target] = split(item, "as");
          return { value: this.listed(value!), ...(target && { target: this.listed(target) }) };
        });
        return [{ kind: "with", items, body: this.block(parts[parts.length - 1]!), span }];
      }
      case "AssertStatement": {
        const [test, message] = split(parts.slice(1), ",");
        return [
          {
            kind: "assert",
            test: this.listed(test!),
            ...(message && { message: this.listed(message) }),
            span,
          },
        ];
      }
      case "ScopeStatement": {
        const names = parts
          .slice(1)
          .filter((part) => part.name === "VariableName")
          .map((part) => this.text(part));
        return [{ kind: "scope", nonlocal: parts[0]!.name === "nonlocal", names, span }];
      }
      case "DeleteStatement":
        return [
          { kind: "delete", targets: split(parts.slice(1), ",").map((part) => this.listed(part)), span },
        ];
      case "PrintStatement":
        return [this.oldPrint(node, parts.slice(1), span)];
      case "PassStatement":
        return [{ kind: "pass", span }];
      case "BreakStatement":
        return [{ kind: "break", span }];
      case "ContinueStatement":
        return [{ kind: "continue", span }];
      default:
        return this.refuse(
          node,
          `${node.name.replace(/Statement$/, "").toLowerCase()} statements are not interpreted`,
        );
    }
  }

  /** Python 2: `print "x", y`. */
  oldPrint(node: SyntaxNode, parts: readonly SyntaxNode[], span: Span): Statement {
    const callee = {
      kind: "name" as const,
      name: "print",
      span: this.span({ from: node.from, to: node.from + 5 }),
    };
    const given = split(parts, ",")
      .filter((part) => part.length > 0)
      .map((part) => ({ value: this.listed(part) }));
    return { kind: "expression", value: { kind: "call", callee, arguments: given, span }, span };
  }

  /** The bodies of a compound statement, in order. */
  bodies(parts: readonly SyntaxNode[]): Statement[][] {
    return parts.filter((part) => part.name === "Body").map((part) => this.block(part));
  }

  conditional(parts: readonly SyntaxNode[], span: Span): Statement {
    const branches: Branch[] = [];
    let otherwise: Statement[] = [];
    for (const [at, part] of parts.entries()) {
      if (part.name === "if" || part.name === "elif") {
        branches.push({ test: this.expression(parts[at + 1]!), body: this.block(parts[at + 2]!) });
      } else if (part.name === "else") otherwise = this.block(parts[at + 1]!);
    }
    return { kind: "if", branches, otherwise, span };
  }

  attempt(parts: readonly SyntaxNode[], span: Span): Statement {
    let [body, otherwise, last]: Statement[][] = [[], [], []];
    const handlers: Handler[] = [];
    for (let at = 0; at < parts.length; at++) {
      const { name } = parts[at]!;
      if (name === "try") body = this.block(parts[at + 1]!);
      else if (name === "else") otherwise = this.block(parts[at + 1]!);
      else if (name === "finally") last = this.block(parts[at + 1]!);
      else if (name === "except") {
        const end = parts.findIndex((part, k) => k > at && part.name === "Body");
        const [type, alias] = split(parts.slice(at + 1, end), "as");
        const [shown, old] = split(type ?? [], ",");
        const named = alias ?? old;
        handlers.push({
          ...(shown && shown.length > 0 && { type: this.listed(shown) }),
          ...(named?.[0] && { name: this.text(named[0]) }),
          body: this.block(parts[end]!),
        });
      }
    }
    return { kind: "try", body: body!, handlers, otherwise: otherwise!, finally: last!, span };
  }

  decorator(node: SyntaxNode): Expression {
    const [, ...parts] = children(node);
    let value: Expression | undefined;
    for (const part of parts) {
      if (part.name === "VariableName")
        value = value
          ? { kind: "attribute", object: value, name: this.text(part), span: this.span(part) }
          : this.expression(part);
      else if (part.name === "PropertyName")
        value = { kind: "attribute", object: value!, name: this.text(part), span: this.span(part) };
      else if (part.name === "ArgList")
        value = { kind: "call", callee: value!, arguments: this.arguments(part), span: this.span(node) };
    }
    return value ?? this.refuse(node, "a decorator without a name");
  }

  definition(node: SyntaxNode, decorators: readonly Expression[], span: Span): Statement {
    const parts = children(node).filter((part) => part.name !== "TypeDef");
    const name = this.text(node.getChild("VariableName")!);
    const body = this.block(parts[parts.length - 1]!);
    if (node.name === "ClassDefinition") {
      const given = node.getChild("ArgList");
      const bases = given
        ? this.arguments(given)
            .filter((one) => !one.name)
            .map((one) => one.value)
        : [];
      return { kind: "class", name, bases, body, decorators, span };
    }
    if (parts[0]!.name === "async") this.refuse(node, "async functions are not interpreted");
    return {
      kind: "function",
      name,
      parameters: this.parameters(node.getChild("ParamList")!),
      body,
      decorators,
      span,
    };
  }

  imports(parts: readonly SyntaxNode[], span: Span): Statement[] {
    const name = (nodes: readonly SyntaxNode[]): string => nodes.map((one) => this.text(one)).join("");
    if (parts[0]!.name === "import") {
      return split(parts.slice(1), ",").map((one) => {
        const [module, as] = split(one, "as");
        return { kind: "import", module: name(module!), ...(as?.[0] && { as: this.text(as[0]) }), span };
      });
    }
    const at = parts.findIndex((part) => part.name === "import");
    const listed = parts.slice(at + 1).filter((part) => part.name !== "(" && part.name !== ")");
    const names = split(listed, ",")
      .filter((one) => one.length > 0)
      .map((one) => {
        const [own, as] = split(one, "as");
        return { name: name(own!), as: as?.[0] ? this.text(as[0]) : name(own!) };
      });
    return [{ kind: "from", module: name(parts.slice(1, at)), names, span }];
  }
}
