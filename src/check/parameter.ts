import type { Span } from "../base/span.ts";

/** What a step moves: one array or number, or the numbers of a list that are moved by one statement. */
export interface Parameter {
  /** How the program reaches it: `w1`, `self.W`, `params["W1"]`, `weights[…]`. */
  readonly path: string;
  /** The numbers and arrays that it is made of, by path. */
  readonly members: readonly string[];
  /** Where the step sets it. */
  readonly span: Span;
}

/** The last part of a path, without indices: `data` of `model.layers[0].w[3].data`. Functions know it by this name. */
export const lastPart = (path: string): string =>
  path
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .pop()!;
