import { expect, test } from "vitest";
import { parsePython } from "../../../src/lift/python/parse.ts";

/** Python that is right and not ours to run: a check in CI must not fail on it. */
const foreign = [
  "async def f():\n    pass\n",
  "def f():\n    async with a as b:\n        pass\n",
  "match 3:\n    case 3: print(3)\n",
  "type X = int\n",
  "z = 1 + 2j\n",
];

for (const text of foreign)
  test(`${text.split("\n")[0]} is information`, () => {
    expect(parsePython(text).diagnostics).toMatchObject([
      { code: "python/not-interpreted", severity: "info" },
    ]);
  });

test("what is no Python is an error", () => {
  for (const text of ["w = = 1\n", "for i in range(3)\n    pass\n", 'f"{}"\n'])
    expect(parsePython(text).diagnostics).toMatchObject([{ code: "python/syntax", severity: "error" }]);
});
