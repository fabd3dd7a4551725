import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../base/span.ts";
import type { Branch, ClassStatement, Declaring, Expression, Statement } from "../python/syntax.ts";
import { namesIn } from "./functions.ts";
import { children, ExpressionReader, isWord, split } from "./read-expressions.ts";
import { readNumber, readString } from "./read-literals.ts";

/** Statements that only TypeScript's checker reads. */
const unread = new Set([
  "InterfaceDeclaration",
  "TypeAliasDeclaration",
  "AmbientDeclaration",
  "AmbientFunctionDeclaration",
  ";",
]);

type ForStatement = Extract<Statement, { kind: "for" }>;

/** Turns Lezer's JavaScript tree into our own. */
export class Reader extends ExpressionReader {
  /** The statements of a script or of a block. */
  block(node: SyntaxNode): Statement[] {
    return children(node).flatMap((child) =>
      child.name === "{" || child.name === "}" ? [] : this.statement(child),
    );
  }

  /** The statements under a loop or a branch, with braces or without. */
  body(node: SyntaxNode): Statement[] {
    return node.name === "Block" ? this.block(node) : this.statement(node);
  }

  statement(node: SyntaxNode): Statement[] {
    if (unread.has(node.name)) return [];
    const parts = children(node);
    // a statement ends before its semicolon
    const end = parts.at(-1)?.name === ";" ? parts.at(-2) : parts.at(-1);
    const span = this.span({ from: node.from, to: end?.to ?? node.to });
    switch (node.name) {
      case "ExpressionStatement":
        return [this.simple(this.expression(parts[0]!), span)];
      case "VariableDeclaration":
        return this.declarations(node, span);
      case "FunctionDeclaration": {
        const name = parts.find((part) => part.name === "VariableDefinition");
        // an overload has no body
        if (!name || !parts.some((part) => part.name === "Block")) return [];
        return [
          { kind: "function", name: this.text(name), decorators: [], ...this.functionParts(parts), span },
        ];
      }
      case "ClassDeclaration":
        return [this.classOf(node, span)];
      case "EnumDeclaration":
        return [this.enumeration(node, span)];
      case "NamespaceDeclaration":
        return [this.namespace(parts, span)];
      case "Block":
        return [{ kind: "block", body: this.block(node), span }];
      case "IfStatement":
        return [this.conditional(node, span)];
      case "WhileStatement":
        return [
          {
            kind: "while",
            test: this.expression(parts[1]!),
            body: this.body(parts[2]!),
            otherwise: [],
            span,
          },
        ];
      case "DoStatement":
        return [
          {
            kind: "while",
            isLate: true,
            body: this.body(parts[1]!),
            test: this.expression(parts[3]!),
            otherwise: [],
            span,
          },
        ];
      case "ForStatement":
        return [this.loop(parts, span)];
      case "ReturnStatement":
        return [{ kind: "return", ...(isValue(parts[1]) && { value: this.expression(parts[1]!) }), span }];
      case "ThrowStatement":
        return [{ kind: "raise", value: this.expression(parts[1]!), span }];
      case "TryStatement":
        return [this.attempt(parts, span)];
      case "SwitchStatement":
        return [this.choice(parts, span)];
      case "LabeledStatement": {
        const [body] = this.statement(parts[2]!);
        return body ? [{ kind: "labelled", label: this.text(parts[0]!), body, span }] : [];
      }
      case "BreakStatement":
      case "ContinueStatement": {
        const kind = node.name === "BreakStatement" ? "break" : "continue";
        const label = parts[1]?.name === "Label" ? { label: this.text(parts[1]) } : {};
        return [{ kind, ...label, span }];
      }
      case "ImportDeclaration":
        return this.imports(parts, span);
      case "ExportDeclaration":
        return this.exported(node);
      default:
        return this.refuse(node, `\`${this.text(node).split(/\s/)[0]!}\` is not interpreted here`);
    }
  }

  /** An expression that is a statement: assignments are statements of their own. */
  simple(value: Expression, span: Span): Statement {
    if (value.kind === "assign") {
      const targets = [value.target];
      let last = value.value;
      while (last.kind === "assign") {
        targets.push(last.target);
        last = last.value;
      }
      return { kind: "assign", targets, value: last, span };
    }
    const isLogical = value.kind === "step" && /^(&&|\|\||\?\?)$/.test(value.operator);
    if (value.kind === "step" && !isLogical && !isUnit(value))
      return { kind: "update", target: value.target, operator: value.operator, value: value.value, span };
    return { kind: "expression", value, span };
  }

