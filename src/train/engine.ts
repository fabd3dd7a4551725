import { type NDArray, type Nested, scalar, toNested } from "../base/array.ts";
import type { Samples } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { Plan } from "../run/evaluate.ts";
import { compileScalars, isScalarGraph } from "../run/javascript.ts";
import { compileTensors } from "../run/wasm/compile.ts";
import { features } from "../run/wasm/features.ts";
import { type Floats, LostThread, type StartThread, TensorProgram } from "../run/wasm/instance.ts";
import type { PrecisionName } from "../run/wasm/precision.ts";
import type { TrainingStep } from "./step.ts";
import { taken } from "./validation.ts";

/** A model at its present parameters: what training asks of whatever computes it. */
export interface Engine {
  /** The loss at the present parameters, and whether the stop holds there. Works out a step, and does not take it. */
  evaluate(rate: number, count: number): { readonly loss: number; readonly stop: boolean };
  /** The first parameter that the step just worked out would make no finite number. */
  badStep(): Node | undefined;
  /** Takes the step that was worked out. */
  commit(): void;
  /** Gives inputs the samples at these positions. */
  load(samples: ReadonlyMap<Node, Samples>, positions: ArrayLike<number>): void;
  /** Gives a variable its numbers for the steps to come; in batches as many as the present one has rows for. */
  give(node: Node, value: NDArray): void;
  parameters(): Record<string, Nested>;
  /** The values of all variables but the clock's: inputs, parameters and what the optimiser carries. */
  values(): Map<Node, NDArray>;
  /** Replaces parameters and what the optimiser carries. */
  restore(values: ReadonlyMap<Node, NDArray>): void;
  /** Ends what runs beside it. */
  close?(): void;
}

export interface EngineOptions {
  readonly precision: PrecisionName;
  /** The letter of the batch and the most rows that it has. */
  readonly rows?: { readonly letter: string; readonly most: number };
  readonly crew?: Crew;
}

/** Threads to train with, and how the host starts one. */
export interface Crew {
  readonly threads: number;
  readonly start: StartThread;
  /** So many seconds a thread waits for the others in one step before it takes them for dead. */
  readonly patience?: number;
}

/** Numbers only: one JavaScript function. Arrays: one WebAssembly module, or the graph evaluated where there is none. */
export function engineFor(
  step: TrainingStep,
  start: ReadonlyMap<Node, NDArray>,
  options: EngineOptions = { precision: "float64" },
): Engine {
  const values = new Map([...start, ...step.state]);
  const roots = [step.loss, ...(step.stop ? [step.stop] : []), ...step.assignments.map((one) => one.value)];
  const isScalar = isScalarGraph(roots) && [...values.values()].every((value) => value.shape.length === 0);
  if (isScalar) return new ScalarEngine(step, values);
  return features().simd ? new WasmEngine(step, values, options) : new ArrayEngine(step, values);
}

class ScalarEngine implements Engine {
  readonly #compute;
  readonly #variables: readonly Node[];
  readonly #inputs: Float64Array;
  readonly #outputs: Float64Array;
  readonly #moved: Int32Array;

