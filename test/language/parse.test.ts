import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildGrammar } from "../../scripts/build-grammar.ts";
import { canonicalName } from "../../src/language/name.ts";
import { parse } from "../../src/language/parse.ts";
import { unspanned } from "./syntax-trees.ts";

const source = (name: string): string =>
  readFileSync(new URL(`../../src/language/${name}`, import.meta.url), "utf8");

test("the committed parser is what the grammar builds to", () => {
  const { parser, terms } = buildGrammar();
  expect(source("parser.ts")).toBe(parser);
  expect(source("parser.terms.ts")).toBe(terms);
});

describe("names", () => {
  test.each([
    ["ŷ", "y_hat"],
    ["y\u0302", "y_hat"],
    ["z̄", "z_bar"],
    ["x̃", "x_tilde"],
    ["θ₁", "theta1"],
    ["w₁", "w1"],
    ["σ", "sigma"],
    ["W_2", "W_2"],
  ])("%s is %s", (text, due) => {
    expect(canonicalName(text)).toBe(due);
    expect(canonicalName(due)).toBe(due);
  });
});

describe("parsing", () => {
  test("every kind of statement, comments, line breaks in brackets", () => {
    const text = [
      "input x = 0.5, X[n, 784]  # given",
      "param W1[784, 128] ~ he, b1[128] = 0, V ~ normal(0.1); z = x",
      'data A, y = "points.csv" columns(a, "b c"; label)',
      "s = sum([1,",
      "  2], axis=0,",
      "  keepdims=true)",
      "p = X[1:3, :, -1].T @ W1' ** 2",
      "loss L = -x^2",
      "train sgd rate=0.1 stop=L<0.01",
      "ŷ",
    ].join("\r\n");
    const { statements, comments, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(comments.map((one) => one.text)).toEqual(["# given"]);
    expect(statements.map((one) => one.kind)).toEqual([
      "input",
      "param",
      "assign",
      "data",
      "assign",
      "assign",
      "loss",
      "train",
      "expression",
    ]);
    for (const { span } of statements)
      expect(text.slice(span.from, span.to)).toBe(text.slice(span.from, span.to).trim());
  });

  test("powers lean to the right and bind tighter than a sign", () => {
    const [left, right] = ["-x^2^y; 2^-1*x; a - b - c", "-(x^(2^y)); (2^(-1))*x; (a - b) - c"].map((text) =>
      unspanned(parse(text).statements),
    );
    expect(left).toEqual(right);
  });

  test.each([
    ["z = 2x", "syntax/implicit-product", "x", "For a product write 2*x."],
    ["z = 2(x+1)", "syntax/implicit-product", "(", "For a product write 2*(…)."],
    ["z = x y", "syntax/implicit-product", "y", "For a product write x*y."],
    ["z = (a)(b)", "syntax/implicit-product", "(", "For a product write (…)*(…)."],
    ["x = 1 y = 2", "syntax/two-statements", "y", "Put a line break or ; before it."],
    ["z = x +", "syntax/unfinished", "", "Finish the expression, or join the lines with brackets."],
    ["z = x²", "syntax/character", "²", "Write ^2."],
    ["z = a × b", "syntax/character", "×", "Write *."],
    ["3 = x", "syntax/unexpected", "=", "To compare write ==."],
    ["loss = 3", "syntax/keyword", "=", "Write for example: loss L = …"],
    ["z = (1", "syntax/bracket", "(", "Add the missing )."],
    ["z = [1)", "syntax/bracket", ")", "Write ] here, or ( there."],
    ["z = 1)", "syntax/bracket", ")", "Remove it, or open its bracket."],
    ['data X = "a.csv', "syntax/string", '"', 'Close it with ".'],
  ])("%s is explained, and its neighbours stand", (line, code, at, hint) => {
    const text = `a = 1\n${line}\nb = 2`;
    const { statements, diagnostics } = parse(text);
    expect(diagnostics.map((one) => [one.code, text.slice(one.span.from, one.span.to), one.hint])).toEqual([
      [code, at, hint],
    ]);
    expect(statements.map((one) => (one.kind === "assign" ? one.name.text : one.kind))).toEqual(["a", "b"]);
  });

  test("no text makes it throw, and errors have places in the text", () => {
    const piece = fc.constantFrom(
      "x",
      "1",
      "(",
      ")",
      "[",
      "]",
      "=",
      "~",
      ",",
      ";",
      "\n",
      "#",
      '"',
      "loss ",
      "input ",
      "^",
      "'",
      " ",
      "²",
      "\0",
      "train ",
      ":",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 30 }).map((parts) => parts.join("")),
          fc.string({ unit: "binary" }),
        ),
        (text) => {
          for (const { span } of parse(text).diagnostics) {
            expect(span.from).toBeGreaterThanOrEqual(0);
            expect(span.to).toBeLessThanOrEqual(text.length + 1);
            expect(span.from).toBeLessThanOrEqual(span.to);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("limits", () => {
  test.each([
    ["ten million brackets", "(".repeat(1e7), "syntax/too-large"],
    ["a million brackets", "(".repeat(1e6), "syntax/too-deep"],
    ["201 brackets", `${"(".repeat(201)}x${")".repeat(201)}`, "syntax/too-deep"],
    ["a sum of 100,000 terms", `x${" + x".repeat(1e5)}`, "syntax/too-deep"],
    ["100,000 signs", `${"-".repeat(1e5)}x`, "syntax/too-deep"],
    ["100,000 powers", `x${"^x".repeat(1e5)}`, "syntax/too-deep"],
    ["100,000 indices", `x${"[0]".repeat(1e5)}`, "syntax/too-deep"],
    ["half a million quotation marks", '"'.repeat(5e5), "syntax/unexpected"],
    ["200,000 words", "x ".repeat(2e5), "syntax/implicit-product"],
    ["half a million strange letters", "$".repeat(5e5), "syntax/unexpected"],
  ])("%s end in one diagnostic at once", (_, text, code) => {
    const start = performance.now();
    const { diagnostics } = parse(text);
    expect(diagnostics.map((one) => one.code.replace("string", "unexpected"))).toEqual([code]);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test("what lies within them is read whole", () => {
    expect(parse(`${"(".repeat(200)}x${")".repeat(200)}`).diagnostics).toEqual([]);
    expect(parse(`x${" + x*y".repeat(240)}`).diagnostics).toEqual([]);
    expect(parse(`${"f(".repeat(200)}x${")".repeat(200)}`).diagnostics).toEqual([]);
    expect(parse(`${"-(".repeat(200)}x${")".repeat(200)}`).diagnostics).toEqual([]);
    expect(parse(`${"[".repeat(200)}x${"]".repeat(200)}`).diagnostics).toEqual([]);
    expect(parse(`x = [${Array.from({ length: 20_000 }, (_, at) => -at).join(", ")}]`).diagnostics).toEqual(
      [],
    );
  });
});
