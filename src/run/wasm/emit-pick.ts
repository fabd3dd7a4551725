import type { Node } from "../../graph/node.ts";
import type { Kernels } from "./kernels.ts";
import { constant, known, type Size } from "./size.ts";
import type { View } from "./view.ts";

/** gather and scatterAdd, from tables of places. */
export function emitPick(kernels: Kernels, head: Node): void {
  const { layout } = kernels.placement;
  const positions = head.attributes.positions!;
  const { bytes, load, store, number } = kernels.target.precision;
  const source = flatPlaces(kernels, kernels.view(head.operands[0]!));
  const adds = head.op === "scatterAdd";
  const own = kernels.placement.address(head);
  const table = positions.flatMap((position, at) =>
    adds ? [source[at]!, own + position * bytes] : [source[position]!, own + at * bytes],
  );
  if (adds) kernels.fill(head);
  const address = layout.extend(table.length * 4);
  kernels.tables.push({ address, data: Int32Array.from(table) });
  kernels.step(head.op, 0, (code) => {
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
function flatPlaces({ target, placement }: Kernels, view: View): number[] {
  const { bytes } = target.precision;
  const fixed = (size: Size): number => {
    const value = known(size);
    if (value === undefined) throw new Error("gather needs known sizes");
    return value;
  };
  let places = [placement.address(view.base) + fixed(view.offset) * bytes];
  for (const [axis, size] of view.shape.entries()) {
    const stride = fixed(view.strides[axis]!) * bytes;
    places = places.flatMap((place) => Array.from({ length: fixed(size) }, (_, k) => place + k * stride));
  }
  return places;
}
