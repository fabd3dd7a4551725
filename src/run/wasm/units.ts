import { type Node, unnamed } from "../../graph/node.ts";
import { isElementwise } from "./elementwise.ts";
import { sameSize } from "./size.ts";
import type { Views } from "./view.ts";

/** What one kernel computes: a node that is no element-wise one, element-wise nodes, or both (a product and its tail). */
export interface Unit {
  readonly head?: Node;
  /** Element-wise nodes of one shape. */
  members: Node[];
}

/** Above this many nodes a loop's values fill no registers any more. */
const mostMembers = 48;
/** A search for paths between units ends here: a fusion that is hard to prove right is left out. */
const mostVisits = 300;

/** Nodes that live in code or are given from outside: no unit computes them. */
export const isLeaf = ({ op }: Node): boolean =>
  op === "number" || op === "size" || op === "variable" || op === "array";

const isProductOfMatrices = (node: Node): boolean =>
  node.op === "matmul" && node.operands.every((operand) => operand.shape.length === 2);

/**
 * Groups nodes into units. An element-wise node joins the loop that alone reads it; then loops over the same elements,
 * one after the other, become one, and a loop over a product's elements becomes its tail. `kept` nodes are stored
 * whoever reads them. `order` has operands before their users.
 */
export function unitsOf(order: readonly Node[], views: Views, kept: ReadonlySet<Node>): Unit[] {
  return new Grouping(order, views, kept).run();
}

class Grouping {
  readonly #unit = new Map<Node, Unit>();
  readonly #readers = new Map<Node, { readonly reader: Node; readonly inPlace: boolean }[]>();
  /** The latest node among those of each unit and of all that it waits for. */
  readonly #tops = new Map<Unit, number>();

  constructor(
    readonly order: readonly Node[],
    readonly views: Views,
    readonly kept: ReadonlySet<Node>,
  ) {}

  #isComputed(node: Node): boolean {
    return !isLeaf(node) && this.views.of(node).base === node;
  }

  /** Whether `reader`'s loop meets the operand's elements one by one, as it computes them. */
  #meets(reader: Node, operand: Node): boolean {
    if (!isElementwise(reader.op)) return false;
    const [own, other] = [this.views.shape(reader), this.views.shape(operand)];
    return (
      unnamed(operand) === this.views.of(operand).base &&
      own.length === other.length &&
      own.every((size, axis) => sameSize(size, other[axis]!))
    );
  }

  run(): Unit[] {
    const computed = this.order.filter((node) => this.#isComputed(node));
    for (const reader of computed) {
      for (const operand of reader.operands) {
        const { base } = this.views.of(operand);
        const known = this.#readers.get(base) ?? [];
        known.push({ reader, inPlace: this.#meets(reader, operand) });
        this.#readers.set(base, known);
      }
    }
    for (let at = computed.length - 1; at >= 0; at--) this.#joinReaders(computed[at]!);
    const units = [...new Set(computed.map((node) => this.#unit.get(node)!))];
    for (const unit of units) unit.members.sort((a, b) => a.id - b.id);
    return this.#fuse(units.sort((a, b) => first(a) - first(b)));
  }

  #joinReaders(node: Node): void {
    if (!isElementwise(node.op)) {
      this.#unit.set(node, { head: node, members: [] });
      return;
    }
    const readers = this.#readers.get(node) ?? [];
    const only = readers.length > 0 ? this.#unit.get(readers[0]!.reader)! : undefined;
    const joins =
      only &&
      !only.head &&
      !this.kept.has(node) &&
      only.members.length < mostMembers &&
      readers.every(({ reader, inPlace }) => inPlace && this.#unit.get(reader) === only);
    const unit: Unit = joins ? only : { members: [] };
    unit.members.push(node);
    this.#unit.set(node, unit);
  }

  #fuse(units: readonly Unit[]): Unit[] {
    const gone = new Set<Unit>();
    for (const unit of units) this.#tops.set(unit, last(unit));
    for (const unit of units) this.#raise(unit);
    for (const unit of units) {
      if (unit.head) continue;
      const into = this.#candidates(unit).find((earlier) => this.#mayFollow(unit, earlier));
      if (!into) continue;
      into.members = [...into.members, ...unit.members].sort((a, b) => a.id - b.id);
      for (const node of unit.members) this.#unit.set(node, into);
      this.#tops.set(into, Math.max(this.#tops.get(into)!, this.#tops.get(unit)!));
      this.#raise(into);
      gone.add(unit);
    }
    return units.filter((unit) => !gone.has(unit));
  }

  /** What waits for a unit waits for all that it waits for. */
  #raise(unit: Unit): void {
    const open = [unit];
    for (let one = open.pop(); one; one = open.pop()) {
      const top = this.#tops.get(one)!;
      for (const node of nodesOf(one))
        for (const { reader } of this.#readers.get(node) ?? []) {
          const user = this.#unit.get(reader)!;
          if (this.#tops.get(user)! >= top) continue;
          this.#tops.set(user, top);
          open.push(user);
        }
    }
  }

  /** Units whose elements this one reads as they come, the latest first. */
  #candidates(unit: Unit): Unit[] {
    const found = new Set<Unit>();
    for (const node of unit.members) {
      for (const operand of node.operands) {
        const earlier = this.#unit.get(this.views.of(operand).base);
        if (!earlier || earlier === unit || !this.#meets(node, operand)) continue;
        const fits = !earlier.head || isProductOfMatrices(earlier.head);
        if (fits && earlier.members.length + unit.members.length <= mostMembers) found.add(earlier);
      }
    }
    return [...found].sort((a, b) => last(b) - last(a));
  }

  /** Whether nothing that the unit reads, other than as it comes, waits for `earlier`. */
  #mayFollow(unit: Unit, earlier: Unit): boolean {
    const seen = new Set<Unit>([unit]);
    const open: Unit[] = [];
    const visit = (node: Node, own: boolean): boolean => {
      for (const operand of node.operands) {
        const next = this.#unit.get(this.views.of(operand).base);
        if (!next) continue;
        if (next === earlier) {
          if (own && this.#meets(node, operand)) continue;
          return false;
        }
        // what waits for `earlier` has its nodes, at least, behind it
        if (seen.has(next) || this.#tops.get(next)! < last(earlier)) continue;
        if (seen.size > mostVisits) return false;
        seen.add(next);
        open.push(next);
      }
      return true;
    };
    if (!unit.members.every((node) => visit(node, true))) return false;
    for (let next = open.pop(); next; next = open.pop())
      if (!nodesOf(next).every((node) => visit(node, false))) return false;
    return true;
  }
}

export const nodesOf = ({ head, members }: Unit): readonly Node[] => (head ? [head, ...members] : members);
const first = (unit: Unit): number => nodesOf(unit)[0]!.id;
const last = (unit: Unit): number =>
  Math.max(unit.head?.id ?? 0, unit.members[unit.members.length - 1]?.id ?? 0);
