import type { Op } from "../op.ts";
import { type Operation, unary } from "../operation.ts";
import { erf } from "./erf.ts";

export const elementary = {
  exp: unary("exp", Math.exp, (_, __, y) => y),
  log: unary("log", Math.log, ($, x) => $.divide(1, x)),
  sqrt: unary("sqrt", Math.sqrt, ($, _, y) => $.divide(1, $.multiply(2, y))),
  // abs′(0) = 0: the convention of every library that trains
  abs: unary(
    "abs",
    Math.abs,
    ($, x) => $.sign(x),
    (x) => x,
  ),
  sign: unary(
    "sign",
    Math.sign,
    ($) => $.number(0),
    (x) => x,
  ),

  sin: unary("sin", Math.sin, ($, x) => $.cos(x)),
  cos: unary("cos", Math.cos, ($, x) => $.negate($.sin(x))),
  tan: unary("tan", Math.tan, ($, _, y) => $.add(1, $.power(y, 2))),
  asin: unary("asin", Math.asin, ($, x) => $.divide(1, $.sqrt($.subtract(1, $.power(x, 2))))),
  acos: unary("acos", Math.acos, ($, x) => $.divide(-1, $.sqrt($.subtract(1, $.power(x, 2))))),
  atan: unary("atan", Math.atan, ($, x) => $.divide(1, $.add(1, $.power(x, 2)))),

  sinh: unary("sinh", Math.sinh, ($, x) => $.cosh(x)),
  cosh: unary("cosh", Math.cosh, ($, x) => $.sinh(x)),
  tanh: unary("tanh", Math.tanh, ($, _, y) => $.subtract(1, $.power(y, 2))),
  erf: unary("erf", erf, ($, x) => $.multiply($.divide(2, $.sqrt(Math.PI)), $.exp($.negate($.power(x, 2))))),
} satisfies Partial<Record<Op, Operation>>;
