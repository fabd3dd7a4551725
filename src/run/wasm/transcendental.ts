import type { Local } from "./code.ts";
import type { Vectors } from "./vectors.ts";

/**
 * exp, log, tanh and sigmoid of four float32 numbers at once, within 2 units in the last place: argument reduction
 * and minimax polynomials as in Moshier's Cephes (expf, logf, tanhf).
 */

/** ln 2 in two parts: multiples of the first are exact in float32. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444005469057e-4;

/** 2ᵏ for whole k of −126 to 127, by writing the exponent's bits. */
function powerOfTwo(v: Vectors, k: Local): Local {
  const biased = v.plain("i32x4.add", k, v.integer(127));
  v.code.get(biased).i32(23).op("i32x4.shl");
  const result = v.code.local("v128");
  v.code.set(result);
  return result;
}

/** x / 2ᵇʸ, rounded down. */
function shifted(v: Vectors, x: Local, by: number): Local {
  const result = v.code.local("v128");
  v.code.get(x).i32(by).op("i32x4.shr_s").set(result);
  return result;
}

/** (eʳ − 1 − r) / r² for r within half of ln 2. */
const expSeries = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

export function exp(v: Vectors, x: Local): Local {
  // beyond these bounds the result is 0 or infinite; max and min keep NaN
  const bounded = v.apply("max", v.apply("min", x, v.number(89)), v.number(-104));
  const k = v.plain("f32x4.nearest", v.multiply(bounded, v.number(Math.LOG2E)));
  const high = v.fused(k, v.number(-ln2High), bounded);
  const low = v.multiply(k, v.number(-ln2Low));
  const rest = v.add(high, low);
  // what rounding took from the rest
  const lost = v.add(v.subtract(high, rest), low);
  const series = v.polynomial(rest, expSeries);
  const square = v.multiply(rest, rest);
  const power = v.add(v.add(v.fused(series, square, lost), rest), v.number(1));
  // in two factors, since 2ᵏ alone leaves the range before the result does
  const whole = v.plain("i32x4.trunc_sat_f32x4_s", k);
  const half = shifted(v, whole, 1);
  const other = v.plain("i32x4.sub", whole, half);
  return v.multiply(v.multiply(power, powerOfTwo(v, half)), powerOfTwo(v, other));
}

export function log(v: Vectors, x: Local): Local {
  const smallest = v.number(2 ** -126);
  const isSmall = v.apply("lt", x, smallest);
  const scaled = v.choose(isSmall, v.multiply(x, v.number(2 ** 23)), x);
  // scaled = m 2ᵉ with m in [√½, √2)
  const bits = v.plain("i32x4.sub", scaled, v.integer(0x3f3504f3));
  const exponent = shifted(v, bits, 23);
  const mantissaBits = v.plain("v128.and", bits, v.integer(0x007fffff));
  const m = v.subtract(v.plain("i32x4.add", mantissaBits, v.integer(0x3f3504f3)), v.number(1));
  const e = v.subtract(
    v.plain("f32x4.convert_i32x4_s", exponent),
    v.plain("v128.and", isSmall, v.number(23)),
  );
  const square = v.multiply(m, m);
  const series = v.polynomial(
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const tail = v.fused(e, v.number(ln2Low), v.multiply(v.multiply(m, square), series));
  const near = v.add(m, v.fused(square, v.number(-0.5), tail));
  const finite = v.fused(e, v.number(ln2High), near);
  // 0 gives −∞, what is below 0 NaN; ∞ and NaN stay themselves
  const infinite = v.apply("eq", x, v.number(Infinity));
  const positive = v.choose(infinite, x, finite);
  const atZero = v.choose(v.apply("eq", x, v.number(0)), v.number(-Infinity), positive);
  const isOrdered = v.apply("ge", x, v.number(0));
  return v.choose(isOrdered, atZero, v.number(Number.NaN));
}

/** Beyond this tanh is 1 in float32. */
const tanhIsOne = 9.1;

/** e²ˣ for x of 0 to `tanhIsOne`: no ends to mind, and 2ᵏ in one factor. */
function growth(v: Vectors, x: Local): Local {
  const twice = v.add(x, x);
  const k = v.plain("f32x4.nearest", v.multiply(twice, v.number(Math.LOG2E)));
  const rest = v.fused(k, v.number(-ln2Low), v.fused(k, v.number(-ln2High), twice));
  const series = v.polynomial(rest, expSeries);
  const power = v.add(v.fused(series, v.multiply(rest, rest), rest), v.number(1));
  return v.multiply(power, powerOfTwo(v, v.plain("i32x4.trunc_sat_f32x4_s", k)));
}

export function tanh(v: Vectors, x: Local): Local {
  const size = v.apply("abs", x);
  const square = v.multiply(x, x);
  const series = v.polynomial(
    square,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = v.fused(v.multiply(series, square), x, x);
  const power = growth(v, v.apply("min", size, v.number(tanhIsOne)));
  const far = v.subtract(v.number(1), v.divide(v.number(2), v.add(power, v.number(1))));
  const sign = v.plain("v128.and", x, v.number(-0));
  const signed = v.plain("v128.or", far, sign);
  return v.choose(v.apply("lt", size, v.number(0.625)), near, signed);
}

/** Both branches keep exp's argument at or below 0. */
export function sigmoid(v: Vectors, x: Local): Local {
  const power = exp(v, v.plain("v128.or", x, v.number(-0)));
  const below = v.add(v.number(1), power);
  return v.divide(v.choose(v.apply("lt", x, v.number(0)), power, v.number(1)), below);
}

/** eˣ − 1 without loss near 0 (Kahan): (u − 1) x / log u with u = eˣ. */
export function expm1(v: Vectors, x: Local): Local {
  const u = exp(v, x);
  const less = v.subtract(u, v.number(1));
  const corrected = v.divide(v.multiply(less, x), log(v, u));
  const isTiny = v.apply("eq", u, v.number(1));
  const isExact = v.plain("v128.or", v.apply("eq", less, v.number(-1)), v.apply("eq", u, v.number(Infinity)));
  return v.choose(isTiny, x, v.choose(isExact, less, corrected));
}

/** log(1 + x) for x ≥ 0 without loss near 0 (Kahan): log(u) x / (u − 1) with u = 1 + x. */
export function log1p(v: Vectors, x: Local): Local {
  const u = v.add(v.number(1), x);
  const corrected = v.divide(v.multiply(log(v, u), x), v.subtract(u, v.number(1)));
  return v.choose(v.apply("eq", u, v.number(1)), x, corrected);
}
