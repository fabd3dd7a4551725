import type { Graph } from "../graph/graph.ts";
import { isName, isNumber, type Node, nameOf } from "../graph/node.ts";
import { operations } from "../graph/operations/index.ts";
import { formatShape } from "../graph/shape.ts";
import { reachable } from "../graph/walk.ts";
import { outputNames } from "./names.ts";
import { Tidy } from "./tidy.ts";

export interface AdjointOptions {
  /** The adjoint of the function itself; 1 where it is left out, and then the function is a scalar. */
  readonly seed?: Node;
  /** Nodes that are read as leaves: nothing flows back through them. */
  readonly stopAt?: (node: Node) => boolean;
}

/**
 * Reverse mode, graph to graph: for each node of `wrt` the node that computes ∂of/∂node, of the node's shape.
 * One sweep serves them all, so that the gradient costs a small constant times the function, however many there
 * are. Where `of` is a named quantity, the adjoint of each name on the way is a named quantity too (`dL/dz1`):
 * the derivation is a reading of these nodes.
 */
export function adjoints(
  graph: Graph,
  of: Node,
  wrt: readonly Node[],
  options: AdjointOptions = {},
): Map<Node, Node> {
  if (!options.seed && of.shape.length > 0) {
    throw new Error(
      `the gradient of a ${formatShape(of.shape)} needs a seed: only a scalar has a gradient alone`,
    );
  }
  const $ = new Tidy(graph);
  const stops = options.stopAt ?? (() => false);
  const nodes = reachable([of], stops);
  const active = new Set<Node>(wrt);
  for (const node of nodes)
    if (!stops(node) && node.operands.some((operand) => active.has(operand))) active.add(node);
  const names = outputNames(nodes);
  const label = of.op === "named" && !options.seed ? nameOf(of) : undefined;
  const gathered = new Map<Node, Node>([[of, options.seed ?? $.number(1)]]);

  for (const node of nodes.reverse()) {
    const adjoint = gathered.get(node);
    if (!adjoint) continue;
    const named = label !== undefined && isName(node) && node !== of;
    const dy = named ? graph.named(`d${label}/d${nameOf(node)}`, adjoint) : adjoint;
    gathered.set(node, dy);
    if (stops(node)) continue;
    for (const [at, contribution] of contributions($, node, dy, names.get(node) ?? node, active)) {
      const operand = node.operands[at]!;
      const before = gathered.get(operand);
      gathered.set(operand, before ? $.add(before, contribution) : contribution);
    }
  }
  const zero = (node: Node): Node => $.broadcast($.number(0), node.shape);
  return new Map(wrt.map((node) => [node, gathered.get(node) ?? zero(node)]));
}

/** What a node's adjoint sends to each operand that matters, by the operation's derivative. */
function contributions(
  $: Tidy,
  node: Node,
  dy: Node,
  output: Node,
  active: ReadonlySet<Node>,
): [number, Node][] {
  const { derivative } = operations[node.op];
  const sent: [number, Node][] = [];
  if (typeof derivative === "function") {
    for (const [at, one] of derivative($, dy, node.operands, output, node.attributes).entries()) {
      if (one && active.has(node.operands[at]!)) sent.push([at, one]);
    }
    return sent;
  }
  for (const [at, operand] of node.operands.entries()) {
    if (!active.has(operand)) continue;
    const local = derivative[at]!($, node.operands, output);
    if (!isNumber(local, 0)) sent.push([at, $.sumTo($.multiply(dy, local), operand.shape)]);
  }
  return sent;
}
