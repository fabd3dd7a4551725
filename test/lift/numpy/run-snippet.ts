import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { shortest } from "../../../src/base/decimal.ts";
import { Ndarray, weak } from "../../../src/lift/numpy/array.ts";
import {
  getAttribute,
  iterate,
  lengthOf,
  readItem,
  setAttribute,
  writeItem,
} from "../../../src/lift/numpy/attributes.ts";
import { sameType, typeAttribute } from "../../../src/lift/numpy/classes.ts";
import { NumpyFailure } from "../../../src/lift/numpy/failure.ts";
import { callType, numpyModule, typeText } from "../../../src/lift/numpy/module.ts";
import {
  binaryOperator,
  inPlaceOperator,
  numberOf,
  truthOf,
  unaryOperator,
} from "../../../src/lift/numpy/operators.ts";
import { repr, scalarRepr, str } from "../../../src/lift/numpy/printing.ts";
import { NumpyState } from "../../../src/lift/numpy/state.ts";
import {
  Callable,
  Ellipsis,
  List,
  Namespace,
  NumpyFunction,
  Slice,
  StreamValue,
  Tuple,
  TypeValue,
  type Value,
} from "../../../src/lift/numpy/values.ts";

/** As much of Python as one-line snippets need, so that NumPy is tested without the interpreter. */
export class SnippetRunner {
  readonly state = new NumpyState();
  readonly scope = new Map<string, Value>([["np", numpyModule(this.state)]]);
  #code = "";
  #out = "";

  constructor(version: 1 | 2 = 1) {
    this.state.print.version = version;
  }

  /** What the snippet prints, the value of its last expression included. */
  run(code: string): string {
    this.#code = code;
    try {
      const value = this.evaluate(code);
      if (value !== null && value !== undefined) this.#out += `${this.text(value, "repr")}\n`;
    } catch (error) {
      if (!(error instanceof NumpyFailure)) throw error;
      this.#out += `${error.kind}: ${error.message}\n`;
    }
    return this.#out;
  }

