import { fixed } from "../base/decimal.ts";
import type { Maths, Member } from "../lift/latex/index.ts";
import { readEquations } from "../lift/latex/index.ts";

/** A sum that a formula does in numbers alone, and does wrong. */
export interface WrongSum {
  readonly says: string;
  readonly isWorth: string;
  readonly of: string;
}

const mostLetters = 2_000;

/**
 * Equations of numbers alone, as in `1 - 0.35 \cdot 6 = -1.1` and `\ln 10 \approx 2.303`: the first that is false
 * where its last digit is rounded. What holds a name is no such equation.
 */
export function wrongSum(latex: string): WrongSum | undefined {
  if (latex.length > mostLetters || !/=|\\approx/.test(latex)) return undefined;
  const text = latex.replaceAll("\\approx", "=");
  const textOf = ({ span }: Member): string => text.slice(span.from, span.to).trim();
  for (const { members } of readEquations(text).equations) {
    const values = members.map(({ maths }) => maths && worthOf(maths));
    for (const [at, one] of members.entries()) {
      const said = /^[-−+]?\d*\.?\d+$/.exec(textOf(one).replaceAll("{,}", ""))?.[0].replace("−", "-");
      if (said === undefined) continue;
      const other = values.findIndex((value, place) => place !== at && value !== undefined);
      if (other < 0) continue;
      const decimals = said.split(".")[1]?.length ?? 0;
      const [value, unit] = [values[other]!, 10 ** -decimals];
      if (Math.abs(Number(said) - value) > 0.50001 * unit)
        return { says: said, isWorth: fixed(value, decimals), of: textOf(members[other]!) };
    }
  }
  return undefined;
}

const functions: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  sigma: (z) => 1 / (1 + Math.exp(-z)),
};

/** The value of what holds numbers alone; a formula that was read is not deep. */
function worthOf(maths: Maths): number | undefined {
  const every = (parts: readonly Maths[]): number[] | undefined => {
    const values = parts.map(worthOf);
    return values.every((one) => one !== undefined) ? (values as number[]) : undefined;
  };
  switch (maths.kind) {
    case "number":
      return maths.value;
    case "name":
      return maths.name.base === "pi" && maths.name.indices.length === 0 ? Math.PI : undefined;
    case "group":
      return worthOf(maths.of);
    case "absolute": {
      const value = worthOf(maths.of);
      return value === undefined ? undefined : Math.abs(value);
    }
    case "sum":
      return every(maths.terms.map((one) => one.value))?.reduce(
        (sum, value, at) => sum + (maths.terms[at]!.negative ? -value : value),
        0,
      );
    case "product":
      return every(maths.factors.map((one) => one.value))?.reduce(
        (product, value, at) => (maths.factors[at]!.divides ? product / value : product * value),
        1,
      );
    case "fraction": {
      const both = every([maths.over, maths.under]);
      return both && both[0]! / both[1]!;
    }
    case "power": {
      const both = every([maths.base, maths.exponent]);
      return both && both[0]! ** both[1]!;
    }
    case "call": {
      const f = Object.hasOwn(functions, maths.name.base) ? functions[maths.name.base] : undefined;
      const [only, ...more] = maths.arguments;
      const value = f && maths.primes === 0 && only && more.length === 0 ? worthOf(only) : undefined;
      return value === undefined ? undefined : f!(value);
    }
    default:
      return undefined;
  }
}
