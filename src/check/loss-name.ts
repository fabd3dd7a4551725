import { isNumber, type Node } from "../graph/node.ts";

/** The field's name of a loss, read off its record; undefined where it is none of the standard ones. */
export function lossText(loss: Node): string | undefined {
  let node = opened(loss);
  let mean = false;
  let factor = 1;
  for (;;) {
    const [a, b] = node.operands as [Node, Node];
    if (node.op === "mean" || node.op === "sum") {
      mean ||= node.op === "mean";
      node = opened(a);
    } else if (node.op === "multiply" && a.op === "number")
      [factor, node] = [factor * a.attributes.value!, opened(b)];
    else if (node.op === "multiply" && b.op === "number")
      [factor, node] = [factor * b.attributes.value!, opened(a)];
    else if (node.op === "divide" && b.op === "number")
      [factor, node] = [factor / b.attributes.value!, opened(a)];
    else break;
  }
  if (!isSquare(node)) return undefined;
  const half = Math.abs(factor - 0.5) < 1e-12 ? "half " : factor === 1 ? "" : undefined;
  if (half === undefined) return `${Number(factor.toPrecision(4))} times the squared error`;
  return `${mean ? "mean " : ""}${half}squared error`;
}

const opened = (node: Node): Node =>
  node.op === "named" || node.op === "reshape" ? opened(node.operands[0]!) : node;

function isSquare(node: Node): boolean {
  const [a, b] = node.operands.map(opened);
  if (node.op === "power") return isNumber(b!, 2) && a!.op === "subtract";
  return node.op === "multiply" && a === b && a!.op === "subtract";
}
