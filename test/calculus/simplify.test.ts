import { describe, expect, test } from "vitest";
import { simplify } from "../../src/calculus/simplify.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { reachable } from "../../src/graph/walk.ts";
import { lowerExpression } from "../../src/language/lower.ts";
import { print } from "../../src/language/print.ts";

/** An expression as it is read, simplified and written. */
function simple(text: string, distribute = false): string {
  const { value, diagnostics } = lowerExpression(text);
  if (!value) throw new Error(`${text}: ${diagnostics[0]!.message}`);
  return print(simplify(value.graph, value.expression, { distribute }));
}

/** What is written, and what comes of it. */
const forms: Record<string, Readonly<Record<string, string>>> = {
  "like terms are collected, in the order of their first": {
    "x + x": "2*x",
    "x + y + x": "2*x + y",
    "y + x - y": "x",
    "x - x": "0",
    "2*x + 3*x - x": "4*x",
    "x/2 + x/3": "5*x/6",
    "x - (y - x)": "2*x - y",
    "x - (y + x) + y": "0",
    "-(x - y) + x": "y",
    "-(x + y)": "-x - y",
    "x*y + y*x": "2*x*y",
    "x^2*y + y*x*x": "2*x^2*y",
    "sin(x) + 2*sin(x)": "3*sin(x)",
    "sin(x + x)": "sin(2*x)",
    "x + 1 + 2": "x + 3",
    "1 + x - 1": "x",
    "x/y + x/y": "2*x/y",
    "0*x + y": "y",
    "x*y - x*z": "x*y - x*z",
    "-x + y": "-x + y",
    "y - 3*x": "y - 3*x",
    "x + y/(-2)": "x - y/2",
  },
  "like factors are collected": {
    "x*x": "x^2",
    "x*y*x": "x^2*y",
    "x*x^2": "x^3",
    "x^2/x": "x",
    "x/x": "1",
    "x/x^3": "1/x^2",
    "x*y/x": "y",
    "(x + 1)*(x + 1)": "(x + 1)^2",
    "(x + 1)/(x + 1)": "1",
    "(x*y)^2": "x^2*y^2",
    "(x/y)^3": "x^3/y^3",
    "(x/y)^(-1)": "y/x",
    "1/(1/x)": "x",
    "x/(y/z)": "x*z/y",
    "x/y/z": "x/(y*z)",
    "(-x)^2": "x^2",
    "(-x)^3": "-x^3",
    "(-x)*(-y)": "x*y",
    "-x*y": "-(x*y)",
    "x*(-y)": "-(x*y)",
    "x^(-2)": "1/x^2",
    "x^2*x^(-2)": "1",
    "(x^2)^3": "x^6",
    "x^3*x^0": "x^3",
    "sin(x)*sin(x)": "sin(x)^2",
    "exp(x*x)*x": "exp(x^2)*x",
  },
  "numbers are folded into one in front, as a fraction in lowest terms": {
    "2*x*3": "6*x",
    "2*x*3*y": "6*x*y",
    "x*2": "2*x",
    "x*y*2": "2*x*y",
    "6*x/4": "3*x/2",
    "x/2/3": "x/6",
    "2*x/(4*y)": "x/(2*y)",
    "1/(2*x)": "1/(2*x)",
    "3/(2*x*y)": "3/(2*x*y)",
    "2/(x*4)": "1/(2*x)",
    "1/(x*y*3)": "1/(3*x*y)",
    "-2*x": "-(2*x)",
    "-x/2": "-(x/2)",
    "(2*x)^2": "4*x^2",
    "(2*x)^(-2)": "1/(4*x^2)",
    "(x/2)^(-1)": "2/x",
    "1/2 + 1/3": "5/6",
    "2^3*x": "8*x",
    "0.5*x + 0.25*x": "0.75*x",
    "-(2 - 5)*x": "3*x",
  },
  "roots of like bases are collected": {
    "sqrt(x)*sqrt(x)": "x",
    "sqrt(x)^2": "x",
    "x*sqrt(x)": "x^(3/2)",
    "x/sqrt(x)": "sqrt(x)",
    "1/sqrt(x)": "1/sqrt(x)",
    "x^0.5": "sqrt(x)",
    "1/(x*sqrt(x))": "1/x^(3/2)",
    "sqrt(x)/x": "1/sqrt(x)",
    "x^2.5*x": "x^(7/2)",
    "x^0.25*x": "x^1.25",
    "sqrt(sqrt(x))": "x^0.25",
  },
  "a rule keeps to where it holds": {
    "sqrt(x*y)": "sqrt(x*y)",
    "sqrt(x*y)*2": "2*sqrt(x*y)",
    "sqrt(x/y)": "sqrt(x/y)",
    "sqrt(-x)": "sqrt(-x)",
    "(x*y)^0.5": "sqrt(x*y)",
    "(x/y)^1.5": "(x/y)^(3/2)",
    "(x^2)^0.5": "sqrt(x^2)",
    "sqrt(x^2)": "sqrt(x^2)",
    "sqrt(x + x)": "sqrt(2*x)",
    "sqrt(4)": "2",
    "sqrt(2)*x": "sqrt(2)*x",
    "4^0.5*x": "2*x",
    "x^y*x^y": "(x^y)^2",
    "pi*x + pi*x": "2*pi*x",
    "2*pi*3": "6*pi",
    "pi*pi": "pi^2",
    "x/0": "x/0",
    "1/0*x": "x/0",
    "x*0^(-1)": "x/0",
  },
  "what stands under a function is simplified too": {
    "sin(x - x)": "0",
    "exp(x*x/x)": "exp(x)",
    "log(2*x/2)": "log(x)",
    "2^(x + x)": "2^(2*x)",
    "(x + x)^y": "(2*x)^y",
    "x^(y - y + 2)": "x^2",
    "(x - x + 1)^y": "1^y",
    "abs(-(-x))": "abs(x)",
    "x*exp(y + y)*x": "x^2*exp(2*y)",
    "-exp(x + x)": "-exp(2*x)",
    "-(x^(y + y))": "-x^(2*y)",
    "3*(x + x)^(y + y)": "3*(2*x)^(2*y)",
  },
};

