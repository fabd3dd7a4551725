import { expect, test } from "vitest";
import { LineMap } from "../../src/base/span.ts";

test("offsets become lines and columns from 1, and back", () => {
  const text = "ab\nc\r\n\nx";
  const map = new LineMap(text);
  expect(map.position(0)).toEqual({ line: 1, column: 1 });
  expect(map.position(3)).toEqual({ line: 2, column: 1 });
  expect(map.position(text.length)).toEqual({ line: 4, column: 2 });
  expect([1, 2, 3, 4, 5].map((line) => map.line(line))).toEqual(["ab", "c", "", "x", ""]);
  for (let at = 0; at <= text.length; at++) {
    const { line, column } = map.position(at);
    expect(map.offset(line, column)).toBe(at);
  }
});
