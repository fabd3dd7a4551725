import { describe, expect, test } from "vitest";
import { derive } from "../../src/calculus/derivation.ts";
import { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";

const variables = ($: Graph, ...names: string[]): Node[] => names.map((name) => $.variable(name));

describe("the steps of a derivation", () => {
  test("go from the loss downward, one for each quantity between it and what is asked for, and no other", () => {
    const $ = new Graph();
    const [w, x, v] = variables($, "w", "x", "v") as [Node, Node, Node];
    const a = $.named("a", $.multiply(w, x));
    const c = $.named("c", $.exp(v));
    const L = $.named("L", $.add($.sin(a), c));
    const { loss, steps } = derive($, L, [w]);
    expect(loss).toBe(L);
    expect(steps.map((step) => nameOf(step.quantity))).toEqual(["a", "w"]);
    expect(steps.map((step) => nameOf(step.adjoint))).toEqual(["dL/da", "dL/dw"]);
    expect(steps[0]!.adjoint.operands[0]).toBe($.cos(a));
    expect(steps[1]!.adjoint.operands[0]).toBe($.multiply(steps[0]!.adjoint, x));
  });
  test("tell through which statements a quantity acts, by which factor and with which term", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const p = $.named("p", $.exp(w));
    const q = $.named("q", $.multiply(3, w));
    const L = $.named("L", $.multiply(p, q));
    const { steps } = derive($, L, [w]);
    const links = steps.find((step) => step.quantity === w)!.links;
    expect(links.map(({ through, local }) => [nameOf(through), local])).toEqual([
      ["p", p],
      ["q", $.number(3)],
    ]);
    const [dp, dq] = ["p", "q"].map((name) => steps.find((one) => nameOf(one.quantity) === name)!.adjoint);
    expect(links.map((one) => one.term)).toEqual([$.multiply(dp!, p), $.multiply(dq!, 3)]);
  });
  test("simplify each local derivative and each sum", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const a = $.named("a", $.add($.add(w, w), w));
    const b = $.named("b", $.negate(w));
    const L = $.named("L", $.add($.multiply(2, a), $.multiply(2, b)));
    const { steps } = derive($, L, [w]);
    const last = steps.at(-1)!;
    expect(last.links.map((one) => one.local)).toEqual([$.number(3), $.number(-1)]);
    expect(steps.find((one) => one.quantity === a)!.adjoint.operands[0]).toBe($.number(2));
  });
  test("of a loss without a name call it L", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const { loss, steps } = derive($, $.power(w, 2), [w]);
    expect(loss).toBe($.power(w, 2));
    expect(nameOf(steps[0]!.adjoint)).toBe("dL/dw");
    expect(steps[0]!.adjoint.operands[0]).toBe($.multiply(2, w));
  });
  test("of a loss with another name are called after it", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    expect(nameOf(derive($, $.named("J", $.exp(w)), [w]).steps[0]!.adjoint)).toBe("dJ/dw");
  });
  test("are none where the loss does not depend on what is asked for, or is it", () => {
    const $ = new Graph();
    const [w, v] = variables($, "w", "v") as [Node, Node];
    const L = $.named("L", $.exp(v));
    const { steps, paths, products } = derive($, L, [w]);
    expect([steps, [...paths], [...products]]).toEqual([[], [], []]);
    const own = derive($, v, [v]);
    expect(own.steps).toEqual([]);
    expect(own.paths.get(v)).toEqual([{ quantities: [v], factors: [] }]);
    expect(own.products.get(v)).toBe($.number(1));
  });
  test("one serves several parameters, in the middle too", () => {
    const $ = new Graph();
    const [w, v] = variables($, "w", "v") as [Node, Node];
    const a = $.named("a", $.exp(w));
    const L = $.named("L", $.multiply(a, v));
    const { steps, paths } = derive($, L, [a, v]);
    expect(steps.map((step) => nameOf(step.quantity)).sort()).toEqual(["a", "v"]);
    expect([...paths.keys()]).toEqual([a, v]);
    expect(steps.find((one) => one.quantity === v)!.adjoint.operands[0]).toBe(a);
  });
});

