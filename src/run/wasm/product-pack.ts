import type { Code, Local } from "./code.ts";
import { from, rows, type Split, startOf, to } from "./nest.ts";
import { blockColumns, blockRows } from "./product-block.ts";
import type { Matrix } from "./product-kernel.ts";
import { constant, isKnown, type Size, times } from "./size.ts";
import type { Target } from "./vectors.ts";

/** Packs the rows of A (or the columns of B) in blocks, each block's numbers in the order in which they are read. */
export function emitPack(
  code: Code,
  { precision, relaxed }: Target,
  matrix: Matrix,
  side: "a" | "b",
  into: number,
  outer: Size,
  inner: Size,
): Split {
  const { bytes, load, store } = precision;
  const width = side === "a" ? blockRows(relaxed) : blockColumns(precision.lanes);
  const [alongOuter, alongInner] = side === "a" ? [matrix.down, matrix.across] : [matrix.across, matrix.down];
  const start = startOf(code, matrix.access, bytes);
  const [block, k, end, source, target] = [0, 1, 2, 3, 4].map(() => code.local("i32")) as Local[];
  const copyWide = isKnown(alongOuter, 1) && side === "b";
  code.get(from).set(block!);
  code.count(block!, to, 1, () => {
    code
      .get(block!)
      .size(times(inner, constant(width)), rows, bytes)
      .op("i32.mul")
      .i32(into)
      .op("i32.add");
    code.set(target!);
    code
      .get(start)
      .get(block!)
      .size(times(alongOuter, constant(width)), rows, bytes)
      .op("i32.mul");
    code.op("i32.add").set(source!);
    code.i32(0).set(k!).size(inner, rows).set(end!);
    // what lies beyond the edge is packed too: it is read, never kept
    code.count(k!, end!, 1, () => {
      if (copyWide) {
        for (let at = 0; at < 2; at++)
          code
            .get(target!)
            .get(source!)
            .memory("v128.load", at * 16)
            .memory("v128.store", at * 16);
      } else {
        for (let at = 0; at < width; at++) {
          code
            .get(target!)
            .get(source!)
            .size(times(alongOuter, constant(at)), rows, bytes)
            .op("i32.add");
          code.memory(load).memory(store, at * bytes);
        }
      }
      code.get(source!).size(alongInner, rows, bytes).op("i32.add").set(source!);
      code
        .get(target!)
        .i32(width * bytes)
        .op("i32.add")
        .set(target!);
    });
  });
  return { size: outer, per: width, grain: 1 };
}