for (const [name, cases] of Object.entries(forms))
  describe(name, () => {
    for (const [text, is] of Object.entries(cases)) test(text, () => expect(simple(text)).toBe(is));
  });

describe("a number is multiplied into a sum where that is asked for, as SymPy does", () => {
  const cases: Readonly<Record<string, string>> = {
    "2*(x + 3)": "2*x + 6",
    "-(x + 3)": "-x - 3",
    "(x + 3)/2": "x/2 + 3/2",
    "-2*(x - y)": "-(2*x) + 2*y",
    "2*(x + y)*3": "6*x + 6*y",
    "2*(x + 3)*y": "2*y*(x + 3)",
    "(x + 3)*y": "y*(x + 3)",
    "y*(x + 3)": "y*(x + 3)",
    "2*(x + 3)^2": "2*(x + 3)^2",
    "2/(x + 3)": "2/(x + 3)",
    "2*sin(x + x)": "2*sin(2*x)",
    "2*(x + 3) + y": "2*x + 6 + y",
    "(x + 3)*(y + 1)*z": "z*(x + 3)*(y + 1)",
    "2*x*y": "2*x*y",
    "2*sin(x)": "2*sin(x)",
    "2*(-sin(x))": "-(2*sin(x))",
    "1*(x + 3)": "x + 3",
  };
  for (const [text, is] of Object.entries(cases)) test(text, () => expect(simple(text, true)).toBe(is));
  test("and stays in front of it elsewhere", () => {
    expect(simple("2*(x + 3)")).toBe("2*(x + 3)");
    expect(simple("(x + 3)/2")).toBe("(x + 3)/2");
    expect(simple("2*(x + 3)*y")).toBe("2*(x + 3)*y");
  });
});

describe("the guard that the power rule writes under a logarithm", () => {
  test("is dropped", () => expect(simple("log(where(x == 0, 1, x))")).toBe("log(x)"));
  for (const text of [
    "log(where(x == 0, 2, x))",
    "log(where(x == 1, 1, x))",
    "log(where(x != 0, 1, x))",
    "log(where(y == 0, 1, x))",
    "log(where(x == 0, x, 1))",
    "sin(where(x == 0, 1, x))",
    "log(where(y, 1, x))",
  ])
    test(`${text} is no such guard`, () => expect(simple(text)).toBe(text));
  test("the logarithm of another choice of three", () =>
    expect(simple("log(max(x, y))")).toBe("log(max(x, y))"));
});

