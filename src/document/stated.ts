import type { ModelGraph } from "../graph/model.ts";
import type { Values } from "../run/evaluate.ts";
import type { Epoch, Training } from "../train/train.ts";

/** A model that a cell states. It is the same object for as long as the cell and what it reads stay as they are. */
export interface StatedModel {
  readonly model: ModelGraph;
}

/** A training that a document has run. */
export interface Run extends Training {
  readonly of: StatedModel;
  /** Loss before each epoch, and the parameters after it: arrays are kept for the last epoch only. */
  readonly epochs: readonly Epoch[];
  /** All values before training and after it. */
  readonly start: Values;
  readonly end: Values;
}
