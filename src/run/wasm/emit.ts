import type { Node } from "../../graph/node.ts";
import { emitPick } from "./emit-pick.ts";
import { ProductKernels } from "./emit-product.ts";
import { emitFold } from "./fold.ts";
import { Kernels } from "./kernels.ts";
import { constant, known, type Size } from "./size.ts";
import type { Unit } from "./units.ts";
import { contiguousStrides, selected } from "./view.ts";

/** Writes a kernel for each unit of the schedule. */
export class Emitter extends Kernels {
  readonly #products = new ProductKernels(this);

  emitUnit(unit: Unit, packed: readonly number[]): void {
    const { head, members } = unit;
    if (!head) {
      this.map(unit, this.placement.views.shape(members[0]!));
      return;
    }
    switch (head.op) {
      case "sum":
      case "max":
      case "min":
        this.#fold(head, head.op);
        break;
      case "matmul":
        this.#products.emit(unit, packed);
        return;
      case "reshape":
        this.emitCopy(head.operands[0]!, head, true);
        break;
      case "concatenate":
        this.#concatenate(head);
        break;
      case "scatter":
        this.fill(head);
        this.copy(this.view(head.operands[0]!), selected(this.own(head), head.attributes.index!));
        break;
      case "gather":
      case "scatterAdd":
        emitPick(this, head);
        break;
      default:
        throw new Error(`no kernel computes ${head.op}`);
    }
    if (members.length > 0) this.map(unit, this.placement.views.shape(head));
  }

  /** How many bytes a unit needs for itself while it runs. */
  packsOf(unit: Unit): readonly number[] {
    return this.#products.packsOf(unit);
  }

  /** A number or a size that is read from memory. */
  emitStored(node: Node): void {
    this.constantKernel(node, this.own(node));
  }

  #fold(head: Node, kind: "sum" | "max" | "min"): void {
    const view = this.view(head.operands[0]!);
    const axes = new Set(head.attributes.axes!);
    const all = view.shape.map((_, axis) => axis);
    const [kept, reduced] = [all.filter((axis) => !axes.has(axis)), all.filter((axis) => axes.has(axis))];
    const pick = (list: readonly Size[]): Size[] => [...kept, ...reduced].map((axis) => list[axis]!);
    const shape = kept.map((axis) => view.shape[axis]!);
    const input = { ...this.placement.access(view), strides: pick(view.strides) };
    const output = {
      address: this.placement.address(head),
      offset: constant(0),
      strides: contiguousStrides(shape),
    };
    this.step(kind, this.work(view.shape), (code) =>
      emitFold(code, this.target, {
        kind,
        kept: shape,
        reduced: reduced.map((axis) => view.shape[axis]!),
        inputs: [input],
        output,
      }),
    );
  }

  #concatenate(head: Node): void {
    const { axis = 0 } = head.attributes;
    let start = 0;
    for (const part of head.operands) {
      const count = known(this.placement.views.shape(part)[axis]!);
      if (count === undefined) throw new Error("concatenate needs known sizes along its axis");
      const index = Array.from({ length: axis }, () => ({ start: null, stop: null, step: 1 }));
      const into = selected(this.own(head), [...index, { start, stop: start + count, step: 1 }]);
      this.copy(this.view(part), into);
      start += count;
    }
  }
}
