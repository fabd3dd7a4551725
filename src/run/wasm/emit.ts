import type { Node } from "../../graph/node.ts";
import type { Code } from "./code.ts";
import { emitFold } from "./fold.ts";
import { emitMap, type MapKernel } from "./map.ts";
import type { ModuleWriter } from "./module.ts";
import { type Access, kernelParameters, type Split } from "./nest.ts";
import type { Placement } from "./placement.ts";
import { blockColumns, blockRows, type Matrix, type ProductKernel, Products } from "./product.ts";
import type { Step } from "./run.ts";
import { constant, isKnown, known, product, type Size, sizeAt } from "./size.ts";
import { type Unit, unnamed } from "./units.ts";
import type { Target } from "./vectors.ts";
import { contiguousStrides, selected, stretched, type View, whole } from "./view.ts";

export interface EmitOptions {
  readonly most: number;
  readonly threads: number;
  readonly scratch: number;
  readonly thread: number;
}

/** Steps of less work than this are not worth meeting other threads for. */
const smallWork = 30_000;

/** Writes a kernel for each unit of the schedule. */
export class Emitter {
  readonly steps: Step[] = [];
  readonly tables: { address: number; data: Int32Array }[] = [];
  /** Bytes behind all arrays that kernels may read beyond an end. */
  slack = 65_536;
  readonly #products: Products;

  constructor(
    readonly module: ModuleWriter,
    readonly target: Target,
    readonly placement: Placement,
    readonly options: EmitOptions,
  ) {
    this.#products = new Products(module, target, options.scratch, options.thread);
  }

