import { fromNested, type NDArray, type Nested, scalar, toNested } from "./base/array.ts";
import type { Diagnostic, Result } from "./base/diagnostic.ts";
import { LineMap } from "./base/span.ts";
import { adjoints } from "./calculus/adjoints.ts";
import { derive } from "./calculus/derivation.ts";
import { differentiate } from "./calculus/differentiate.ts";
import { simplify } from "./calculus/simplify.ts";
import type { Emitted } from "./emit/exported.ts";
import type { Target } from "./emit/targets.ts";
import type { ModelGraph } from "./graph/model.ts";
import { type Node, nameOf } from "./graph/node.ts";
import {
  type Load,
  type LoweredExpression,
  lower,
  lowerCondition,
  lowerExpression,
} from "./language/lower.ts";
import { canonicalName } from "./language/name.ts";
import { print } from "./language/print.ts";
import { sympy } from "./language/sympy.ts";
import {
  type DerivationLine,
  type DerivationNotation,
  derivationLines,
  derivationText,
} from "./render/derivation.ts";
import { type Display, jupyter, shown } from "./render/display.ts";
import { dot } from "./render/dot.ts";
import type { FlowOptions } from "./render/flow.ts";
import { latex } from "./render/latex.ts";
import { mathml } from "./render/mathml.ts";
import { mermaid } from "./render/mermaid.ts";
import { evaluate, type Values } from "./run/evaluate.ts";
import { pageThread } from "./run/wasm/page-thread.ts";
import type { Checkpoint } from "./train/checkpoint.ts";
import { type DescendSettings, type Descent, descend as descendExpression } from "./train/descend.ts";
import type { Drawn, PlotSettings } from "./train/pictures.ts";
import { startingValues } from "./train/start.ts";
import type { Detail } from "./train/traced-graph.ts";
import {
  type Epoch,
  type Progress,
  startTraining,
  type Training,
  type TrainResult,
  type TrainSettings,
  train,
} from "./train/train.ts";

/** What was typed is no model or expression. `diagnostics` say where and why; the message shows the first. */
export class ModelError extends Error {
  override readonly name = "ModelError";

  constructor(
    readonly source: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const [first] = diagnostics;
    const { line, column } = new LineMap(source).position(first?.span.from ?? 0);
    super(`${line}:${column}: ${first?.message}${first?.hint ? `\n${first.hint}` : ""}`);
  }
}

function orThrow<T>(source: string, result: Result<T>): T {
  if (result.value === undefined) throw new ModelError(source, result.diagnostics);
  return result.value;
}

const formula = (latex: string): string => `$$${latex}$$`;

export type Numbers = Readonly<Record<string, number>>;

/** A derivative: it prints in SymPy's notation and computes. */
export class Derivative {
  constructor(
    readonly wrt: string,
    readonly node: Node,
    readonly variables: readonly Node[],
    /** What it is taken by. */
    readonly variable: Node,
  ) {}

  /** SymPy's notation: `2*x`, `3*(x + 3)**2`. */
  toString(): string {
    return sympy(this.node);
  }

  /** The maths language: `3*(x + 3)^2`. */
  get text(): string {
    return print(this.node);
  }

  get latex(): string {
    return latex(this.node);
  }

  mathml(): Promise<string> {
    return mathml(this.latex);
  }

  /** What a notebook shows: the formula. */
  [jupyter](): Display {
    return { "text/latex": formula(this.latex), "text/plain": this.toString() };
  }

  /** The value at a point. Throws a ValueError where a variable is missing. */
  at(point: Numbers): number {
    const values = this.variables.filter((node) => point[nameOf(node)] !== undefined);
    const given = new Map(values.map((node) => [node, scalar(point[nameOf(node)]!)]));
    return evaluate([this.node], given).get(this.node)!.data[0]!;
  }
}

function derivativeOf({ graph, expression, variables }: LoweredExpression, wrt: string): Derivative {
  const name = canonicalName(wrt);
  const x = variables.find((node) => nameOf(node) === name) ?? graph.variable(name);
  const opened = expression.op === "named" ? expression.operands[0]! : expression;
  const derivative = simplify(graph, differentiate(graph, opened, x), { distribute: true });
  return new Derivative(name, derivative, variables, x);
}

