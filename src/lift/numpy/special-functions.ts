/** Elementary functions as NumPy's float loops define them at their edges. */

/** Round half to even, keeping −0. */
export function rint(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const down = Math.floor(x);
  const rest = x - down;
  const even = rest < 0.5 ? down : rest > 0.5 ? down + 1 : down % 2 === 0 ? down : down + 1;
  return even === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : even;
}

/** The remainder with the divisor's sign, as Python's `%`. */
export function floorMod(a: number, b: number): number {
  if (b === 0) return Number.NaN;
  const rest = a % b;
  if (rest === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** NumPy's floor division of doubles: the quotient that goes with `floorMod`. */
export function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && b < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

export const heaviside = (x: number, atZero: number): number =>
  Number.isNaN(x) ? x : x < 0 ? 0 : x > 0 ? 1 : atZero;

/** C's pow: Math.pow differs for a base of ±1 with an infinite or missing exponent. */
export function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1;
  // a square is rounded once, as NumPy's own special case
  if (exponent === 2) return base * base;
  return base ** exponent;
}

export const logAddExp = (a: number, b: number): number => {
  if (a === b) return a + Math.LN2;
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
};

export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