  constructor(
    readonly step: TrainingStep,
    values: ReadonlyMap<Node, NDArray>,
  ) {
    this.#variables = [...values.keys(), step.rate, step.count];
    const { loss, stop = loss, assignments } = step;
    const roots = [loss, stop, ...assignments.map((one) => one.value)];
    this.#compute = compileScalars(roots, this.#variables);
    this.#inputs = Float64Array.from(this.#variables, (node) => values.get(node)?.data[0] ?? 0);
    this.#outputs = new Float64Array(roots.length);
    const places = new Map(this.#variables.map((node, at) => [node, at]));
    this.#moved = Int32Array.from(assignments, (one) => places.get(one.variable)!);
  }

  evaluate(rate: number, count: number) {
    const inputs = this.#inputs;
    inputs[inputs.length - 2] = rate;
    inputs[inputs.length - 1] = count;
    this.#compute(inputs, this.#outputs);
    return { loss: this.#outputs[0]!, stop: this.step.stop !== undefined && this.#outputs[1] === 1 };
  }

  badStep() {
    const outputs = this.#outputs;
    // this is asked after each of millions of small steps: a plain loop
    for (let at = 2; at < outputs.length; at++)
      if (!Number.isFinite(outputs[at]!)) return this.step.assignments[at - 2]!.variable;
    return undefined;
  }

  commit(): void {
    const [moved, inputs, outputs] = [this.#moved, this.#inputs, this.#outputs];
    for (let at = 0; at < moved.length; at++) inputs[moved[at]!] = outputs[at + 2]!;
  }

  load(): void {
    throw new Error("a model of numbers has no batches");
  }

  give(node: Node, value: NDArray): void {
    this.restore(new Map([[node, value]]));
  }

  parameters() {
    const places = new Map(this.#variables.map((node, at) => [node, at]));
    return Object.fromEntries(
      this.step.parameters.map((node) => [nameOf(node), this.#inputs[places.get(node)!]!]),
    );
  }

  values() {
    return new Map(this.#variables.slice(0, -2).map((node, at) => [node, scalar(this.#inputs[at]!)]));
  }

  restore(values: ReadonlyMap<Node, NDArray>): void {
    for (const [at, node] of this.#variables.entries())
      if (values.has(node)) this.#inputs[at] = values.get(node)!.data[0]!;
  }
}

/** The graph evaluated as it stands: the meaning that the others are tested against. */
export class ArrayEngine implements Engine {
  readonly #plan: Plan;
  readonly #values: Map<Node, NDArray>;
  #trace = new Map<Node, NDArray>();

  constructor(
    readonly step: TrainingStep,
    values: ReadonlyMap<Node, NDArray>,
  ) {
    const { loss, stop = loss, assignments } = step;
    this.#plan = new Plan([loss, stop, ...assignments.map((one) => one.value)]);
    this.#values = new Map(values);
  }

  evaluate(rate: number, count: number) {
    const { loss, stop } = this.step;
    const clock = [[this.step.rate, scalar(rate)] as const, [this.step.count, scalar(count)] as const];
    this.#trace = this.#plan.run(new Map([...this.#values, ...clock]));
    return { loss: this.#trace.get(loss)!.data[0]!, stop: !!stop && this.#trace.get(stop)!.data[0] === 1 };
  }

  badStep() {
    const bad = this.step.assignments.find((one) => !this.#trace.get(one.value)!.data.every(Number.isFinite));
    return bad?.variable;
  }

  commit(): void {
    for (const { variable, value } of this.step.assignments)
      this.#values.set(variable, this.#trace.get(value)!);
  }

  load(samples: ReadonlyMap<Node, Samples>, positions: ArrayLike<number>): void {
    this.restore(taken(samples, positions));
  }

  give(node: Node, value: NDArray): void {
    this.#values.set(node, value);
  }

  parameters() {
    return Object.fromEntries(
      this.step.parameters.map((node) => [nameOf(node), toNested(this.#values.get(node)!)]),
    );
  }

  values() {
    return new Map(this.#values);
  }

  restore(values: ReadonlyMap<Node, NDArray>): void {
    for (const [node, value] of values) this.#values.set(node, value);
  }
}

/** Above this many numbers the parameters are not looked through after each step: the next loss tells. */
const mostLookedThrough = 10_000;

/** The step compiled whole. It moves the parameters as it runs; one that is not taken is put back. */
class WasmEngine implements Engine {
  #program: TensorProgram;
  #moved: readonly { readonly node: Node; readonly live: Floats; readonly before: Floats }[];
  readonly #fixed: ReadonlyMap<Node, NDArray>;
  #isPending = false;

  constructor(
    readonly step: TrainingStep,
    values: ReadonlyMap<Node, NDArray>,
    options: EngineOptions,
  ) {
    const roots = [step.loss, ...(step.stop ? [step.stop] : [])];
    const { crew } = options;
    const compiled = compileTensors(roots, step.assignments, {
      ...options,
      ...(crew && { threads: crew.threads }),
    });
    const program = new TensorProgram(compiled, crew?.start, crew?.patience);
    this.#program = program;
    for (const [node, value] of values) if (compiled.places.has(node)) program.write(node, value.data);
    this.#moved = step.assignments.map(({ variable }) => {
      const live = program.floats(variable);
      return { node: variable, live, before: live.slice() };
    });
    const moved = new Set(this.#moved.map((one) => one.node));
    this.#fixed = new Map([...values].filter(([node]) => !moved.has(node)));
  }

  #putBack(): void {
    if (this.#isPending) for (const { live, before } of this.#moved) live.set(before);
    this.#isPending = false;
  }

  #write(node: Node, value: number): void {
    if (this.#program.compiled.places.has(node)) this.#program.write(node, [value]);
  }

  evaluate(rate: number, count: number) {
    this.#putBack();
    this.#write(this.step.rate, rate);
    this.#write(this.step.count, count);
    for (const { live, before } of this.#moved) before.set(live);
    this.#isPending = true;
    try {
      this.#program.run();
    } catch (failure) {
      if (!(failure instanceof LostThread)) throw failure;
      this.#goOnAlone();
      this.#program.run();
    }
    const { loss, stop } = this.step;
    return {
      loss: this.#program.read(loss).data[0]!,
      stop: stop !== undefined && this.#program.read(stop).data[0] === 1,
    };
  }

  /** After a thread's death: the same step on one thread, in a memory where no other can still write. The bits are the same. */
  #goOnAlone(): void {
    const lost = this.#program;
    lost.close();
    const alone = new TensorProgram({ ...lost.compiled, threads: 1 });
    alone.rows = lost.rows;
    for (const node of lost.compiled.places.keys())
      if (node.op === "variable") alone.write(node, lost.floats(node));
    this.#moved = this.#moved.map(({ node, before }) => {
      const live = alone.floats(node);
      live.set(before);
      return { node, live, before };
    });
    this.#program = alone;
  }

  badStep() {
    const small = this.#moved.filter(({ live }) => live.length <= mostLookedThrough);
    return small.find(({ live }) => !live.every(Number.isFinite))?.node;
  }

  commit(): void {
    this.#isPending = false;
  }

  close(): void {
    this.#program.close();
  }

  load(samples: ReadonlyMap<Node, Samples>, positions: ArrayLike<number>): void {
    this.#program.load(samples, positions);
  }

  give(node: Node, value: NDArray): void {
    if (this.#program.compiled.places.has(node)) this.#program.write(node, value.data);
  }

  parameters() {
    this.#putBack();
    return Object.fromEntries(
      this.step.parameters.map((node) => [nameOf(node), toNested(this.#program.read(node))]),
    );
  }

  values() {
    this.#putBack();
    const moved = this.#moved.map(({ node }) => [node, this.#program.read(node)] as const);
    return new Map([...this.#fixed, ...moved]);
  }

  restore(values: ReadonlyMap<Node, NDArray>): void {
    this.#putBack();
    for (const { node, live } of this.#moved) if (values.has(node)) live.set(values.get(node)!.data);
  }
}
