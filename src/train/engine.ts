import { type NDArray, type Nested, scalar, toNested } from "../base/array.ts";
import { adjoints } from "../calculus/adjoints.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { Plan } from "../run/evaluate.ts";
import { compileScalars, isScalarGraph } from "../run/javascript.ts";

/** A model at its present parameters: what training asks of whatever computes it. */
export interface Engine {
  /** The loss at the present parameters, and whether the stop holds there. */
  evaluate(): { readonly loss: number; readonly stop: boolean };
  /** The first parameter whose derivative, where it was last evaluated, is no finite number. */
  badGradient(): Node | undefined;
  /** One step of gradient descent from the parameters that were last evaluated. */
  step(rate: number): void;
  parameters(): Record<string, Nested>;
  values(): Map<Node, NDArray>;
}

/** Numbers only: loss, stop and gradient in one compiled function. Arrays: the same graph, evaluated. */
export function engineFor(model: ModelGraph, start: ReadonlyMap<Node, NDArray>, stop?: Node): Engine {
  const parameters = model.parameters.map((one) => one.node);
  const gradients = adjoints(model.graph, model.loss, parameters);
  const roots = [model.loss, stop ?? model.graph.number(0), ...parameters.map((one) => gradients.get(one)!)];
  const isScalar = isScalarGraph(roots) && [...start.values()].every((value) => value.shape.length === 0);
  return isScalar ? new ScalarEngine(roots, parameters, start) : new ArrayEngine(roots, parameters, start);
}

class ScalarEngine implements Engine {
  readonly #compute;
  readonly #variables: readonly Node[];
  readonly #inputs: Float64Array;
  readonly #outputs: Float64Array;

  constructor(
    roots: readonly Node[],
    readonly trained: readonly Node[],
    start: ReadonlyMap<Node, NDArray>,
  ) {
    const set = new Set(trained);
    this.#variables = [...trained, ...[...start.keys()].filter((node) => !set.has(node))];
    this.#compute = compileScalars(roots, this.#variables);
    this.#inputs = Float64Array.from(this.#variables, (node) => start.get(node)!.data[0]!);
    this.#outputs = new Float64Array(roots.length);
  }

  evaluate() {
    this.#compute(this.#inputs, this.#outputs);
    return { loss: this.#outputs[0]!, stop: this.#outputs[1] === 1 };
  }

  badGradient() {
    for (let at = 0; at < this.trained.length; at++)
      if (!Number.isFinite(this.#outputs[at + 2]!)) return this.trained[at];
    return undefined;
  }

  step(rate: number): void {
    for (let at = 0; at < this.trained.length; at++) this.#inputs[at]! -= rate * this.#outputs[at + 2]!;
  }

  parameters() {
    return Object.fromEntries(this.trained.map((node, at) => [nameOf(node), this.#inputs[at]!]));
  }

  values() {
    return new Map(this.#variables.map((node, at) => [node, scalar(this.#inputs[at]!)]));
  }
}

class ArrayEngine implements Engine {
  readonly #plan: Plan;
  readonly #values: Map<Node, NDArray>;
  #trace = new Map<Node, NDArray>();

  constructor(
    readonly roots: readonly Node[],
    readonly trained: readonly Node[],
    start: ReadonlyMap<Node, NDArray>,
  ) {
    this.#plan = new Plan(roots);
    this.#values = new Map(start);
  }

  evaluate() {
    this.#trace = this.#plan.run(this.#values);
    const [loss, stop] = this.roots.map((root) => this.#trace.get(root)!.data[0]!);
    return { loss: loss!, stop: stop === 1 };
  }

  badGradient() {
    return this.trained.find((_, at) => !this.#trace.get(this.roots[at + 2]!)!.data.every(Number.isFinite));
  }

  step(rate: number): void {
    for (const [at, node] of this.trained.entries()) {
      const { shape, data } = this.#values.get(node)!;
      const slopes = this.#trace.get(this.roots[at + 2]!)!.data;
      this.#values.set(node, { shape, data: data.map((one, k) => one - rate * slopes[k]!) });
    }
  }

  parameters() {
    return Object.fromEntries(this.trained.map((node) => [nameOf(node), toNested(this.#values.get(node)!)]));
  }

  values() {
    return new Map(this.#values);
  }
}
