import type { Node } from "../../graph/node.ts";
import type { Code, Local } from "./code.ts";
import { emitElementwise } from "./elementwise.ts";
import {
  type Access,
  advanced,
  collapse,
  from,
  isVector,
  rows,
  type Split,
  storeVector,
  to,
  walkOuter,
} from "./nest.ts";
import { isKnown, type Size } from "./size.ts";
import { type Target, Vectors } from "./vectors.ts";

/** A chain of element-wise nodes in one loop: what it reads, what it computes, what it stores. */
export interface MapKernel {
  readonly shape: readonly Size[];
  /** Element-wise nodes, operands first. */
  readonly members: readonly Node[];
  readonly inputs: readonly { readonly node: Node; readonly access: Access }[];
  readonly outputs: readonly { readonly node: Node; readonly access: Access }[];
  /** Nodes whose value needs no memory: constants, and sizes. */
  readonly inline: ReadonlyMap<Node, number | Size>;
  /** What an operand's value is known as: a member, an inline node, or the input itself. */
  readonly source: (operand: Node) => Node;
  /** The first axis stays whole, so that the kernel can be called on some rows of a product. */
  readonly byRows?: boolean;
}

/** Writes the kernel and says how it may be split. */
export function emitMap(code: Code, target: Target, kernel: MapKernel): Split {
  const { precision } = target;
  const { bytes, lanes } = precision;
  const given = [...kernel.inputs, ...kernel.outputs];
  const nest = collapse({ shape: kernel.shape, accesses: given.map((one) => one.access) }, kernel.byRows);
  const inner = nest.shape.length - 1;
  const strides = nest.accesses.map((one) => one.strides[inner]!);
  const isWide = strides.every(isVector);
  const v = new Vectors(code, target);
  const sizes = new Map<Node, Local>();
  for (const [node, value] of kernel.inline) {
    if (typeof value === "number") continue;
    const local = code.local("v128");
    code.first(() => {
      code.size(value, rows).op(`${precision.type}.convert_i32_s`).op(precision.splat).set(local);
    });
    sizes.set(node, local);
  }

  const body = (
    load: (k: number) => Local,
    store: (k: number, value: Local) => void,
    wanted: number,
  ): void => {
    const values = new Map<Node, Local>(sizes);
    for (const [node, value] of kernel.inline)
      if (typeof value === "number") values.set(node, v.number(value));
    for (const [k, { node }] of kernel.inputs.entries()) values.set(node, load(k));
    for (const node of kernel.members) {
      const operands = node.operands.map((operand) => values.get(kernel.source(operand))!);
      values.set(node, emitElementwise(v, node, operands, wanted));
    }
    for (const [k, { node }] of kernel.outputs.entries()) store(kernel.inputs.length + k, values.get(node)!);
  };

  walkOuter(code, nest, 1, bytes, (places) => {
    const [at, end] = [code.local("i32"), code.local("i32")];
    const unit = isWide ? bytes : 1;
    if (inner === 0) {
      code.get(from).i32(unit).op("i32.mul").set(at);
      code.get(to).i32(unit).op("i32.mul").set(end);
    } else code.i32(0).set(at).size(nest.shape[inner]!, rows, unit).set(end);
    if (isWide) wideLoop(places, at, end);
    else {
      code.count(at, end, 1, () => {
        const here = places.map((place, k) => advanced(code, place, at, strides[k]!, bytes));
        const read = (k: number): Local => {
          const value = code.local("v128");
          code.get(here[k]!).memory(precision.loadSplat).set(value);
          return value;
        };
        body(read, (k, value) => void code.get(here[k]!).get(value).memory(precision.storeLane, 0, 0), 1);
      });
    }
  });

  function wideLoop(places: readonly Local[], at: Local, end: Local): void {
    // one number for the whole loop is read before it
    const steady = places.map((place, k) => {
      if (k >= kernel.inputs.length || !isKnown(strides[k]!, 0)) return undefined;
      const value = code.local("v128");
      code.get(place).memory(precision.loadSplat).set(value);
      return value;
    });
    const read = (k: number): Local => {
      if (steady[k] !== undefined) return steady[k];
      const value = code.local("v128");
      code.get(places[k]!).get(at).op("i32.add").memory("v128.load").set(value);
      return value;
    };
    const write = (remaining?: Local) => (k: number, value: Local) =>
      storeVector(code, precision, () => void code.get(places[k]!).get(at).op("i32.add"), value, remaining);
    const last = code.local("i32");
    code.get(end).i32(16).op("i32.sub").set(last);
    code.while(
      () => code.get(at).get(last).op("i32.le_s"),
      () => {
        body(read, write(), lanes);
        code.get(at).i32(16).op("i32.add").set(at);
      },
    );
    code.get(at).get(end).op("i32.lt_s");
    code.if(() => {
      const remaining = code.local("i32");
      code.get(end).get(at).op("i32.sub").set(remaining);
      body(read, write(remaining), lanes);
    });
  }

  return { size: nest.shape[0]!, per: 1, grain: inner === 0 ? 64 : 1 };
}
