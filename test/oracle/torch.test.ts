import { describe, expect, test } from "vitest";
import type { NDArray } from "../../src/base/array.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { Plan } from "../../src/run/evaluate.ts";
import { fromJson, type GraphJson } from "./graphs.ts";
import { oracle } from "./oracle.ts";

type Numbers = Readonly<Record<string, readonly (number | string)[]>>;
interface Row extends GraphJson {
  readonly value: number | string;
  readonly gradient: Numbers;
  readonly second: Numbers;
}

const { head, rows } = oracle<Row>("torch-graphs.jsonl");

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(b));

/** Where ours and theirs are not the same number, element by element. */
const apart = (what: string, ours: NDArray, theirs: readonly (number | string)[]): string[] =>
  [...ours.data].flatMap((one, at) =>
    close(one, Number(theirs[at])) ? [] : [`${what}[${at}]: ${one}, not ${theirs[at]}`],
  );

/** The gradient's elements summed with the weights 1, 2, 3 …, as the oracle weighs them. */
function weighed(graph: Graph, gradients: readonly Node[]): Node {
  let count = 0;
  return gradients
    .map((one) => {
      const shape = one.shape as number[];
      const size = shape.reduce((a, b) => a * b, 1);
      const weights = { shape, data: Float64Array.from({ length: size }, (_, at) => count + at + 1) };
      count += size;
      const product = graph.multiply(one, graph.array(weights));
      return shape.length > 0 ? graph.sum(product) : product;
    })
    .reduce((a, b) => graph.add(a, b));
}

describe(`PyTorch ${head.torch}, ${head.made}`, () => {
  test(`values, gradients and second derivatives of ${rows.length} random tensor graphs`, () => {
    const wrong = rows.flatMap((row, number) => {
      const { graph, root, values } = fromJson(row);
      const variables = [...values.keys()];
      const first = adjoints(graph, root, variables);
      const gradients = variables.map((one) => first.get(one)!);
      const along = weighed(graph, gradients);
      const second = adjoints(graph, along, variables);
      const seconds = variables.map((one) => second.get(one)!);
      const trace = new Plan([root, ...gradients, ...seconds]).run(values);
      const found = [
        ...apart("value", trace.get(root)!, [row.value]),
        ...variables.flatMap((one, at) => [
          ...apart(`gradient ${nameOf(one)}`, trace.get(gradients[at]!)!, row.gradient[nameOf(one)]!),
          ...apart(`second ${nameOf(one)}`, trace.get(seconds[at]!)!, row.second[nameOf(one)]!),
        ]),
      ];
      return found.length > 0
        ? [`graph ${number} of ${row.nodes.map(([op]) => op).join(" ")}: ${found.join("; ")}`]
        : [];
    });
    expect(wrong).toEqual([]);
  });

  test("the graphs hold every operation", () => {
    const held = new Set(rows.flatMap(({ nodes }) => nodes.map(([op]) => op)));
    expect(allOps.filter((op) => !held.has(op))).toEqual([]);
  });
});
