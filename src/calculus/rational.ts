/** An exact fraction where numerator and denominator are whole numbers; a plain double over 1 elsewhere. */
export interface Rational {
  readonly over: number;
  readonly under: number;
}

const divisor = (a: number, b: number): number => {
  let [high, low] = [Math.abs(a), Math.abs(b)];
  while (low > 0) [high, low] = [low, high % low];
  return high;
};

export function rational(over: number, under = 1): Rational {
  if (!Number.isSafeInteger(over) || !Number.isSafeInteger(under) || under === 0)
    return { over: over / under, under: 1 };
  const shared = divisor(over, under) * Math.sign(under);
  return { over: over / shared || 0, under: under / shared };
}

export const plus = (a: Rational, b: Rational): Rational =>
  rational(a.over * b.under + b.over * a.under, a.under * b.under);

export const times = (a: Rational, b: Rational): Rational => rational(a.over * b.over, a.under * b.under);

/** a to a whole power. */
export const toPower = (a: Rational, exponent: number): Rational =>
  exponent >= 0
    ? rational(a.over ** exponent, a.under ** exponent)
    : rational(a.under ** -exponent, a.over ** -exponent);
