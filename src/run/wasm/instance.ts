import type { NDArray } from "../../base/array.ts";
import { offsets } from "../../base/array.ts";
import type { Samples } from "../../graph/model.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import type { Compiled, Place } from "./compile.ts";
import { engine } from "./engine.ts";
import { sizeAt } from "./size.ts";

/** Numbers of a module's precision in its memory. */
export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

type Run = (rows: number, thread: number, threads: number) => void;

/** Links a compiled module to a memory, as thread `thread` of those that share it. */
function link(compiled: Pick<Compiled, "bytes" | "functions">, memory: object, thread: number): Run {
  const scalars = Object.fromEntries(compiled.functions.map((op) => [op, operations[op].scalar]));
  const module = new engine!.Module(compiled.bytes);
  return new engine!.Instance(module, { host: { memory, thread, ...scalars } }).exports.run as Run;
}

/** Starts a thread that runs a program text with some data; the host hands it in. It ends with its owner. */
export type StartThread = (program: string, data: unknown) => void;

/** The cells of the first bytes of memory by which the first thread calls the others; the barrier has 0 and 64. */
const cells = { call: 128 / 4, rows: 132 / 4 } as const;

/**
 * What a further thread does, in plain JavaScript over what it is handed: wait for a call, run its share, wait again. A
 * negative number of rows ends it.
 */
const follower = `(engine, { bytes, memory, thread, threads }) => {
  const { exports } = new engine.Instance(new engine.Module(bytes), { host: { memory, thread } });
  const words = new Int32Array(memory.buffer);
  for (let calls = 0; ; calls++) {
    while (Atomics.load(words, ${cells.call}) === calls) Atomics.wait(words, ${cells.call}, calls);
    const rows = Atomics.load(words, ${cells.rows});
    if (rows < 0) return;
    exports.run(rows, thread, threads);
  }
}`;

/** A compiled graph with its memory: values in, a run, values out. */
export class TensorProgram {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly #run: Run;
  #rows: number;

  /** `start` is needed where the module was compiled for several threads. */
  constructor(
    readonly compiled: Compiled,
    start?: StartThread,
  ) {
    const { pages, shared, constants } = compiled;
    this.memory = new engine!.Memory({ initial: pages, maximum: pages, shared });
    this.#rows = compiled.most;
    for (const { address, data } of constants) {
      if (data instanceof Int32Array) new Int32Array(this.memory.buffer, address, data.length).set(data);
      else this.#floats(address, data.length).set(data);
    }
    this.#run = link(compiled, this.memory, 0);
    const { threads, bytes } = compiled;
    if (threads > 1 && !start) throw new Error("several threads, and nobody to start them");
    for (let thread = 1; thread < threads; thread++)
      start!(follower, { bytes, memory: this.memory, thread, threads });
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

  run(): void {
    const { threads } = this.compiled;
    if (threads > 1) this.#call(this.#rows);
    this.#run(this.#rows, 0, threads);
  }

  /** Lets the other threads end. */
  close(): void {
    if (this.compiled.threads > 1) this.#call(-1);
  }

  #call(rows: number): void {
    const words = new Int32Array(this.memory.buffer);
    Atomics.store(words, cells.rows, rows);
    Atomics.add(words, cells.call, 1);
    Atomics.notify(words, cells.call);
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
