/** Numbers as Python prints them: rounded from the exact double, half to even; −0 keeps its sign. */

/** The exact value of a finite double as `digits × 10^−scale`, its sign apart. */
function exactDecimal(value: number): { digits: bigint; scale: number } {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0]!;
  const exponent = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const power = Math.max(exponent, 1) - 1075;
  // 2^-k = 5^k / 10^k
  if (power < 0) return { digits: mantissa * 5n ** BigInt(-power), scale: -power };
  return { digits: mantissa << BigInt(power), scale: 0 };
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return undefined;
}

/**
 * Whether a number may lie half-way between two decimals, as only a multiple of 2^-(decimals + 1) does. All others are
 * rounded by `toFixed` as by Python; it writes no number of more than 21 digits, and no more than 100 decimals.
 */
const mayTie = (value: number, decimals: number): boolean =>
  decimals > 100 || Math.abs(value) >= 1e21 || Number.isInteger(value * 2 ** (decimals + 1));

/** `digits` decimals, as Python's `format(value, ".4f")`: `fixed(0.28125, 4)` is `0.2812`. */
export function fixed(value: number, decimals: number): string {
  const odd = special(value);
  if (odd !== undefined) return odd;
  if (!mayTie(value, decimals)) return value.toFixed(decimals);
  let { digits, scale } = exactDecimal(value);
  if (scale > decimals) {
    const unit = 10n ** BigInt(scale - decimals);
    const rest = digits % unit;
    digits /= unit;
    if (rest * 2n > unit || (rest * 2n === unit && digits % 2n === 1n)) digits += 1n;
  } else {
    digits *= 10n ** BigInt(decimals - scale);
  }
  const text = digits.toString().padStart(decimals + 1, "0");
  const whole = text.slice(0, text.length - decimals);
  const sign = isNegative(value) ? "-" : "";
  return decimals === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - decimals)}`;
}

/** `fixed` with a blank where a minus would stand, as Python's `format(value, " .4f")`. */
export const spaced = (value: number, decimals: number): string =>
  (isNegative(value) ? "" : " ") + fixed(value, decimals);

/** The shortest text that reads back as the same double, as Python's `repr`: `4.0`, `1e-05`, `1e+16`. */
export function shortest(value: number): string {
  const odd = special(value);
  if (odd !== undefined) return odd;
  const [mantissa, power] = Math.abs(value).toExponential().split("e") as [string, string];
  const sign = isNegative(value) ? "-" : "";
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const two = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${two}`;
  }
  const digits = mantissa.replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** A number as a person writes it in maths: `3`, `0.5`, `1e-05`. */
export const plain = (value: number): string => shortest(value).replace(/\.0$/, "");

/** `significant` digits, trailing zeros dropped, as Python's `format(value, ".4g")`. */
export function general(value: number, significant = 6): string {
  const odd = special(value);
  if (odd !== undefined) return odd;
  if (value === 0) return isNegative(value) ? "-0" : "0";
  const exponent = Number(value.toExponential(significant - 1).split("e")[1]);
  if (exponent < -4 || exponent >= significant) {
    const [mantissa, power] = value.toExponential(significant - 1).split("e") as [string, string];
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${short}e${power.startsWith("-") ? "-" : "+"}${power.slice(1).padStart(2, "0")}`;
  }
  const text = fixed(value, Math.max(0, significant - 1 - exponent));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
