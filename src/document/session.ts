import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { ModelGraph } from "../graph/model.ts";
import type { Load } from "../language/lower.ts";
import type { Values } from "../run/evaluate.ts";
import type { Epoch, Training } from "../train/train.ts";
import type { Cell } from "./cell.ts";

export interface StatedModel {
  readonly model: ModelGraph;
  readonly source: string;
  readonly cell: Cell;
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

/** What the cells of one document know of each other. */
export class Session {
  readonly models = new Map<string, StatedModel>();
  readonly runs = new Map<string, Run>();
  #latest: StatedModel | undefined;
  #anonymous = 0;

  constructor(readonly load?: Load) {}

  state(stated: StatedModel): void {
    this.#latest = stated;
    this.models.set(stated.cell.fence.id ?? `model ${++this.#anonymous}`, stated);
  }

  /** The model that a cell means: the one that it names, the run's, or the latest one above. */
  model(name: string | undefined, span: Span): StatedModel | Diagnostic {
    const found = name === undefined ? this.#latest : (this.models.get(name) ?? this.runs.get(name)?.of);
    if (found) return found;
    return name === undefined
      ? missing(span, "there is no model above this cell", "State one in a ```model cell.")
      : missing(span, `there is no model \`${name}\` above this cell`, known([...this.models.keys()]));
  }

  run(name: string, span: Span): Run | Diagnostic {
    return (
      this.runs.get(name) ??
      missing(span, `there is no training \`${name}\` above this cell`, known([...this.runs.keys()]))
    );
  }
}

const known = (names: readonly string[]): string => {
  const given = names.filter((name) => !name.includes(" "));
  return given.length > 0 ? `There is ${given.join(", ")}.` : "Give a cell an id: ```model #neuron.";
};

const missing = (span: Span, message: string, hint: string): Diagnostic => ({
  code: "document/unknown-cell",
  severity: "error",
  span,
  message,
  hint,
});

export const isDiagnostic = (one: object): one is Diagnostic => "severity" in one && "code" in one;
