import type { Node } from "../../graph/node.ts";
import { type IndexItem, sliceRange, wholeAxis } from "../../graph/shape.ts";
import {
  constant,
  isKnown,
  known,
  type Letters,
  plus,
  product,
  type Size,
  sameSize,
  sizeOf,
  times,
} from "./size.ts";

/** Elements of a node's array as they lie in memory: `base` is computed and stored, a view only reads it. */
export interface View {
  readonly base: Node;
  readonly shape: readonly Size[];
  /** In elements. */
  readonly offset: Size;
  readonly strides: readonly Size[];
}

export function contiguousStrides(shape: readonly Size[]): Size[] {
  const strides = new Array<Size>(shape.length);
  let stride = constant(1);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride = times(stride, shape[axis]!);
  }
  return strides;
}

export const whole = (base: Node, shape: readonly Size[]): View => ({
  base,
  shape,
  offset: constant(0),
  strides: contiguousStrides(shape),
});

/** Whether the elements lie one after the other in row-major order, wherever they begin. */
export function isContiguous({ shape, strides }: View): boolean {
  const due = contiguousStrides(shape);
  return shape.every((size, axis) => isKnown(size, 1) || sameSize(strides[axis]!, due[axis]!));
}

/** A view read as a larger shape, as broadcasting reads it. */
export function stretched(view: View, shape: readonly Size[]): View {
  const lead = shape.length - view.shape.length;
  const strides = shape.map((size, axis) => {
    const own = view.shape[axis - lead];
    return own === undefined || !sameSize(own, size) ? constant(0) : view.strides[axis - lead]!;
  });
  return { ...view, shape, strides };
}

/** The part of a view that an index selects. */
export function selected(view: View, index: readonly IndexItem[]): View {
  let { offset } = view;
  const shape: Size[] = [];
  const strides: Size[] = [];
  for (const [axis, size] of view.shape.entries()) {
    const at = index[axis] ?? wholeAxis;
    const stride = view.strides[axis]!;
    if (typeof at === "number") {
      offset = plus(offset, times(stride, at < 0 ? plus(size, constant(at)) : constant(at)));
      continue;
    }
    const length = known(size);
    if (length === undefined) {
      // an open axis is only ever taken whole, forwards or backwards: the shape rule sees to that
      if (at.step < 0) offset = plus(offset, times(stride, plus(size, constant(-1))));
      shape.push(size);
      strides.push(times(stride, constant(at.step)));
      continue;
    }
    const { first, step, count } = sliceRange(at, length);
    offset = plus(offset, times(stride, constant(first)));
    shape.push(constant(count));
    strides.push(times(stride, constant(step)));
  }
  return { base: view.base, shape, offset, strides };
}

/** Where each node's elements are read: from the node itself, or from another one's memory. */
export class Views {
  readonly #views = new Map<Node, View>();

  constructor(readonly letters: Letters) {}

  shape(node: Node): Size[] {
    return node.shape.map((size) => sizeOf(size, this.letters));
  }

  count(node: Node): Size {
    return product(this.shape(node));
  }

  /** Operands come before their users, so that each view is one step from a known one. */
  add(node: Node): View {
    const view = this.#make(node);
    this.#views.set(node, view);
    return view;
  }

  of(node: Node): View {
    return this.#views.get(node) ?? this.add(node);
  }

  #make(node: Node): View {
    const shape = this.shape(node);
    const [operand] = node.operands;
    if (!operand) return whole(node, shape);
    switch (node.op) {
      case "named":
        return this.of(operand);
      case "broadcast":
        return stretched(this.of(operand), shape);
      case "transpose": {
        const view = this.of(operand);
        const strides = node.attributes.permutation!.map((axis) => view.strides[axis]!);
        return { ...view, shape, strides };
      }
      case "index":
        return selected(this.of(operand), node.attributes.index!);
      case "reshape": {
        const view = this.of(operand);
        return isContiguous(view)
          ? { ...view, shape, strides: contiguousStrides(shape) }
          : whole(node, shape);
      }
      default:
        return whole(node, shape);
    }
  }
}
