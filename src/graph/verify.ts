import type { Node } from "./node.ts";
import { operations } from "./operations/index.ts";
import { formatShape, sameShape } from "./shape.ts";
import { reachable } from "./walk.ts";

/** The sentences that say how a graph breaks its rules; none for a sound one. Every pass is tested with it. */
export function verify(roots: Iterable<Node>): string[] {
  const problems: string[] = [];
  const names = new Map<string, Node>();
  for (const node of reachable(roots)) {
    const place = `node ${node.id} (${node.op})`;
    const { arity, shape } = operations[node.op];
    if (arity !== "many" && node.operands.length !== arity) {
      problems.push(`${place} has ${node.operands.length} operands, not ${arity}`);
      continue;
    }
    if (node.operands.some((operand) => operand.id >= node.id))
      problems.push(`${place} comes before an operand`);
    const due = shape(
      node.operands.map((operand) => operand.shape),
      node.attributes,
    );
    if (!sameShape(due, node.shape)) {
      problems.push(`${place} has the shape ${formatShape(node.shape)}, not ${formatShape(due)}`);
    }
    const { name } = node.attributes;
    if (name !== undefined) {
      const other = names.get(name);
      if (other) problems.push(`${place} and node ${other.id} are both called ${name}`);
      names.set(name, node);
    }
  }
  return problems;
}
