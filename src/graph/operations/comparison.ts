import type { Op } from "../op.ts";
import { call, elementwise, type Local, type Operation } from "../operation.ts";

const zero: Local = ($) => $.number(0);

/** A comparison: 1 where it holds, 0 elsewhere; flat on both sides of its jump. */
const comparison = (symbol: string, holds: (a: number, b: number) => boolean): Operation =>
  elementwise(
    { kind: "infix", symbol, binds: 1 },
    (a, b) => +holds(a!, b!),
    [zero, zero],
    (a, b) => a! - b!,
  );

/** The derivative of max or min: 1 for the winner, a half each at a tie. */
const winner =
  (own: 0 | 1, better: "greater" | "less"): Local =>
  ($, operands) => {
    const [mine, other] = [operands[own]!, operands[1 - own]!];
    return $.multiply(0.5, $.add($[better](mine, other), $[`${better}Equal`](mine, other)));
  };

export const comparisons = {
  less: comparison("<", (a, b) => a < b),
  lessEqual: comparison("<=", (a, b) => a <= b),
  greater: comparison(">", (a, b) => a > b),
  greaterEqual: comparison(">=", (a, b) => a >= b),
  equal: comparison("==", (a, b) => a === b),
  notEqual: comparison("!=", (a, b) => a !== b),
  where: elementwise(call("where"), (condition, a, b) => (condition !== 0 ? a! : b!), [
    zero,
    ($, [condition]) => $.where(condition!, 1, 0),
    ($, [condition]) => $.where(condition!, 0, 1),
  ]),
  maximum: elementwise(
    call("max"),
    Math.max,
    [winner(0, "greater"), winner(1, "greater")],
    (a, b) => a! - b!,
  ),
  minimum: elementwise(call("min"), Math.min, [winner(0, "less"), winner(1, "less")], (a, b) => a! - b!),
} satisfies Partial<Record<Op, Operation>>;
