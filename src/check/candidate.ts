import type { Diagnostic, Edit } from "../base/diagnostic.ts";

/** A change of the program's text that may put a fault right. */
export interface Remedy {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** A fault that lies outside of what one step shows, or whose repair does: the whole program is tried with each remedy. */
export interface Candidate {
  readonly diagnostic: Diagnostic;
  readonly remedies: readonly Remedy[];
  /** Whether it is a fault only where a remedy puts all parameters right. */
  readonly needsProof: boolean;
}
