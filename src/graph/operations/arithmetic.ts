import type { Op } from "../op.ts";
import { elementwise, type Notation, type Operation } from "../operation.ts";

const infix = (symbol: string, binds: number): Notation => ({ kind: "infix", symbol, binds });

export const arithmetic = {
  add: elementwise(infix("+", 2), (a, b) => a! + b!, [($) => $.number(1), ($) => $.number(1)]),
  subtract: elementwise(infix("-", 2), (a, b) => a! - b!, [($) => $.number(1), ($) => $.number(-1)]),
  multiply: elementwise(infix("*", 3), (a, b) => a! * b!, [(_, [, b]) => b!, (_, [a]) => a!]),
  divide: elementwise(infix("/", 3), (a, b) => a! / b!, [
    ($, [, b]) => $.divide(1, b!),
    ($, [, b], y) => $.negate($.divide(y, b!)),
  ]),
  negate: elementwise({ kind: "prefix", symbol: "-", binds: 4 }, (x) => -x!, [($) => $.number(-1)]),
  // d/dp xᵖ = xᵖ log x, and 0 at x = 0, where xᵖ stays 0 as p moves
  power: elementwise({ kind: "infix", symbol: "^", binds: 5, right: true }, (x, p) => x! ** p!, [
    ($, [x, p]) => $.multiply(p!, $.power(x!, $.subtract(p!, 1))),
    ($, [x], y) => $.multiply(y, $.log($.where($.equal(x!, 0), 1, x!))),
  ]),
} satisfies Partial<Record<Op, Operation>>;
