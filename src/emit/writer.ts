import { type NDArray, scalar } from "../base/array.ts";
import { type Attributes, isName, type Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable, useCounts } from "../graph/walk.ts";
import type { Names } from "./names.ts";
import { atom, numeral, type Printed, type Scope, type Spellings } from "./printed.ts";

/** What is cheap enough, or short enough, to be written wherever it is read. */
const light = new Set<Op>(
  "number array variable named add subtract multiply divide negate transpose index reshape size less lessEqual greater greaterEqual equal notEqual"
    .split(" ")
    .map((op) => op as Op),
);

/** Operations on numbers alone that every language writes as the model does. */
const arithmetic = new Set<Op>(["add", "subtract", "multiply", "divide", "negate", "power"]);

/** An expression this long is cut: its parts get names of their own. */
const longest = 72;

export interface WriterOptions {
  readonly spellings: Spellings;
  readonly names: Names;
  /** A statement that gives an expression a name. */
  readonly assign: (name: string, text: string) => string;
  /** A number as the target writes it. */
  readonly number?: (value: number) => string;
  /** The sizes that letters stand for, as text. */
  readonly sizes?: ReadonlyMap<string, string>;
  readonly scope: Pick<Scope, "need" | "constant">;
  /** Whether an operand must stand in a statement of its own where this node reads it. */
  readonly lifts?: (node: Node, operand: Node) => boolean;
}

/**
 * Writes graphs as the statements of one function. What has a name is read by it; what is read twice, or would make a
 * line too long, is given one.
 */
export class Writer {
  readonly lines: string[] = [];
  readonly known = new Map<Node, string>();
  readonly #constants = new Map<Node, NDArray>();
  readonly #scope: Scope;
  #uses: ReadonlyMap<Node, number>;

  constructor(
    readonly options: WriterOptions,
    roots: readonly Node[] = [],
  ) {
    this.#uses = useCounts(roots);
    const { sizes } = options;
    this.#scope = {
      ...options.scope,
      size: (dimension) =>
        typeof dimension === "number" ? String(dimension) : (sizes?.get(dimension) ?? dimension),
    };
  }

  /** Reads the node as this identifier from now on. */
  know(node: Node, identifier: string): void {
    this.known.set(node, identifier);
    const [quantity] = node.operands;
    if (
      node.op === "named" &&
      !isName(quantity!) &&
      quantity!.operands.length > 0 &&
      !this.known.has(quantity!)
    )
      this.known.set(quantity!, identifier);
  }

  comment(mark: string, text: string): void {
    this.lines.push(`${mark} ${text}`);
  }

  /** A statement that sets `identifier` to what the node, or the quantity that it names, is made of. */
  define(node: Node, identifier: string): void {
    const body = node.op === "named" ? node.operands[0]! : node;
    this.lines.push(this.options.assign(identifier, this.print(body).text));
    this.know(node, identifier);
  }

  print(root: Node): Printed {
    const made = new Map<Node, Printed>();
    const isKnown = (node: Node): boolean => this.known.has(node);
    const nodes = reachable([root], isKnown);
    const lifted = new Set<Node>();
    const { lifts } = this.options;
    if (lifts)
      for (const node of nodes)
        if (!isKnown(node)) for (const one of node.operands) if (lifts(node, one)) lifted.add(one);
    for (const node of nodes) {
      const identifier = this.known.get(node);
      if (identifier !== undefined) {
        made.set(node, atom(identifier));
        continue;
      }
      const printed = this.#one(
        node,
        node.operands.map((operand) => made.get(operand)!),
      );
      const isLong = printed.text.length > longest && node.operands.length > 0;
      const isShared = (this.#uses.get(node) ?? 0) > 1 && !light.has(node.op) && !this.#constants.has(node);
      if (node !== root && (isLong || isShared || lifted.has(node))) {
        const name = this.options.names.fresh("t");
        this.lines.push(this.options.assign(name, printed.text));
        this.known.set(node, name);
        made.set(node, atom(name));
      } else made.set(node, printed);
    }
    return made.get(root)!;
  }

  #one(node: Node, operands: readonly Printed[]): Printed {
    const folded = this.#folded(node);
    if (folded !== undefined)
      return this.options.spellings.number([], { ...node, attributes: { value: folded } }, this.#scope);
    return this.options.spellings[node.op](operands, node, this.#scope);
  }

  /** The value of a function of plain numbers: libraries of arrays take none. */
  #folded(node: Node): number | undefined {
    if (node.op === "number") {
      this.#constants.set(node, scalar(node.attributes.value!));
      return undefined;
    }
    if (node.operands.length === 0 || node.shape.length > 0 || !operations[node.op].scalar) return undefined;
    const given = node.operands.map((operand) => this.#constants.get(operand));
    if (given.some((one) => one === undefined)) return undefined;
    const value = operations[node.op].value(given as NDArray[], node.attributes as Attributes);
    this.#constants.set(node, value);
    return arithmetic.has(node.op) ? undefined : value.data[0]!;
  }
}

export const literal = (value: number): Printed => ({
  text: numeral(value),
  binds: value < 0 || Object.is(value, -0) ? 4 : 9,
});

/** Whether a node's own attributes say the number of rows. */
export function readsLetter(node: Node, letter: string): boolean {
  const { shape, classes, axes = [] } = node.attributes;
  if (node.op === "variable") return false;
  if (node.op === "size") return axes.some((axis) => node.operands[0]!.shape[axis] === letter);
  return classes === letter || (shape?.includes(letter) ?? false);
}