describe("a statement of arrays", () => {
  test("has no single factor, and its term is the matrix form", () => {
    const $ = new Graph();
    const [X, W] = [$.variable("X", [4, 3]), $.variable("W", [3, 2])];
    const Z = $.named("Z", $.matmul(X, W));
    const L = $.named("L", $.sum($.sin(Z)));
    const { steps, paths } = derive($, L, [W]);
    expect(steps.map((step) => step.links.map((one) => one.local))).toEqual([[null], [null]]);
    expect(steps[1]!.links[0]!.term).toBe($.matmul($.transpose(X), steps[0]!.adjoint));
    expect(paths.has(W)).toBe(false);
  });
  test("made of a number by a reduction of no axis has none either", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const L = $.named("L", $.logSumExp(w));
    expect(derive($, L, [w]).steps[0]!.links[0]!.local).toBeNull();
  });
  test("keeps its shape where the adjoint above is a plain number", () => {
    const $ = new Graph();
    const V = $.variable("V", [3]);
    const A = $.named("A", $.multiply(V, 2));
    const B = $.named("B", $.sum(A));
    const { steps } = derive($, B, [V]);
    for (const step of steps) expect(step.adjoint.shape).toEqual([3]);
    expect(steps[0]!.adjoint.operands[0]).toBe($.broadcast($.number(1), [3]));
    const from = derive($, $.exp(V), [V]);
    expect(from.steps[0]!.adjoint.shape).toEqual([3]);
    const X = $.variable("X", [3, 2]);
    const turned = derive($, $.transpose(X), [X]).steps[0]!;
    expect(turned.adjoint.operands[0]).toBe($.transpose($.broadcast($.number(1), [2, 3])));
  });
  test("read beside one of numbers leaves no path either", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const A = $.named("A", $.broadcast(w, [3]));
    const s = $.named("s", $.exp(w));
    const L = $.named("L", $.add($.sum(A), s));
    const { steps, paths } = derive($, L, [w]);
    expect(steps.at(-1)!.links.map((one) => one.local === null)).toEqual([true, false]);
    expect(paths.has(w)).toBe(false);
  });
  test("with an element of its own for a factor is no path, though others are", () => {
    const $ = new Graph();
    const [w, v] = variables($, "w", "v") as [Node, Node];
    const A = $.named("A", $.broadcast(w, [3]));
    const s = $.named("s", $.sum(A));
    const L = $.named("L", $.multiply(s, v));
    const { paths } = derive($, L, [w, v]);
    expect([...paths.keys()]).toEqual([v]);
  });
});

describe("the ways from a parameter to the loss", () => {
  /** a0 → a1 → … → an, each by way of so many quantities. */
  const chain = ($: Graph, w: Node, widths: readonly number[]): Node => {
    let last = w;
    for (const [k, width] of widths.entries()) {
      const parts = Array.from({ length: width }, (_, j) =>
        $.named(`p${k}_${j}`, $.multiply($.variable(`c${k}_${j}`), last)),
      );
      last = $.named(
        `a${k}`,
        parts.reduce((sum, one) => $.add(sum, one)),
      );
    }
    return last;
  };
  test("are written out up to eight of them, and not nine", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const eight = derive($, chain($, w, [8]), [w]);
    expect(eight.paths.get(w)).toHaveLength(8);
    const halves = new Graph();
    const v = halves.variable("v");
    expect(derive(halves, chain(halves, v, [2, 2, 2]), [v]).paths.get(v)).toHaveLength(8);
    const more = new Graph();
    const u = more.variable("u");
    const nine = derive(more, chain(more, u, [9]), [u]);
    expect([nine.paths.has(u), nine.products.has(u)]).toEqual([false, false]);
    expect(nine.steps.at(-1)!.links).toHaveLength(9);
  });
  test("are as long as sixteen factors, and not seventeen", () => {
    const straight = (length: number) => {
      const $ = new Graph();
      const w = $.variable("w");
      let last = w;
      for (let k = 0; k < length; k++) last = $.named(`a${k}`, $.sin(last));
      return derive($, last, [w]).paths.get(w);
    };
    expect(straight(16)![0]!.factors).toHaveLength(16);
    expect(straight(17)).toBeUndefined();
  });
  test("run from the loss down, in the order of the statements, each factor beside its quantities", () => {
    const $ = new Graph();
    const [w] = variables($, "w") as [Node];
    const L = chain($, w, [3]);
    const paths = derive($, L, [w]).paths.get(w)!;
    expect(paths.map((path) => path.quantities.map(nameOf))).toEqual([
      ["a0", "p0_0", "w"],
      ["a0", "p0_1", "w"],
      ["a0", "p0_2", "w"],
    ]);
    expect(paths.map((path) => path.factors)).toEqual(
      [0, 1, 2].map((k) => [$.number(1), $.variable(`c0_${k}`)]),
    );
  });
  test("multiplied out and added up are the gradient, simplified", () => {
    const $ = new Graph();
    const [w, u] = variables($, "w", "u") as [Node, Node];
    const p = $.named("p", $.multiply(2, w));
    const q = $.named("q", $.multiply(u, w));
    const L = $.named("L", $.add($.multiply(3, p), $.multiply(4, q)));
    const { products } = derive($, L, [w]);
    expect(products.get(w)).toBe($.add($.number(6), $.multiply($.number(4), u)));
    const twice = $.named("M", $.add($.named("r", $.multiply(u, w)), $.named("s", $.multiply(u, w))));
    expect(derive($, twice, [w]).products.get(w)).toBe($.multiply($.number(2), u));
  });
});
