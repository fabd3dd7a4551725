import type { Nested } from "../base/array.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** One pass over the data: the loss before the update (the batches' mean, where there are several), the parameters after. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly validation?: { readonly loss: number } & Readonly<Record<string, number>>;
}

/** A place between two updates. */
export interface Progress {
  readonly epoch: number;
  /** Batches done, of how many, and the rows of one. */
  readonly done: number;
  readonly of: number;
  readonly rows: number;
  /** The mean loss of the epoch so far. */
  readonly loss: number;
  /** The epoch's row, where it has just ended. */
  readonly row?: Epoch;
  readonly checkpoint: () => Checkpoint;
}

export interface Training {
  /** The epoch at which the stop held, or at which loss or gradient was no finite number; null after all epochs. */
  readonly stopped: { readonly epoch: number; readonly reason: string } | null;
  readonly diverged: boolean;
  readonly final: { readonly loss: number; readonly parameters: Readonly<Record<string, Nested>> };
  /** Loss and metric over the rows that were only tested on, after the last update. */
  readonly test?: { readonly rows: number; readonly loss: number } & Readonly<Record<string, number>>;
}

export interface TrainResult extends Training {
  readonly epochs: readonly Epoch[];
}
