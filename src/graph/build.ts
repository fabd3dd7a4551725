import { fromNested, type NDArray, type Nested } from "../base/array.ts";
import type { Attributes, Node } from "./node.ts";
import type { Op } from "./op.ts";
import { type Dimension, type IndexItem, normaliseAxes, type Shape, sameShape } from "./shape.ts";

export type Operand = Node | number;

export interface Reduction {
  /** The axes to reduce, negative ones from the end; all where it is left out. */
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
}

/**
 * The operations as methods, so that a derivative reads like its formula. Where a node goes is left to `make`:
 * a graph keeps nodes as they are written, the calculus tidies them on the way.
 */
export abstract class Builder {
  abstract make(op: Op, operands: readonly Node[], attributes?: Attributes): Node;

  number(value: number): Node {
    return this.make("number", [], { value });
  }
  array(array: NDArray | Nested): Node {
    const constant = typeof array === "object" && "data" in array ? array : fromNested(array);
    return constant.shape.length === 0
      ? this.number(constant.data[0]!)
      : this.make("array", [], { array: constant });
  }
  variable(name: string, shape: Shape = []): Node {
    return this.make("variable", [], { name, shape });
  }
  named(name: string, quantity: Node): Node {
    return this.make("named", [quantity], { name });
  }

  #apply(op: Op, ...operands: Operand[]): Node {
    return this.make(
      op,
      operands.map((one) => (typeof one === "number" ? this.number(one) : one)),
    );
  }

  add(a: Operand, b: Operand): Node {
    return this.#apply("add", a, b);
  }
  subtract(a: Operand, b: Operand): Node {
    return this.#apply("subtract", a, b);
  }
  multiply(a: Operand, b: Operand): Node {
    return this.#apply("multiply", a, b);
  }
  divide(a: Operand, b: Operand): Node {
    return this.#apply("divide", a, b);
  }
  power(base: Operand, exponent: Operand): Node {
    return this.#apply("power", base, exponent);
  }
  negate(x: Operand): Node {
    return this.#apply("negate", x);
  }

  exp(x: Operand): Node {
    return this.#apply("exp", x);
  }
  log(x: Operand): Node {
    return this.#apply("log", x);
  }
  sqrt(x: Operand): Node {
    return this.#apply("sqrt", x);
  }
  abs(x: Operand): Node {
    return this.#apply("abs", x);
  }
  sign(x: Operand): Node {
    return this.#apply("sign", x);
  }
  sin(x: Operand): Node {
    return this.#apply("sin", x);
  }
  cos(x: Operand): Node {
    return this.#apply("cos", x);
  }
  tan(x: Operand): Node {
    return this.#apply("tan", x);
  }
  asin(x: Operand): Node {
    return this.#apply("asin", x);
  }
  acos(x: Operand): Node {
    return this.#apply("acos", x);
  }
  atan(x: Operand): Node {
    return this.#apply("atan", x);
  }
  sinh(x: Operand): Node {
    return this.#apply("sinh", x);
  }
  cosh(x: Operand): Node {
    return this.#apply("cosh", x);
  }
  tanh(x: Operand): Node {
    return this.#apply("tanh", x);
  }
  erf(x: Operand): Node {
    return this.#apply("erf", x);
  }

  sigmoid(x: Operand): Node {
    return this.#apply("sigmoid", x);
  }
  relu(x: Operand): Node {
    return this.#apply("relu", x);
  }
  leakyRelu(x: Operand, slope: Operand = 0.01): Node {
    return this.#apply("leakyRelu", x, slope);
  }
  elu(x: Operand, alpha: Operand = 1): Node {
    return this.#apply("elu", x, alpha);
  }
  gelu(x: Operand): Node {
    return this.#apply("gelu", x);
  }
  softplus(x: Operand): Node {
    return this.#apply("softplus", x);
  }
  silu(x: Operand): Node {
    return this.#apply("silu", x);
  }

  less(a: Operand, b: Operand): Node {
    return this.#apply("less", a, b);
  }
  lessEqual(a: Operand, b: Operand): Node {
    return this.#apply("lessEqual", a, b);
  }
  greater(a: Operand, b: Operand): Node {
    return this.#apply("greater", a, b);
  }
  greaterEqual(a: Operand, b: Operand): Node {
    return this.#apply("greaterEqual", a, b);
  }
  equal(a: Operand, b: Operand): Node {
    return this.#apply("equal", a, b);
  }
  notEqual(a: Operand, b: Operand): Node {
    return this.#apply("notEqual", a, b);
  }
  where(condition: Operand, a: Operand, b: Operand): Node {
    return this.#apply("where", condition, a, b);
  }
  maximum(a: Operand, b: Operand): Node {
    return this.#apply("maximum", a, b);
  }
  minimum(a: Operand, b: Operand): Node {
    return this.#apply("minimum", a, b);
  }

  #reduce(op: Op, x: Node, { axes, keepdims = false }: Reduction): Node {
    return this.make(op, [x], { axes: normaliseAxes(x.shape.length, axes), keepdims });
  }
  sum(x: Node, how: Reduction = {}): Node {
    return this.#reduce("sum", x, how);
  }
  mean(x: Node, how: Reduction = {}): Node {
    return this.#reduce("mean", x, how);
  }
  max(x: Node, how: Reduction = {}): Node {
    return this.#reduce("max", x, how);
  }
  min(x: Node, how: Reduction = {}): Node {
    return this.#reduce("min", x, how);
  }
  logSumExp(x: Node, how: Reduction = {}): Node {
    return this.#reduce("logSumExp", x, how);
  }
  /** The number of elements along `axes`: a plain number where the shape says it. */
  size(x: Node, axes?: readonly number[]): Node {
    const counted = normaliseAxes(x.shape.length, axes);
    const sizes = counted.map((axis) => x.shape[axis]!);
    if (sizes.every((size) => typeof size === "number")) return this.number(sizes.reduce((a, b) => a * b, 1));
    return this.make("size", [x], { axes: counted });
  }

  matmul(a: Node, b: Node): Node {
    return this.make("matmul", [a, b]);
  }
  /** The axes reordered; reversed where no permutation is given. */
  transpose(x: Node, permutation?: readonly number[]): Node {
    const rank = x.shape.length;
    return this.make("transpose", [x], {
      permutation: permutation ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
    });
  }

  reshape(x: Node, shape: Shape): Node {
    return this.make("reshape", [x], { shape });
  }
  broadcast(x: Node, shape: Shape): Node {
    return this.make("broadcast", [x], { shape });
  }
  concatenate(parts: readonly Node[], axis = 0): Node {
    return this.make("concatenate", parts, { axis: axis < 0 ? axis + parts[0]!.shape.length : axis });
  }
  index(x: Node, index: readonly IndexItem[]): Node {
    return this.make("index", [x], { index });
  }
  /** Zeros of `shape` with `x` placed at `index`. */
  scatter(x: Node, index: readonly IndexItem[], shape: Shape): Node {
    return this.make("scatter", [x], { index, shape });
  }
  /** The elements of `x` (read flat) at `positions`, as an array of `shape`. */
  gather(x: Node, positions: readonly number[], shape: Shape): Node {
    return this.make("gather", [x], { positions, shape });
  }
  /** Zeros of `shape` (written flat) to which the elements of `x` are added at `positions`. */
  scatterAdd(x: Node, positions: readonly number[], shape: Shape): Node {
    return this.make("scatterAdd", [x], { positions, shape });
  }

  softmax(x: Node, axis = -1): Node {
    return this.make("softmax", [x], { axes: normaliseAxes(x.shape.length, [axis]) });
  }
  logSoftmax(x: Node, axis = -1): Node {
    return this.make("logSoftmax", [x], { axes: normaliseAxes(x.shape.length, [axis]) });
  }
  oneHot(labels: Node, classes: Dimension): Node {
    return this.make("oneHot", [labels], { classes });
  }
  /** The mean over rows of −log softmax(logits) at `target`: class numbers, or one distribution a row. */
  crossEntropy(logits: Node, target: Node): Node {
    return this.make("crossEntropy", [logits, target]);
  }

  /** Sums away what broadcasting stretched: the adjoint of reading `from` as a larger shape. */
  sumTo(x: Node, shape: Shape): Node {
    if (sameShape(x.shape, shape)) return x;
    const lead = x.shape.length - shape.length;
    const leading = Array.from({ length: lead }, (_, axis) => axis);
    const unled = lead > 0 ? this.sum(x, { axes: leading }) : x;
    const stretched = shape.flatMap((size, axis) => (size === 1 && unled.shape[axis] !== 1 ? [axis] : []));
    return stretched.length > 0 ? this.sum(unled, { axes: stretched, keepdims: true }) : unled;
  }
}
