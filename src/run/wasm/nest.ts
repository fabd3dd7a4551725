import type { Code, Local } from "./code.ts";
import type { Precision } from "./precision.ts";
import { constant, isKnown, plus, type Size, sameSize, times } from "./size.ts";

/** Memory that loops walk: element (i, j, …) lies at address + bytes × (offset + Σ strides × indices). */
export interface Access {
  readonly address: number;
  readonly offset: Size;
  readonly strides: readonly Size[];
}

export interface Nest {
  readonly shape: readonly Size[];
  readonly accesses: readonly Access[];
}

/** What every kernel takes: the rows of the batch, and the part of its units that it is to do. */
export const kernelParameters = ["i32", "i32", "i32"] as const;
export const rows: Local = 0;
export const from: Local = 1;
export const to: Local = 2;

/** How a kernel's work may be split: into ⌈size / per⌉ units, dealt out in multiples of `grain`. */
export interface Split {
  readonly size: Size;
  readonly per: number;
  readonly grain: number;
}

/** The same walk with as few axes as can be; at least one. With `keepFirst` the first axis stays by itself. */
export function collapse({ shape, accesses }: Nest, keepFirst = false): Nest {
  const axes: { size: Size; strides: Size[]; fixed: boolean }[] = [];
  for (const [axis, size] of shape.entries()) {
    const fixed = keepFirst && axis === 0;
    if (isKnown(size, 1) && !fixed) continue;
    const strides = accesses.map((one) => one.strides[axis]!);
    const last = axes[axes.length - 1];
    const joins =
      last && !last.fixed && last.strides.every((outer, k) => sameSize(outer, times(strides[k]!, size)));
    if (joins) axes[axes.length - 1] = { size: times(last.size, size), strides, fixed: false };
    else axes.push({ size, strides, fixed });
  }
  if (axes.length === (keepFirst ? 1 : 0))
    axes.push({ size: constant(1), strides: accesses.map(() => constant(1)), fixed: false });
  return {
    shape: axes.map((one) => one.size),
    accesses: accesses.map((one, k) => ({ ...one, strides: axes.map((axis) => axis.strides[k]!) })),
  };
}

/** Computes an access's place at the start into a local of its own. */
export function startOf(code: Code, access: Access, bytes: number): Local {
  const place = code.local("i32");
  code.size(plus(times(access.offset, constant(bytes)), constant(access.address)), rows).set(place);
  return place;
}

/** `place + index × stride` in bytes, into a local of its own. */
export function advanced(code: Code, place: Local, index: Local, stride: Size, bytes: number): Local {
  if (stride.length === 0) return place;
  const next = code.local("i32");
  code.get(place).get(index).size(stride, rows, bytes).op("i32.mul").op("i32.add").set(next);
  return next;
}

/** Walks all axes but the last `left`; the first from `from` to `to`. `inside` gets each access's place there. */
export function walkOuter(
  code: Code,
  { shape, accesses }: Nest,
  left: number,
  bytes: number,
  inside: (places: readonly Local[]) => void,
): void {
  const starts = accesses.map((one) => startOf(code, one, bytes));
  const level = (axis: number, places: readonly Local[]): void => {
    if (axis === shape.length - left) {
      inside(places);
      return;
    }
    const [index, end] = [code.local("i32"), code.local("i32")];
    if (axis === 0) code.get(from).set(index).get(to).set(end);
    else code.i32(0).set(index).size(shape[axis]!, rows).set(end);
    code.count(index, end, 1, () => {
      level(
        axis + 1,
        places.map((place, k) => advanced(code, place, index, accesses[k]!.strides[axis]!, bytes)),
      );
    });
  };
  level(0, starts);
}

/** Whether a whole vector can be read along an axis: neighbours in memory, or one number for all. */
export const isVector = (stride: Size): boolean => isKnown(stride, 1) || isKnown(stride, 0);

/** Stores the first lanes of a vector: all of them, or as many as lie before the end. */
export function storeVector(
  code: Code,
  { storeLane, bytes, lanes }: Precision,
  place: () => void,
  value: Local,
  remaining?: Local,
): void {
  if (remaining === undefined) {
    place();
    code.get(value).memory("v128.store");
    return;
  }
  for (let lane = 0; lane < lanes - 1; lane++) {
    const store = (): void => {
      place();
      code.get(value).memory(storeLane, lane * bytes, lane);
    };
    if (lane === 0) store();
    else
      code
        .get(remaining)
        .i32(lane * bytes)
        .op("i32.gt_s")
        .if(store);
  }
}
