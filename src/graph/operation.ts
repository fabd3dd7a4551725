import type { NDArray } from "../base/array.ts";
import { broadcastOffsets, sizeOf } from "../base/array.ts";
import type { Builder } from "./build.ts";
import type { Attributes, Node } from "./node.ts";
import { broadcastShapes, type Shape } from "./shape.ts";

/** How the maths language writes an operation. `binds` orders the infix forms: a higher one holds tighter. */
export type Notation =
  | { readonly kind: "infix"; readonly symbol: string; readonly binds: number; readonly right?: true }
  | { readonly kind: "prefix"; readonly symbol: string; readonly binds: number }
  | { readonly kind: "call"; readonly name: string }
  /** A form of its own (a literal, an index) or none at all (adjoints that nobody writes). */
  | { readonly kind: "special" };

/** ∂y/∂operand, as a graph over the operands and the output y. */
export type Local = ($: Builder, operands: readonly Node[], y: Node) => Node;

/**
 * The vector-Jacobian product: for each operand the adjoint that the output's adjoint `dy` sends to it,
 * null for an operand that has none (labels, say).
 */
export type Pullback = (
  $: Builder,
  dy: Node,
  operands: readonly Node[],
  y: Node,
  attributes: Attributes,
) => readonly (Node | null)[];

/** An operation's meaning, said once. Derivatives are graphs, so that every face gets gradients for nothing. */
export interface Operation {
  readonly arity: number | "many";
  readonly notation: Notation;
  /** The result's shape. Throws a ShapeError where the operands do not fit. */
  readonly shape: (operands: readonly Shape[], attributes: Attributes) => Shape;
  /** The value; sizes in the attributes are numbers by now. */
  readonly value: (operands: readonly NDArray[], attributes: Attributes) => NDArray;
  /** Element-wise operations on numbers: `value` maps it over broadcast operands. */
  readonly scalar?: (...operands: number[]) => number;
  /** One local derivative an operand (element-wise operations) or one pullback (all others). */
  readonly derivative: readonly Local[] | Pullback;
  /** How far the operands are from the nearest point without a derivative, in the operands' own unit. */
  readonly kink?: (operands: readonly NDArray[], attributes: Attributes) => number;
}

type Numbers = (...operands: number[]) => number;

/** Where an operand is read: in its own order, always at its one number, or at offsets. */
function readsAt({ shape, data }: NDArray, to: readonly number[], size: number): undefined | 0 | Int32Array {
  if (data.length === size) return undefined;
  return data.length === 1 ? 0 : broadcastOffsets(shape, to);
}

function map(scalar: Numbers, operands: readonly NDArray[]): NDArray {
  const shape = broadcastShapes(operands.map((one) => one.shape)) as readonly number[];
  const data = new Float64Array(sizeOf(shape));
  if (operands.length === 1) {
    const x = operands[0]!.data;
    for (let at = 0; at < data.length; at++) data[at] = scalar(x[at]!);
    return { shape, data };
  }
  if (operands.length === 2) {
    const [x, y] = operands as [NDArray, NDArray];
    // most operands have the shape of the result, or are one number
    const [a, b] = [readsAt(x, shape, data.length), readsAt(y, shape, data.length)];
    const [left, right] = [x.data, y.data];
    for (let at = 0; at < data.length; at++)
      data[at] = scalar(
        left[a === undefined ? at : a === 0 ? 0 : a[at]!]!,
        right[b === undefined ? at : b === 0 ? 0 : b[at]!]!,
      );
    return { shape, data };
  }
  const reads = operands.map((one) => ({ data: one.data, at: broadcastOffsets(one.shape, shape) }));
  const row = new Array<number>(operands.length);
  for (let at = 0; at < data.length; at++) {
    for (let k = 0; k < row.length; k++) row[k] = reads[k]!.data[reads[k]!.at[at]!]!;
    data[at] = scalar(...row);
  }
  return { shape, data };
}

const least = (array: NDArray): number =>
  array.data.reduce((low, one) => Math.min(low, Math.abs(one)), Infinity);

/** An element-wise operation, from its meaning on numbers. `kink` is 0 where the derivative is missing. */
export function elementwise(
  notation: Notation,
  scalar: Numbers,
  derivative: readonly Local[],
  kink?: Numbers,
): Operation {
  return {
    arity: derivative.length,
    notation,
    shape: broadcastShapes,
    scalar,
    value: (operands) => map(scalar, operands),
    derivative,
    ...(kink && { kink: (operands: readonly NDArray[]) => least(map(kink, operands)) }),
  };
}

export const call = (name: string): Notation => ({ kind: "call", name });
export const special: Notation = { kind: "special" };

/** An element-wise function of one operand: its value, and its derivative from x and the output y. */
export const unary = (
  name: string,
  value: (x: number) => number,
  derivative: ($: Builder, x: Node, y: Node) => Node,
  kink?: (x: number) => number,
): Operation => elementwise(call(name), value, [($, [x], y) => derivative($, x!, y)], kink);
