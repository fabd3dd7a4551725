import { filled, type NDArray } from "../base/array.ts";
import { type Diagnostic, hasError, type Result } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { Graph } from "../graph/graph.ts";
import type { Initial, Input, ModelGraph, Parameter, Samples, Training } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import {
  type Dimension,
  formatShape,
  isTooLarge,
  mostElements,
  type Shape,
  sameShape,
} from "../graph/shape.ts";
import { constantValue } from "./constant.ts";
import { ExpressionLowering } from "./lower-expression.ts";
import { parse } from "./parse.ts";
import { Problem, problem } from "./problem.ts";
import type { DataItem, Declaration, Expression, Identifier, Size, Statement } from "./syntax.ts";
import { readTraining } from "./training.ts";

/** The arrays of a data file, one for each name that asks for it, or the sentence that says why there are none. */
export type Load = (
  path: string,
  columns: readonly (readonly string[])[] | undefined,
  names: number,
  /** The arrays that these are to be like: the same columns, the same words as categories. */
  like?: readonly Samples[],
) => readonly Samples[] | { readonly problem: string; readonly hint?: string };

export interface LowerOptions {
  /** Reads a data file; the host hands it in. */
  readonly load?: Load;
}

/** The model that a text states, or the diagnostics that say why it states none. */
export function lower(text: string, options: LowerOptions = {}): Result<ModelGraph> {
  return new ModelLowering(text, options).read().finish();
}

export interface LoweredExpression {
  readonly graph: Graph;
  readonly expression: Node;
  /** The free names, in the order in which they appear. */
  readonly variables: readonly Node[];
}

/** One expression, its free names scalar variables. Assignments may stand before it, each after a `;`. */
export function lowerExpression(text: string): Result<LoweredExpression> {
  return new ModelLowering(text, {}, true).read().finishExpression();
}

/** A condition over a model's names, such as a stop given by a flag; `loss` stands for the loss. */
export function lowerCondition(text: string, model: ModelGraph): Result<Node> {
  const { statements, diagnostics } = parse(text);
  if (hasError(diagnostics)) return { diagnostics };
  const [first] = statements;
  const names = new Map<string, Node>([["loss", model.loss]]);
  const { inputs, parameters } = model;
  for (const node of [...inputs, ...parameters].map((one) => one.node).concat(model.quantities))
    names.set(nameOf(node), node);
  try {
    if (statements.length !== 1 || first!.kind !== "expression") {
      throw problem(
        "stop/condition",
        { from: 0, to: text.length },
        "a stop is one condition",
        "Write for example L < 0.01.",
      );
    }
    const lookup = (name: Identifier): Node | undefined => names.get(name.canonical);
    const lowering = new ExpressionLowering(model.graph, text, lookup, () => names.keys(), new Map());
    return { value: scalarCondition(lowering.lower(first!.value), first!.span), diagnostics };
  } catch (failure) {
    if (failure instanceof Problem) return { diagnostics: [failure.diagnostic] };
    throw failure;
  }
}

function scalarCondition(condition: Node, span: Span): Node {
  if (condition.shape.length === 0) return condition;
  throw problem(
    "stop/condition",
    span,
    `a stop is one truth, and this has the shape ${formatShape(condition.shape)}`,
    "Compare a scalar, such as the loss.",
  );
}

class ModelLowering {
  readonly #graph = new Graph();
  readonly #names = new Map<string, { node: Node; span: Span }>();
  readonly #spans = new Map<Node, Span>();
  readonly #inputs: Input[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #quantities: Node[] = [];
  /** Names whose statement failed: reading them is no second mistake. */
  readonly #failed = new Set<string>();
  readonly #free: Node[] = [];
  readonly #expressions: ExpressionLowering;
  readonly diagnostics: Diagnostic[] = [];
  /** Where each name is stated, in the whole text. */
  readonly #stated = new Map<string, Span>();
  #loss: Node | undefined;
  #lossSpan: Span | undefined;
  #last: Node | undefined;
  #train: Extract<Statement, { kind: "train" }> | undefined;

