import { describe, expect, test } from "vitest";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { Graph } from "../../src/graph/graph.ts";
import { isName, type Node } from "../../src/graph/node.ts";
import { reachable } from "../../src/graph/walk.ts";

const variables = ($: Graph, ...names: string[]): Node[] => names.map((name) => $.variable(name));

describe("the gradient of an array", () => {
  test("needs a seed, and the message says of what shape", () => {
    const $ = new Graph();
    const X = $.variable("X", [2, 3]);
    expect(() => adjoints($, X, [X])).toThrow(
      "the gradient of a [2, 3] needs a seed: only a scalar has a gradient alone",
    );
  });
  test("is the seed times the array's own slope", () => {
    const $ = new Graph();
    const [X, V] = [$.variable("X", [2, 3]), $.variable("V", [2, 3])];
    expect(adjoints($, $.sin(X), [X], { seed: V }).get(X)).toBe($.multiply(V, $.cos(X)));
  });
  test("with a seed of its own is no gradient of the name: its parts get no names", () => {
    const $ = new Graph();
    const [x, v] = variables($, "x", "v") as [Node, Node];
    const a = $.named("a", $.sin(x));
    const L = $.named("L", $.exp(a));
    expect(adjoints($, L, [x], { seed: v }).get(x)).toBe($.multiply($.multiply(v, L), $.cos(x)));
  });
});

describe("the adjoint of a quantity", () => {
  test("is 1 of the function itself, and 0 of its own shape where nothing depends on it", () => {
    const $ = new Graph();
    const [x, y] = variables($, "x", "y") as [Node, Node];
    const W = $.variable("W", [2, 3]);
    const f = $.sin(x);
    const found = adjoints($, f, [f, x, y, W]);
    expect(found.get(f)).toBe($.number(1));
    expect(found.get(x)).toBe($.cos(x));
    expect(found.get(y)).toBe($.number(0));
    expect(found.get(W)).toBe($.broadcast($.number(0), [2, 3]));
  });
  test("adds up what each use sends", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.sin(x);
    const f = $.add($.exp(a), $.cos(a));
    const found = adjoints($, f, [a]).get(a)!;
    expect([$.add($.negate($.sin(a)), $.exp(a)), $.subtract($.exp(a), $.sin(a))]).toContain(found);
    expect(adjoints($, $.multiply(x, x), [x]).get(x)).toBe($.add(x, x));
  });
  test("of what was stretched is summed back to its shape", () => {
    const $ = new Graph();
    const [X, b] = [$.variable("X", [2, 3]), $.variable("b", [3])];
    expect(adjoints($, $.sum($.multiply(X, b)), [b]).get(b)).toBe($.sum(X, { axes: [0] }));
  });
  test("gets nothing through what is flat", () => {
    const $ = new Graph();
    const X = $.variable("X", [3]);
    const f = $.sum($.multiply(X, $.less(X, 1)));
    expect(adjoints($, f, [X]).get(X)).toBe($.less(X, 1));
  });
  test("is named after the function and it where the function has a name", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.named("a", $.sin(x));
    const L = $.named("L", $.exp($.add(a, 1)));
    const da = $.named("dL/da", L);
    expect(adjoints($, L, [a, x]).get(a)).toBe(da);
    expect(adjoints($, L, [x]).get(x)).toBe($.named("dL/dx", $.multiply(da, $.cos(x))));
  });
  test("is plain where the function has no name", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.named("a", $.sin(x));
    expect(adjoints($, $.exp(a), [x]).get(x)).toBe($.multiply($.exp(a), $.cos(x)));
  });
});

describe("where a derivative is read from its output", () => {
  test("the output's name is used, and the first of two", () => {
    const $ = new Graph();
    const [z] = variables($, "z") as [Node];
    const sigmoid = $.sigmoid(z);
    const a = $.named("a", sigmoid);
    const outputForm = $.multiply(a, $.subtract($.number(1), a));
    expect(adjoints($, a, [z]).get(z)).toBe($.named("da/dz", outputForm));
    expect(differentiate($, a, z)).toBe(outputForm);
    const b = $.named("b", sigmoid);
    expect(differentiate($, $.multiply(a, b), z)).toBe(
      $.add($.multiply(b, outputForm), $.multiply(a, outputForm)),
    );
  });
  test("of a function of many elements too", () => {
    const $ = new Graph();
    const Z = $.variable("Z", [2, 3]);
    const P = $.named("P", $.softmax(Z));
    const found = adjoints($, $.sum($.multiply(P, $.variable("Y", [2, 3]))), [Z]).get(Z)!;
    const read = reachable([found], (node) => node === P);
    expect(read).toContain(P);
    expect(read).not.toContain($.softmax(Z));
  });
});