  declarations(node: SyntaxNode, whole: Span): Statement[] {
    const [word, ...rest] = children(node).filter((part) => part.name !== ";");
    const declares = this.text(word!) as Declaring;
    const all = split(rest);
    return all.map((part) => {
      const [first] = part;
      const from = all.length === 1 ? whole.from : first!.from + this.shift;
      const span = { from, to: part.at(-1)!.to + this.shift };
      const target = this.expression(first!);
      const at = part.findIndex((one) => one.name === "Equals");
      if (at < 0) return { kind: "declare", target, declares, span };
      return { kind: "assign", targets: [target], value: this.expression(part[at + 1]!), declares, span };
    });
  }

  conditional(node: SyntaxNode, span: Span): Statement {
    const branches: Branch[] = [];
    let parts = children(node);
    for (;;) {
      branches.push({ test: this.expression(parts[1]!), body: this.body(parts[2]!) });
      const other = parts[4];
      if (!other) return { kind: "if", branches, otherwise: [], span };
      if (other.name !== "IfStatement") return { kind: "if", branches, otherwise: this.body(other), span };
      parts = children(other);
    }
  }

  loop(parts: readonly SyntaxNode[], span: Span): Statement {
    const spec = parts.find((part) => /^For(In|Of)?Spec$/.test(part.name))!;
    const last = parts.at(-1)!;
    const body = last === spec ? [] : this.body(last);
    const inner = children(spec).slice(1, -1);
    if (spec.name !== "ForSpec") {
      const at = inner.findIndex((part) => part.name === "of" || part.name === "in");
      const [first, second] = inner;
      const declares = ["let", "const", "var"].includes(first!.name) ? (first!.name as Declaring) : undefined;
      const loop: ForStatement = {
        kind: "for",
        ...(declares && { declares }),
        target: this.expression(declares ? second! : first!),
        ...(spec.name === "ForInSpec" && { isOverKeys: true as const }),
        iterable: this.expression(inner[at + 1]!),
        body,
        otherwise: [],
        span,
      };
      return loop;
    }
    const initial: Statement[] = [];
    let rest = inner;
    if (inner[0]?.name === "VariableDeclaration") {
      initial.push(...this.statement(inner[0]));
      rest = inner.slice(1);
    } else {
      const at = inner.findIndex((part) => part.name === ";");
      for (const one of inner.slice(0, at)) initial.push(this.simple(this.expression(one), this.span(one)));
      rest = inner.slice(at + 1);
    }
    const at = rest.findIndex((part) => part.name === ";");
    const [test] = rest.slice(0, at);
    const [step] = rest.slice(at + 1);
    const always: Expression = { kind: "constant", value: true, span: this.span(spec) };
    return {
      kind: "while",
      initial,
      test: test ? this.expression(test) : always,
      ...(step && { step: this.expression(step) }),
      body,
      otherwise: [],
      span,
    };
  }

  attempt(parts: readonly SyntaxNode[], span: Span): Statement {
    const clause = parts.find((part) => part.name === "CatchClause");
    const last = parts.find((part) => part.name === "FinallyClause");
    const inner = clause ? children(clause) : [];
    const target = inner.find((part) => /^(VariableDefinition|ObjectPattern|ArrayPattern)$/.test(part.name));
    const handler = clause && {
      ...(target && { target: this.expression(target) }),
      body: this.block(inner.at(-1)!),
    };
    return {
      kind: "try",
      body: this.block(parts[1]!),
      handlers: handler ? [handler] : [],
      otherwise: [],
      finally: last ? this.block(children(last).at(-1)!) : [],
      span,
    };
  }

  choice(parts: readonly SyntaxNode[], span: Span): Statement {
    const cases: { test?: Expression; body: Statement[] }[] = [];
    for (const part of children(parts[2]!).slice(1, -1)) {
      if (part.name === "CaseLabel") cases.push({ test: this.expression(children(part)[1]!), body: [] });
      else if (part.name === "DefaultLabel") cases.push({ body: [] });
      else cases.at(-1)!.body.push(...this.statement(part));
    }
    return { kind: "switch", value: this.expression(parts[1]!), cases, span };
  }

