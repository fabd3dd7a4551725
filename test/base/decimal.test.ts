import { expect, test } from "vitest";
import { fixed, general, plain, shortest, spaced } from "../../src/base/decimal.ts";

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
