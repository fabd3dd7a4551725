import type { Span } from "../../base/span.ts";
import type { Node } from "../../graph/node.ts";
import type { StepRun } from "../step.ts";

/** A loss of a step, found in one run of it. */
export interface FoundLoss {
  readonly node: Node;
  /** What the program computed for it; undefined where only the record tells. */
  readonly value: number | undefined;
}

/** What a step may descend: a loss that the program states, or a standard one of its outputs and targets. */
export interface Loss {
  /** As the program calls it; of a standard loss the field's name. */
  readonly name: string;
  readonly span: Span;
  readonly stated: boolean;
  /** Whether its name can be nothing but a loss's, and it is no absolute difference. */
  readonly isNamed: boolean;
  /** The field's name: `half squared error`; undefined where it has none. */
  readonly text: string | undefined;
  /** The same loss in another run of the step. */
  find(run: StepRun): FoundLoss | undefined;
}
