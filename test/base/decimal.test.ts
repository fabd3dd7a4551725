import { expect, test } from "vitest";
import { fixed, general, plain, shortest, spaced } from "../../src/base/decimal.ts";
import { Random } from "../../src/base/random.ts";

test("fixed rounds the exact double, half to even, as Python does", () => {
  expect(fixed(0.28125, 4)).toBe("0.2812");
  expect(fixed(0.5, 0)).toBe("0");
  expect(fixed(1.5, 0)).toBe("2");
  expect(fixed(2.5, 0)).toBe("2");
  expect(fixed(2.675, 2)).toBe("2.67");
  expect(fixed(1e22, 1)).toBe("10000000000000000000000.0");
  expect(fixed(-0.00001, 4)).toBe("-0.0000");
  expect(fixed(-0, 2)).toBe("-0.00");
  expect(fixed(5e-324, 3)).toBe("0.000");
  expect([NaN, Infinity, -Infinity].map((one) => fixed(one, 2))).toEqual(["nan", "inf", "-inf"]);
});

test("fixed is the exact decimal cut to its digits, ties to even, whatever the number", () => {
  const exact = (value: number, decimals: number): string => {
    const [units, power] = quotient(Math.abs(value));
    const scaled = units * 10n ** BigInt(decimals);
    let whole = scaled / power;
    const rest = 2n * (scaled % power);
    if (rest > power || (rest === power && whole % 2n === 1n)) whole += 1n;
    const digits = whole.toString().padStart(decimals + 1, "0");
    const sign = value < 0 || Object.is(value, -0) ? "-" : "";
    const cut = digits.length - decimals;
    return sign + digits.slice(0, cut) + (decimals === 0 ? "" : `.${digits.slice(cut)}`);
  };
  const random = new Random(5);
  for (let k = 0; k < 5000; k++) {
    const size = 10 ** random.uniform(-9, 22);
    const sign = k % 2 === 0 ? 1 : -1;
    const decimals = k % 13;
    // every third lies half-way between two decimals, or next to that
    const tie = (Math.floor(size) + 0.5) / 2 ** (k % 9);
    const value = sign * [size, tie, tie * (1 + Number.EPSILON)][k % 3]!;
    expect(fixed(value, decimals), `${value} with ${decimals} decimals`).toBe(exact(value, decimals));
  }
});

/** A double as a whole number over a power of two. */
function quotient(value: number): readonly [bigint, bigint] {
  let power = 1n;
  let units = value;
  while (!Number.isInteger(units)) {
    units *= 2;
    power *= 2n;
  }
  return [BigInt(units), power];
}

test("spaced leaves room for a sign", () => {
  expect(spaced(2.4, 4)).toBe(" 2.4000");
  expect(spaced(-0, 4)).toBe("-0.0000");
});

test("shortest is Python's repr", () => {
  const forms = {
    "4.0": 4,
    "0.1": 0.1,
    "1e-05": 1e-5,
    "0.0001": 1e-4,
    "1e+16": 1e16,
    "1234567890123456.0": 1234567890123456,
    "-0.0": -0,
    "1.5e-07": 1.5e-7,
    "123.456": 123.456,
  };
  for (const [text, value] of Object.entries(forms)) expect(shortest(value)).toBe(text);
});

test("general keeps significant digits", () => {
  expect(general(0.00001234, 3)).toBe("1.23e-05");
  expect(general(1234567, 6)).toBe("1.23457e+06");
  expect(general(0.1 + 0.2, 6)).toBe("0.3");
  expect(plain(3)).toBe("3");
});
