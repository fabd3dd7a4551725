import { type Node, unnamed } from "../../graph/node.ts";
import type { Code } from "./code.ts";
import { emitMap, type MapKernel } from "./map.ts";
import type { ModuleWriter } from "./module.ts";
import { type Access, kernelParameters, type Split } from "./nest.ts";
import type { Placement } from "./placement.ts";
import type { Step } from "./run.ts";
import { constant, product, type Size, sizeAt } from "./size.ts";
import type { Unit } from "./units.ts";
import type { Target } from "./vectors.ts";
import { contiguousStrides, stretched, type View, whole } from "./view.ts";

export interface EmitOptions {
  readonly most: number;
  readonly threads: number;
  readonly scratch: number;
  readonly thread: number;
}

/** Steps of less work than this are not worth meeting other threads for. */
const smallWork = 30_000;

/** The kernels of a module in the order in which they run, and those that any unit may need: loops, copies, fills. */
export class Kernels {
  readonly steps: Step[] = [];
  readonly tables: { address: number; data: Int32Array }[] = [];
  /** Bytes behind all arrays that kernels may read beyond an end. */
  slack = 65_536;

  constructor(
    readonly module: ModuleWriter,
    readonly target: Target,
    readonly placement: Placement,
    readonly options: EmitOptions,
  ) {}

  /** Writes a kernel as the next step. `label` says what it does, to whoever measures steps. */
  step(label: string, work: number, write: (code: Code) => Split): number {
    let split: Split | undefined;
    const kernel = this.module.function(
      kernelParameters,
      (code) => {
        split = write(code);
      },
      `step${this.steps.length}`,
    );
    this.steps.push({ kernel, label, split: split!, isSmall: work < smallWork });
    return kernel;
  }

  work(sizes: readonly Size[]): number {
    return sizeAt(product(sizes), this.options.most);
  }

  view(node: Node): View {
    return this.placement.views.of(node);
  }
  /** A node's own memory. */
  own(node: Node): View {
    return whole(node, this.placement.views.shape(node));
  }

  mapKernel(unit: Unit, shape: readonly Size[], byRows: boolean): MapKernel {
    const own = new Set(unit.members);
    const inputs = new Map<Node, Access>();
    const inline = new Map<Node, number | Size>();
    for (const node of unit.members) {
      for (const operand of node.operands) {
        if (own.has(unnamed(operand))) continue;
        const { base } = this.view(operand);
        if (base.op === "number") inline.set(base, base.attributes.value!);
        else if (base.op === "size") inline.set(base, this.sizeValue(base));
        else inputs.set(operand, this.placement.read(operand, shape));
      }
    }
    const outputs = unit.members
      .filter((node) => this.placement.isStored(node))
      .map((node) => ({ node, access: this.placement.access(this.own(node)) }));
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
        const { base } = this.view(operand);
        return inline.has(base) ? base : operand;
      },
    };
  }

  sizeValue(node: Node): Size {
    const shape = this.placement.views.shape(node.operands[0]!);
    return product(node.attributes.axes!.map((axis) => shape[axis]!));
  }

  map(unit: Unit, shape: readonly Size[]): void {
    const kernel = this.mapKernel(unit, shape, false);
    const label = unit.members.map((node) => node.op).join(" ");
    this.step(label, this.work(shape) * 2 * unit.members.length, (code) =>
      emitMap(code, this.target, kernel),
    );
  }

  fill(node: Node): void {
    const zero: Node = { id: -1, op: "number", operands: [], attributes: { value: 0 }, shape: [] };
    this.constantKernel(zero, this.own(node));
  }

  constantKernel(node: Node, into: View): void {
    const value = node.op === "size" ? this.sizeValue(node) : node.attributes.value!;
    const outputs = [{ node, access: this.placement.access(into) }];
    const inline = new Map([[node, value]]);
    this.step("fill", this.work(into.shape), (code) =>
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
    const view = this.view(from);
    const shape = reshaped ? view.shape : this.placement.views.shape(into);
    this.copy(view, { base: into, shape, offset: constant(0), strides: contiguousStrides(shape) });
  }

  copy(from: View, into: View): void {
    const node = from.base;
    const given = node.op === "number" || node.op === "size";
    if (given && !this.placement.has(node)) {
      this.constantKernel(node, into);
      return;
    }
    const inputs = [{ node, access: this.placement.access(stretched(from, into.shape)) }];
    const outputs = [{ node, access: this.placement.access(into) }];
    this.step("copy", this.work(into.shape) * 2, (code) =>
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
}
