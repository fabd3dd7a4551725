import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { cast } from "../numpy/dtype.ts";
import { toNumber } from "./convert.ts";
import type { Machine } from "./machine.ts";
import { computed, plain } from "./numbers.ts";
import { absent, Namespace, Native, type Numeric, type Value } from "./values.ts";

type One = readonly [value: (x: number) => number, node: ($: Builder, x: Node) => Node];
type Two = readonly [value: (a: number, b: number) => number, node: ($: Builder, a: Node, b: Node) => Node];

const functions: Readonly<Record<string, One>> = {
  exp: [Math.exp, ($, x) => $.exp(x)],
  expm1: [Math.expm1, ($, x) => $.subtract($.exp(x), 1)],
  log: [Math.log, ($, x) => $.log(x)],
  log2: [Math.log2, ($, x) => $.divide($.log(x), Math.LN2)],
  log10: [Math.log10, ($, x) => $.divide($.log(x), Math.LN10)],
  log1p: [Math.log1p, ($, x) => $.log($.add(1, x))],
  sqrt: [Math.sqrt, ($, x) => $.sqrt(x)],
  cbrt: [Math.cbrt, ($, x) => $.multiply($.sign(x), $.power($.abs(x), 1 / 3))],
  abs: [Math.abs, ($, x) => $.abs(x)],
  sin: [Math.sin, ($, x) => $.sin(x)],
  cos: [Math.cos, ($, x) => $.cos(x)],
  tan: [Math.tan, ($, x) => $.tan(x)],
  asin: [Math.asin, ($, x) => $.asin(x)],
  acos: [Math.acos, ($, x) => $.acos(x)],
  atan: [Math.atan, ($, x) => $.atan(x)],
  sinh: [Math.sinh, ($, x) => $.sinh(x)],
  cosh: [Math.cosh, ($, x) => $.cosh(x)],
  tanh: [Math.tanh, ($, x) => $.tanh(x)],
  fround: [(x) => cast(x, "float32"), (_, x) => x],
};

/** Steps have no derivative but nothing. */
const steps: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  sign: Math.sign,
};

const choices: Readonly<Record<string, Two>> = {
  max: [(a, b) => Math.max(a, b), ($, a, b) => $.maximum(a, b)],
  min: [(a, b) => Math.min(a, b), ($, a, b) => $.minimum(a, b)],
};

const constants = ["PI", "E", "LN2", "LN10", "LOG2E", "LOG10E", "SQRT2", "SQRT1_2"] as const;

/** `Math`, its functions recorded. */
export function mathNamespace(machine: Machine): Namespace {
  const number = (value: Value | undefined): Numeric => toNumber(machine, value ?? absent);
  const members = new Map<string, Value>(constants.map((name) => [name, Math[name]]));
  const add = (name: string, call: (args: readonly Value[]) => Value): void =>
    void members.set(name, new Native(name, (_, args) => call(args)));
  for (const [name, [value, node]] of Object.entries(functions))
    add(name, ([given]) => {
      const x = number(given);
      return typeof x === "number" ? value(x) : computed(value(x.first), [x], ($, of) => node($, of!));
    });
  for (const [name, value] of Object.entries(steps)) add(name, ([given]) => value(plain(number(given))));
  for (const [name, [value, node]] of Object.entries(choices))
    add(name, (args) => {
      machine.spend(args.length / 8);
      const start = name === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      return args
        .map(number)
        .reduce<Numeric>(
          (a, b, at) =>
            at === 0 ? b : computed(value(plain(a), plain(b)), [a, b], ($, x, y) => node($, x!, y!)),
          start,
        );
    });
  add("pow", ([a, b]) => {
    const [base, exponent] = [number(a), number(b)];
    return computed(plain(base) ** plain(exponent), [base, exponent], ($, x, y) => $.power(x!, y!));
  });
  add("atan2", ([a, b]) => {
    const [y, x] = [number(a), number(b)];
    const [value, ratio] = [Math.atan2(plain(y), plain(x)), Math.atan(plain(y) / plain(x))];
    // the angle of the quotient, turned by the half circle that this run is on
    return computed(value, [y, x], ($, up, along) => $.add($.atan($.divide(up!, along!)), value - ratio));
  });
  add("hypot", (args) => {
    const all = args.map(number);
    const value = Math.hypot(...all.map(plain));
    return computed(value, all, ($, ...nodes) =>
      $.sqrt(nodes.map((node) => $.multiply(node, node)).reduce((sum, one) => $.add(sum, one))),
    );
  });
  add("random", () => machine.random());
  add("imul", ([a, b]) => Math.imul(plain(number(a)), plain(number(b))));
  add("clz32", ([a]) => Math.clz32(plain(number(a))));
  return new Namespace("Math", members);
}
