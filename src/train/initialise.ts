import { filled, generate, type NDArray } from "../base/array.ts";
import type { Random } from "../base/random.ts";

type Rule = (fans: { in: number; out: number }, options: readonly number[], random: Random) => () => number;

const normal =
  (deviation: number, random: Random): (() => number) =>
  () =>
    random.normal(0, deviation);

/** How parameters are drawn, by name. A matrix [in, out] has `in` numbers feeding each of its `out` neurons. */
const rules: Readonly<Record<string, Rule>> = {
  /** variance 2/in, for relu (He and others, 2015) */
  he: (fans, _, random) => normal(Math.sqrt(2 / fans.in), random),
  /** uniform in ±√(6/(in + out)), for sigmoid and tanh (Glorot and Bengio, 2010) */
  glorot: (fans, _, random) => {
    const limit = Math.sqrt(6 / (fans.in + fans.out));
    return () => random.uniform(-limit, limit);
  },
  /** variance 1/in (LeCun and others, 1998) */
  lecun: (fans, _, random) => normal(Math.sqrt(1 / fans.in), random),
  /** normal(deviation) */
  normal: (_, [deviation = 1], random) => normal(deviation, random),
  /** uniform(low, high) */
  uniform:
    (_, [low = -1, high = 1], random) =>
    () =>
      random.uniform(low, high),
  zeros: () => () => 0,
};

export const initialRules = Object.keys(rules);

/** What is wrong with a rule's options, in words; nothing where they are right. */
export function optionFault(rule: string, options: readonly number[]): string | undefined {
  const most = rule === "uniform" ? 2 : rule === "normal" ? 1 : 0;
  if (options.length > most) return `${rule} takes ${["no number", "one number", "two numbers"][most]}`;
  if (!options.every(Number.isFinite)) return `${rule} takes finite numbers`;
  if (rule === "normal" && options[0] !== undefined && options[0] < 0)
    return "a standard deviation is 0 or more";
  const [low = -1, high = 1] = options;
  return rule === "uniform" && low >= high ? `${low} is not below ${high}` : undefined;
}

/** A parameter's starting value, drawn from the seeded `random`. Throws for an unknown rule. */
export function draw(
  rule: string,
  options: readonly number[],
  shape: readonly number[],
  random: Random,
): NDArray {
  const [first = 1, ...rest] = shape;
  const fans = { in: first, out: rest.reduce((size, one) => size * one, 1) };
  const known = rules[rule];
  if (!known) throw new Error(`there is no rule ${rule}`);
  const next = known(fans, options, random);
  return shape.length === 0 ? filled([], next()) : generate(shape, next);
}