  classOf(node: SyntaxNode, span: Span): ClassStatement {
    const parts = children(node);
    const name = parts.find((part) => part.name === "VariableDefinition");
    const at = parts.findIndex((part) => part.name === "extends");
    const body = parts.find((part) => part.name === "ClassBody")!;
    return {
      kind: "class",
      name: name ? this.text(name) : "",
      bases: at >= 0 ? [this.expression(parts[at + 1]!)] : [],
      body: children(body).flatMap((part) => this.member(part)),
      decorators: [],
      span,
    } as ClassStatement;
  }

  member(node: SyntaxNode): Statement[] {
    const given = children(node);
    const words = given.filter((part) => isWord(part) || part.name === "declare").map((part) => part.name);
    const parts = given.filter(
      (part) => !isWord(part) && part.name !== "declare" && part.name !== "Optional" && part.name !== ";",
    );
    const span = this.span({ from: node.from, to: parts.at(-1)?.to ?? node.to });
    const isStatic = words.includes("static") ? { isStatic: true as const } : {};
    if (node.name === "StaticBlock") return [{ kind: "block", body: this.block(parts.at(-1)!), span }];
    if (node.name !== "MethodDeclaration" && node.name !== "PropertyDeclaration") return [];
    const { key, rest } = this.key(parts);
    const name = key.kind === "constant" ? String(key.value) : "";
    if (node.name === "PropertyDeclaration") {
      if (words.includes("declare")) return [];
      const target: Expression =
        key.kind === "constant"
          ? { kind: "name", name, span: key.span }
          : { kind: "subscript", object: key, index: key, span: key.span };
      const equals = rest.findIndex((part) => part.name === "Equals");
      if (equals < 0) return [{ kind: "declare", target, ...isStatic, span }];
      return [
        { kind: "assign", targets: [target], value: this.expression(rest[equals + 1]!), ...isStatic, span },
      ];
    }
    // an overload or an abstract method has no body
    if (!parts.some((part) => part.name === "Block")) return [];
    const accessor = words.includes("get") ? "get" : words.includes("set") ? "set" : undefined;
    return [
      {
        kind: "function",
        name,
        decorators: [],
        ...this.functionParts(given),
        ...isStatic,
        ...(accessor && { accessor }),
        ...(key.kind !== "constant" && { key }),
        span,
      },
    ];
  }

  /** An enum is an object of its numbers or texts, and of the names by number. */
  enumeration(node: SyntaxNode, span: Span): Statement {
    const parts = children(node);
    const name = parts.find((part) => part.name === "TypeDefinition")!;
    const body = parts.find((part) => part.name === "EnumBody")!;
    const constant = (value: string | number, at: Span): Expression => ({
      kind: "constant",
      value,
      span: at,
    });
    let next = 0;
    const entries = split(children(body).slice(1, -1)).flatMap((member) => {
      const [first, , given] = member;
      if (!first) return [];
      const own = this.span(first);
      const text = first.name === "String" ? readString(this.text(first).slice(1, -1)) : this.text(first);
      if (given && given.name !== "Number")
        return [{ key: constant(text, own), value: this.expression(given) }];
      const value = given ? readNumber(this.text(given)) : next;
      next = value + 1;
      return [
        { key: constant(text, own), value: constant(value, own) },
        { key: constant(String(value), own), value: constant(text, own) },
      ];
    });
    return {
      kind: "assign",
      targets: [{ kind: "name", name: this.text(name), span: this.span(name) }],
      value: { kind: "dict", entries, span },
      declares: "const",
      span,
    };
  }

  /** A namespace is an object of what it exports. */
  namespace(parts: readonly SyntaxNode[], span: Span): Statement {
    const body = this.block(parts.find((part) => part.name === "Block")!);
    const names = body.flatMap((one) => (one.kind === "export" ? one.names.map(({ name }) => name) : []));
    const named = (name: string): Expression => ({ kind: "name", name, span });
    const entries = names.map((name) => ({
      key: { kind: "constant", value: name, span } as Expression,
      value: named(name),
    }));
    const inside: Expression = {
      kind: "closure",
      name: "",
      isArrow: true,
      parameters: [],
      body: [
        ...body.filter((one) => one.kind !== "export"),
        { kind: "return", value: { kind: "dict", entries, span }, span },
      ],
      span,
    };
    return {
      kind: "assign",
      targets: [named(this.text(parts[1]!))],
      value: { kind: "call", callee: inside, arguments: [], span },
      declares: "var",
      span,
    };
  }

