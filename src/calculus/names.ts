import type { Node } from "../graph/node.ts";

/**
 * The name under which each node's value is known: `a = sigmoid(z)` makes `a` the name of the sigmoid's output,
 * so that its derivative reads a(1 − a). The first name counts where there are several.
 */
export function outputNames(nodes: readonly Node[]): Map<Node, Node> {
  const names = new Map<Node, Node>();
  for (const node of nodes) {
    const [quantity] = node.operands;
    if (node.op === "named" && !names.has(quantity!)) names.set(quantity!, node);
  }
  return names;
}
