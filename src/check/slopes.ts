import type { Node } from "../graph/node.ts";
import { gradientsOf, moveOf, readBy } from "./gradient.ts";
import type { FoundLoss, Loss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import { computesAll, type StepRun } from "./step.ts";

/** One point at which a program was compared: its step from there. */
export interface Point {
  readonly replaced: ReadonlyMap<string, Float64Array>;
  readonly run: StepRun;
}

/** A point with a loss's gradient. */
export interface Slope extends Point {
  readonly found: FoundLoss;
  readonly gradients: ReadonlyMap<string, Float64Array>;
  /** All that the loss is computed from. */
  readonly read: ReadonlySet<Node>;
}

/** Each point with the gradient of a loss there; points where either is not finite, or a parameter is only set, are left out. */
export function slopesOf(
  points: readonly Point[],
  loss: Loss,
  parameters: readonly Parameter[],
  moved: readonly string[],
): Slope[] {
  return points.flatMap((point) => {
    const { run } = point;
    if (!parameters.every((one) => computesAll(run, one.members))) return [];
    const found = loss.find(run);
    if (!found) return [];
    const gradients = gradientsOf(run, found, parameters, moved);
    const isSound = parameters.every(
      (one) =>
        moveOf(run, one)?.every(Number.isFinite) !== false && gradients.get(one.path)!.every(Number.isFinite),
    );
    return isSound ? [{ ...point, found, gradients, read: readBy(run, found, moved) }] : [];
  });
}
