import type { NDArray } from "../../src/base/array.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Attributes, Node } from "../../src/graph/node.ts";
import type { Op } from "../../src/graph/op.ts";
import { reachable } from "../../src/graph/walk.ts";

type Json = Record<string, unknown>;

/** A graph as data: `[op, operands, attributes]` a node, operands by their place in the list; the root is last. */
export interface GraphJson {
  readonly nodes: readonly (readonly [Op, readonly number[], Json])[];
  /** The variables' values by name, flat. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

export function toJson(root: Node, values: ReadonlyMap<Node, NDArray>): GraphJson {
  const nodes = reachable([root]);
  const place = new Map(nodes.map((node, at) => [node, at]));
  const used = [...values].filter(([node]) => place.has(node));
  return {
    nodes: nodes.map(({ op, operands, attributes }) => [
      op,
      operands.map((one) => place.get(one)!),
      attributes.array
        ? { array: { shape: attributes.array.shape, data: Array.from(attributes.array.data) } }
        : { ...attributes },
    ]),
    values: Object.fromEntries(used.map(([node, { data }]) => [node.attributes.name!, Array.from(data)])),
  };
}

export function fromJson({ nodes, values }: GraphJson): {
  readonly graph: Graph;
  readonly root: Node;
  readonly values: Map<Node, NDArray>;
} {
  const graph = new Graph();
  const made: Node[] = [];
  const given = new Map<Node, NDArray>();
  for (const [op, operands, attributes] of nodes) {
    const array = attributes.array as { shape: number[]; data: number[] } | undefined;
    const node = graph.make(
      op,
      operands.map((at) => made[at]!),
      (array
        ? { array: { shape: array.shape, data: Float64Array.from(array.data) } }
        : attributes) as Attributes,
    );
    made.push(node);
    if (op === "variable")
      given.set(node, {
        shape: node.shape as number[],
        data: Float64Array.from(values[node.attributes.name!]!),
      });
  }
  return { graph, root: made.at(-1)!, values: given };
}
