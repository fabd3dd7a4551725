import type { Graph } from "../graph/graph.ts";
import { isNumber, type Node } from "../graph/node.ts";
import type { Local } from "../graph/operation.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable } from "../graph/walk.ts";
import { adjoints } from "./adjoints.ts";
import { outputNames } from "./names.ts";
import { Tidy } from "./tidy.ts";

/**
 * The symbolic derivative of an expression, rule by rule from the leaves up (forward accumulation). Scalar
 * expressions stay in their own terms; through array operations it is the adjoint of the same operation table.
 * Nodes for which `stopAt` holds are read as constants, unless they are `x` itself.
 */
export function differentiate(
  graph: Graph,
  expression: Node,
  x: Node,
  stopAt?: (node: Node) => boolean,
): Node {
  const nodes = reachable([expression], stopAt);
  if (!nodes.every(isScalar)) return adjoints(graph, expression, [x], stopAt ? { stopAt } : {}).get(x)!;
  const $ = new Tidy(graph);
  const names = outputNames(nodes);
  const zero = $.number(0);
  const derivatives = new Map<Node, Node>([[x, $.number(1)]]);
  for (const node of nodes) {
    if (derivatives.has(node)) continue;
    if (stopAt?.(node)) {
      derivatives.set(node, zero);
      continue;
    }
    derivatives.set(
      node,
      byChainRule($, node, names.get(node) ?? node, (operand) => derivatives.get(operand)!),
    );
  }
  return derivatives.get(expression)!;
}

const isScalar = (node: Node): boolean =>
  node.shape.length === 0 &&
  (node.operands.length === 0 || node.op === "named" || operations[node.op].scalar !== undefined);

/** Σ ∂node/∂operand · ∂operand/∂x over the operands that depend on x. */
function byChainRule($: Tidy, node: Node, output: Node, of: (operand: Node) => Node): Node {
  if (node.op === "named") return of(node.operands[0]!);
  // an operation of scalars has one local derivative an operand
  const derivative = operations[node.op].derivative as readonly Local[];
  let total = $.number(0);
  for (const [at, operand] of node.operands.entries()) {
    const inner = of(operand);
    if (isNumber(inner, 0)) continue;
    total = $.add(total, $.multiply(derivative[at]!($, node.operands, output), inner));
  }
  return total;
}
