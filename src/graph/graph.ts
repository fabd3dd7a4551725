import { Builder } from "./build.ts";
import type { Attributes, Node } from "./node.ts";
import type { Op } from "./op.ts";
import { operations } from "./operations/index.ts";
import { refuseLarge } from "./shape.ts";

const none: Attributes = {};

/** Above this many elements a constant array is told apart by identity, not by its contents. */
const comparedElements = 4096;

/**
 * The expression graph: an arena that makes every node and makes each only once (hash-consing), so that equality
 * of expressions is `===`. Nodes are never changed or removed; drop the graph to free them.
 */
export class Graph extends Builder {
  readonly #interned = new Map<string, Node>();
  readonly #nodes: Node[] = [];
  readonly #large = new WeakMap<object, number>();

  /** All nodes, operands before their users. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Throws a ShapeError where the operands do not fit the operation. */
  override make(op: Op, operands: readonly Node[], attributes: Attributes = none): Node {
    const key = `${op}(${operands.map((one) => one.id).join(",")})${this.#key(op, attributes)}`;
    const known = this.#interned.get(key);
    if (known) return known;
    const shape = operations[op].shape(
      operands.map((one) => one.shape),
      attributes,
    );
    refuseLarge(shape);
    const node: Node = { id: this.#nodes.length, op, operands, attributes, shape };
    this.#interned.set(key, node);
    this.#nodes.push(node);
    return node;
  }

  #key(op: Op, attributes: Attributes): string {
    // JSON has no −0, NaN or infinities
    if (op === "number") return Object.is(attributes.value, -0) ? "-0" : String(attributes.value);
    if (attributes === none) return "";
    if (op !== "array") return JSON.stringify(attributes);
    const { shape, data } = attributes.array!;
    if (data.length <= comparedElements)
      return `${shape.join("x")}:${Array.from(data, (one) => (Object.is(one, -0) ? "-0" : one)).join()}`;
    let identity = this.#large.get(data);
    if (identity === undefined) this.#large.set(data, (identity = this.#nodes.length));
    return `${shape.join("x")}#${identity}`;
  }
}
