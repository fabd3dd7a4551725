import { expect, test } from "vitest";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { dump } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";

test("equal expressions are one node, different ones are not", () => {
  const $ = new Graph();
  const x = $.variable("x");
  expect($.add($.sin(x), 1)).toBe($.add($.sin(x), 1));
  expect($.add(x, 1)).not.toBe($.add(1, x));
  expect($.number(0)).not.toBe($.number(-0));
  expect($.number(Number.NaN)).toBe($.number(Number.NaN));
  expect($.array([1, 2])).toBe($.array([1, 2]));
  expect($.array([1, 2])).not.toBe($.array([[1, 2]]));
  expect($.array([0])).not.toBe($.array([-0]));
  expect($.named("a", x)).not.toBe($.named("b", x));
  expect($.sum($.variable("X", [2]))).not.toBe($.sum($.variable("X", [2]), { keepdims: true }));
});

test("symbolic sizes pass through shapes", () => {
  const $ = new Graph();
  const X = $.variable("X", ["n", 3]);
  const Z = $.add($.matmul(X, $.variable("W", [3, 2])), $.variable("b", [2]));
  expect(Z.shape).toEqual(["n", 2]);
  expect($.mean(Z).shape).toEqual([]);
  expect($.size(Z, [1])).toBe($.number(2));
  expect($.size(Z, [0]).op).toBe("size");
  expect($.reshape(Z, [2, "n"]).shape).toEqual([2, "n"]);
});

test("the verifier finds what breaks the rules", () => {
  const $ = new Graph();
  const x = $.variable("x", [2]);
  const sound = $.sum($.exp(x));
  expect(verify([sound])).toEqual([]);
  const bad: Node = { ...sound, id: 100, shape: [7] };
  expect(verify([bad]).join()).toContain("has the shape [7], not scalar");
  const few: Node = { ...$.add(x, x), id: 101, operands: [x] };
  expect(verify([few]).join()).toContain("has 1 operands, not 2");
  expect(verify([{ ...sound, id: 0 }]).join()).toContain("comes before an operand");
  expect(verify([$.named("q", $.add(x, 1)), $.named("q", x)]).join()).toContain("are both called q");
});

test("walks are loops: a hundred thousand nodes deep", () => {
  const $ = new Graph();
  let node = $.variable("x");
  for (let k = 0; k < 100_000; k++) node = $.sin(node);
  expect(reachable([node])).toHaveLength(100_001);
  expect(reachable([node], (one) => one !== node)).toHaveLength(2);
});

test("a dump names every node, its operands and its shape", () => {
  const $ = new Graph();
  expect(dump([$.multiply($.variable("x", [2]), 3)])).toBe(
    '%0 = variable(name="x", shape=[2]) : [2]\n%1 = number(value=3) : scalar\n%2 = multiply(%0, %1) : [2]',
  );
});
