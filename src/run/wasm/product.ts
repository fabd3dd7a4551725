import type { Code } from "./code.ts";
import type { ModuleWriter } from "./module.ts";
import type { Split } from "./nest.ts";
import { blockColumns, blockRows, emitBlock, type Steps } from "./product-block.ts";
import type { ProductKernel } from "./product-kernel.ts";
import { ProductLoops } from "./product-loops.ts";
import type { Target } from "./vectors.ts";

/** The part of a product that is the same for all of one layout: a block of C in registers. */
export class Products {
  readonly #micro = new Map<string, number>();

  constructor(
    readonly module: ModuleWriter,
    readonly target: Target,
    /** The address of a block for each thread's edges, and the global that says which thread this is. */
    readonly scratch: number,
    readonly thread: number,
    readonly most: number,
  ) {}

  get #rows(): number {
    return blockRows(this.target.relaxed);
  }
  get #columns(): number {
    return blockColumns(this.target.precision.lanes);
  }

  /**
   * Writes the loops over blocks and says how they may be split. `tail` is a kernel for what happens to finished rows
   * while they are near.
   */
  emit(code: Code, kernel: ProductKernel, tail?: number): Split {
    new ProductLoops(code, this.target, kernel, (steps) => this.#microKernel(steps), {
      rows: this.#rows,
      columns: this.#columns,
      scratch: this.scratch,
      thread: this.thread,
      most: this.most,
      ...(tail !== undefined && { tail }),
    }).emit();
    return kernel.byColumns
      ? { size: kernel.n, per: this.#columns, grain: 1 }
      : { size: kernel.m, per: this.#rows, grain: 1 };
  }

  /** (a, b, c, bytes between rows of c, inner length, whether to add to what is in c) */
  #microKernel(steps: Steps): number {
    const key = JSON.stringify(steps);
    const known = this.#micro.get(key);
    if (known !== undefined) return known;
    const index = this.module.function(["i32", "i32", "i32", "i32", "i32", "i32"], (code) =>
      emitBlock(code, this.target, steps, this.#rows),
    );
    this.#micro.set(key, index);
    return index;
  }
}
