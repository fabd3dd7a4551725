import { Builder } from "../graph/build.ts";
import type { Graph } from "../graph/graph.ts";
import { type Attributes, isNumber, type Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { operations } from "../graph/operations/index.ts";
import { broadcastShapes, type Shape, sameShape } from "../graph/shape.ts";

/**
 * Builds into a graph and drops what a derivative rule leaves over: factors of 1, terms of 0, double negation,
 * stretching that an element-wise operation does by itself. Each rule looks at one node only, so that a gradient
 * costs a small constant times its function. The shape is what the operation would have given.
 */
export class Tidy extends Builder {
  constructor(readonly graph: Graph) {
    super();
  }

  override make(op: Op, operands: readonly Node[], attributes?: Attributes): Node {
    const read = operations[op].scalar ? this.#unstretched(operands) : operands;
    return this.#shortcut(op, read, attributes ?? {}) ?? this.graph.make(op, read, attributes);
  }

  /** `x`, as an array of `shape`. */
  #as(x: Node, shape: Shape): Node {
    return sameShape(x.shape, shape) ? x : this.broadcast(x, shape);
  }

  /** Operands that were stretched to a shape which the others stretch them to anyway are read as they were. */
  #unstretched(operands: readonly Node[]): readonly Node[] {
    let read = operands;
    for (const [at, operand] of operands.entries()) {
      if (operand.op !== "broadcast") continue;
      const unstretched = read.with(at, operand.operands[0]!);
      if (sameShape(jointShape(unstretched), jointShape(operands))) read = unstretched;
    }
    return read;
  }

  #shortcut(op: Op, operands: readonly Node[], attributes: Attributes): Node | undefined {
    const [a, b, c] = operands as [Node, Node, Node];
    const shape = (): Shape => jointShape(operands);
    const folded = fold(op, operands);
    if (folded !== undefined) return this.number(folded);
    switch (op) {
      case "add":
        if (isNumber(a, 0)) return b;
        if (isNumber(b, 0)) return a;
        if (b.op === "negate") return this.subtract(a, b.operands[0]!);
        return undefined;
      case "subtract":
        if (isNumber(b, 0)) return a;
        if (isNumber(a, 0)) return this.negate(b);
        if (b.op === "negate") return this.add(a, b.operands[0]!);
        return undefined;
      case "multiply":
        if (isNumber(a, 0) || isNumber(b, 0)) return this.#as(this.number(0), shape());
        if (isNumber(a, 1)) return b;
        if (isNumber(b, 1)) return a;
        if (isNumber(a, -1)) return this.negate(b);
        if (isNumber(b, -1)) return this.negate(a);
        if (a.op === "negate") return this.negate(this.multiply(a.operands[0]!, b));
        if (b.op === "negate") return this.negate(this.multiply(a, b.operands[0]!));
        return undefined;
      case "divide":
        if (isNumber(b, 1)) return a;
        if (isNumber(a, 0)) return this.#as(a, shape());
        if (a.op === "negate") return this.negate(this.divide(a.operands[0]!, b));
        return undefined;
      case "negate":
        return a.op === "negate" ? a.operands[0] : undefined;
      case "power":
        if (isNumber(b, 1)) return a;
        if (isNumber(b, 0)) return this.#as(this.number(1), shape());
        return undefined;
      case "where":
        if (b === c) return this.#as(b, shape());
        return isNumber(b, 1) && isNumber(c, 0) && a.op in comparisonOps ? a : undefined;
      case "broadcast":
      case "reshape":
        return sameShape(a.shape, attributes.shape!) ? a : undefined;
      case "sum":
      case "mean":
      case "max":
      case "min":
        return attributes.axes!.length === 0 ? a : undefined;
      case "transpose":
        if (attributes.permutation!.every((axis, at) => axis === at)) return a;
        if (a.op !== "transpose") return undefined;
        return this.transpose(
          a.operands[0]!,
          attributes.permutation!.map((axis) => a.attributes.permutation![axis]!),
        );
      default:
        return undefined;
    }
  }
}

const jointShape = (operands: readonly Node[]): Shape => broadcastShapes(operands.map((one) => one.shape));

const comparisonOps = { less: 0, lessEqual: 0, greater: 0, greaterEqual: 0, equal: 0, notEqual: 0 };

/** π and e, which are read as such: 2π x, not 6.28 x. */
export const isConstant = (node: Node): boolean => isNumber(node, Math.PI) || isNumber(node, Math.E);

/** The value of arithmetic on plain numbers, where no digits are lost that a reader would miss. */
function fold(op: Op, operands: readonly Node[]): number | undefined {
  const { scalar } = operations[op];
  if (!scalar || !operands.every((one) => one.op === "number") || operands.some(isConstant)) return undefined;
  const numbers = operands.map((one) => one.attributes.value!);
  const value = scalar(...numbers);
  if (op === "add" || op === "subtract" || op === "multiply" || op === "negate") return value;
  return numbers.every(Number.isInteger) && Number.isInteger(value) ? value : undefined;
}
