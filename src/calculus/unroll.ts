import { broadcastOffsets, generate, type NDArray, offsets, sizeOf, stridesOf } from "../base/array.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { operations } from "../graph/operations/index.ts";
import { broadcastShapes } from "../graph/shape.ts";
import { reachable } from "../graph/walk.ts";

/** An array as the scalar expressions of its elements, in row-major order. */
export interface Unrolled<Item = Node> {
  readonly shape: readonly number[];
  readonly items: readonly Item[];
}

type Cell = ($: Graph, operands: readonly Unrolled[], node: Node) => readonly Node[];

const total = ($: Graph, items: readonly Node[]): Node =>
  items.length === 0 ? $.number(0) : items.reduce((sum, one) => $.add(sum, one));

/** Element by element, the operands read as broadcasting reads them. */
const mapped: Cell = ($, operands, node) => {
  const reads = operands.map(({ shape }) => broadcastOffsets(shape, node.shape as number[]));
  return Array.from({ length: sizeOf(node.shape as number[]) }, (_, at) =>
    $.make(
      node.op,
      operands.map(({ items }, k) => items[reads[k]![at]!]!),
    ),
  );
};

/** Moved elements: the operation's own value, run on the elements' numbers, says what went where; 0 is none. */
const moved: Cell = ($, operands, node) => {
  let before = 0;
  const numbered = operands.map(({ shape, items }): NDArray => {
    const start = before + 1;
    before += items.length;
    return generate(shape, (at) => start + at);
  });
  const all = operands.flatMap(({ items }) => items);
  return Array.from(operations[node.op].value(numbered, node.attributes).data, (number) =>
    number === 0 ? $.number(0) : all[number - 1]!,
  );
};

/** The elements that a reduction takes together, one group for each element of its result. */
function groups<Item>({ shape, items }: Unrolled<Item>, axes: readonly number[]): Item[][] {
  const strides = stridesOf(shape);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const pick = (list: readonly number[], of: readonly number[]): number[] => list.map((axis) => of[axis]!);
  const within = offsets(pick(axes, shape), pick(axes, strides));
  return Array.from(offsets(pick(kept, shape), pick(kept, strides)), (start) =>
    Array.from(within, (step) => items[start + step]!),
  );
}

const reduced =
  (fold: ($: Graph, group: readonly Node[]) => Node): Cell =>
  ($, [x], { attributes }) =>
    groups(x!, attributes.axes!).map((group) => fold($, group));

/** Groups along the axes, their results put back in the elements' own places. */
const along =
  (one: ($: Graph, item: Node, group: readonly Node[]) => Node): Cell =>
  ($, [x], { attributes }) => {
    const { shape, items } = x!;
    const result: Node[] = [];
    for (const places of groups({ shape, items: [...items.keys()] }, attributes.axes!)) {
      const group = places.map((place) => items[place]!);
      for (const place of places) result[place] = one($, items[place]!, group);
    }
    return result;
  };

/** Of one number it is the number, to the last digit. */
const logSum = ($: Graph, group: readonly Node[]): Node =>
  group.length === 1
    ? group[0]!
    : $.log(
        total(
          $,
          group.map((one) => $.exp(one)),
        ),
      );

const oneHot = ($: Graph, labels: readonly Node[], classes: number): Node[] =>
  labels.flatMap((label) => Array.from({ length: classes }, (_, k) => $.equal(label, k)));

/** −Σ target (z − log Σ eᶻ), over the number of rows. */
const crossEntropy: Cell = ($, [logits, target]) => {
  const classes = logits!.shape[logits!.shape.length - 1]!;
  const given =
    target!.items.length === logits!.items.length ? target!.items : oneHot($, target!.items, classes);
  const costs: Node[] = [];
  for (let start = 0; start < given.length; start += classes) {
    const row = logits!.items.slice(start, start + classes);
    for (const [k, z] of row.entries())
      costs.push($.multiply(given[start + k]!, $.subtract(logSum($, row), z)));
  }
  return [$.divide(total($, costs), logits!.items.length / classes)];
};

