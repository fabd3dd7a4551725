import { expect, test } from "vitest";
import { everywhere } from "../../../src/check/repair/claims.ts";
import { Replay } from "../../../src/check/repair/replay.ts";
import type { Scene } from "../../../src/check/repair/scene.ts";
import { Graph } from "../../../src/graph/graph.ts";

const of = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

test("a step is computed again with other numbers for a quantity, where they fit", () => {
  const graph = new Graph();
  const x = graph.variable("x", [2]);
  const double = graph.multiply(x, graph.number(2));
  const sum = graph.sum(double);
  const values = new Map([[x, { shape: [2], data: of(1, 2) }]]);
  const replay = new Replay([sum], values);
  expect(replay.of(sum)).toEqual(of(6));
  expect(replay.with(new Map([[double, of(5, 5)]]), [sum])?.get(sum)).toEqual(of(10));
  expect(replay.with(new Map([[double, of(5, 5)]]), [x])?.get(x)).toEqual(of(1, 2));
  expect(replay.with(new Map([[double, of(5)]]), [sum])).toBeUndefined();
  // what does not lead to it has no numbers, and may have any
  const aside = graph.multiply(x, graph.number(3));
  expect(replay.of(aside)).toBeUndefined();
  expect(replay.with(new Map([[aside, of(7)]]), [sum])?.get(sum)).toEqual(of(6));
});

test("a quantity is the same at every point where the runs went the same way", () => {
  const sceneOf = (work: (graph: Graph) => void): Scene => {
    const graph = new Graph();
    work(graph);
    return { run: { graph } } as unknown as Scene;
  };
  const long = sceneOf((graph) => void graph.multiply(graph.variable("x"), graph.variable("y")));
  const other = sceneOf((graph) => void graph.add(graph.variable("x"), graph.variable("y")));
  const short = sceneOf((graph) => void graph.variable("x"));
  const node = long.run.graph.nodes[2]!;
  expect(node.op).toBe("multiply");
  expect(everywhere([long, long], node)).toEqual([node, node]);
  expect(everywhere([long, other], node)).toBeUndefined();
  expect(everywhere([long, short], node)).toBeUndefined();
});
