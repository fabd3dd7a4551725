import { sizeOf } from "../../base/array.ts";
import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { sameShape } from "../../graph/shape.ts";
import type { Ndarray } from "./array.ts";
import type { Recorded } from "./buffer.ts";

export const isRecorded = (array: Ndarray): boolean => array.buffer.graph !== undefined;

/** The graph of the first recorded operand; undefined where all are concrete. */
export function graphOf(operands: Iterable<Ndarray>): Builder | undefined {
  for (const one of operands) if (one.buffer.graph) return one.buffer.graph;
  return undefined;
}

export const reshaped = ($: Builder, node: Node, shape: readonly number[]): Node =>
  sameShape(node.shape, shape) ? node : $.reshape(node, shape);

/** The permutation under which a view shows its whole buffer, where it is a transpose of it. */
function permutationOf({ shape, strides, offset, size, buffer }: Ndarray): number[] | undefined {
  if (offset !== 0 || size !== buffer.data.length || size === 0) return undefined;
  const order = shape.map((_, axis) => axis).sort((a, b) => strides[b]! - strides[a]! || a - b);
  let expected = size;
  for (const axis of order) {
    if (shape[axis] === 1) continue;
    expected /= shape[axis]!;
    if (strides[axis] !== expected) return undefined;
  }
  return order;
}

/** The node of an array's elements, of the array's shape: a constant where nothing is recorded. */
export function nodeOf($: Builder, array: Ndarray): Node {
  const { shape } = array;
  if (!array.buffer.graph) {
    return shape.length === 0
      ? $.number(array.first)
      : $.array({ shape: [...shape], data: array.values().slice() });
  }
  const { whole } = array;
  if (!whole) {
    const part = array.buffer.read(array.positions());
    if (part) return reshaped($, part, shape);
  }
  const recorded = array.buffer.recorded!;
  if (whole) return reshaped($, recorded.node, shape);
  const order = permutationOf(array);
  if (order) {
    const memory = reshaped(
      $,
      recorded.node,
      order.map((axis) => shape[axis]!),
    );
    return $.transpose(
      memory,
      shape.map((_, axis) => order.indexOf(axis)),
    );
  }
  return $.gather(recorded.node, [...array.positions()], [...shape]);
}

/** The record of a new contiguous array, from the node that computes it. */
export function record(operands: readonly Ndarray[], make: ($: Builder) => Node): Recorded | undefined {
  const graph = graphOf(operands);
  return graph && { graph, node: make(graph) };
}

/**
 * The buffer's record once `value` has been written at `positions`; called before the numbers are.
 * A concrete value leaves a concrete buffer concrete, and a whole buffer overwritten forgets what it was.
 */
export function recordWrite(target: Ndarray, value: Ndarray, positions: Int32Array | undefined): void {
  const { buffer } = target;
  const graph = graphOf([value, target]);
  if (!graph) return;
  const length = buffer.data.length;
  if (positions === undefined) {
    buffer.recorded = isRecorded(value) ? { graph, node: stretched(graph, value, target.shape) } : undefined;
    return;
  }
  if (positions.length === 0) return;
  const last = new Map<number, number>();
  for (const [k, position] of positions.entries()) last.set(position, k);
  const incoming = stretched(graph, value, target.shape);
  // an element written twice keeps the later value
  const unique = last.size === positions.length;
  const places = [...last.keys()];
  const source = unique ? incoming : graph.gather(incoming, [...last.values()], [places.length]);
  if (places.length === length && !isRecorded(value)) {
    buffer.recorded = undefined;
    return;
  }
  buffer.write(graph, reshaped(graph, source, [places.length]), places);
}

/** The node of `value` stretched to `shape` as broadcasting does. */
function stretched($: Builder, value: Ndarray, shape: readonly number[]): Node {
  const node = nodeOf($, value);
  if (sameShape(node.shape, shape)) return node;
  if (sizeOf(value.shape) === sizeOf(shape)) return $.reshape(node, shape);
  const trimmed = value.shape.slice(Math.max(0, value.rank - shape.length));
  return $.broadcast(reshaped($, node, trimmed), shape);
}
