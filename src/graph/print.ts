import type { Node } from "./node.ts";
import { formatShape } from "./shape.ts";
import { reachable } from "./walk.ts";

/** A graph line by line, for debugging: `%4 = multiply(%1, %3) : [7]`. */
export function dump(roots: Iterable<Node>): string {
  return reachable(roots)
    .map(({ id, op, operands, attributes, shape }) => {
      const inside = operands.map((operand) => `%${operand.id}`);
      const known = Object.entries(attributes).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `%${id} = ${op}(${[...inside, ...known].join(", ")}) : ${formatShape(shape)}`;
    })
    .join("\n");
}
