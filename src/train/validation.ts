import type { NDArray } from "../base/array.ts";
import type { Samples } from "../graph/model.ts";
import type { Node } from "../graph/node.ts";
import { evaluate } from "../run/evaluate.ts";
import { compileTensors } from "../run/wasm/compile.ts";
import { features } from "../run/wasm/features.ts";
import { TensorProgram } from "../run/wasm/instance.ts";
import type { PrecisionName } from "../run/wasm/precision.ts";
import { batchLetter } from "./rows.ts";

const mostRows = 512;

/** The means of some scalar quantities over rows that are not trained on. */
export class Validation {
  readonly #program: TensorProgram | undefined;

  constructor(
    readonly quantities: readonly Node[],
    readonly samples: ReadonlyMap<Node, Samples>,
    readonly positions: Uint32Array,
    precision: PrecisionName,
  ) {
    const most = Math.min(mostRows, positions.length);
    if (features().simd)
      this.#program = new TensorProgram(
        compileTensors(quantities, [], { precision, rows: { letter: batchLetter, most } }),
      );
  }

  /** Each quantity's mean at these values of all other variables, batches weighed by their rows. */
  measure(values: ReadonlyMap<Node, NDArray>): number[] {
    const totals = this.quantities.map(() => 0);
    const program = this.#program;
    if (program)
      for (const [node, value] of values)
        if (!this.samples.has(node) && program.compiled.places.has(node)) program.write(node, value.data);
    const step = Math.min(mostRows, this.positions.length);
    for (let from = 0; from < this.positions.length; from += step) {
      const rows = this.positions.subarray(from, from + step);
      const results = program ? this.#compiled(program, rows) : this.#interpreted(values, rows);
      for (const [at, result] of results.entries()) totals[at]! += result * rows.length;
    }
    return totals.map((total) => total / this.positions.length);
  }

  #compiled(program: TensorProgram, rows: Uint32Array): number[] {
    program.load(this.samples, rows);
    program.run();
    return this.quantities.map((node) => program.read(node).data[0]!);
  }

  #interpreted(values: ReadonlyMap<Node, NDArray>, rows: Uint32Array): number[] {
    const trace = evaluate(this.quantities, new Map([...values, ...taken(this.samples, rows)]));
    return this.quantities.map((node) => trace.get(node)!.data[0]!);
  }
}

/** The samples at these positions, as arrays. */
export function taken(samples: ReadonlyMap<Node, Samples>, positions: ArrayLike<number>): Map<Node, NDArray> {
  return new Map(
    Array.from(samples, ([node, { shape, data }]) => {
      const width = data.length / shape[0]!;
      const picked = Float64Array.from(
        { length: positions.length * width },
        (_, at) => data[positions[Math.floor(at / width)]! * width + (at % width)]!,
      );
      return [node, { shape: [positions.length, ...shape.slice(1)], data: picked }] as const;
    }),
  );
}
