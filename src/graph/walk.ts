import type { Node } from "./node.ts";

/** All nodes that `roots` are made of, operands before their users. A loop, since graphs are deep. */
export function reachable(roots: Iterable<Node>, stopAt?: (node: Node) => boolean): Node[] {
  const found = new Set<Node>(roots);
  for (const node of found) {
    // a Set visits what is added while it is walked
    if (!stopAt?.(node)) for (const operand of node.operands) found.add(operand);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** Whether something holds of a node that `roots` are made of; looks no further than it must. */
export function reaches(roots: Iterable<Node>, holds: (node: Node) => boolean): boolean {
  const found = new Set<Node>(roots);
  for (const node of found) {
    if (holds(node)) return true;
    for (const operand of node.operands) found.add(operand);
  }
  return false;
}

/** How often each reachable node is read, counting a root's own use as one. */
export function useCounts(roots: readonly Node[], stopAt?: (node: Node) => boolean): Map<Node, number> {
  const counts = new Map<Node, number>();
  const count = (node: Node): void => void counts.set(node, (counts.get(node) ?? 0) + 1);
  roots.forEach(count);
  for (const node of reachable(roots, stopAt)) if (!stopAt?.(node)) node.operands.forEach(count);
  return counts;
}

/**
 * Rebuilds `roots` bottom-up: `rebuild` gets each node with its operands already rebuilt.
 * Returns the images of all reachable nodes.
 */
export function transform<T>(
  roots: Iterable<Node>,
  rebuild: (node: Node, operands: readonly T[]) => T,
): Map<Node, T> {
  const images = new Map<Node, T>();
  for (const node of reachable(roots)) {
    images.set(
      node,
      rebuild(
        node,
        node.operands.map((operand) => images.get(operand)!),
      ),
    );
  }
  return images;
}
