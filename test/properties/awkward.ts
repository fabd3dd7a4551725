import { type NDArray, scalar } from "../../src/base/array.ts";
import type { Random } from "../../src/base/random.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";

/** Scalars built for what simplification must not get wrong: roots of products, powers of powers, choices, signs. */
export function awkward(random: Random): {
  readonly graph: Graph;
  readonly root: Node;
  readonly values: Map<Node, NDArray>;
} {
  const $ = new Graph();
  const variables = ["x", "y", "z"].map((name) => $.variable(name));
  const values = new Map(
    variables.map((one) => [one, scalar(random.pick([-3, -2, -1, -0.5, 0, 0.25, 0.5, 1, 2, 3, 1.7, -1.3]))]),
  );
  const grow = (depth: number): Node => {
    if (depth === 0 || random.uniform() < 0.1)
      return random.uniform() < 0.7
        ? random.pick(variables)
        : $.number(random.pick([-2, -1, 0, 0.5, 1, 2, 3, 4, Math.PI, 0.1]));
    const next = (): Node => grow(depth - 1);
    switch (random.integer(14)) {
      case 0:
      case 1:
        return $.add(next(), next());
      case 2:
        return $.subtract(next(), next());
      case 3:
      case 4:
        return $.multiply(next(), next());
      case 5:
      case 6:
        return $.divide(next(), next());
      case 7:
        return $.negate(next());
      case 8:
        return $.sqrt(next());
      case 9:
        return $.power(next(), random.pick([-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3]));
      case 10:
        return $.power(next(), next());
      case 11:
        return $.where($.equal(next(), random.pick([0, 1, 2])), next(), next());
      case 12:
        return $.make(random.pick(["exp", "log", "tanh", "abs", "sign", "relu"] as const), [next()]);
      default:
        return $.make(random.pick(["maximum", "minimum", "less"] as const), [next(), next()]);
    }
  };
  const root = grow(2 + random.integer(4));
  return { graph: $, root, values };
}
