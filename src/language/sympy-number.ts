/** A number as SymPy keeps it: an exact fraction in lowest terms, or a double. */
export type Numeral =
  | { readonly exact: true; readonly over: bigint; readonly under: bigint }
  | { readonly exact: false; readonly value: number };

const divisor = (a: bigint, b: bigint): bigint => {
  let [high, low] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (low > 0n) [high, low] = [low, high % low];
  return high;
};

export function fraction(over: bigint, under = 1n): Numeral {
  const shared = divisor(over, under) * (under < 0n ? -1n : 1n);
  return { exact: true, over: over / shared, under: under / shared };
}

export const inexact = (value: number): Numeral => ({ exact: false, value });

/** Whole numbers are exact, as SymPy's Integer; others stay doubles, as its Float. */
export const numeral = (value: number): Numeral =>
  Number.isSafeInteger(value) && !Object.is(value, -0) ? fraction(BigInt(value)) : inexact(value);

export const toNumber = (a: Numeral): number => (a.exact ? Number(a.over) / Number(a.under) : a.value);

export const plus = (a: Numeral, b: Numeral): Numeral =>
  a.exact && b.exact
    ? fraction(a.over * b.under + b.over * a.under, a.under * b.under)
    : inexact(toNumber(a) + toNumber(b));

export const times = (a: Numeral, b: Numeral): Numeral =>
  a.exact && b.exact ? fraction(a.over * b.over, a.under * b.under) : inexact(toNumber(a) * toNumber(b));

export const minus = (a: Numeral): Numeral => times(a, fraction(-1n));

export const isInteger = (a: Numeral): boolean => a.exact && a.under === 1n;

/** Equality as SymPy tells it: the double 1.0 is not the integer 1. */
export const equals = (a: Numeral, value: bigint): boolean => a.exact && a.under === 1n && a.over === value;

export const numeralKey = (a: Numeral): string => (a.exact ? `${a.over}/${a.under}` : `f${a.value}`);

const largestExponent = 4096n;

/** a to a whole power; undefined for 1/0 and for powers that nobody could read. */
export function raised(a: Numeral, exponent: bigint): Numeral | undefined {
  if (!a.exact) return inexact(a.value ** Number(exponent));
  const size = exponent < 0n ? -exponent : exponent;
  if (size > largestExponent || (exponent < 0n && a.over === 0n)) return undefined;
  return exponent < 0n
    ? fraction(a.under ** size, a.over ** size)
    : fraction(a.over ** size, a.under ** size);
}

/** The largest r with rᵏ dividing n, and what is left: 8 under k = 2 is 2²·2. Small factors only. */
export function rootPart(n: bigint, k: bigint): { root: bigint; rest: bigint } {
  let [root, rest] = [1n, n];
  for (let prime = 2n; prime < 1000n && prime ** k <= rest; prime++) {
    while (rest % prime ** k === 0n) {
      rest /= prime ** k;
      root *= prime;
    }
  }
  const whole = BigInt(Math.round(Number(rest) ** (1 / Number(k))));
  return rest > 1n && whole ** k === rest ? { root: root * whole, rest: 1n } : { root, rest };
}

/** 15 significant digits, as mpmath writes a double; zeros at the end are stripped inside an expression. */
export function floatText(value: number, strip: boolean): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-oo" : "oo";
  if (value === 0) return "0";
  const [mantissa, power] = Math.abs(value).toExponential(14).split("e") as [string, string];
  const exponent = Number(power);
  const digits = mantissa.replace(".", "");
  const stripped = (text: string): string => (strip ? text.replace(/0+$/, "").replace(/\.$/, ".0") : text);
  const sign = value < 0 ? "-" : "";
  if (exponent <= -5 || exponent >= 15) {
    return `${sign}${stripped(`${digits[0]}.${digits.slice(1)}`)}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}${stripped(`0.${"0".repeat(-exponent - 1)}${digits}`)}`;
  return `${sign}${stripped(`${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`)}`;
}
