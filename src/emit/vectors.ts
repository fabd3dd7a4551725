import type { Graph } from "../graph/graph.ts";
import { isName, type Node } from "../graph/node.ts";
import { transform } from "../graph/walk.ts";

/**
 * Products with vectors as a person writes them. Reverse mode makes a matrix of one row or column of each vector; here
 * `reshape(reshape(g, (1, 3)) @ W.T, (3,))` is `g @ W.T` again, and the product of a column with a row is one number
 * times the other, spread out. Gives the new node of each old one.
 */
export const withVectors = (graph: Graph, roots: readonly Node[]): ReadonlyMap<Node, Node> =>
  transform<Node>(roots, (node, operands) => {
    const [a, b] = operands as [Node, Node];
    if (node.op === "reshape" && node.shape.length === 1 && a.op === "matmul" && !isName(a)) {
      const [left, right] = a.operands as [Node, Node];
      const [row, column] = [rowIn(left), columnIn(right)];
      if (row && right.shape.length === 2) return graph.matmul(row, right);
      if (column && left.shape.length === 2) return graph.matmul(left, column);
    }
    if (node.op === "matmul") {
      const [column, row] = [columnIn(a), rowIn(b)];
      if (column && row) return graph.multiply(graph.reshape(column, [...column.shape, 1]), row);
    }
    const isSame = node.operands.every((one, at) => one === operands[at]);
    return isSame ? node : graph.make(node.op, operands, node.attributes);
  });

/** The vector that a matrix of one row, or of one column, is made of. */
const rowIn = (node: Node): Node | undefined => vectorIn(node, 0);
const columnIn = (node: Node): Node | undefined => vectorIn(node, 1);

function vectorIn(node: Node, axis: 0 | 1): Node | undefined {
  const isTurned = node.op === "transpose" && node.shape.length === 2;
  const inner = isTurned ? node.operands[0]! : node;
  const [vector] = inner.operands;
  return inner.op === "reshape" &&
    inner.shape.length === 2 &&
    inner.shape[isTurned ? 1 - axis : axis] === 1 &&
    vector!.shape.length === 1
    ? vector
    : undefined;
}