/**
 * The derivative of an expression such as `(x + 3)^3` with respect to a variable; the only one, where there is
 * only one. Throws a ModelError for a text that is no expression.
 */
export function diff(expression: string, wrt?: string): Derivative {
  const lowered = orThrow(expression, lowerExpression(expression));
  const names = lowered.variables.map(nameOf);
  if (wrt === undefined && names.length !== 1) {
    throw new RangeError(
      `say the variable to differentiate by: ${names.join(", ") || "the expression has none"}`,
    );
  }
  return derivativeOf(lowered, wrt ?? names[0]!);
}

/** All partial derivatives of an expression. */
export class Gradient {
  constructor(readonly partials: readonly Derivative[]) {}

  /** As SymPy prints a list: `[2*x, 6*y]`. */
  toString(): string {
    return `[${this.partials.join(", ")}]`;
  }

  /** What a notebook shows: one formula a variable. */
  [jupyter](): Display {
    const rows = this.partials.map(
      (one) => `\\frac{\\partial}{\\partial ${latex(one.variable)}} &= ${one.latex}`,
    );
    return {
      "text/latex": formula(`\\begin{aligned}${rows.join(" \\\\ ")}\\end{aligned}`),
      "text/plain": this.toString(),
    };
  }

  at(point: Numbers): Record<string, number> {
    return Object.fromEntries(this.partials.map((one) => [one.wrt, one.at(point)]));
  }
}

/** The partial derivatives by each of `wrt`, or by each variable in the order in which they appear. */
export function gradient(expression: string, wrt?: readonly string[]): Gradient {
  const lowered = orThrow(expression, lowerExpression(expression));
  return new Gradient((wrt ?? lowered.variables.map(nameOf)).map((name) => derivativeOf(lowered, name)));
}

/** Gradient descent on an expression, with its whole path. Throws a ModelError for settings that do not fit it. */
export function descend(expression: string, settings: DescendSettings): Descent {
  const path = orThrow(
    expression,
    descendExpression(orThrow(expression, lowerExpression(expression)), settings),
  );
  return shown(path, async () => (await displays()).descentDisplay(path));
}

/** What notebooks show is loaded when one asks. */
const displays = () => import("./train/displays.ts");

const traced = (values: Record<string, Nested>): Record<string, Nested> =>
  shown(values, async () => (await displays()).traceDisplay(values));

/** A derivation: each step of the chain rule, then each parameter's path multiplied out. */
export class DerivationText {
  constructor(private readonly write: (notation: DerivationNotation) => readonly DerivationLine[]) {}

  toString(): string {
    return derivationText(this.write("text"));
  }

  /** One formula a line. */
  get latex(): readonly string[] {
    return this.write("latex").map(({ name, forms }) => [name, ...forms].join(" = "));
  }

  /** What a notebook shows: the steps, one under the other. */
  [jupyter](): Display {
    const rows = this.write("latex").map(
      ({ name, forms }) => `${name} ${forms.map((form) => `&= ${form}`).join(" \\\\ ")}`,
    );
    return {
      "text/latex": formula(`\\begin{aligned}${rows.join(" \\\\[4pt] ")}\\end{aligned}`),
      "text/plain": this.toString(),
    };
  }
}

/** What a train line says, in numbers and words; the stop as text. */
export interface FitSettings extends Omit<TrainSettings, "stop"> {
  /** A condition such as `L < 0.01`; the loss may be called by its name or `loss`. */
  readonly stop?: string;
}

export interface DrawGraphOptions {
  readonly values?: boolean;
  /** Names as boxes, or every operation. */
  readonly detail?: Detail;
  readonly loss?: boolean;
}

/** A picture's SVG. Throws a RangeError that says why there is none. */
function drawn(found: Drawn | string): string {
  if (typeof found === "string") throw new RangeError(found);
  return found.svg;
}

/** An expression of one variable with its derivative, or the contours of one of two, as an SVG picture. */
export async function draw(expression: string, settings: PlotSettings = {}): Promise<string> {
  const lowered = orThrow(expression, lowerExpression(expression));
  // what draws is loaded when it is first wanted
  const { expressionPicture } = await import("./train/pictures.ts");
  return drawn(await expressionPicture(lowered, expression, settings));
}

