import { describe, expect, test } from "vitest";
import { withoutMagics } from "../../src/lift/python/magics.ts";

describe("IPython's own lines", () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    "a line magic": ["%matplotlib inline\nx = 1", "#                 \nx = 1"],
    "a command of the shell": ["!pip install numpy\nx = 1", "#                 \nx = 1"],
    "help before and after": ["?np.dot\nnp.dot??\nx = 1", "#      \n#       \nx = 1"],
    "in a block": ["if True:\n    !ls -l", "if True:\n    pass  "],
    "a timed statement still runs": ["%time x = fit()", "pass; x = fit()"],
    "what the shell gives": ["files = !ls", "files = [] "],
    "a timed cell": ["%%time\nx = 1", "#     \nx = 1"],
    "a cell of another language": ["%%bash\necho 1\n", "      \n      \n"],
    "a line of carriage returns": ["%pylab\r\nx = 1\r", "#     \r\nx = 1\r"],
  };
  for (const [name, [source, plain]] of Object.entries(cases))
    test(`${name} is skipped without moving a letter`, () => {
      expect(withoutMagics(source)).toBe(plain);
      expect(plain).toHaveLength(source.length);
    });

  test("what is Python stays: remainders, strings, comments, continued lines", () => {
    for (const source of [
      "x = (a\n  % b)",
      'text = """\n%d of\n!now\n"""',
      "x = a \\\n  % b",
      "# what?\nx = 1  # why?",
      "print('%d' % 3)",
      "a != b",
      "s = 'it''s'\nx = [1,\n  2]",
    ])
      expect(withoutMagics(source)).toBe(source);
  });
});