/** The sum over the inner index, for each pair of a row and a column. */
const matmul: Cell = ($, [a, b]) => {
  // a vector is one row on the left and one column on the right
  const left = [1, ...a!.shape];
  const right = b!.shape.length === 1 ? [...b!.shape, 1] : b!.shape;
  const [rows, inner, columns] = [left[left.length - 2]!, left[left.length - 1]!, right[right.length - 1]!];
  const [leads, others] = [left.slice(0, -2), right.slice(0, -2)];
  const batch = broadcastShapes([leads, others]) as number[];
  const [lefts, rights] = [broadcastOffsets(leads, batch), broadcastOffsets(others, batch)];
  const items: Node[] = [];
  for (let one = 0; one < lefts.length; one++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const products = Array.from({ length: inner }, (_, k) =>
          $.multiply(
            a!.items[(lefts[one]! * rows + i) * inner + k]!,
            b!.items[(rights[one]! * inner + k) * columns + j]!,
          ),
        );
        items.push(total($, products));
      }
    }
  }
  return items;
};

/** What each operation means element by element; the elements of a variable are given from outside. */
const cells: Readonly<Record<Exclude<Op, "variable">, Cell>> = {
  number: (_, __, node) => [node],
  array: ($, _, { attributes }) => Array.from(attributes.array!.data, (value) => $.number(value)),
  named: (_, [x]) => x!.items,
  add: mapped,
  subtract: mapped,
  multiply: mapped,
  divide: mapped,
  negate: mapped,
  power: mapped,
  exp: mapped,
  log: mapped,
  sqrt: mapped,
  abs: mapped,
  sign: mapped,
  sin: mapped,
  cos: mapped,
  tan: mapped,
  asin: mapped,
  acos: mapped,
  atan: mapped,
  sinh: mapped,
  cosh: mapped,
  tanh: mapped,
  erf: mapped,
  sigmoid: mapped,
  relu: mapped,
  leakyRelu: mapped,
  elu: mapped,
  softplus: mapped,
  silu: mapped,
  gelu: mapped,
  less: mapped,
  lessEqual: mapped,
  greater: mapped,
  greaterEqual: mapped,
  equal: mapped,
  notEqual: mapped,
  where: mapped,
  maximum: mapped,
  minimum: mapped,
  sum: reduced(total),
  mean: reduced(($, group) => $.divide(total($, group), group.length)),
  max: reduced(($, group) => group.reduce((a, b) => $.maximum(a, b))),
  min: reduced(($, group) => group.reduce((a, b) => $.minimum(a, b))),
  logSumExp: reduced(logSum),
  size: ($, [x], { attributes }) => [$.number(sizeOf(attributes.axes!.map((axis) => x!.shape[axis]!)))],
  matmul,
  transpose: moved,
  reshape: moved,
  broadcast: moved,
  concatenate: moved,
  index: moved,
  scatter: moved,
  gather: moved,
  scatterAdd: ($, [x], { attributes, shape }) => {
    const items: Node[] = Array.from({ length: sizeOf(shape as number[]) }, () => $.number(0));
    for (const [at, place] of attributes.positions!.entries())
      items[place] = $.add(items[place]!, x!.items[at]!);
    return items;
  },
  softmax: along(($, item, group) => $.exp($.subtract(item, logSum($, group)))),
  logSoftmax: along(($, item, group) => $.subtract(item, logSum($, group))),
  oneHot: ($, [labels], { attributes }) => oneHot($, labels!.items, Number(attributes.classes)),
  crossEntropy,
};

/**
 * A graph of arrays as scalar expressions, each array operation by its definition: the road to a gradient that
 * shares no array rule with reverse mode. `elements` gives a variable's scalars. Sizes must be known.
 */
export function unroll(
  graph: Graph,
  root: Node,
  elements: (variable: Node) => readonly Node[],
): readonly Node[] {
  const images = new Map<Node, Unrolled>();
  for (const node of reachable([root])) {
    if (node.shape.some((size) => typeof size === "string"))
      throw new Error(`a ${node.op} of unknown size cannot be unrolled`);
    const operands = node.operands.map((operand) => images.get(operand)!);
    const items = node.op === "variable" ? elements(node) : cells[node.op](graph, operands, node);
    images.set(node, { shape: node.shape as readonly number[], items });
  }
  return images.get(root)!.items;
}
