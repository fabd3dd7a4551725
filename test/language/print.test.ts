import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import { ShapeError } from "../../src/graph/shape.ts";
import { ExpressionLowering } from "../../src/language/lower-expression.ts";
import { parse } from "../../src/language/parse.ts";
import { print } from "../../src/language/print.ts";

const scalarOps = allOps.filter((op) => operations[op].scalar);

/** Lowers a text into the same graph, so that equal expressions are one node. */
function reread(graph: Graph, names: ReadonlyMap<string, Node>, text: string): Node {
  const { statements, diagnostics } = parse(text);
  expect(diagnostics).toEqual([]);
  const [first] = statements;
  if (first?.kind !== "expression") throw new Error(`${text} is no expression`);
  return new ExpressionLowering(
    graph,
    text,
    (name) => names.get(name.canonical),
    () => names.keys(),
    new Map(),
  ).lower(first.value);
}

/** A random graph: each step applies an operation to nodes made before. */
function grow(graph: Graph, leaves: readonly Node[], choices: readonly number[]): Node {
  const nodes = [...leaves];
  const pick = (choice: number): Node => nodes[choice % nodes.length]!;
  for (let at = 0; at + 3 < choices.length; at += 4) {
    const [kind, i, j, k] = choices.slice(at, at + 4) as [number, number, number, number];
    const [a, b, c] = [pick(i), pick(j), pick(k)];
    const rank = a.shape.length;
    const axes = rank > 0 ? [k % rank] : [];
    const forms: (() => Node)[] = [
      () => graph.sum(a, { axes, keepdims: j % 2 === 0 }),
      () => graph.mean(a),
      () => graph.max(a, { axes }),
      () => graph.logSumExp(a),
      () => graph.matmul(a, b),
      () => graph.transpose(a),
      () =>
        graph.transpose(
          a,
          [...a.shape.keys()].sort((p, q) => ((p + j) % 3) - ((q + j) % 3)),
        ),
      () => graph.reshape(a, [1, ...a.shape]),
      () => graph.broadcast(a, [2, ...a.shape]),
      () => graph.concatenate([a, a], axes[0] ?? 0),
      () => graph.index(a, [j % 2, { start: 0, stop: 1, step: 1 }]),
      () => graph.index(a, [{ start: null, stop: null, step: -1 }]),
      () => graph.softmax(a, axes[0] ?? -1),
      () => graph.oneHot(a, 3),
      () => graph.crossEntropy(a, b),
      () => graph.size(a),
    ];
    try {
      if (kind % 2 === 0) {
        const op = scalarOps[(kind >> 1) % scalarOps.length]!;
        const { arity } = operations[op];
        nodes.push(graph.make(op, [a, b, c].slice(0, Number(arity))));
      } else nodes.push(forms[(kind >> 1) % forms.length]!());
    } catch (failure) {
      if (!(failure instanceof ShapeError)) throw failure;
    }
  }
  return nodes.at(-1)!;
}

describe("the maths language's own notation of a graph", () => {
  test("lowering the printed text gives the same node", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 4, maxLength: 40 }), (choices) => {
        const graph = new Graph();
        const variables = [graph.variable("x"), graph.variable("W", [2, 3]), graph.variable("Xn", ["n", 3])];
        const numbers = [2, 0.1, -3, 1e-7, 1e21, Math.PI, -0].map((value) => graph.number(value));
        const named = graph.named("z", graph.add(variables[0]!, 1));
        const arrays = [
          graph.array([1, -2, 3]),
          graph.array([
            [1, 2],
            [3, 4],
          ]),
        ];
        const names = new Map([...variables, named].map((node) => [node.attributes.name!, node]));
        const node = grow(graph, [...variables, named, ...numbers, ...arrays], choices);
        fc.pre(print(node).length < 20_000);
        // the same expression, to the node; −(2) is the number −2
        expect(print(reread(graph, names, print(node)))).toBe(print(node));
        if (!hasNegatedNumber(node)) expect(reread(graph, names, print(node))).toBe(node);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["-x^2", "-x^2"],
    ["(-x)^2", "(-x)^2"],
    ["x-(y-z)", "x - (y - z)"],
    ["x*(y*z)", "x*(y*z)"],
    ["(x^y)^z", "(x^y)^z"],
    ["x^(y^z)", "x^y^z"],
    ["2^(-x)", "2^-x"],
    ["x/(y*z)", "x/(y*z)"],
    ["(x<y)*z", "(x < y)*z"],
    ["2*pi*x + e", "2*pi*x + e"],
  ])("%s is printed as %s", (text, due) => {
    const graph = new Graph();
    const names = new Map(["x", "y", "z"].map((name) => [name, graph.variable(name)]));
    expect(print(reread(graph, names, text))).toBe(due);
  });
});

function hasNegatedNumber(root: Node): boolean {
  const seen = new Set([root]);
  for (const node of seen) {
    if (node.op === "negate" && node.operands[0]!.op === "number") return true;
    for (const operand of node.operands) seen.add(operand);
  }
  return false;
}
