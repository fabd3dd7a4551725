import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { erf as erfOf } from "../../graph/operations/erf.ts";
import type { Ndarray } from "./array.ts";
import { floorDivide, floorMod, gcd, heaviside, logAddExp, power, rint } from "./special-functions.ts";
import { apply, type TypeRule, type Ufunc } from "./ufunc.ts";
import { constant } from "./write.ts";

type Graph1 = ($: Builder, x: Node) => Node;
type Graph2 = ($: Builder, a: Node, b: Node) => Node;

const unary = (name: string, rule: TypeRule, loop: (x: number) => number, graph?: Graph1): Ufunc => ({
  name,
  rule,
  loop,
  arity: 1,
  ...(graph && { graph: ($: Builder, [x]: readonly Node[]) => graph($, x!) }),
});

const binary = (
  name: string,
  rule: TypeRule,
  loop: (a: number, b: number) => number,
  graph?: Graph2,
  wholeLoop?: (a: number, b: number) => number,
): Ufunc => ({
  name,
  rule,
  loop,
  arity: 2,
  ...(graph && { graph: ($: Builder, [a, b]: readonly Node[]) => graph($, a!, b!) }),
  ...(wholeLoop && { wholeLoop }),
});

const question = (name: string, test: (...operands: number[]) => boolean, arity: 1 | 2): Ufunc => ({
  name,
  rule: "bool",
  loop: (...operands) => (test(...operands) ? 1 : 0),
  arity,
});

const greater = (a: number, b: number): number => (a > b || Number.isNaN(a) ? a : b);
const lesser = (a: number, b: number): number => (a < b || Number.isNaN(a) ? a : b);
const bits =
  (small: (a: number, b: number) => number, large: (a: bigint, b: bigint) => bigint) =>
  (a: number, b: number): number =>
    a === (a | 0) && b === (b | 0) ? small(a, b) : Number(large(BigInt(a), BigInt(b)));

const square: Graph1 = ($, x) => $.power(x, 2);

