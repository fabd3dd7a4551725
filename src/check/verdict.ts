import type { Loss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import type { Rate } from "./rate.ts";
import type { Slope } from "./slopes.ts";

export type VerdictKind = "right" | "scaled" | "other" | "wrong" | "unknown";

export interface Verdict {
  readonly path: string;
  readonly kind: VerdictKind;
  /** The constant between the program's steps and rate times gradient, where there is one. */
  readonly scale: number | null;
  readonly worst: Comparison | null;
  readonly reason?: string;
}

/** A parameter after the program's own first step: as it is, and as the gradient has it. */
export interface Comparison {
  readonly yours: number;
  readonly expected: number;
  readonly gradient: { readonly yours: number; readonly expected: number };
}

/** A program's verdicts against one loss. */
export interface Judged {
  readonly loss: Loss;
  readonly parameters: readonly Parameter[];
  readonly verdicts: readonly Verdict[];
  readonly slopes: readonly Slope[];
  readonly rate: Rate | undefined;
}

/** Why a parameter is right that does not simply follow its gradient. */
export const stillReason = "its gradient is zero";
export const decayReason = "with weight decay";
export const variedReason = "by a rate that varies";

export const isGood = ({ kind }: Verdict): boolean => kind === "right" || kind === "scaled";

export const unknown = (path: string, reason: string): Verdict => ({
  path,
  kind: "unknown",
  scale: null,
  worst: null,
  reason,
});

/** Whether a loss does not depend on a parameter at all. */
export const isFlat = ({ reason }: Verdict): boolean => reason?.endsWith(flat) ?? false;
/** Of how many parameters a loss does not depend. */
export const flats = ({ verdicts }: Judged): number => verdicts.filter(isFlat).length;

/** How the reason ends that says so. */
export const flat = "does not change with it";

/** How many parameters follow their loss. */
export const good = ({ verdicts }: Judged): number => verdicts.filter(isGood).length;