  /** The value of the last statement where it is an expression. */
  evaluate(code: string): Value | undefined {
    this.#code = code;
    const tree = parser.parse(code);
    let last: Value | undefined;
    const visit = (node: SyntaxNode): void => {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (child.name === "StatementGroup") visit(child);
        else if (child.name !== ";") last = this.statement(child);
      }
    };
    visit(tree.topNode);
    return last;
  }

  #text(node: SyntaxNode): string {
    return this.#code.slice(node.from, node.to);
  }

  #children(node: SyntaxNode): SyntaxNode[] {
    const children: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
    return children;
  }

  statement(node: SyntaxNode): Value | undefined {
    const children = this.#children(node);
    if (node.name === "ExpressionStatement") {
      const parts = children.filter((child) => child.name !== ",").map((child) => this.expression(child));
      return parts.length > 1 ? new Tuple(parts) : parts[0]!;
    }
    if (node.name === "AssignStatement") {
      const at = children.findIndex((child) => child.name === "AssignOp");
      const targets = children.slice(0, at).filter((child) => child.name !== ",");
      const sources = children.slice(at + 1).filter((child) => child.name !== ",");
      const values = sources.map((source) => this.expression(source));
      const value = values.length > 1 ? new Tuple(values) : values[0]!;
      if (targets.length === 1) this.#assign(targets[0]!, value);
      else for (const [k, item] of this.#items(value).entries()) this.#assign(targets[k]!, item);
      return undefined;
    }
    if (node.name === "UpdateStatement") {
      const [target, operator, source] = children as [SyntaxNode, SyntaxNode, SyntaxNode];
      const name = this.#text(operator).slice(0, -1);
      const old = this.expression(target);
      const value = this.expression(source);
      const changed = old instanceof Ndarray ? inPlaceOperator(name, old, value) : undefined;
      this.#assign(target, changed ?? this.binary(name, old, value));
      return undefined;
    }
    throw new Error(`statement ${node.name}`);
  }

  #items(value: Value): readonly Value[] {
    if (value instanceof Tuple || value instanceof List) return value.items;
    if (value instanceof Ndarray) return iterate(value);
    throw new Error("not iterable");
  }

  #assign(target: SyntaxNode, value: Value): void {
    if (target.name === "VariableName") this.scope.set(this.#text(target), value);
    else {
      const object = this.expression(target.firstChild!) as Ndarray;
      if (this.#isIndex(target)) writeItem(object, this.#index(target), value);
      else setAttribute(object, this.#text(target.lastChild!), value);
    }
  }

  #isIndex(node: SyntaxNode): boolean {
    return this.#children(node).some((child) => child.name === "[");
  }

  #index(node: SyntaxNode): Value {
    const inside = this.#children(node).slice(2, -1);
    const items: SyntaxNode[][] = [[]];
    let commas = 0;
    for (const child of inside) {
      if (child.name === ",") {
        commas++;
        items.push([]);
      } else items[items.length - 1]!.push(child);
    }
    const values = items.filter((item) => item.length > 0).map((item) => this.#indexItem(item));
    return commas > 0 ? new Tuple(values) : values[0]!;
  }

  #indexItem(nodes: SyntaxNode[]): Value {
    if (!nodes.some((node) => node.name === ":")) return this.expression(nodes[0]!);
    const parts: Value[] = [null, null, null];
    let at = 0;
    for (const node of nodes) {
      if (node.name === ":") at++;
      else parts[at] = this.expression(node);
    }
    return new Slice(parts[0]!, parts[1]!, parts[2]!);
  }

  binary(operator: string, left: Value, right: Value): Value {
    if (left instanceof TypeValue && operator === "==") return sameType(left, right);
    const result = binaryOperator(operator, left, right);
    if (result === undefined) throw new NumpyFailure("TypeError", "unsupported operand");
    return result;
  }

  expression(node: SyntaxNode): Value {
    const children = this.#children(node);
    switch (node.name) {
      case "Number": {
        const text = this.#text(node).replaceAll("_", "");
        return /[.eE]/.test(text) ? Number(text) : BigInt(text);
      }
      case "String":
        return this.#text(node).slice(1, -1);
      case "Boolean":
        return this.#text(node) === "True";
      case "None":
        return null;
      case "Ellipsis":
        return new Ellipsis();
      case "ParenthesizedExpression":
        return this.expression(children[1]!);
      case "ArrayExpression":
        return new List(
          children.filter((one) => !"[],".includes(one.name)).map((one) => this.expression(one)),
        );
      case "TupleExpression":
        return new Tuple(
          children.filter((one) => !"(),".includes(one.name)).map((one) => this.expression(one)),
        );
      case "VariableName":
        return this.#name(this.#text(node));
      case "UnaryExpression": {
        const operator = this.#text(children[0]!);
        const value = this.expression(children[1]!);
        if (operator === "not") return !(value instanceof Ndarray ? truthOf(value) : value);
        if (value instanceof Ndarray) return unaryOperator(operator, value);
        return typeof value === "bigint" ? -value : -(value as number);
      }
      case "BinaryExpression":
        return this.binary(
          this.#text(children[1]!),
          this.expression(children[0]!),
          this.expression(children[2]!),
        );
      case "MemberExpression": {
        const object = this.expression(children[0]!);
        if (this.#isIndex(node)) return this.#read(object, this.#index(node));
        // the grammar reads `8.` as an attribute without a name
        if (children[0]!.name === "Number") return Number(this.#text(children[0]!));
        return this.#attribute(object, this.#text(children[2]!));
      }
      case "LambdaExpression": {
        const names = this.#children(children[1]!)
          .filter((one) => one.name === "VariableName")
          .map((one) => this.#text(one));
        const body = children[children.length - 1]!;
        return new Callable((args) => {
          for (const [k, name] of names.entries()) this.scope.set(name, args[k]!);
          return this.expression(body);
        });
      }
      case "CallExpression":
        return this.#call(children[0]!, children[1]!);
      default:
        throw new Error(`expression ${node.name}: ${this.#text(node)}`);
    }
  }

  #read(object: Value, index: Value): Value {
    if (object instanceof Ndarray) return readItem(object, index);
    if (object instanceof NumpyFunction) return object.call([index], new Map());
    return this.#items(object)[Number(index)]!;
  }

  #name(name: string): Value {
    const own = this.scope.get(name);
    if (own !== undefined) return own;
    if (name === "float") return new TypeValue("float64");
    if (name === "int") return new TypeValue("int64");
    if (name === "bool") return new TypeValue("bool");
    const plain: Record<string, (args: readonly Value[]) => Value> = {
      print: (args) => {
        this.#out += `${args.map((one) => this.text(one, "str")).join(" ")}\n`;
        return null;
      },
      len: ([value]) => BigInt(value instanceof Ndarray ? lengthOf(value) : this.#items(value!).length),
      str: ([value]) => this.text(value!, "str"),
      repr: ([value]) => this.text(value!, "repr"),
      list: ([value]) => new List(this.#items(value!)),
      abs: ([value]) =>
        value instanceof Ndarray ? unaryOperator("absolute", value) : Math.abs(value as number),
      range: ([count]) => new List(Array.from({ length: Number(count) }, (_, k) => BigInt(k))),
    };
    const found = plain[name];
    if (!found) throw new Error(`name ${name}`);
    return new Callable(found);
  }

  #attribute(object: Value, name: string): Value {
    if (object instanceof Namespace) {
      const member = object.members.get(name);
      if (member === undefined)
        throw new NumpyFailure("AttributeError", `module '${object.name}' has no attribute '${name}'`);
      return member;
    }
    if (object instanceof StreamValue || object instanceof NumpyFunction) return object.methods.get(name)!;
    const value =
      object instanceof TypeValue
        ? typeAttribute(object, name)
        : getAttribute(object as Ndarray, name, this.state);
    if (value === undefined)
      throw new NumpyFailure("AttributeError", `'numpy.ndarray' object has no attribute '${name}'`);
    return value;
  }

  #call(callee: SyntaxNode, list: SyntaxNode): Value {
    const f = this.expression(callee);
    const args: Value[] = [];
    const keywords = new Map<string, Value>();
    const items = this.#children(list).slice(1, -1);
    for (let k = 0; k < items.length; k++) {
      const item = items[k]!;
      if (item.name === ",") continue;
      if (items[k + 1]?.name === "AssignOp") {
        keywords.set(this.#text(item), this.expression(items[k + 2]!));
        k += 2;
      } else if (this.#text(item) === "*") {
        args.push(...this.#items(this.expression(items[++k]!)));
      } else args.push(this.expression(item));
    }
    if (f instanceof NumpyFunction) return f.call(args, keywords);
    if (f instanceof Callable) return f.call(args);
    if (f instanceof TypeValue) {
      const name = this.#text(callee);
      if (name === "float" || name === "int" || name === "bool") {
        const value = args[0]!;
        if (value instanceof Ndarray && name === "float") return numberOf(value);
        const number = value instanceof Ndarray ? Number(numberOf(value)) : Number(value);
        return name === "float" ? number : name === "int" ? BigInt(Math.trunc(number)) : number !== 0;
      }
      return callType(f, args);
    }
    throw new Error("not callable");
  }

  text(value: Value, form: "str" | "repr"): string {
    if (value instanceof Ndarray) {
      if (value.role === "weak") return shortest(value.first);
      if (value.role === "scalar") {
        return form === "str"
          ? str(value, this.state.print)
          : scalarRepr(value.first, value.dtype, this.state.print);
      }
      return form === "str" ? str(value, this.state.print) : repr(value, this.state.print);
    }
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "bigint") return String(value);
    if (typeof value === "number") return shortest(value);
    if (typeof value === "string") return form === "str" ? value : `'${value.replaceAll("\n", "\\n")}'`;
    if (value instanceof TypeValue) return typeText(value, form);
    if (value instanceof List) return `[${value.items.map((one) => this.text(one, "repr")).join(", ")}]`;
    if (value instanceof Tuple) {
      const inside = value.items.map((one) => this.text(one, "repr")).join(", ");
      return value.items.length === 1 ? `(${inside},)` : `(${inside})`;
    }
    return "<object>";
  }
}

/** A recorded Python float, as the interpreter would hand one over. */
export const pythonFloat = (value: number): Ndarray => weak(value, "float64");
