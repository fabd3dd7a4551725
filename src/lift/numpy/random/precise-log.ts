/** A number as the unevaluated sum of two doubles, for results that are rounded once at the end. */
type Pair = readonly [number, number];

/** Knuth's sum and Dekker's product with their rounding errors. */
function twoSum(a: number, b: number): Pair {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

function halves(a: number): Pair {
  const c = 134217729 * a;
  const high = c - (c - a);
  return [high, a - high];
}

function twoProduct(a: number, b: number): Pair {
  const product = a * b;
  const [ah, al] = halves(a);
  const [bh, bl] = halves(b);
  return [product, al * bl - (product - ah * bh - al * bh - ah * bl)];
}

function add(a: Pair, b: Pair): Pair {
  const [sum, error] = twoSum(a[0], b[0]);
  return twoSum(sum, error + a[1] + b[1]);
}

function divide(top: number, bottom: Pair): Pair {
  const quotient = top / bottom[0];
  const [product, error] = twoProduct(quotient, bottom[0]);
  return [quotient, (top - product - error - quotient * bottom[1]) / bottom[0]];
}

function multiply(a: Pair, b: Pair): Pair {
  const [product, error] = twoProduct(a[0], b[0]);
  return twoSum(product, error + a[0] * b[1] + a[1] * b[0]);
}

/** ln c = 2 artanh((c − 1)/(c + 1)), the series summed from its far end. */
function tableEntry(c: number): Pair {
  const s = divide(c - 1, [c + 1, 0]);
  const square = multiply(s, s);
  let total: Pair = [0, 0];
  for (let k = 61; k >= 1; k -= 2) total = add(divide(1, [k, 0]), multiply(square, total));
  const [high, low] = multiply(s, total);
  return [2 * high, 2 * low];
}

const ln2: Pair = [Math.LN2, 2.3190468138462996e-17];
const steps = 64;
let table: readonly Pair[] | undefined;

/**
 * The natural logarithm of a positive number, rounded once (to about 2⁻⁶⁶ before that), as the C library's
 * is that NumPy draws with; Math.log may differ in the last place.
 */
export function preciseLog(x: number): number {
  if (!(x >= 2 ** -1022) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  table ??= Array.from({ length: 2 * steps }, (_, k) => (k === 0 ? [0, 0] : tableEntry(k / steps)));
  let exponent = Math.floor(Math.log2(x));
  let mantissa = x / 2 ** exponent;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const step = Math.round(mantissa * steps);
  const near = step / steps;
  // ln(m/c) = 2 artanh(s), s = (m − c)/(m + c), |s| < 0.006
  const s = divide(mantissa - near, twoSum(mantissa, near));
  const square = s[0] * s[0];
  const rest =
    2 * s[0] * square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11))));
  const local = add([2 * s[0], 2 * s[1]], [rest, 0]);
  const whole = add(multiply(ln2, [exponent, 0]), table[step]!);
  const [high, low] = add(whole, local);
  return high + low;
}
