import type { ModelGraph } from "../graph/model.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";

export interface Metric {
  readonly name: "accuracy" | "mean absolute error";
  readonly node: Node;
}

/**
 * What a person wants to know beside the loss, read off the loss itself: the part of rows whose largest logit is their
 * class for a cross-entropy of classes, the mean size of the error for a loss of differences from an input.
 */
export function metricOf({
  graph,
  loss,
  inputs,
}: Pick<ModelGraph, "graph" | "loss" | "inputs">): Metric | undefined {
  const nodes = reachable([loss]);
  const entropy = nodes.find((node) => node.op === "crossEntropy");
  if (entropy) {
    const [logits, target] = entropy.operands as [Node, Node];
    const isLabels = target.shape.length === logits.shape.length - 1;
    const isWords = inputs.some((one) => one.node === target && one.samples?.categories);
    if (!isLabels && !isWords) return undefined;
    const last = [logits.shape.length - 1];
    const hot = isLabels ? graph.oneHot(target, logits.shape[last[0]!]!) : target;
    const own = graph.sum(graph.multiply(hot, logits), { axes: last });
    return { name: "accuracy", node: graph.mean(graph.equal(own, graph.max(logits, { axes: last }))) };
  }
  const given = new Set(inputs.map((one) => one.node));
  const error = nodes.find((node) => node.op === "subtract" && node.operands.some((one) => given.has(one)));
  return error && { name: "mean absolute error", node: graph.mean(graph.abs(error)) };
}
