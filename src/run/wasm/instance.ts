import type { NDArray } from "../../base/array.ts";
import { offsets } from "../../base/array.ts";
import type { Samples } from "../../graph/model.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import type { Compiled, Place } from "./compiled.ts";
import { Crew, LostThread, mayWait, type StartThread } from "./crew.ts";
import { engine } from "./engine.ts";
import { sizeAt } from "./size.ts";

export { LostThread, type StartThread } from "./crew.ts";

/** Numbers of a module's precision in its memory. */
export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

type Run = (rows: number, thread: number, threads: number) => void;

/** The engine's own form of a module, made once. */
const modules = new WeakMap<Uint8Array, object>();

function moduleOf({ bytes }: Compiled): object {
  const known = modules.get(bytes);
  if (known) return known;
  const module = new engine!.Module(bytes);
  modules.set(bytes, module);
  return module;
}

/** A compiled graph with its memory: values in, a run, values out. */
export class TensorProgram {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly #exports: Readonly<Record<string, Run>>;
  readonly #run: Run;
  readonly #crew: Crew | undefined;
  #rows: number;

  /** `start` is needed where the module was compiled for several threads; `patience` is theirs, in seconds. */
  constructor(
    readonly compiled: Compiled,
    start?: StartThread,
    patience?: number,
  ) {
    const { pages, shared, constants } = compiled;
    this.memory = new engine!.Memory({ initial: pages, maximum: pages, shared });
    this.#rows = compiled.most;
    for (const { address, data } of constants) {
      if (data instanceof Int32Array) new Int32Array(this.memory.buffer, address, data.length).set(data);
      else this.#floats(address, data.length).set(data);
    }
    const { threads, functions } = compiled;
    if (threads > 1 && !start) throw new Error("several threads, and nobody to start them");
    const module = moduleOf(compiled);
    const scalars = Object.fromEntries(functions.map((op) => [op, operations[op].scalar]));
    const host = { memory: this.memory, thread: 0, sleeps: mayWait() ? 1 : 0, ...scalars };
    this.#exports = new engine!.Instance(module, { host }).exports as Record<string, Run>;
    this.#run = this.#exports.run!;
    if (threads > 1) this.#crew = new Crew(module, this.memory, threads, start!, patience);
  }

  /** Waits until all threads are there to share the work; without them the first does it alone. */
  assemble(milliseconds = 10_000): boolean {
    return this.#crew?.assemble(milliseconds) ?? true;
  }

  #floats(address: number, length: number): Floats {
    return this.compiled.precision === "float32"
      ? new Float32Array(this.memory.buffer, address, length)
      : new Float64Array(this.memory.buffer, address, length);
  }

  /** How many rows the batch has from now on. */
  set rows(count: number) {
    if (!Number.isInteger(count) || count < 1 || count > this.compiled.most)
      throw new RangeError(`a batch has 1 to ${this.compiled.most} rows, not ${count}`);
    this.#rows = count;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Throws a LostThread where another thread dies in it: nothing that memory holds counts then but what no run changes. */
  run(): void {
    const threads = this.#crew?.call(this.#rows) ?? 1;
    try {
      this.#run(this.#rows, 0, threads);
    } catch (failure) {
      throw this.#crew?.isLost ? new LostThread() : failure;
    }
  }

  /** Runs one step alone, whole, on this thread: to measure it. */
  runStep(at: number): void {
    this.#exports[`step${at}`]!(this.#rows, 0, this.compiled.steps[at]!.units);
  }

  /** Lets the other threads end. */
  close(): void {
    this.#crew?.dismiss();
  }

  place(node: Node): Place {
    const place = this.compiled.places.get(node);
    if (!place)
      throw new Error(`${node.op === "variable" ? nameOf(node) : node.op} was not compiled to be read`);
    return place;
  }

  /** A variable's numbers where they lie: for all rows that a batch can have. */
  floats(variable: Node): Floats {
    const { address, shape } = this.place(variable);
    const length = shape.reduce((count, size) => count * sizeAt(size, this.compiled.most), 1);
    return this.#floats(address, length);
  }

  /** Gives a variable its value; its number of rows is whatever the present batch has. */
  write(variable: Node, data: ArrayLike<number>): void {
    this.floats(variable).set(data);
  }

  /** Gives variables the samples at these positions, and the batch as many rows. */
  load(samples: ReadonlyMap<Node, Samples>, positions: ArrayLike<number>): void {
    this.rows = positions.length;
    for (const [node, { shape, data }] of samples) {
      if (!this.compiled.places.has(node)) continue;
      const into = this.floats(node);
      const width = data.length / shape[0]!;
      for (let row = 0; row < positions.length; row++) {
        const start = positions[row]! * width;
        into.set(data.subarray(start, start + width), row * width);
      }
    }
  }

  /** A root's value, or a variable's. */
  read(node: Node): NDArray {
    const { address, offset, shape, strides } = this.place(node);
    const sizes = shape.map((size) => sizeAt(size, this.#rows));
    const at = offsets(
      sizes,
      strides.map((stride) => sizeAt(stride, this.#rows)),
      sizeAt(offset, this.#rows),
    );
    const reach = at.reduce((most, one) => Math.max(most, one + 1), 0);
    const floats = this.#floats(address, reach);
    return { shape: sizes, data: Float64Array.from(at, (one) => floats[one]!) };
  }
}
