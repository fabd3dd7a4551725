import type { Node } from "../../graph/node.ts";
import { emitFold } from "./fold.ts";
import type { Kernels } from "./kernels.ts";
import { emitMap } from "./map.ts";
import { type Access, kernelParameters } from "./nest.ts";
import { Products } from "./product.ts";
import { blockColumns, blockRows } from "./product-block.ts";
import type { Matrix, ProductKernel } from "./product-kernel.ts";
import { emitPack } from "./product-pack.ts";
import { constant, isKnown, known, type Size, sizeAt } from "./size.ts";
import type { Unit } from "./units.ts";
import { contiguousStrides, stretched, type View } from "./view.ts";

/** Writes the kernels of matrix products, in blocks where they are products of two matrices. */
export class ProductKernels {
  readonly #products: Products;

  constructor(readonly kernels: Kernels) {
    const { module, target, options } = kernels;
    this.#products = new Products(module, target, options.scratch, options.thread, options.most);
  }

  /** The product as blocks in registers need it; nothing where it is one of vectors or of stacks of matrices. */
  #asMatrices(head: Node): { m: Size; k: Size; n: Size; a: View; b: View } | undefined {
    const [a, b] = head.operands.map((operand) => this.kernels.view(operand)) as [View, View];
    if (a.shape.length !== 2 || b.shape.length !== 2) return undefined;
    const [m, k, n] = [a.shape[0]!, a.shape[1]!, b.shape[1]!];
    return isKnown(m, 1) || isKnown(n, 1) ? undefined : { m, k, n, a, b };
  }

  /** How many bytes the packed copies of A and B take; 0 for one that is read in place. */
  packsOf({ head }: Unit): readonly number[] {
    const matrices = head?.op === "matmul" ? this.#asMatrices(head) : undefined;
    if (!matrices) return [0, 0];
    const { m, k, n, a, b } = matrices;
    const { bytes, lanes } = this.kernels.target.precision;
    const [height, width] = [blockRows(this.kernels.target.relaxed), blockColumns(lanes)];
    const [rowCount, inner, columns] = [m, k, n].map((size) => sizeAt(size, this.kernels.options.most)) as [
      number,
      number,
      number,
    ];
    const reads = (size: Size): number | undefined => known(size);
    const [downA, acrossA] = [reads(a.strides[0]!), reads(a.strides[1]!)];
    const [downB, acrossB] = [reads(b.strides[0]!), reads(b.strides[1]!)];
    this.kernels.slack = Math.max(this.kernels.slack, 65_536 + height * (downA ?? 0) * bytes);
    const inPlaceA = downA !== undefined && acrossA !== undefined && (downA === 1 || acrossA === 1);
    // a step that is a power of two falls on few sets of the cache
    const crowded = downA === 1 && acrossA! * bytes >= 1024 && (acrossA! * bytes) % 1024 === 0 && inner > 32;
    const largeA = columns >= 256 && rowCount * inner >= 65_536;
    const packsA = !inPlaceA || crowded || largeA;
    const inPlaceB = acrossB === 1 && downB !== undefined;
    const packsB = !inPlaceB || (rowCount > 4 * height && inner * columns * bytes > 16_384);
    return [
      packsA ? Math.ceil(rowCount / height) * height * inner * bytes : 0,
      packsB ? Math.ceil(columns / width) * width * inner * bytes : 0,
    ];
  }

  /** The product of a unit, with its members as the tail. */
  emit(unit: Unit, packed: readonly number[]): void {
    const head = unit.head!;
    const matrices = this.#asMatrices(head);
    const { views } = this.kernels.placement;
    if (!matrices) {
      this.#plainProduct(head);
      if (unit.members.length > 0) this.kernels.map(unit, views.shape(head));
      return;
    }
    const { m, k, n, a, b } = matrices;
    const matrix = (view: View): Matrix => ({
      access: this.kernels.placement.access(view),
      down: view.strides[0]!,
      across: view.strides[1]!,
    });
    const [sizeA, sizeB] = this.packsOf(unit) as [number, number];
    const { lanes } = this.kernels.target.precision;
    const rowBlocks = sizeAt(m, this.kernels.options.most) / blockRows(this.kernels.target.relaxed);
    const columnBlocks = sizeAt(n, this.kernels.options.most) / blockColumns(lanes);
    const byColumns =
      this.kernels.options.threads > 1 &&
      rowBlocks < 4 * this.kernels.options.threads &&
      columnBlocks > rowBlocks;
    const kernel: ProductKernel = {
      m,
      k,
      n,
      a: matrix(a),
      b: matrix(b),
      c: this.kernels.placement.access(this.kernels.own(head)),
      ...(sizeA > 0 && { packedA: packed[0]! }),
      ...(sizeB > 0 && { packedB: packed[1]! }),
      byColumns,
    };
    const { target } = this.kernels;
    const pack = (side: "a" | "b", into: number, outer: Size): void =>
      void this.kernels.step(`pack ${side}`, this.kernels.work([outer, k]), (code) =>
        emitPack(code, target, kernel[side], side, into, outer, k),
      );
    if (sizeA > 0) pack("a", packed[0]!, m);
    if (sizeB > 0) pack("b", packed[1]!, n);
    let tail: number | undefined;
    if (unit.members.length > 0 && !byColumns) {
      const map = this.kernels.mapKernel(unit, [m, n], true);
      tail = this.kernels.module.function(kernelParameters, (code) => void emitMap(code, target, map));
    }
    const sizes = [m, k, n].map((size) => sizeAt(size, this.kernels.options.most));
    const done = byColumns ? [] : unit.members.map((node) => node.op);
    const label = [`product ${sizes.join("×")}`, ...done].join(" ");
    this.kernels.step(label, this.kernels.work([m, k, n]), (code) => this.#products.emit(code, kernel, tail));
    if (unit.members.length > 0 && byColumns) this.kernels.map(unit, [m, n]);
  }

  /** Products of vectors and of stacks of matrices: sums of element-wise products. */
  #plainProduct(head: Node): void {
    const [a, b] = head.operands.map((operand) => this.kernels.view(operand)) as [View, View];
    const column = (view: View): View => ({
      ...view,
      shape: [...view.shape, constant(1)],
      strides: [...view.strides, constant(0)],
    });
    const row = (view: View): View => ({
      ...view,
      shape: [constant(1), ...view.shape],
      strides: [constant(0), ...view.strides],
    });
    const left = a.shape.length === 1 ? row(a) : a;
    const right = b.shape.length === 1 ? column(b) : b;
    const [m, k] = left.shape.slice(-2) as [Size, Size];
    const n = right.shape[right.shape.length - 1]!;
    const own = this.kernels.placement.views.shape(head);
    const batch = own.slice(0, Math.max(left.shape.length, right.shape.length) - 2);
    const zero = constant(0);
    const kept = [...batch, m, n];
    const spread = (view: View, order: (rest: readonly Size[]) => Size[]): Access => {
      const outer = { ...view, shape: view.shape.slice(0, -2), strides: view.strides.slice(0, -2) };
      const { strides } = stretched(outer, batch);
      return {
        ...this.kernels.placement.access(view),
        strides: [...strides, ...order(view.strides.slice(-2))],
      };
    };
    this.kernels.step("plain product", this.kernels.work([...kept, k]), (code) =>
      emitFold(code, this.kernels.target, {
        kind: "sum",
        kept,
        reduced: [k],
        inputs: [
          spread(left, ([down, across]) => [down!, zero, across!]),
          spread(right, ([down, across]) => [zero, across!, down!]),
        ],
        output: {
          address: this.kernels.placement.address(head),
          offset: zero,
          strides: contiguousStrides(kept),
        },
      }),
    );
  }
}
