import type { Node } from "../../graph/node.ts";
import type { PrecisionName } from "./precision.ts";
import type { Size } from "./size.ts";

export interface CompileOptions {
  readonly precision: PrecisionName;
  /** The letter that stands for the rows of a batch, and the most of them that a run may have. */
  readonly rows?: { readonly letter: string; readonly most: number };
  /** What the other letters stand for. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Threads to share the work; one where the host computes some operation, since its functions stay on one thread. */
  readonly threads?: number;
  /** Left out: whatever the engine knows. */
  readonly relaxed?: boolean;
}

/** Where a node's elements lie after a run. */
export interface Place {
  readonly address: number;
  readonly offset: Size;
  readonly shape: readonly Size[];
  readonly strides: readonly Size[];
}

/** A module with its plan of memory: all that an instance needs, on any thread. */
export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly shared: boolean;
  readonly threads: number;
  readonly precision: PrecisionName;
  readonly most: number;
  /** The operations that the host computes on numbers. */
  readonly functions: readonly Node["op"][];
  /** What memory holds before the first run. */
  readonly constants: readonly { readonly address: number; readonly data: Float64Array | Int32Array }[];
  readonly places: ReadonlyMap<Node, Place>;
  /** What a run does, in order: the kernel `step0` and those after it, each with the units of its work. */
  readonly steps: readonly { readonly label: string; readonly units: number }[];
}
