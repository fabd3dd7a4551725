import type { Op } from "../op.ts";
import { call, elementwise, type Operation, unary } from "../operation.ts";
import { erf } from "./erf.ts";

/** Both branches keep exp's argument at or below 0, so that nothing overflows at ±1000. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const small = Math.exp(x);
  return small / (1 + small);
}

const identity = (x: number): number => x;

export const activation = {
  sigmoid: unary("sigmoid", sigmoid, ($, _, y) => $.multiply(y, $.subtract(1, y))),
  // relu′(0) = 0
  relu: unary(
    "relu",
    (x) => Math.max(x, 0),
    ($, x) => $.greater(x, 0),
    identity,
  ),
  leakyRelu: elementwise(
    call("leaky_relu"),
    (x, slope) => (x! > 0 ? x! : slope! * x!),
    [($, [x, slope]) => $.where($.greater(x!, 0), 1, slope!), ($, [x]) => $.where($.greater(x!, 0), 0, x!)],
    identity,
  ),
  // for x ≤ 0: y = α(eˣ − 1), so that dy/dx = y + α
  elu: elementwise(
    call("elu"),
    (x, alpha) => (x! > 0 ? x! : alpha! * Math.expm1(x!)),
    [
      ($, [x, alpha], y) => $.where($.greater(x!, 0), 1, $.add(y, alpha!)),
      // the exponential of what is at most 0, chosen as above, so that at 0 too both orders of differentiation agree
      ($, [x]) => $.where($.greater(x!, 0), 0, $.subtract($.exp($.where($.greater(x!, 0), 0, x!)), 1)),
    ],
    identity,
  ),
  // x Φ(x), so that dy/dx = Φ(x) + x φ(x) (Hendrycks and Gimpel, 2016)
  gelu: unary(
    "gelu",
    (x) => (x === -Infinity ? 0 : (x / 2) * (1 + erf(x / Math.SQRT2))),
    ($, x) =>
      $.add(
        $.multiply(0.5, $.add(1, $.erf($.divide(x, Math.SQRT2)))),
        $.multiply($.multiply(x, 1 / Math.sqrt(2 * Math.PI)), $.exp($.divide($.negate($.power(x, 2)), 2))),
      ),
  ),
  softplus: unary(
    "softplus",
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    ($, x) => $.sigmoid(x),
  ),
  // x σ(x), so that dy/dx = σ(x) + y (1 − σ(x))
  silu: unary(
    "silu",
    (x) => (x === -Infinity ? 0 : x * sigmoid(x)),
    ($, x, y) => $.add($.sigmoid(x), $.multiply(y, $.subtract(1, $.sigmoid(x)))),
  ),
} satisfies Partial<Record<Op, Operation>>;
