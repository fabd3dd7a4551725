import type { NDArray } from "../base/array.ts";
import type { Op } from "./op.ts";
import type { IndexItem, Shape } from "./shape.ts";

/** What an operation needs to know besides its operands. Each operation reads only its own fields. */
export interface Attributes {
  /** number */
  readonly value?: number;
  /** array */
  readonly array?: NDArray;
  /** variable, named */
  readonly name?: string;
  /** variable, reshape, broadcast, scatter, gather, scatterAdd: the shape of the result */
  readonly shape?: Shape;
  /** reductions, softmax, logSoftmax, size: sorted, from 0 */
  readonly axes?: readonly number[];
  /** reductions: leave reduced axes in place with size 1 */
  readonly keepdims?: boolean;
  /** transpose: axis k of the result is axis permutation[k] of the operand */
  readonly permutation?: readonly number[];
  /** concatenate */
  readonly axis?: number;
  /** index, scatter */
  readonly index?: readonly IndexItem[];
  /** gather, scatterAdd: flat positions in the larger array */
  readonly positions?: readonly number[];
  /** oneHot: the number of classes */
  readonly classes?: number | string;
}

/**
 * A node of the expression graph: an operation with its operands. Nodes are hash-consed, so that two equal
 * expressions of one graph are one object. An operand's id is always lower than its user's.
 */
export interface Node {
  readonly id: number;
  readonly op: Op;
  readonly operands: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
}

export const isNumber = (node: Node, value?: number): boolean =>
  node.op === "number" && (value === undefined || Object.is(node.attributes.value, value));

/** A name of the model: a variable or a named quantity. */
export const isName = (node: Node): boolean => node.op === "variable" || node.op === "named";

/** A quantity under its name is the quantity. */
export function unnamed(node: Node): Node {
  let inner = node;
  while (inner.op === "named") inner = inner.operands[0]!;
  return inner;
}

/** The name of a variable or named quantity. Throws for any other node. */
export function nameOf(node: Node): string {
  const { name } = node.attributes;
  if (name === undefined) throw new Error(`a ${node.op} node has no name`);
  return name;
}
