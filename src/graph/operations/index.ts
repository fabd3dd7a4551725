import type { Op } from "../op.ts";
import type { Operation } from "../operation.ts";
import { activation } from "./activation.ts";
import { arithmetic } from "./arithmetic.ts";
import { classification } from "./classification.ts";
import { comparisons } from "./comparison.ts";
import { elementary } from "./elementary.ts";
import { leaves } from "./leaf.ts";
import { linear } from "./linear.ts";
import { movement } from "./movement.ts";
import { reductions } from "./reduction.ts";

/** The operation table: one entry an operation, a missing one is a compile error. */
export const operations: Readonly<Record<Op, Operation>> = {
  ...leaves,
  ...arithmetic,
  ...elementary,
  ...activation,
  ...comparisons,
  ...reductions,
  ...linear,
  ...movement,
  ...classification,
} satisfies Record<Op, Operation>;

export const allOps = Object.keys(operations) as readonly Op[];