export interface ModelOptions {
  /** Gives the arrays of the data files that the model names; without it data stand in place. */
  readonly load?: Load;
}

/** A model stated as maths: it derives, draws, evaluates and trains. */
export class Model {
  readonly graph: ModelGraph;

  constructor(
    readonly source: string,
    options: ModelOptions = {},
  ) {
    this.graph = orThrow(source, lower(source, options));
  }

  /** Starting values of the parameters; drawn ones from the model's seed. */
  get parameters(): Record<string, Nested> {
    const values = this.values();
    return traced(
      Object.fromEntries(
        this.graph.parameters.map(({ node }) => [nameOf(node), toNested(values.get(node)!)]),
      ),
    );
  }

  /** Every named quantity at the starting values, some of them replaced by `given`. */
  evaluate(given: Readonly<Record<string, Nested>> = {}): Record<string, Nested> {
    const trace = evaluate(this.graph.quantities, this.values(given));
    return traced(
      Object.fromEntries(this.graph.quantities.map((node) => [nameOf(node), toNested(trace.get(node)!)])),
    );
  }

  /** The loss's derivative by each parameter at the starting values, some of them replaced by `given`. */
  gradient(given: Readonly<Record<string, Nested>> = {}): Record<string, Nested> {
    const parameters = this.graph.parameters.map((one) => one.node);
    const gradients = adjoints(this.graph.graph, this.graph.loss, parameters);
    const trace = evaluate(gradients.values(), this.values(given));
    return traced(
      Object.fromEntries(
        parameters.map((node) => [nameOf(node), toNested(trace.get(gradients.get(node)!)!)]),
      ),
    );
  }