  constructor(
    readonly text: string,
    readonly options: LowerOptions,
    readonly freeNames = false,
  ) {
    const lookup = (name: Identifier): Node | undefined => this.#lookup(name);
    this.#expressions = new ExpressionLowering(
      this.#graph,
      text,
      lookup,
      () => this.#names.keys(),
      this.#spans,
      (name) => this.#stated.get(name),
    );
  }

  read(): this {
    const { statements, diagnostics, failed } = parse(this.text);
    this.diagnostics.push(...diagnostics);
    for (const name of failed) this.#failed.add(name);
    for (const { canonical, span } of statements.flatMap(statedBy))
      if (!this.#stated.has(canonical)) this.#stated.set(canonical, span);
    for (const statement of statements) this.attempt(() => this.statement(statement));
    return this;
  }

  attempt(step: () => void): void {
    try {
      step();
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      if (failure !== silent) this.diagnostics.push(failure.diagnostic);
    }
  }

  statement(statement: Statement): void {
    switch (statement.kind) {
      case "input":
      case "param":
        for (const one of statement.declarations) this.attempt(() => this.#declaration(statement.kind, one));
        return;
      case "data":
        this.#data(statement.items);
        return;
      case "assign":
        this.#quantity(statement.name, statement.value);
        return;
      case "loss":
        this.#stateLoss(statement.name, statement.value, statement.span);
        return;
      case "train":
        if (this.#train)
          throw problem("train/twice", statement.span, "a model has one train line", "Join the two.");
        this.#train = statement;
        return;
      case "expression":
        if (!this.freeNames) {
          throw problem(
            "statement/unnamed",
            statement.span,
            "this line computes something and gives it no name",
            "Write name = expression.",
          );
        }
        this.#last = this.#expressions.lower(statement.value);
    }
  }

  #lookup(name: Identifier): Node | undefined {
    const known = this.#names.get(name.canonical);
    if (known) return known.node;
    if (this.#failed.has(name.canonical)) throw silent;
    if (name.canonical === "loss" && this.#loss) return this.#loss;
    if (
      !this.freeNames ||
      this.#stated.has(name.canonical) ||
      name.canonical === "pi" ||
      name.canonical === "e"
    )
      return undefined;
    const node = this.#graph.variable(name.canonical);
    this.#free.push(node);
    return this.#define(name, node);
  }

  #define(name: Identifier, node: Node): Node {
    const known = this.#names.get(name.canonical);
    if (known) {
      const related = [{ span: known.span, message: "stated here first" }];
      const hint = "Each name is stated once: choose another name for the new quantity.";
      throw problem("name/redeclared", name.span, `${name.text} is stated twice`, hint, related);
    }
    this.#names.set(name.canonical, { node, span: name.span });
    this.#spans.set(node, name.span);
    return node;
  }

  #quantity(name: Identifier, value: Expression): Node {
    try {
      const node = this.#define(name, this.#graph.named(name.canonical, this.#expressions.lower(value)));
      this.#quantities.push(node);
      this.#last = node;
      return node;
    } catch (failure) {
      this.#failed.add(name.canonical);
      throw failure;
    }
  }

  #stateLoss(name: Identifier, value: Expression, span: Span): void {
    if (this.#lossSpan) {
      const related = [{ span: this.#lossSpan, message: "the first loss" }];
      throw problem(
        "loss/twice",
        span,
        "a model has one loss",
        "State the other as a plain quantity, without the word loss.",
        related,
      );
    }
    this.#lossSpan = span;
    const loss = this.#quantity(name, value);
    if (loss.shape.length > 0) {
      const shape = formatShape(loss.shape);
      throw problem(
        "loss/not-scalar",
        value.span,
        `the loss has the shape ${shape}: training lowers one number`,
        `Average it over the data: loss ${name.text} = mean(…).`,
      );
    }
    this.#loss = loss;
  }

  #declaration(kind: "input" | "param", { name, sizes, value, draw }: Declaration): void {
    try {
      const declared = sizes?.map(readSize);
      if (declared && isTooLarge(declared))
        throw problem(
          "shape/too-large",
          name.span,
          `${name.text} would have more than ${mostElements} numbers, and no array here has more`,
          "Choose smaller sizes.",
        );
      const given = value && this.#given(constantValue(value), declared, value.span);
      const node = this.#graph.variable(name.canonical, given?.shape ?? declared ?? []);
      if (kind === "input" && draw) {
        throw problem(
          "input/drawn",
          draw.rule.span,
          "only a parameter is drawn at random",
          "Give the input its data: input x = […].",
        );
      }
      this.#define(name, node);
      if (kind === "input") this.#inputs.push({ node, ...(given && { value: given }) });
      else {
        const initial: Initial | undefined = given
          ? { kind: "given", value: given }
          : draw && {
              kind: "drawn",
              rule: draw.rule.canonical,
              options: draw.arguments.map((one) => this.#option(one.value)),
            };
        this.#parameters.push({ node, ...(initial && { initial }) });
      }
    } catch (failure) {
      this.#failed.add(name.canonical);
      throw failure;
    }
  }

  #option(value: Expression): number {
    const { shape, data } = constantValue(value);
    if (shape.length > 0)
      throw problem("value/constant", value.span, "a number is expected here, not a list");
    return data[0]!;
  }

  /** A given value in its declared shape; one number fills the whole. */
  #given(value: NDArray, declared: Shape | undefined, span: Span): NDArray {
    if (!declared || sameShape(declared, value.shape)) return value;
    const known = declared.every((size) => typeof size === "number");
    if (value.shape.length === 0 && known) return filled(declared as readonly number[], value.data[0]!);
    const fits =
      declared.length === value.shape.length &&
      declared.every((size, axis) => typeof size === "string" || size === value.shape[axis]);
    if (fits) return value;
    throw problem(
      "shape/declared",
      span,
      `the value has the shape ${formatShape(value.shape)}, and ${formatShape(declared)} is declared`,
      "Change the one or the other.",
    );
  }

  #data(items: readonly DataItem[]): void {
    let waiting: DataItem[] = [];
    for (const item of items) {
      waiting.push(item);
      if (!item.path) continue;
      this.#load(waiting, item);
      waiting = [];
    }
    for (const { name } of waiting) this.#failed.add(name.canonical);
    if (waiting.length > 0) {
      throw problem(
        "data/no-file",
        waiting[0]!.name.span,
        "no file is named for this data",
        'Write data X, y = "points.csv" columns(a, b; label).',
      );
    }
  }

  #load(names: readonly DataItem[], { path, columns, test }: DataItem): void {
    const { load } = this.options;
    const read = (file: NonNullable<DataItem["path"]>, like?: readonly Samples[]): readonly Samples[] => {
      const fail = (message: string, hint?: string): Problem => {
        for (const { name } of names) this.#failed.add(name.canonical);
        return problem("data/unread", file.span, message, hint);
      };
      if (!load) throw fail("data files cannot be read here", "Give the data in place: input X = […].");
      const arrays = load(file.text, columns, names.length, like);
      if ("problem" in arrays) throw fail(arrays.problem, arrays.hint);
      const odd = like?.findIndex(({ shape }, at) => !sameShape(shape.slice(1), arrays[at]!.shape.slice(1)));
      if (odd === undefined || odd < 0) return arrays;
      const [due, got] = [like![odd]!, arrays[odd]!].map(
        (one) => one.shape.slice(1).join(", ") || "one number",
      );
      throw fail(
        `${file.text}: a row of ${names[odd]!.name.text} is [${got}] here, and [${due}] where it is trained on`,
      );
    };
    const arrays = read(path!);
    const tests = test && read(test, arrays);
    for (const [at, { name }] of names.entries()) {
      const value = arrays[at]!;
      const node = this.#define(name, this.#graph.variable(name.canonical, value.shape));
      this.#inputs.push(inputOf(node, value, tests?.[at]));
    }
  }

  finish(): Result<ModelGraph> {
    let training: Training | undefined;
    if (this.#train)
      this.attempt(() => (training = readTraining(this.#train!, this.#expressions, this.text)));
    if (!this.#loss && !this.#lossSpan && !hasError(this.diagnostics)) {
      this.diagnostics.push({
        code: "loss/missing",
        severity: "error",
        span: { from: this.text.length, to: this.text.length },
        message: "the model states no loss",
        hint: "Add a line such as: loss L = (y_hat - y)^2 / 2",
      });
    }
    if (hasError(this.diagnostics)) return { diagnostics: inOrder(this.diagnostics) };
    const value: ModelGraph = {
      graph: this.#graph,
      inputs: this.#inputs,
      parameters: this.#parameters,
      quantities: this.#quantities,
      loss: this.#loss!,
      ...(training && { training }),
      spans: this.#spans,
    };
    return { value, diagnostics: this.diagnostics };
  }

  finishExpression(): Result<LoweredExpression> {
    if (!this.#last && !hasError(this.diagnostics)) {
      this.diagnostics.push({
        code: "expression/missing",
        severity: "error",
        span: { from: 0, to: this.text.length },
        message: "there is no expression here",
        hint: "Write for example x^2 + 3*y^2",
      });
    }
    if (hasError(this.diagnostics)) return { diagnostics: inOrder(this.diagnostics) };
    const value = { graph: this.#graph, expression: this.#last!, variables: this.#free };
    return { value, diagnostics: this.diagnostics };
  }
}

/** An input from a file: its numbers are widened to float64 for whoever asks for that. */
function inputOf(node: Node, samples: Samples, test?: Samples): Input {
  const { shape, data } = samples;
  const more = { samples, ...(test && { test }) };
  if (data instanceof Float64Array) return { node, value: { shape, data }, ...more };
  let wide: NDArray | undefined;
  return {
    node,
    ...more,
    get value() {
      return (wide ??= { shape, data: Float64Array.from(data) });
    },
  };
}

function statedBy(statement: Statement): readonly Identifier[] {
  switch (statement.kind) {
    case "input":
    case "param":
      return statement.declarations.map((one) => one.name);
    case "data":
      return statement.items.map((one) => one.name);
    case "loss":
    case "assign":
      return [statement.name];
    default:
      return [];
  }
}

const inOrder = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort((a, b) => a.span.from - b.span.from);

/** Thrown where a name failed earlier: its own diagnostic has been given. */
const silent = problem("name/failed", { from: 0, to: 0 }, "depends on a statement that failed");

function readSize({ text, span }: Size): Dimension {
  if (!/^[\d.]/.test(text)) return text;
  const size = Number(text);
  if (Number.isInteger(size) && size > 0) return size;
  throw problem(
    "shape/size",
    span,
    `${text} is not a size`,
    "A size is a whole number above 0, or a letter such as n.",
  );
}