describe("where it is told to stop", () => {
  test("a quantity is a leaf: what lies behind it gets nothing through it", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.named("a", $.sin(x));
    const f = $.multiply(a, x);
    expect(adjoints($, f, [x], { stopAt: isName }).get(x)).toBe(a);
    expect(differentiate($, f, x, isName)).toBe(a);
    const both = adjoints($, f, [a, x], { stopAt: isName });
    expect([both.get(a), both.get(x)]).toEqual([x, a]);
  });
  test("what stands directly behind it gets what it is sent otherwise, and no more", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const inner = $.exp(x);
    const a = $.named("a", inner);
    const found = adjoints($, $.multiply(a, inner), [a, inner], { stopAt: isName });
    expect([found.get(a), found.get(inner)]).toEqual([inner, a]);
  });
  test("differentiating by a quantity where it stops is differentiating by its name", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.named("a", $.sin(x));
    expect(differentiate($, $.multiply(a, a), a, isName)).toBe($.add(a, a));
    expect(differentiate($, $.multiply(a, x), a, isName)).toBe(x);
  });
  test("through arrays too", () => {
    const $ = new Graph();
    const X = $.variable("X", [3]);
    const A = $.named("A", $.sin(X));
    const f = $.sum($.multiply(A, X));
    expect(differentiate($, f, X, isName)).toBe(A);
    expect(differentiate($, f, X)).not.toBe(A);
  });
});

describe("a gradient makes no node that it does not need", () => {
  const made = ($: Graph, run: () => void): string[] => {
    const before = $.nodes.length;
    run();
    return $.nodes.slice(before).map((node) => node.op);
  };
  test("none for what does not depend on the variables", () => {
    const $ = new Graph();
    const [U, W] = [$.variable("U", [2, 3]), $.variable("W", [3, 2])];
    const f = $.sum($.matmul($.exp(U), W));
    expect(made($, () => adjoints($, f, [W]))).not.toContain("multiply");
    expect(made($, () => adjoints($, f, [U]))).toContain("multiply");
  });
  test("no zeros behind what is flat", () => {
    const $ = new Graph();
    const X = $.variable("X", [3]);
    const f = $.sum($.multiply(X, $.less($.exp(X), 1)));
    adjoints($, f, [X]);
    const zeros = $.nodes.filter((one) => one.op === "broadcast" && one.operands[0] === $.number(0));
    expect(zeros).toEqual([]);
  });
  test("none for element-wise operands that do not depend on them", () => {
    const $ = new Graph();
    const [x, y] = variables($, "x", "y") as [Node, Node];
    const f = $.divide(x, $.exp(y));
    expect(made($, () => adjoints($, f, [x]))).toEqual(["number", "divide"]);
  });
  test("none for what lies at a stop", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const A = $.named("A", $.exp($.broadcast(x, [2])));
    const B = $.named("B", $.exp(A));
    const f = $.sum($.multiply($.sin(B), $.broadcast($.variable("c"), [2])));
    expect(made($, () => adjoints($, f, [A], { stopAt: isName }))).not.toContain("cos");
  });
  test("none behind a stop that is itself asked for", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const a = $.named("a", $.exp($.sin(x)));
    const f = $.multiply($.sin(a), x);
    expect(made($, () => adjoints($, f, [a, x], { stopAt: isName }))).not.toContain("exp");
  });
});

describe("the symbolic derivative", () => {
  test("of a scalar expression is in its own terms, by the chain rule from the leaves up", () => {
    const $ = new Graph();
    const [x, y] = variables($, "x", "y") as [Node, Node];
    expect(differentiate($, x, x)).toBe($.number(1));
    expect(differentiate($, y, x)).toBe($.number(0));
    expect(differentiate($, $.number(3), x)).toBe($.number(0));
    expect(differentiate($, $.sin($.exp(x)), x)).toBe($.multiply($.cos($.exp(x)), $.exp(x)));
    expect(differentiate($, $.multiply($.sin(x), y), x)).toBe($.multiply(y, $.cos(x)));
    expect(differentiate($, $.add($.sin(x), $.exp(x)), x)).toBe($.add($.cos(x), $.exp(x)));
    expect(differentiate($, $.named("a", $.sin(x)), x)).toBe($.cos(x));
  });
  test("of an array is asked for in vain", () => {
    const $ = new Graph();
    const X = $.variable("X", [3]);
    expect(() => differentiate($, $.sin(X), X)).toThrow("needs a seed");
  });
  test("makes nothing for operands that do not depend on it", () => {
    const $ = new Graph();
    const [x, y] = variables($, "x", "y") as [Node, Node];
    expect(differentiate($, $.divide(x, y), x)).toBe($.divide(1, y));
    expect($.nodes.map((one) => one.op)).not.toContain("negate");
  });
  test("by a quantity that is no variable takes it as one", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const inner = $.add(x, 1);
    expect(differentiate($, $.sin(inner), inner)).toBe($.cos(inner));
  });
  test("through an array is reverse mode's", () => {
    const $ = new Graph();
    const X = $.variable("X", [2, 3]);
    const f = $.sum($.multiply(X, X));
    expect(differentiate($, f, X)).toBe(adjoints($, f, [X]).get(X));
    const g = $.exp($.sum(X));
    expect(differentiate($, g, X)).toBe(adjoints($, g, [X]).get(X));
  });
  test("through what reduces no axis of a number is reverse mode's too", () => {
    const $ = new Graph();
    const [x] = variables($, "x") as [Node];
    const f = $.logSumExp($.sin(x));
    expect(differentiate($, f, x)).toBe(adjoints($, f, [x]).get(x));
    expect(differentiate($, f, x)).not.toBe($.number(0));
  });
});