  #step(work: number, write: (code: Code) => Split): number {
    let split: Split | undefined;
    const kernel = this.module.function(kernelParameters, (code) => {
      split = write(code);
    });
    this.steps.push({ kernel, split: split!, isSmall: work < smallWork });
    return kernel;
  }

  #work(sizes: readonly Size[]): number {
    return sizeAt(product(sizes), this.options.most);
  }

  emitUnit(unit: Unit, packed: readonly number[]): void {
    const { head, members } = unit;
    if (!head) {
      this.#map(unit, this.placement.views.shape(members[0]!));
      return;
    }
    switch (head.op) {
      case "sum":
      case "max":
      case "min":
        this.#fold(head, head.op);
        break;
      case "matmul":
        this.#matmul(unit, packed);
        return;
      case "reshape":
        this.emitCopy(head.operands[0]!, head, true);
        break;
      case "concatenate":
        this.#concatenate(head);
        break;
      case "scatter":
        this.#fill(head);
        this.#copy(this.#view(head.operands[0]!), selected(this.#own(head), head.attributes.index!));
        break;
      case "gather":
      case "scatterAdd":
        this.#pick(head);
        break;
      default:
        throw new Error(`no kernel computes ${head.op}`);
    }
    if (members.length > 0) this.#map(unit, this.placement.views.shape(head));
  }

  #view(node: Node): View {
    return this.placement.views.of(node);
  }
  /** A node's own memory. */
  #own(node: Node): View {
    return whole(node, this.placement.views.shape(node));
  }

  #mapKernel(unit: Unit, shape: readonly Size[], byRows: boolean): MapKernel {
    const own = new Set(unit.members);
    const inputs = new Map<Node, Access>();
    const inline = new Map<Node, number | Size>();
    for (const node of unit.members) {
      for (const operand of node.operands) {
        if (own.has(unnamed(operand))) continue;
        const { base } = this.#view(operand);
        if (base.op === "number") inline.set(base, base.attributes.value!);
        else if (base.op === "size") inline.set(base, this.#sizeValue(base));
        else inputs.set(operand, this.placement.read(operand, shape));
      }
    }
    const outputs = unit.members
      .filter((node) => this.placement.isStored(node))
      .map((node) => ({ node, access: this.placement.access(this.#own(node)) }));
    return {
      shape,
      members: unit.members,
      inputs: [...inputs].map(([node, access]) => ({ node, access })),
      outputs,
      inline,
      byRows,
      source: (operand) => {
        const inner = unnamed(operand);
        if (own.has(inner)) return inner;
        const { base } = this.#view(operand);
        return inline.has(base) ? base : operand;
      },
    };
  }

  #sizeValue(node: Node): Size {
    const shape = this.placement.views.shape(node.operands[0]!);
    return product(node.attributes.axes!.map((axis) => shape[axis]!));
  }

  #map(unit: Unit, shape: readonly Size[]): void {
    const kernel = this.#mapKernel(unit, shape, false);
    this.#step(this.#work(shape) * 2 * unit.members.length, (code) => emitMap(code, this.target, kernel));
  }

  /** A number or a size that is read from memory. */
  emitStored(node: Node): void {
    this.#constantKernel(node, this.#own(node));
  }

  #fill(node: Node): void {
    const zero: Node = { id: -1, op: "number", operands: [], attributes: { value: 0 }, shape: [] };
    this.#constantKernel(zero, this.#own(node));
  }

  #constantKernel(node: Node, into: View): void {
    const value = node.op === "size" ? this.#sizeValue(node) : node.attributes.value!;
    const outputs = [{ node, access: this.placement.access(into) }];
    const inline = new Map([[node, value]]);
    this.#step(this.#work(into.shape), (code) =>
      emitMap(code, this.target, {
        shape: into.shape,
        members: [],
        inputs: [],
        outputs,
        inline,
        source: (one) => one,
      }),
    );
  }

  /** Copies a node's elements into another's memory, in row-major order. */
  emitCopy(from: Node, into: Node, reshaped = false): void {
    const view = this.#view(from);
    const shape = reshaped ? view.shape : this.placement.views.shape(into);
    this.#copy(view, { base: into, shape, offset: constant(0), strides: contiguousStrides(shape) });
  }

  #copy(from: View, into: View): void {
    const node = from.base;
    const given = node.op === "number" || node.op === "size";
    if (given && !this.placement.has(node)) {
      this.#constantKernel(node, into);
      return;
    }
    const inputs = [{ node, access: this.placement.access(stretched(from, into.shape)) }];
    const outputs = [{ node, access: this.placement.access(into) }];
    this.#step(this.#work(into.shape) * 2, (code) =>
      emitMap(code, this.target, {
        shape: into.shape,
        members: [],
        inputs,
        outputs,
        inline: new Map(),
        source: (one) => one,
      }),
    );
  }

  #fold(head: Node, kind: "sum" | "max" | "min"): void {
    const view = this.#view(head.operands[0]!);
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
    this.#step(this.#work(view.shape), (code) =>
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
      const into = selected(this.#own(head), [...index, { start, stop: start + count, step: 1 }]);
      this.#copy(this.#view(part), into);
      start += count;
    }
  }

  /** gather and scatterAdd, from tables of places. */
  #pick(head: Node): void {
    const { layout } = this.placement;
    const positions = head.attributes.positions!;
    const { bytes, load, store, number } = this.target.precision;
    const source = this.#flatPlaces(this.#view(head.operands[0]!));
    const adds = head.op === "scatterAdd";
    const own = this.placement.address(head);
    const table = positions.flatMap((position, at) =>
      adds ? [source[at]!, own + position * bytes] : [source[position]!, own + at * bytes],
    );
    if (adds) this.#fill(head);
    const address = layout.extend(table.length * 4);
    this.tables.push({ address, data: Int32Array.from(table) });
    this.#step(0, (code) => {
      const [at, end, into] = [code.local("i32"), code.local("i32"), code.local("i32")];
      code
        .i32(address)
        .set(at)
        .i32(address + table.length * 4)
        .set(end);
      code.count(at, end, 8, () => {
        code.get(at).memory("i32.load", 4).tee(into);
        code.get(at).memory("i32.load", 0).memory(load);
        if (adds) code.get(into).memory(load).op(number("add"));
        code.memory(store);
      });
      return { size: constant(1), per: 1, grain: 1 };
    });
  }

  /** The address of each element of a view, in row-major order. */
  #flatPlaces(view: View): number[] {
    const { bytes } = this.target.precision;
    const fixed = (size: Size): number => {
      const value = known(size);
      if (value === undefined) throw new Error("gather needs known sizes");
      return value;
    };
    let places = [this.placement.address(view.base) + fixed(view.offset) * bytes];
    for (const [axis, size] of view.shape.entries()) {
      const stride = fixed(view.strides[axis]!) * bytes;
      places = places.flatMap((place) => Array.from({ length: fixed(size) }, (_, k) => place + k * stride));
    }
    return places;
  }

  /** The product as blocks in registers need it; nothing where it is one of vectors or of stacks of matrices. */
  #asMatrices(head: Node): { m: Size; k: Size; n: Size; a: View; b: View } | undefined {
    const [a, b] = head.operands.map((operand) => this.#view(operand)) as [View, View];
    if (a.shape.length !== 2 || b.shape.length !== 2) return undefined;
    const [m, k, n] = [a.shape[0]!, a.shape[1]!, b.shape[1]!];
    return isKnown(m, 1) || isKnown(n, 1) ? undefined : { m, k, n, a, b };
  }

  /** How many bytes the packed copies of A and B take; 0 for one that is read in place. */
  packsOf({ head }: Unit): readonly number[] {
    const matrices = head?.op === "matmul" ? this.#asMatrices(head) : undefined;
    if (!matrices) return [0, 0];
    const { m, k, n, a, b } = matrices;
    const { bytes, lanes } = this.target.precision;
    const [height, width] = [blockRows(this.target.relaxed), blockColumns(lanes)];
    const [rowCount, inner, columns] = [m, k, n].map((size) => sizeAt(size, this.options.most)) as [
      number,
      number,
      number,
    ];
    const reads = (size: Size): number | undefined => known(size);
    const [downA, acrossA] = [reads(a.strides[0]!), reads(a.strides[1]!)];
    const [downB, acrossB] = [reads(b.strides[0]!), reads(b.strides[1]!)];
    this.slack = Math.max(this.slack, 65_536 + height * (downA ?? 0) * bytes);
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

  #matmul(unit: Unit, packed: readonly number[]): void {
    const head = unit.head!;
    const matrices = this.#asMatrices(head);
    const { views } = this.placement;
    if (!matrices) {
      this.#plainProduct(head);
      if (unit.members.length > 0) this.#map(unit, views.shape(head));
      return;
    }
    const { m, k, n, a, b } = matrices;
    const matrix = (view: View): Matrix => ({
      access: this.placement.access(view),
      down: view.strides[0]!,
      across: view.strides[1]!,
    });
    const [sizeA, sizeB] = this.packsOf(unit) as [number, number];
    const { lanes } = this.target.precision;
    const rowBlocks = sizeAt(m, this.options.most) / blockRows(this.target.relaxed);
    const columnBlocks = sizeAt(n, this.options.most) / blockColumns(lanes);
    const byColumns =
      this.options.threads > 1 && rowBlocks < 4 * this.options.threads && columnBlocks > rowBlocks;
    const kernel: ProductKernel = {
      m,
      k,
      n,
      a: matrix(a),
      b: matrix(b),
      c: this.placement.access(this.#own(head)),
      ...(sizeA > 0 && { packedA: packed[0]! }),
      ...(sizeB > 0 && { packedB: packed[1]! }),
      byColumns,
    };
    if (sizeA > 0)
      this.#step(this.#work([m, k]), (code) =>
        this.#products.emitPack(code, kernel.a, "a", packed[0]!, m, k),
      );
    if (sizeB > 0)
      this.#step(this.#work([k, n]), (code) =>
        this.#products.emitPack(code, kernel.b, "b", packed[1]!, n, k),
      );
    let tail: number | undefined;
    if (unit.members.length > 0 && !byColumns) {
      const map = this.#mapKernel(unit, [m, n], true);
      tail = this.module.function(kernelParameters, (code) => void emitMap(code, this.target, map));
    }
    this.#step(this.#work([m, k, n]), (code) => this.#products.emit(code, kernel, tail));
    if (unit.members.length > 0 && byColumns) this.#map(unit, [m, n]);
  }

  /** Products of vectors and of stacks of matrices: sums of element-wise products. */
  #plainProduct(head: Node): void {
    const [a, b] = head.operands.map((operand) => this.#view(operand)) as [View, View];
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
    const own = this.placement.views.shape(head);
    const batch = own.slice(0, Math.max(left.shape.length, right.shape.length) - 2);
    const zero = constant(0);
    const kept = [...batch, m, n];
    const spread = (view: View, order: (rest: readonly Size[]) => Size[]): Access => {
      const outer = { ...view, shape: view.shape.slice(0, -2), strides: view.strides.slice(0, -2) };
      const { strides } = stretched(outer, batch);
      return { ...this.placement.access(view), strides: [...strides, ...order(view.strides.slice(-2))] };
    };
    this.#step(this.#work([...kept, k]), (code) =>
      emitFold(code, this.target, {
        kind: "sum",
        kept,
        reduced: [k],
        inputs: [
          spread(left, ([down, across]) => [down!, zero, across!]),
          spread(right, ([down, across]) => [zero, across!, down!]),
        ],
        output: { address: this.placement.address(head), offset: zero, strides: contiguousStrides(kept) },
      }),
    );
  }
}
