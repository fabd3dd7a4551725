import { describe, expect, test } from "vitest";
import { runCells } from "../../../src/lift/python/run.ts";

/** Programs that would not end, or whose values would not fit, without a loop of their own that is counted. */
const programs: readonly (readonly [code: string, ends: RegExp])[] = [
  ["sum(range(10**12))", /steps/],
  ["sorted(range(10**9))", /steps/],
  ["list(range(10**9))", /steps/],
  ["max(range(10**9))", /steps/],
  ["any(0 for i in range(10**9))", /steps/],
  ["all(map(abs, range(1, 10**9)))", /steps/],
  ["(-1.5) in range(10**12)", /steps/],
  ["a = []\na.extend(range(10**9))", /steps/],
  ["a, b = range(10**9)", /steps/],
  ["print(*range(10**9))", /steps/],
  ["import itertools\nlist(itertools.count())", /steps/],
  ["import itertools\nlist(itertools.cycle([1]))", /steps/],
  ["import itertools\nlist(itertools.repeat(1))", /steps/],
  ["import itertools\nlist(itertools.permutations(range(20)))", /steps/],
  ["import itertools\nlist(itertools.product(range(10), repeat=12))", /steps/],
  ["import itertools\nlen(list(itertools.combinations(range(60), 30)))", /steps/],
  ["import itertools\nsum(itertools.islice(itertools.count(), 10**12))", /steps/],
  ["import math\nmath.factorial(10**7)", /steps|MemoryError/],
  ["import math\nmath.prod(range(1, 10**7))", /steps|MemoryError/],
  ["x = 1\nwhile True: x <<= 1", /steps|MemoryError/],
  ["x = 3\nwhile True: x *= x", /steps|MemoryError/],
  ["x = 3\nwhile True: x = x ** 2", /steps|MemoryError/],
  ["(-3) ** 10**9", /MemoryError/],
  ["1 << 10**12", /MemoryError/],
  ['f"{1:>1000000000}"', /MemoryError/],
  ['f"{1.5:.1000000000f}"', /MemoryError/],
  ['"a".center(10**9)', /MemoryError/],
  ['"7".zfill(10**9)', /MemoryError/],
  ["'%1000000000d' % 1", /MemoryError/],
  ["'%*d' % (10**9, 1)", /MemoryError/],
  ['"{:>1000000000}".format(1)', /MemoryError/],
  ['s = "ab"\nwhile True: s = ", ".join([s, s])', /MemoryError/],
  ['s = "ab"\nwhile True: s += s', /MemoryError/],
  ['s = "ab"\nwhile True: s = s.replace("a", s)', /steps|MemoryError/],
  ['"ab" * 10**12', /MemoryError/],
  ["[0] * 10**12", /MemoryError/],
  ["a = [1]\nwhile True: a = a + a", /steps|MemoryError/],
  ["a = [1]\nwhile True: a += a", /steps|MemoryError/],
  ["a = 1\nfor i in range(60): a = [a, a]\nrepr(a)", /steps|MemoryError/],
  ["a = b = 1\nfor i in range(60): a, b = [a, a], [b, b]\na == b", /steps|MemoryError/],
  ["a = 1\nfor i in range(60): a = (a, a)\nd = {a: 1}", /steps|MemoryError/],
  ["import numpy as np\nnp.array(range(10**9))", /MemoryError/],
  ["pow(3, 10**100000, 10**1000 + 1)", /steps/],
  ["int('9' * 100000)", /ValueError/],
  ["str(10**5000)", /ValueError/],
];

describe("work inside builtins is counted", () => {
  for (const [code, ends] of programs) {
    test(code.replaceAll("\n", "; "), () => {
      const started = performance.now();
      const { diagnostics } = runCells([{ source: code, offset: 0 }]);
      expect(diagnostics).toHaveLength(1);
      const [{ code: kind, message, span }] = diagnostics as [(typeof diagnostics)[number]];
      expect(kind).toMatch(/^python\/(budget|exception)$/);
      expect(message).toMatch(ends);
      expect(span.to).toBeGreaterThan(span.from);
      expect(performance.now() - started).toBeLessThan(60_000);
    });
  }
});
