import { expect, test } from "vitest";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { derive } from "../../src/calculus/derivation.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { simplify } from "../../src/calculus/simplify.ts";
import { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";

/** Two neurons in series, as the graph that its statements make. */
function series() {
  const $ = new Graph();
  const [x, y, w1, b1, w2, b2] = ["x", "y", "w1", "b1", "w2", "b2"].map((name) => $.variable(name)) as [
    Node,
    Node,
    Node,
    Node,
    Node,
    Node,
  ];
  const z1 = $.named("z1", $.add($.multiply(w1, x), b1));
  const a1 = $.named("a1", $.sigmoid(z1));
  const z2 = $.named("z2", $.add($.multiply(w2, a1), b2));
  const yHat = $.named("y_hat", $.sigmoid(z2));
  const L = $.named("L", $.divide($.power($.subtract(yHat, y), 2), 2));
  return { $, x, y, w1, b1, w2, b2, z1, a1, z2, yHat, L };
}

test("the chain of each parameter runs over the named quantities", () => {
  const { $, L, w1, b2 } = series();
  const derivation = derive($, L, [w1, b2]);
  const chain = (node: Node): string[] => derivation.paths.get(node)![0]!.quantities.map(nameOf);
  expect(chain(w1)).toEqual(["L", "y_hat", "z2", "a1", "z1", "w1"]);
  expect(chain(b2)).toEqual(["L", "y_hat", "z2", "b2"]);
});

test("each local derivative is in its own names, a sigmoid's in output form", () => {
  const { $, L, w1, a1, yHat, y, w2, x } = series();
  const [path] = derive($, L, [w1]).paths.get(w1)!;
  const outputForm = (a: Node): Node => $.multiply(a, $.subtract($.number(1), a));
  expect(path!.factors).toEqual([$.subtract(yHat, y), outputForm(yHat), w2, outputForm(a1), x]);
});

test("an adjoint is a named quantity in terms of the adjoint before it", () => {
  const { $, L, w1, b1 } = series();
  const { steps } = derive($, L, [w1, b1]);
  expect(steps.map((step) => nameOf(step.adjoint))).toEqual(
    expect.arrayContaining(["dL/dy_hat", "dL/dz2", "dL/da1", "dL/dz1", "dL/dw1", "dL/db1"]),
  );
  const adjoint = (name: string): Node => steps.find((step) => nameOf(step.adjoint) === name)!.adjoint;
  expect(adjoint("dL/db1").operands).toEqual([adjoint("dL/dz1")]);
  expect(verify(steps.map((step) => step.adjoint))).toEqual([]);
});

test("an identity keeps its own derivative of 1", () => {
  const $ = new Graph();
  const z = $.named("z", $.variable("w"));
  const yHat = $.named("y_hat", z);
  const L = $.named("L", $.power(yHat, 2));
  const [path] = derive($, L, [$.variable("w")]).paths.get($.variable("w"))!;
  expect(path!.quantities.map(nameOf)).toEqual(["L", "y_hat", "z", "w"]);
  expect(path!.factors[1]).toBe($.number(1));
});

test("a quantity that feeds two neurons sums over both paths", () => {
  const $ = new Graph();
  const [w, u, v] = ["w", "u", "v"].map((name) => $.variable(name)) as [Node, Node, Node];
  const a = $.named("a", $.sigmoid(w));
  const p = $.named("p", $.multiply(u, a));
  const q = $.named("q", $.multiply(v, a));
  const L = $.named("L", $.add($.power(p, 2), $.power(q, 2)));
  const derivation = derive($, L, [w]);
  expect(derivation.paths.get(w)!.map((path) => path.quantities.map(nameOf).join())).toEqual([
    "L,p,a,w",
    "L,q,a,w",
  ]);
  const step = derivation.steps.find((one) => one.quantity === a)!;
  const [dp, dq] = ["dL/dp", "dL/dq"].map(
    (name) => derivation.steps.find((one) => nameOf(one.adjoint) === name)!.adjoint,
  );
  expect(step.adjoint.operands[0]).toBe($.add($.multiply(dp!, u), $.multiply(dq!, v)));
});

test("more than eight paths are left as adjoints", () => {
  const $ = new Graph();
  const w = $.variable("w");
  let layer = $.named("a0", $.sin(w));
  for (let k = 1; k <= 4; k++) {
    const [p, q] = [$.named(`p${k}`, $.exp(layer)), $.named(`q${k}`, $.cos(layer))];
    layer = $.named(`a${k}`, $.multiply(p, q));
  }
  expect(derive($, layer, [w]).paths.has(w)).toBe(false);
});

test("matrices are derived in matrix form, without a sum over elements", () => {
  const $ = new Graph();
  const [X, W, b] = [$.variable("X", ["n", 3]), $.variable("W", [3, 2]), $.variable("b", [2])];
  const Z = $.named("Z", $.add($.matmul(X, W), b));
  const L = $.named("L", $.mean($.power(Z, 2)));
  const { steps } = derive($, L, [W, b]);
  const of = (node: Node): Node => steps.find((step) => step.quantity === node)!.adjoint;
  expect(of(W).operands[0]).toBe($.matmul($.transpose(X), of(Z)));
  expect(of(b).operands[0]).toBe($.sum(of(Z), { axes: [0] }));
  expect(of(W).shape).toEqual([3, 2]);
});

test("the gradient of n nested sigmoids has a number of nodes linear in n, and a thousand layers derive", () => {
  const nested = (n: number) => {
    const $ = new Graph();
    let a = $.variable("x");
    const weights: Node[] = [];
    for (let k = 0; k < n; k++) {
      const [w, b] = [$.variable(`w${k}`), $.variable(`b${k}`)];
      weights.push(w, b);
      a = $.named(`a${k}`, $.sigmoid($.add($.multiply(w, a), b)));
    }
    return { $, a, weights };
  };
  const size = (n: number): number => {
    const { $, a, weights } = nested(n);
    return reachable(adjoints($, a, weights).values()).length;
  };
  expect(size(40) - size(30)).toBe(size(20) - size(10));
  const { $, a, weights } = nested(1000);
  const derivation = derive($, a, [weights[0]!]);
  expect(derivation.steps).toHaveLength(1000);
});

test("second derivatives come from differentiating twice", () => {
  const $ = new Graph();
  const x = $.variable("x");
  const twice = (node: Node): Node => {
    const first = adjoints($, node, [x]).get(x)!;
    return simplify($, adjoints($, first, [x]).get(x)!);
  };
  expect(twice($.power(x, 3))).toBe($.multiply($.number(6), x));
  expect(simplify($, differentiate($, differentiate($, $.power(x, 3), x), x))).toBe(
    $.multiply($.number(6), x),
  );
});

test("simplification collects like terms and factors and folds numbers", () => {
  const $ = new Graph();
  const [x, y] = [$.variable("x"), $.variable("y")];
  const same = (from: Node, to: Node): void => expect(simplify($, from)).toBe(to);
  same($.add(x, x), $.multiply(2, x));
  same($.multiply(x, x), $.power(x, 2));
  same($.subtract($.add(x, y), x), y);
  same($.divide($.multiply(x, y), x), y);
  same($.subtract(x, x), $.number(0));
  same($.multiply($.multiply(2, x), $.multiply(3, y)), $.multiply($.multiply(6, x), y));
  same($.negate($.negate($.negate(x))), $.negate(x));
  same($.divide(x, $.power(x, 3)), $.divide(1, $.power(x, 2)));
  same($.multiply($.sqrt(x), $.sqrt(x)), x);
  same($.subtract(y, $.subtract(y, $.multiply(x, 3))), $.multiply(3, x));
});

test("simplification keeps shapes and does not blow up on shared sums", () => {
  const $ = new Graph();
  const X = $.variable("X", [3]);
  expect(simplify($, $.subtract(X, X)).shape).toEqual([3]);
  let shared: Node = $.variable("x");
  for (let k = 0; k < 60; k++) shared = $.add($.multiply(shared, $.variable(`c${k}`)), shared);
  const before = $.nodes.length;
  simplify($, shared);
  expect($.nodes.length - before).toBeLessThan(5000);
});
