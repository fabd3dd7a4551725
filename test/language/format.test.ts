import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format, formatExpression, formatStatement } from "../../src/language/format.ts";
import { parse } from "../../src/language/parse.ts";
import { expressions, statements, unspanned } from "./syntax-trees.ts";

describe("the formatter", () => {
  test("what it prints is read back as the same tree", () => {
    fc.assert(
      fc.property(expressions, fc.boolean(), (tree, tight) => {
        const text = formatExpression(tree, tight);
        const { statements: read, diagnostics } = parse(text);
        expect(diagnostics).toEqual([]);
        expect(unspanned(read)).toEqual(unspanned([{ kind: "expression", value: tree }]));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 4 }), (trees) => {
        const text = trees.map(formatStatement).join("\n");
        expect(unspanned(parse(text).statements)).toEqual(unspanned(trees));
        expect(format(text).value).toBe(text === "" ? "" : `${text}\n`);
      }),
      { numRuns: 500 },
    );
  });

  test("formatting twice is formatting once, comments and blank lines included", () => {
    const line = fc.oneof(
      statements.map(formatStatement),
      fc.constantFrom(
        "",
        "",
        "# a note",
        "  # indented",
        "a = 1;b=2",
        "x   =  1 # after",
        "y = [1, # inside\n 2]",
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\n\n\n", " \n"), (lines, end) => {
        const text = lines.join(end);
        const once = format(text).value!;
        expect(format(once).value).toBe(once);
        expect(unspanned(parse(once).statements)).toEqual(unspanned(parse(text).statements));
        expect(parse(once).comments.map((one) => one.text)).toEqual(
          parse(text).comments.map((one) => one.text),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("its house style", () => {
    const text = [
      "# two neurons in series",
      "input x=0.5 ,y = 1.0",
      "",
      "",
      "z1    = ((w1 * x)) + b1   # linear",
      "a = -(x^2) ; b = (-x)^2 ; c = 2**(-1)",
      "M = (X')@W",
      "train sgd   rate = 0.1 stop = L < 0.01",
    ].join("\n");
    expect(format(text).value).toBe(
      [
        "# two neurons in series",
        "input x = 0.5, y = 1.0",
        "",
        "z1 = w1*x + b1  # linear",
        "a = -x^2; b = (-x)^2; c = 2^-1",
        "M = X.T @ W",
        "train sgd rate=0.1 stop=L<0.01",
        "",
      ].join("\n"),
    );
  });

  test("a text with an error is left alone", () => {
    expect(format("z = 2x").value).toBeUndefined();
  });
});