const table: readonly Ufunc[] = [
  // arithmetic
  binary(
    "add",
    "same",
    (a, b) => a + b,
    ($, a, b) => $.add(a, b),
  ),
  binary(
    "subtract",
    "same",
    (a, b) => a - b,
    ($, a, b) => $.subtract(a, b),
  ),
  binary(
    "multiply",
    "same",
    (a, b) => a * b,
    ($, a, b) => $.multiply(a, b),
  ),
  binary(
    "divide",
    "divide",
    (a, b) => a / b,
    ($, a, b) => $.divide(a, b),
  ),
  binary("power", "same", power, ($, a, b) => $.power(a, b)),
  binary("float_power", "double", power, ($, a, b) => $.power(a, b)),
  binary("floor_divide", "same", floorDivide, undefined, (a, b) => (b === 0 ? 0 : Math.floor(a / b))),
  {
    ...binary("remainder", "same", floorMod, undefined, (a, b) => (b === 0 ? 0 : floorMod(a, b) + 0)),
    graph: ($, [a, b], [x, y]) => {
      const turns = apply(ufuncs.floor_divide!, [x!, y!]);
      return $.subtract(a!, $.multiply(b!, $.array({ shape: [...turns.shape], data: turns.values() })));
    },
  },
  binary(
    "fmod",
    "same",
    (a, b) => a % b,
    undefined,
    (a, b) => (b === 0 ? 0 : a % b),
  ),
  unary(
    "negative",
    "same",
    (x) => -x,
    ($, x) => $.negate(x),
  ),
  unary(
    "positive",
    "same",
    (x) => x,
    (_, x) => x,
  ),
  unary("absolute", "same", Math.abs, ($, x) => $.abs(x)),
  unary("fabs", "float", Math.abs, ($, x) => $.abs(x)),
  unary("sign", "same", (x) => (Object.is(x, -0) ? 0 : Math.sign(x))),
  unary("square", "same", (x) => x * x, square),
  unary(
    "reciprocal",
    "same",
    (x) => 1 / x,
    ($, x) => $.divide(1, x),
  ),
  unary(
    "conjugate",
    "same",
    (x) => x,
    (_, x) => x,
  ),

  // elementary functions
  unary("exp", "float", Math.exp, ($, x) => $.exp(x)),
  unary(
    "exp2",
    "float",
    (x) => 2 ** x,
    ($, x) => $.power(2, x),
  ),
  unary("expm1", "float", Math.expm1, ($, x) => $.subtract($.exp(x), 1)),
  unary("log", "float", Math.log, ($, x) => $.log(x)),
  unary("log2", "float", Math.log2, ($, x) => $.divide($.log(x), Math.LN2)),
  unary("log10", "float", Math.log10, ($, x) => $.divide($.log(x), Math.LN10)),
  unary("log1p", "float", Math.log1p, ($, x) => $.log($.add(1, x))),
  unary("sqrt", "float", Math.sqrt, ($, x) => $.sqrt(x)),
  unary("cbrt", "float", Math.cbrt, ($, x) => $.multiply($.sign(x), $.power($.abs(x), 1 / 3))),
  unary("sin", "float", Math.sin, ($, x) => $.sin(x)),
  unary("cos", "float", Math.cos, ($, x) => $.cos(x)),
  unary("tan", "float", Math.tan, ($, x) => $.tan(x)),
  unary("arcsin", "float", Math.asin, ($, x) => $.asin(x)),
  unary("arccos", "float", Math.acos, ($, x) => $.acos(x)),
  unary("arctan", "float", Math.atan, ($, x) => $.atan(x)),
  unary("sinh", "float", Math.sinh, ($, x) => $.sinh(x)),
  unary("cosh", "float", Math.cosh, ($, x) => $.cosh(x)),
  unary("tanh", "float", Math.tanh, ($, x) => $.tanh(x)),
  unary("arcsinh", "float", Math.asinh, ($, x) => $.log($.add(x, $.sqrt($.add(square($, x), 1))))),
  unary("arccosh", "float", Math.acosh, ($, x) => $.log($.add(x, $.sqrt($.subtract(square($, x), 1))))),
  unary("arctanh", "float", Math.atanh, ($, x) =>
    $.multiply(0.5, $.log($.divide($.add(1, x), $.subtract(1, x)))),
  ),
  unary(
    "degrees",
    "float",
    (x) => x * (180 / Math.PI),
    ($, x) => $.multiply(x, 180 / Math.PI),
  ),
  unary(
    "radians",
    "float",
    (x) => x * (Math.PI / 180),
    ($, x) => $.multiply(x, Math.PI / 180),
  ),
  {
    ...binary("arctan2", "float", Math.atan2),
    graph: ($, [a, b], operands) => {
      // atan(y/x), turned by the half circle that this run is on
      const [y, x] = operands.map(constant) as [Ndarray, Ndarray];
      const ratio = apply(ufuncs.arctan!, [apply(ufuncs.divide!, [y, x])]);
      const turn = apply(ufuncs.subtract!, [apply(ufuncs.arctan2!, [y, x]), ratio]);
      return $.add($.atan($.divide(a!, b!)), $.array({ shape: [...turn.shape], data: turn.values() }));
    },
  },
  binary("hypot", "float", Math.hypot, ($, a, b) => $.sqrt($.add(square($, a), square($, b)))),
  binary("logaddexp", "float", logAddExp, ($, a, b) =>
    $.add($.maximum(a, b), $.log($.add(1, $.exp($.negate($.abs($.subtract(a, b))))))),
  ),
  unary("erf", "float", erfOf, ($, x) => $.erf(x)),
  unary(
    "expit",
    "float",
    (x) => 1 / (1 + Math.exp(-x)),
    ($, x) => $.sigmoid(x),
  ),
  unary(
    "logit",
    "float",
    (x) => Math.log(x / (1 - x)),
    ($, x) => $.log($.divide(x, $.subtract(1, x))),
  ),

  // rounding: constants to the derivative
  unary("floor", "float", Math.floor),
  unary("ceil", "float", Math.ceil),
  unary("trunc", "float", Math.trunc),
  unary("rint", "float", rint),
  binary("heaviside", "float", heaviside),
  binary("copysign", "float", (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
  binary("gcd", "whole", gcd),
  binary("lcm", "whole", (a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a * b) / gcd(a, b))),

  // choice
  binary("maximum", "same", greater, ($, a, b) => $.maximum(a, b)),
  binary("minimum", "same", lesser, ($, a, b) => $.minimum(a, b)),
  binary(
    "fmax",
    "same",
    (a, b) => (Number.isNaN(b) || a >= b ? a : b),
    ($, a, b) => $.maximum(a, b),
  ),
  binary(
    "fmin",
    "same",
    (a, b) => (Number.isNaN(b) || a <= b ? a : b),
    ($, a, b) => $.minimum(a, b),
  ),

  // questions
  question("less", (a, b) => a! < b!, 2),
  question("less_equal", (a, b) => a! <= b!, 2),
  question("greater", (a, b) => a! > b!, 2),
  question("greater_equal", (a, b) => a! >= b!, 2),
  question("equal", (a, b) => a === b, 2),
  question("not_equal", (a, b) => a !== b, 2),
  question("logical_and", (a, b) => a !== 0 && b !== 0, 2),
  question("logical_or", (a, b) => a !== 0 || b !== 0, 2),
  question("logical_xor", (a, b) => (a !== 0) !== (b !== 0), 2),
  question("logical_not", (x) => x === 0, 1),
  question("isnan", (x) => Number.isNaN(x), 1),
  question("isfinite", (x) => Number.isFinite(x), 1),
  question("isinf", (x) => Math.abs(x!) === Number.POSITIVE_INFINITY, 1),
  question("signbit", (x) => x! < 0 || Object.is(x, -0), 1),

  // bits
  binary(
    "bitwise_and",
    "whole",
    bits(
      (a, b) => a & b,
      (a, b) => a & b,
    ),
  ),
  binary(
    "bitwise_or",
    "whole",
    bits(
      (a, b) => a | b,
      (a, b) => a | b,
    ),
  ),
  binary(
    "bitwise_xor",
    "whole",
    bits(
      (a, b) => a ^ b,
      (a, b) => a ^ b,
    ),
  ),
  binary("left_shift", "whole", (a, b) => a * 2 ** b),
  binary("right_shift", "whole", (a, b) => Math.floor(a / 2 ** b)),
  unary("invert", "whole", (x) => -x - 1),
];

const named: Record<string, Ufunc> = Object.fromEntries(table.map((one) => [one.name, one]));

/** All ufuncs by every name that NumPy has for them. */
export const ufuncs: Readonly<Record<string, Ufunc>> = {
  ...named,
  abs: named.absolute!,
  true_divide: named.divide!,
  mod: named.remainder!,
  pow: named.power!,
  conj: named.conjugate!,
  bitwise_not: named.invert!,
  rad2deg: named.degrees!,
  deg2rad: named.radians!,
  asin: named.arcsin!,
  acos: named.arccos!,
  atan: named.arctan!,
  atan2: named.arctan2!,
  fix: named.trunc!,
};

/** `apply` by name; the name must be in the table. */
export const call = (name: string, ...operands: Ndarray[]): Ndarray => apply(ufuncs[name]!, operands);
