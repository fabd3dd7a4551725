import { expect, test } from "vitest";
import { fromNested, type NDArray, scalar, toNested } from "../../src/base/array.ts";
import { Random } from "../../src/base/random.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import { reachable } from "../../src/graph/walk.ts";
import { evaluate, Plan, ValueError } from "../../src/run/evaluate.ts";
import { asLoop, compileScalars } from "../../src/run/javascript.ts";

const constants = [-0, 0, 2, -2, 0.5, -1.5, 1e21, -1e-7, Infinity, -Infinity, Number.NaN];
const scalarOps = allOps.filter((op) => operations[op].scalar);

/** A random expression of numbers: all operations, awkward constants, names in between. */
function grow($: Graph, random: Random, variables: readonly Node[], size: number): Node[] {
  const nodes: Node[] = [...variables, ...constants.map((one) => $.number(one))];
  for (let k = 0; k < size; k++) {
    const op = random.pick(scalarOps);
    const operands = Array.from({ length: Number(operations[op].arity) }, () => random.pick(nodes));
    const node = $.make(op, operands);
    nodes.push(random.uniform() < 0.1 ? $.named(`q${k}`, node) : node);
  }
  return nodes;
}

test("compiled code, its pieces, the loop and evaluation give the same bits on random expressions", () => {
  for (let seed = 0; seed < 150; seed++) {
    const $ = new Graph();
    const random = new Random(seed);
    const variables = [$.variable("x"), $.variable("y")];
    // the last ones are more than one function holds
    const roots = grow($, random, variables, seed < 145 ? 60 : 2500);
    const point = Float64Array.of(random.uniform(-2, 2), random.uniform(-2, 2));
    const trace = evaluate(roots, new Map(variables.map((variable, at) => [variable, scalar(point[at]!)])));
    const order = reachable(roots).filter((node) => node.op !== "variable");
    const place = new Map(variables.map((variable, at) => [variable, at]));
    for (const run of [compileScalars(roots, variables), asLoop(order, roots, place)]) {
      const outputs = new Float64Array(roots.length);
      run(point, outputs);
      for (const [at, root] of roots.entries())
        if (!Object.is(outputs[at], trace.get(root)!.data[0]))
          expect.fail(`seed ${seed}, ${root.op}: ${outputs[at]}, evaluated ${trace.get(root)!.data[0]}`);
    }
  }
});

test("minus zero is spelled so that any operation may follow", () => {
  const $ = new Graph();
  const x = $.variable("x");
  const roots = [$.negate($.number(-0)), $.power($.number(-0), x), $.subtract(x, -0)];
  const outputs = new Float64Array(3);
  compileScalars(roots, [x])(Float64Array.of(3), outputs);
  expect(Array.from(outputs)).toEqual([0, -0, 3]);
});

test("an output may be a variable or a number, and the same node twice", () => {
  const $ = new Graph();
  const x = $.variable("x");
  const outputs = new Float64Array(4);
  compileScalars([x, $.number(-3), $.exp(x), $.exp(x)], [x])(Float64Array.of(0), outputs);
  expect(Array.from(outputs)).toEqual([0, -3, 1, 1]);
});

test("a letter is bound by what is given, even where only its size is read", () => {
  const $ = new Graph();
  const X = $.variable("X", ["n", 2]);
  const gradient = adjoints($, $.sum(X), [X]).get(X)!;
  const given = fromNested([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(toNested(evaluate([gradient], new Map([[X, given]])).get(gradient)!)).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(() => evaluate([gradient], new Map())).toThrow(/the size n is open/);
});

test("a missing value and a wrong rank are told by name", () => {
  const $ = new Graph();
  const W = $.variable("W", [2, 3]);
  const root = $.sum(W);
  expect(() => evaluate([root], new Map())).toThrow(new ValueError("W has no value"));
  expect(() => evaluate([root], new Map([[W, fromNested([1, 2, 3])]]))).toThrow(
    /W is declared \[2, 3\] and its value is \[3\]/,
  );
  expect(() => evaluate([root], new Map([[W, scalar(1)]]))).toThrow(ValueError);
});

test("one plan runs for batches of several sizes", () => {
  const $ = new Graph();
  const X = $.variable("X", ["n"]);
  const mean = $.mean($.power(X, 2));
  const plan = new Plan([mean]);
  const run = (value: NDArray): number => plan.run(new Map([[X, value]])).get(mean)!.data[0]!;
  expect([run(fromNested([1, 3])), run(fromNested([2])), run(fromNested([1, 1, 4]))]).toEqual([5, 4, 6]);
});

test("deep graphs evaluate and compile by loops, to the same number", () => {
  const $ = new Graph();
  const x = $.variable("x");
  let node = x;
  for (let k = 0; k < 20_000; k++) node = $.sigmoid($.add(node, 0.25));
  const gradient = adjoints($, node, [x]).get(x)!;
  const outputs = new Float64Array(2);
  compileScalars([node, gradient], [x])(Float64Array.of(0.3), outputs);
  const trace = evaluate([node, gradient], new Map([[x, scalar(0.3)]]));
  expect(Array.from(outputs)).toEqual([trace.get(node)!.data[0], trace.get(gradient)!.data[0]]);
});
