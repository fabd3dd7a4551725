import { fixed, shortest } from "../../base/decimal.ts";
import type { DType } from "./dtype.ts";

/** The shortest digits that read back as the same number of its type: `d.ddd` and the exponent of ten. */
function digitsOf(value: number, dtype: DType): { digits: string; exponent: number } {
  let text = Math.abs(value).toExponential();
  if (dtype === "float32") {
    for (let count = 1; count <= 9; count++) {
      const [digits, power] = roundedExponential(value, count - 1);
      text = `${digits[0]}.${digits.slice(1)}e${power}`;
      if (Math.fround(Number(text)) === Math.abs(value)) break;
    }
  } else if (dtype === "float16") {
    for (let count = 1; count <= 5; count++) {
      text = Math.abs(value).toExponential(count - 1);
      if (Math.abs(Number(text) - Math.abs(value)) < Math.abs(value) * 2 ** -12) break;
    }
  }
  const [mantissa, exponent] = text.split("e") as [string, string];
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** How many digits stand on each side of the point, and whether zeros fill them. */
export interface Layout {
  /** The most digits after the point. */
  readonly precision: number;
  /** At least so many digits after the point, filled with zeros. */
  readonly least: number;
  /** All `precision` digits of the exact value, rather than the fewest that tell it apart. */
  readonly all?: boolean;
}

/** `0.25` as `0.25`, `3` as `3.`: no exponent, the point always there, zeros only up to `least`. */
export function positional(value: number, dtype: DType, { precision, least, all = false }: Layout): string {
  const { digits, exponent } = digitsOf(value, dtype);
  const sign = isNegative(value) ? "-" : "";
  let whole: string;
  let fraction: string;
  if (!all && digits.length - 1 - exponent <= precision && digits.length - 1 - exponent >= least) {
    const padded = exponent < 0 ? "0".repeat(-exponent) + digits : digits.padEnd(exponent + 1, "0");
    const point = Math.max(exponent, 0) + 1;
    whole = padded.slice(0, point);
    fraction = padded.slice(point);
  } else {
    [whole = "", fraction = ""] = fixed(
      Math.abs(value),
      all ? precision : Math.max(least, Math.min(precision, digits.length - 1 - exponent)),
    ).split(".") as [string, string?];
  }
  fraction = fraction.replace(/0+$/, "").padEnd(least, "0");
  return `${sign}${whole}.${fraction}`;
}

/** A digit string rounded to `count` digits, half to even where nothing follows. */
function roundedExponential(value: number, decimals: number): [string, number] {
  const text = Math.abs(value).toExponential(decimals);
  // toExponential rounds a tie up; a tie shows as a lone 5 in the longest form
  const [longest, power] = Math.abs(value)
    .toExponential(Math.min(decimals + 40, 100))
    .split("e") as [string, string];
  const rest = longest.replace(".", "").slice(decimals + 1);
  const kept = longest.replace(".", "").slice(0, decimals + 1);
  if (/^50*$/.test(rest) && Number(kept[kept.length - 1]) % 2 === 0) return [kept, Number(power)];
  const [mantissa, exponent] = text.split("e") as [string, string];
  return [mantissa.replace(".", ""), Number(exponent)];
}

/** `1.5e-05`: `least` digits after the point at least, the exponent of `exponentDigits` digits or more. */
export function scientific(
  value: number,
  dtype: DType,
  { precision, least, all = false }: Layout,
  exponentDigits = 2,
): string {
  let { digits, exponent } = value === 0 ? { digits: "0", exponent: 0 } : digitsOf(value, dtype);
  // digits beyond the shortest are those of the exact value, not zeros
  const places = Math.max(Math.min(digits.length - 1, precision), least);
  if (value !== 0 && (all || digits.length - 1 !== places)) {
    [digits, exponent] = roundedExponential(value, all ? precision : places);
  }
  const fraction = digits.slice(1).replace(/0+$/, "").padEnd(least, "0");
  const power = String(Math.abs(exponent)).padStart(exponentDigits, "0");
  return `${isNegative(value) ? "-" : ""}${digits[0]}.${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** A NumPy float scalar as `str` gives it: `0.1`, `1e-05`, `nan`. */
export function scalarText(value: number, dtype: DType): string {
  if (dtype === "float64" || !Number.isFinite(value) || value === 0) return shortest(value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return positional(value, dtype, { precision: 60, least: 1 });
  return scientific(value, dtype, { precision: 60, least: 0 }).replace(".e", "e");
}