  imports(parts: readonly SyntaxNode[], span: Span): Statement[] {
    if (parts.some((part) => part.name === "type" && part.from < (parts[1]?.to ?? 0))) return [];
    const source = parts.find((part) => part.name === "String");
    if (!source) return this.refuse(parts[0]!, "this import is not interpreted");
    const module = readString(this.text(source).slice(1, -1));
    const names: { name: string; as: string }[] = [];
    const found: Statement[] = [];
    for (const [at, part] of parts.entries()) {
      if (part.name === "Star") found.push({ kind: "import", module, as: this.text(parts[at + 2]!), span });
      if (part.name === "VariableDefinition" && parts[at - 1]?.name !== "as")
        names.push({ name: "default", as: this.text(part) });
      if (part.name === "ImportGroup")
        for (const one of split(children(part).slice(1, -1))) {
          if (one.length === 0 || one[0]!.name === "type") continue;
          names.push({ name: this.text(one[0]!), as: this.text(one.at(-1)!) });
        }
    }
    // a file that is imported for what it does alone
    if (names.length > 0 || !parts.some((part) => part.name === "from"))
      found.push({ kind: "from", module, names, span });
    return found;
  }

  exported(node: SyntaxNode): Statement[] {
    const parts = children(node);
    if (parts[1]?.name === "type") return [];
    const span = this.span(node);
    const source = parts.find((part) => part.name === "String");
    const module = source && { module: readString(this.text(source).slice(1, -1)) };
    const group = parts.find((part) => part.name === "ExportGroup");
    if (group) {
      const names = split(children(group).slice(1, -1)).flatMap((one) =>
        one.length === 0 || one[0]!.name === "type"
          ? []
          : [{ name: this.text(one[0]!), as: this.text(one.at(-1)!) }],
      );
      return [{ kind: "export", ...module, names, span }];
    }
    const star = parts.findIndex((part) => part.name === "Star");
    if (star >= 0 && module) {
      const as = parts[star + 1]?.name === "as" ? this.text(parts[star + 2]!) : "*";
      return [{ kind: "export", ...module, names: [{ name: "*", as }], span }];
    }
    const isDefault = parts.some((part) => part.name === "default");
    const inner = parts.find((part) => /Declaration$/.test(part.name));
    if (inner) {
      const statements = this.statement(inner);
      const names = statements.flatMap(declaredNames);
      const [first] = names;
      // the one declaration that needs no name
      if (isDefault && inner.name === "FunctionDeclaration" && first === undefined)
        return this.defaultExport({
          kind: "closure",
          name: "",
          isArrow: false,
          ...this.functionParts(children(inner)),
          span: this.span(inner),
        });
      const out = isDefault
        ? first === undefined
          ? []
          : [{ name: first, as: "default" }]
        : names.map((name) => ({ name, as: name === nameless ? "default" : name }));
      return out.length > 0 ? [...statements, { kind: "export", names: out, span }] : statements;
    }
    const equals = parts.find((part) => part.name === "Equals");
    if (!equals && !isDefault) return [];
    const value = parts.find((part) => !["export", "default", "Equals", ";"].includes(part.name));
    return value ? this.defaultExport(this.expression(value)) : [];
  }

  defaultExport(value: Expression): Statement[] {
    const { span } = value;
    const target: Expression = { kind: "name", name: defaultName, span };
    return [
      { kind: "assign", targets: [target], value, declares: "const", span },
      { kind: "export", names: [{ name: defaultName, as: "default" }], span },
    ];
  }
}

/** What a class is called that is exported without a name. */
export const nameless = "ø";

/** The name under which a file keeps its default export: none that a program can write. */
const defaultName = " default";

/** The names that a declaration makes. */
function declaredNames(one: Statement): string[] {
  if (one.kind === "function" || one.kind === "class") return [one.name];
  if (one.kind === "assign") return one.targets.flatMap(namesIn);
  return one.kind === "declare" ? namesIn(one.target) : [];
}

const isValue = (node: SyntaxNode | undefined): boolean => node !== undefined && node.name !== ";";

/** Whether a step is `x++` or `x--`, which have no operand to speak of. */
const isUnit = ({ value }: Extract<Expression, { kind: "step" }>): boolean =>
  value.kind === "constant" && value.span.from === value.span.to;
