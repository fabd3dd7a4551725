import type { Related } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Graph } from "../graph/graph.ts";
import { isNumber, type Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { allOps, operations } from "../graph/operations/index.ts";
import { type Dimension, formatShape, type IndexItem, ShapeError } from "../graph/shape.ts";
import { aliases, type CallArguments, functions } from "./functions.ts";
import { meant, problem } from "./problem.ts";
import type { Argument, Expression, Identifier, Slice } from "./syntax.ts";

const infixOps = new Map<string, Op>();
for (const op of allOps) {
  const { notation } = operations[op];
  if (notation.kind === "infix") infixOps.set(notation.symbol, op);
}

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** What a name means where an expression stands; undefined for an unknown one. */
export type Lookup = (name: Identifier) => Node | undefined;

/** Turns expressions into nodes of a graph. Throws a Problem at the user's first mistake. */
export class ExpressionLowering {
  constructor(
    readonly graph: Graph,
    readonly text: string,
    readonly lookup: Lookup,
    readonly known: () => Iterable<string>,
    readonly spans: Map<Node, Span>,
    /** Where a name is stated that is not known yet. */
    readonly later: (name: string) => Span | undefined = () => undefined,
  ) {}

  lower(expression: Expression): Node {
    const spine: Extract<Expression, { kind: "binary" }>[] = [];
    let first = expression;
    while (first.kind === "binary") {
      spine.push(first);
      first = first.left;
    }
    let left = this.#mark(this.#operand(first), first.span);
    for (const binary of spine.reverse())
      left = this.#mark(this.#binary(binary, left, this.lower(binary.right)), binary.span);
    return left;
  }

  #mark(node: Node, span: Span): Node {
    if (!this.spans.has(node)) this.spans.set(node, span);
    return node;
  }

  #source({ from, to }: Span): string {
    const source = this.text.slice(from, to).replace(/\s+/g, " ");
    return source.length > 30 ? `${source.slice(0, 28)}…` : source;
  }

  #binary(binary: Extract<Expression, { kind: "binary" }>, left: Node, right: Node): Node {
    // e^x is the exponential function, not a power of a rounded number
    if (binary.operator === "^" && isNumber(left, Math.E)) return this.graph.exp(right);
    try {
      return this.graph.make(infixOps.get(binary.operator)!, [left, right]);
    } catch (failure) {
      if (!(failure instanceof ShapeError)) throw failure;
      const [a, b] = [this.#source(binary.left.span), this.#source(binary.right.span)];
      const reason = failure.message.slice(failure.message.lastIndexOf(": ") + 2);
      const shapes = `${a}: ${formatShape(left.shape)} ${binary.operator} ${b}: ${formatShape(right.shape)}`;
      throw problem(
        "shape/mismatch",
        binary.operatorSpan,
        `${shapes}: ${reason}`,
        this.#shapeHint(binary.operator, left, right),
      );
    }
  }

  #shapeHint(operator: string, left: Node, right: Node): string {
    const [a, b] = [left.shape, right.shape];
    if (operator === "@" && a.length > 1 && a[a.length - 2] === b[0])
      return "Transpose the left side: write ' after it.";
    if (operator === "@" && b.length > 1 && a[a.length - 1] === b[1])
      return "Transpose the right side: write ' after it.";
    if (operator === "@") return "The last size on the left must be the first on the right.";
    return "Sizes must be equal or 1, aligned at the last axis; sum or mean over an axis removes it.";
  }

  #operand(expression: Expression): Node {
    const { span } = expression;
    switch (expression.kind) {
      case "number":
        return this.graph.number(Number(expression.text));
      case "name":
        return this.#name(expression.name);
      case "unary": {
        const of = this.lower(expression.of);
        if (expression.operator === "+") return of;
        // −2 is a number; −(2) under an operator of its own is left as it is written
        return expression.of.kind === "number"
          ? this.graph.number(-of.attributes.value!)
          : this.graph.negate(of);
      }
      case "transpose":
        return this.#built(span, () => this.graph.transpose(this.lower(expression.of)));
      case "list":
        return this.#list(expression.items, span);
      case "index":
        return this.#index(expression.of, expression.items, span);
      case "call":
        return this.#call(expression.name, expression.arguments, span);
      case "binary":
        return this.lower(expression);
    }
  }

  #name(name: Identifier): Node {
    const known = this.lookup(name);
    if (known) return known;
    const constant = constants[name.canonical];
    if (constant !== undefined) return this.graph.number(constant);
    const later = this.later(name.canonical);
    if (later) {
      throw problem(
        "name/early",
        name.span,
        `${name.text} is used before it is stated`,
        "Move its statement above this line.",
        [{ span: later, message: `${name.text} is stated here` }],
      );
    }
    const hint = functions.has(name.canonical)
      ? `${name.text} is a function: write ${functions.get(name.canonical)!.form}.`
      : (meant(name.canonical, [...this.known(), ...Object.keys(constants)]) ??
        "Declare it first: input, param, or an assignment on an earlier line.");
    throw problem("name/unknown", name.span, `${name.text} is not defined here`, hint);
  }

  #built(span: Span, build: () => Node, related?: readonly Related[]): Node {
    try {
      return build();
    } catch (failure) {
      if (!(failure instanceof ShapeError)) throw failure;
      throw problem("shape/mismatch", span, `${this.#source(span)}: ${failure.message}`, undefined, related);
    }
  }

  #list(items: readonly Expression[], span: Span): Node {
    if (items.length === 0)
      throw problem("value/empty", span, "an empty list has no shape", "Write at least one element.");
    const nodes = items.map((item) => this.lower(item));
    if (nodes.every((node) => isNumber(node)))
      return this.graph.array(nodes.map((node) => node.attributes.value!));
    if (nodes.every((node) => node.op === "array" || isNumber(node))) {
      const [first] = nodes;
      const other = nodes.findIndex((node) => formatShape(node.shape) !== formatShape(first!.shape));
      if (other >= 0) {
        const shapes = `${formatShape(first!.shape)} and ${formatShape(nodes[other]!.shape)}`;
        throw problem(
          "shape/ragged",
          items[other]!.span,
          `rows of different shapes: ${shapes}`,
          "Give every row the same length.",
        );
      }
      const data = nodes.flatMap((node) => Array.from(node.attributes.array!.data));
      const shape = [nodes.length, ...(first!.shape as readonly number[])];
      return this.graph.array({ shape, data: Float64Array.from(data) });
    }
    return this.#built(span, () =>
      this.graph.concatenate(nodes.map((node) => this.graph.reshape(node, [1, ...node.shape]))),
    );
  }

  #index(of: Expression, items: readonly (Expression | Slice)[], span: Span): Node {
    const bound = (part: Expression | undefined): number | null => (part ? this.integer(part) : null);
    const index = items.map(
      (item): IndexItem =>
        item.kind === "slice"
          ? { start: bound(item.start), stop: bound(item.stop), step: bound(item.step) ?? 1 }
          : this.integer(item),
    );
    const operand = this.lower(of);
    return this.#built(span, () => this.graph.index(operand, index));
  }

  /** A whole number, written out. */
  integer(expression: Expression): number {
    const sign = expression.kind === "unary" && expression.operator === "-" ? -1 : 1;
    const inner = expression.kind === "unary" ? expression.of : expression;
    if (inner.kind === "number" && /^\d+$/.test(inner.text)) return sign * Number(inner.text);
    throw problem(
      "value/integer",
      expression.span,
      `${this.#source(expression.span)} is not a whole number`,
      "Write the number itself: indices and axes are fixed.",
    );
  }

  #axes(expression: Expression): number[] {
    return expression.kind === "list"
      ? expression.items.map((item) => this.integer(item))
      : [this.integer(expression)];
  }

  /** Sizes of a shape: whole numbers, or letters for sizes that the data fix. */
  #sizes(expression: Expression): Dimension[] {
    const items = expression.kind === "list" ? expression.items : [expression];
    return items.map((item) => (item.kind === "name" ? item.name.canonical : this.integer(item)));
  }

  #call(name: Identifier, given: readonly Argument[], span: Span): Node {
    const canonical = aliases[name.canonical] ?? name.canonical;
    const wanted = functions.get(canonical);
    if (!wanted) {
      const isValue = new Set(this.known()).has(name.canonical);
      const hint = isValue
        ? `${name.text} is a value: for a product write ${name.text}*(…).`
        : (meant(name.canonical, functions.keys()) ??
          `The functions are ${[...functions.keys()].sort().join(", ")}.`);
      throw problem("function/unknown", name.span, `there is no function ${name.text}`, hint);
    }
    const positional = given.filter((one) => !one.keyword);
    if (positional.length < wanted.least || positional.length > wanted.most) {
      const count = `${positional.length} argument${positional.length === 1 ? "" : "s"}`;
      throw problem("function/arguments", span, `${name.text} cannot take ${count}`, `Write ${wanted.form}.`);
    }
    const options: { axes?: readonly number[]; keepdims?: boolean; sizes?: readonly Dimension[] } = {};
    for (const { keyword, value } of given)
      if (keyword) this.#option(options, wanted.axes ?? false, keyword, value, wanted.form);
    const nodes: Node[] = [];
    for (const [at, { value }] of positional.entries()) {
      if (at === wanted.most - 1 && wanted.last === "axes") options.axes = this.#axes(value);
      else if (at === wanted.most - 1 && wanted.last === "sizes") options.sizes = this.#sizes(value);
      else nodes.push(this.lower(value));
    }
    return this.#built(span, () => wanted.build(this.graph, { nodes, ...options } satisfies CallArguments));
  }

  #option(
    options: { axes?: readonly number[]; keepdims?: boolean },
    takesAxes: boolean,
    keyword: Identifier,
    value: Expression,
    form: string,
  ): void {
    if (takesAxes && keyword.canonical === "axis") options.axes = this.#axes(value);
    else if (takesAxes && keyword.canonical === "keepdims") {
      const said = value.kind === "name" ? value.name.canonical.toLowerCase() : this.#source(value.span);
      if (!["true", "false", "1", "0"].includes(said)) {
        throw problem("function/arguments", value.span, `keepdims is true or false, not ${said}`);
      }
      options.keepdims = said === "true" || said === "1";
    } else {
      throw problem(
        "function/arguments",
        keyword.span,
        `there is no option ${keyword.text}`,
        `Write ${form}.`,
      );
    }
  }
}