describe("names", () => {
  test("are left as they are, and what stands under them", () => {
    const $ = new Graph();
    const x = $.variable("x");
    const a = $.named("a", $.add(x, x));
    expect(simplify($, $.add(a, a))).toBe($.multiply($.number(2), a));
    expect(simplify($, a)).toBe(a);
  });
  test("a name is a leaf of a sum too", () => {
    const $ = new Graph();
    const x = $.variable("x");
    const a = $.named("a", $.add(x, x));
    expect(simplify($, $.subtract($.add(a, x), x))).toBe(a);
    expect(simplify($, $.sin($.add(a, x)))).toBe($.sin($.add(a, x)));
  });
});

describe("shapes are kept", () => {
  const $ = new Graph();
  const [X, b, x] = [$.variable("X", [2, 3]), $.variable("b", [3]), $.variable("x")];
  const cases: Record<string, readonly [Node, Node]> = {
    "a difference of nothing": [$.subtract(X, X), $.broadcast($.number(0), [2, 3])],
    "a quotient of nothing": [$.divide(X, X), $.broadcast($.number(1), [2, 3])],
    "a row that the sum stretched": [$.subtract($.add(X, b), X), $.broadcast(b, [2, 3])],
    "a number among arrays": [$.add($.add(X, x), x), $.add(X, $.multiply($.number(2), x))],
    "a chain of two shapes": [$.multiply($.multiply(b, b), X), $.multiply($.power(b, 2), X)],
    "a sum under a reduction": [$.sum($.add(b, b)), $.sum($.multiply($.number(2), b))],
    "an index into a sum": [$.index($.add(b, b), [1]), $.index($.multiply($.number(2), b), [1])],
  };
  for (const [name, [from, to]] of Object.entries(cases))
    test(name, () => {
      expect(simplify($, from)).toBe(to);
      expect(to.shape).toEqual(from.shape);
    });
});

describe("what several read", () => {
  /** a + b₀ + b₁ + …, of so many terms. */
  const sum = ($: Graph, length: number): Node =>
    Array.from({ length }, (_, k) => $.variable(`b${k}`)).reduce((total, one) => $.add(total, one));
  test("a short sum is merged into each that reads it", () => {
    const $ = new Graph();
    const x = $.variable("x");
    const shared = sum($, 12);
    const root = $.multiply($.sin(shared), $.subtract($.add(shared, x), shared));
    expect(simplify($, root)).toBe($.multiply($.sin(shared), x));
    const rest = $.multiply($.sin(shared), $.subtract(shared, $.variable("b0")));
    const after = reachable([simplify($, rest)]).filter((one) => one.op === "subtract");
    expect(after).toEqual([]);
  });
  test("a longer one is kept whole", () => {
    const $ = new Graph();
    const shared = sum($, 13);
    const rest = $.multiply($.sin(shared), $.subtract(shared, $.variable("b0")));
    expect(simplify($, rest)).toBe(rest);
  });
  test("a product is merged as well", () => {
    const $ = new Graph();
    const [x, y] = [$.variable("x"), $.variable("y")];
    const shared = $.multiply(x, y);
    expect(simplify($, $.multiply($.sin(shared), $.divide(shared, x)))).toBe($.multiply($.sin(shared), y));
  });
});

test("terms are told apart by their factors and powers, whatever their numbers in the graph", () => {
  const $ = new Graph();
  const v = Array.from({ length: 13 }, (_, k) => $.variable(`v${k}`));
  const two = $.subtract($.multiply($.power(v[1]!, 11), v[2]!), $.multiply(v[1]!, v[12]!));
  expect(simplify($, two)).toBe(two);
});

test("−0 stays, alone and under a function", () => {
  const $ = new Graph();
  const zero = $.number(-0);
  expect(simplify($, zero)).toBe(zero);
  expect(simplify($, $.sigmoid(zero))).toBe($.sigmoid(zero));
});

test("what a pass folds away lets its neighbours meet", () => {
  expect(simple("x - where(x - x == 0, x, x)")).toBe("0");
  expect(simple("sin(x + 0*y) - sin(x)")).toBe("0");
  expect(simple("log(where(x + x == 2*x, x, x)) - log(x)")).toBe("0");
});

test("a chain of ten thousand terms or factors is one", () => {
  const $ = new Graph();
  const x = $.variable("x");
  let [sum, product] = [x, x];
  for (let k = 0; k < 9999; k++) [sum, product] = [$.add(sum, x), $.multiply(product, x)];
  expect(simplify($, sum)).toBe($.multiply($.number(10000), x));
  expect(simplify($, product)).toBe($.power(x, 10000));
});
