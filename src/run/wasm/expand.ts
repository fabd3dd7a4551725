import { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { asDistribution } from "../../graph/operations/classification.ts";
import { reducedShape } from "../../graph/shape.ts";
import { transform } from "../../graph/walk.ts";

/**
 * The same quantities in a graph of fewer operations: what is made of sums, maxima and elements is written out as such.
 * What forward pass and adjoints share (a softmax's exponentials, say) is one node, since the graph knows equal ones.
 */
export function expand(roots: Iterable<Node>): { readonly graph: Graph; readonly images: Map<Node, Node> } {
  const graph = new Graph();
  return { graph, images: transform<Node>(roots, (node, operands) => expanded(graph, node, operands)) };
}

function expanded($: Graph, node: Node, operands: readonly Node[]): Node {
  const { op, attributes } = node;
  const [x, target] = operands as [Node, Node];
  const { axes = [] } = attributes;
  switch (op) {
    case "mean":
      return $.divide($.sum(x, attributes), $.size(x, axes));
    case "logSumExp": {
      const high = $.max(x, { axes, keepdims: true });
      // where the largest is infinite, so is the result
      const shift = $.where($.less($.abs(high), Infinity), high, 0);
      const sum = $.sum($.exp($.subtract(x, shift)), { axes, keepdims: true });
      const whole = $.add(shift, $.log(sum));
      return attributes.keepdims ? whole : $.reshape(whole, reducedShape(x.shape, axes, false));
    }
    case "softmax": {
      const { powers, total } = exponentials($, x, axes);
      return $.divide(powers, total);
    }
    case "logSoftmax":
      return logSoftmax($, x, axes);
    case "oneHot":
      return oneHot($, x, node.shape);
    case "crossEntropy": {
      const given = expandedTarget($, x, target);
      const log = logSoftmax($, x, [x.shape.length - 1]);
      // 0 · log 0 is 0 here
      const costs = $.where(given, $.multiply(given, log), 0);
      const rows = $.size(
        x,
        x.shape.slice(0, -1).map((_, axis) => axis),
      );
      return $.negate($.divide($.sum(costs), rows));
    }
    default:
      return $.make(op, operands, attributes);
  }
}

function expandedTarget($: Graph, logits: Node, target: Node): Node {
  const given = asDistribution($, logits, target);
  return given.op === "oneHot" ? oneHot($, target, given.shape) : given;
}

function exponentials($: Graph, x: Node, axes: readonly number[]): { rest: Node; powers: Node; total: Node } {
  const rest = $.subtract(x, $.max(x, { axes, keepdims: true }));
  const powers = $.exp(rest);
  return { rest, powers, total: $.sum(powers, { axes, keepdims: true }) };
}

function logSoftmax($: Graph, x: Node, axes: readonly number[]): Node {
  const { rest, total } = exponentials($, x, axes);
  return $.subtract(rest, $.log(total));
}

/** Rows of 0 and 1; a row of NaN for a label that is no class. */
function oneHot($: Graph, labels: Node, shape: Node["shape"]): Node {
  const classes = Number(shape[shape.length - 1]);
  const column = $.reshape(labels, [...labels.shape, 1]);
  const hits = $.equal(
    column,
    $.array({ shape: [classes], data: Float64Array.from({ length: classes }, (_, k) => k) }),
  );
  const total = $.sum(hits, { axes: [shape.length - 1], keepdims: true });
  return $.where($.equal(total, 1), hits, Number.NaN);
}