  /** The chain rule for the named parameters, or for all. */
  derive(...names: readonly string[]): DerivationText {
    const { graph, loss, parameters } = this.graph;
    const wrt = names.length > 0 ? names.map((name) => this.#named(name)) : parameters.map((one) => one.node);
    const derivation = derive(graph, loss, wrt);
    return new DerivationText((notation) => derivationLines(derivation, wrt, notation));
  }

  /** The forward pass as a Mermaid chart. */
  mermaid(options?: FlowOptions): string {
    return mermaid(this.graph, options);
  }

  /** The forward pass in Graphviz's language. */
  dot(options?: FlowOptions): string {
    return dot(this.graph, options);
  }

  /** The forward pass as an SVG picture; with `values` the whole graph, with what flows along it at the start. */
  async drawGraph({ values = false, detail, loss = false }: DrawGraphOptions = {}): Promise<string> {
    const { chartSvg, tracedSvg } = await import("./render/chart-svg.ts");
    const { tracedGraph } = await import("./train/traced-graph.ts");
    if (!values && detail === undefined) return chartSvg(this.graph, { loss });
    return tracedSvg(tracedGraph(this.graph, this.values(), detail));
  }

  /** A slice through the loss along two parameters' numbers, `w,b` or `W1[0,1],b1[0]`, with the path of training. */
  async drawSlice(over: string, settings: FitSettings & PlotSettings = {}): Promise<string> {
    const run = this.#run(settings);
    const { slicePicture } = await import("./train/pictures.ts");
    return drawn(await slicePicture(this.graph, over.split(/,(?![^[]*\])/), run, settings));
  }

  /** The decision boundary that training ends with, over the points that it was trained on. */
  async drawBoundary(settings: FitSettings & { readonly prediction?: string } = {}): Promise<string> {
    const { boundaryPicture } = await import("./train/pictures.ts");
    return drawn(await boundaryPicture(this.graph, this.#run(settings).end, settings.prediction));
  }

  /** A number over the model's names, epoch by epoch: `accuracy = mean((p > 0.5) == y)`. */
  async drawMetric(metric: string, settings: FitSettings = {}): Promise<string> {
    const { metricPicture } = await import("./train/metric-picture.ts");
    return drawn(await metricPicture(this.graph, metric, this.#run(settings)));
  }

  #run(settings: FitSettings): { start: Values; end: Values; epochs: readonly Epoch[] } {
    const { epochs, final } = this.train(settings);
    const start = this.values();
    const end = new Map(start);
    for (const { node } of this.graph.parameters) end.set(node, fromNested(final.parameters[nameOf(node)]!));
    return { start, end, epochs };
  }

  /** Gradient descent from the starting values, by the model's train line and what `settings` say otherwise. */
  train({ stop, ...settings }: FitSettings = {}): TrainResult {
    const condition = stop === undefined ? undefined : orThrow(stop, lowerCondition(stop, this.graph));
    const result = orThrow(
      this.source,
      train(this.graph, { ...settings, ...(condition && { stop: { condition, text: stop! } }) }),
    );
    return shown(result, async () => (await displays()).trainingDisplay(this.graph, result));
  }

  /**
   * Training, an update at a time, for whoever shows it as it goes: each `Progress` is a place between two updates, and
   * ending early is leaving the loop. `resumed` continues where a checkpoint was taken.
   */
  updates({ stop, ...settings }: FitSettings = {}, resumed?: Checkpoint): Generator<Progress, Training> {
    const condition = stop === undefined ? undefined : orThrow(stop, lowerCondition(stop, this.graph));
    const chosen = { ...settings, ...(condition && { stop: { condition, text: stop! } }) };
    return orThrow(this.source, startTraining(this.graph, chosen, { resumed }));
  }

  /**
   * Trains like `train`, a row at a time as they come, and takes a breath after each 30 ms of work, so that a page stays
   * alive. In a cross-origin isolated page `threads` share the work, to the same bits. Whoever leaves the loop ends it.
   */
  async *epochs({
    stop,
    threads = 1,
    ...settings
  }: FitSettings & { readonly threads?: number } = {}): AsyncGenerator<Epoch, Training> {
    const condition = stop === undefined ? undefined : orThrow(stop, lowerCondition(stop, this.graph));
    const crew = threads > 1 && pageThread ? { threads, start: pageThread } : undefined;
    const chosen = { ...settings, ...(condition && { stop: { condition, text: stop! } }) };
    const run = orThrow(this.source, startTraining(this.graph, chosen, { crew }));
    try {
      let breath = Date.now();
      for (let next = run.next(); ; next = run.next()) {
        if (next.done) return next.value;
        if (next.value.row) yield next.value.row;
        if (Date.now() - breath < 30) continue;
        await new Promise((resolve) => setTimeout(resolve));
        breath = Date.now();
      }
    } finally {
      run.return(undefined as never);
    }
  }

  /** What a notebook shows: the forward pass as a picture, and the statements as text. */
  async [jupyter](): Promise<Display> {
    const { chartSvg } = await import("./render/chart-svg.ts");
    return { "image/svg+xml": await chartSvg(this.graph, { loss: true }), "text/plain": this.source };
  }

  /**
   * The model as a program of another library, which checks itself: NumPy, PyTorch, JAX or TypeScript as text, ONNX as
   * bytes. `tensors` are the numbers that must lie beside it, where they are too many to stand in it.
   */
  async export(target: Target, name = "model"): Promise<Emitted> {
    const [{ exportedModel }, { targets }] = await Promise.all([
      import("./train/exported.ts"),
      import("./emit/targets.ts"),
    ]);
    return targets[target].emit(
      orThrow(this.source, exportedModel(this.graph, { name, source: this.source })),
    );
  }

  #named(name: string): Node {
    const canonical = canonicalName(name);
    const { inputs, parameters, quantities } = this.graph;
    const known = [...parameters, ...inputs].map((one) => one.node).concat(quantities);
    const node = known.find((one) => nameOf(one) === canonical);
    if (!node)
      throw new RangeError(`the model has no quantity ${name}: it has ${known.map(nameOf).join(", ")}`);
    return node;
  }

  /** The starting values of inputs and parameters by node, some of them replaced by `given`. */
  values(given: Readonly<Record<string, Nested>> = {}): Map<Node, NDArray> {
    const replaced = new Map(
      Object.entries(given).map(([name, value]) => [this.#named(name), fromNested(value)]),
    );
    const { parameters, inputs, training } = this.graph;
    const left = {
      ...this.graph,
      parameters: parameters.filter((one) => !replaced.has(one.node)),
      inputs: inputs.filter((one) => !replaced.has(one.node)),
    };
    return new Map([...orThrow(this.source, startingValues(left, training?.seed)), ...replaced]);
  }
}

/** The model that a text states. Throws a ModelError for a text that states none. */
export const model = (source: string, options?: ModelOptions): Model => new Model(source, options);
