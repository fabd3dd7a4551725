import { type Node, unnamed } from "../../graph/node.ts";
import type { Layout } from "./layout.ts";
import type { Access } from "./nest.ts";
import type { Schedule } from "./schedule.ts";
import type { Size } from "./size.ts";
import { sizeAt } from "./size.ts";
import { isLeaf, nodesOf, type Unit } from "./units.ts";
import { stretched, type View, type Views } from "./view.ts";

/** Where a module keeps what; addresses in bytes. */
export class Placement {
  readonly #addresses = new Map<Node, number>();
  /** Numbers and sizes that some kernel reads from memory. */
  readonly stored: Node[] = [];

  constructor(
    readonly views: Views,
    readonly bytes: number,
    readonly most: number,
    readonly layout: Layout,
  ) {}

  bytesOf(node: Node): number {
    return sizeAt(this.views.count(node), this.most) * this.bytes;
  }

  /** A place for good. */
  keep(node: Node): void {
    if (!this.#addresses.has(node)) this.#addresses.set(node, this.layout.extend(this.bytesOf(node)));
  }

  address(base: Node): number {
    const address = this.#addresses.get(base);
    if (address === undefined) throw new Error(`${base.op} ${base.id} has no place`);
    return address;
  }

  has(base: Node): boolean {
    return this.#addresses.has(base);
  }

  access(view: View): Access {
    return { address: this.address(view.base), offset: view.offset, strides: view.strides };
  }

  /** The operand, read as a larger shape. */
  read(operand: Node, shape: readonly Size[]): Access {
    return this.access(stretched(this.views.of(operand), shape));
  }

  /**
   * Gives every node of the schedule that is stored its place: a block is free again when its last reader is done.
   * `packs` says what a unit needs for itself while it runs.
   */
  plan(
    { order, inPlace }: Schedule,
    kept: ReadonlySet<Node>,
    packs: (unit: Unit) => readonly number[],
  ): Map<Unit, number[]> {
    const lastUse = new Map<Node, number>();
    for (const [at, unit] of order.entries()) {
      const own = new Set(nodesOf(unit));
      for (const node of own) {
        for (const operand of node.operands) {
          const { base } = this.views.of(operand);
          const passes = own.has(base) && unnamed(operand) === base && base !== unit.head;
          if (!passes) lastUse.set(base, at);
          if ((base.op === "number" || base.op === "size") && node === unit.head) this.#store(base);
        }
      }
    }
    for (const node of kept) if (node.op === "number" || node.op === "size") this.#store(node);
    const ends = new Map<number, { readonly address: number; readonly bytes: number }[]>();
    const packed = new Map<Unit, number[]>();
    for (const [at, unit] of order.entries()) {
      for (const node of nodesOf(unit)) {
        const target = inPlace.get(node);
        if (target) this.#addresses.set(node, this.address(target));
        else if (kept.has(node)) this.keep(node);
        else if (lastUse.has(node) || node === unit.head) {
          const bytes = this.bytesOf(node);
          const address = this.layout.take(bytes);
          this.#addresses.set(node, address);
          const end = Math.max(at, lastUse.get(node) ?? at);
          ends.set(end, [...(ends.get(end) ?? []), { address, bytes }]);
        }
      }
      const sizes = packs(unit);
      const places = sizes.map((bytes) => this.layout.take(bytes));
      packed.set(unit, places);
      for (const [k, address] of places.entries()) this.layout.give(address, sizes[k]!);
      for (const { address, bytes } of ends.get(at) ?? []) this.layout.give(address, bytes);
    }
    return packed;
  }

  #store(node: Node): void {
    if (this.#addresses.has(node)) return;
    this.keep(node);
    this.stored.push(node);
  }

  isStored(node: Node): boolean {
    return !isLeaf(node) && this.#addresses.has(node);
  }
}
