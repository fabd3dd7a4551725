import type { Code, Local } from "./code.ts";
import {
  type Access,
  advanced,
  collapse,
  from,
  isVector,
  type Nest,
  rows,
  type Split,
  startOf,
  storeVector,
  to,
} from "./nest.ts";
import { isKnown, type Size } from "./size.ts";
import type { Target } from "./vectors.ts";

/** A reduction of an array, or of the product of two arrays, element by element. */
export interface FoldKernel {
  readonly kind: "sum" | "max" | "min";
  readonly kept: readonly Size[];
  readonly reduced: readonly Size[];
  /** One or two, over the kept axes and then the reduced ones. */
  readonly inputs: readonly Access[];
  /** Over the kept axes. */
  readonly output: Access;
}

const instruction = { sum: "add", max: "max", min: "min" } as const;
const identity = { sum: 0, max: -Infinity, min: Infinity } as const;

/** So many elements are added in a row; these sums are then added: rounding grows with the longer of the two. */
const block = 128;

/**
 * Writes the kernel and says how it may be split. The order in which numbers are combined depends on the shape alone,
 * so that the result is the same to the bit however the work is split.
 */
export function emitFold(code: Code, target: Target, kernel: FoldKernel): Split {
  return new Fold(code, target, kernel).emit();
}

/** The strides of the reduced axes of each input, and their sizes. */
interface Inner {
  readonly sizes: readonly Size[];
  readonly strides: readonly (readonly Size[])[];
}

class Fold {
  readonly #outer: Nest;
  readonly #inner: Inner;

  constructor(
    readonly code: Code,
    readonly target: Target,
    readonly kernel: FoldKernel,
  ) {
    const { kept, reduced, inputs, output } = kernel;
    this.#outer = collapse({
      shape: kept,
      accesses: [...inputs.map((one) => ({ ...one, strides: one.strides.slice(0, kept.length) })), output],
    });
    const inner = collapse({
      shape: reduced,
      accesses: inputs.map((one) => ({ ...one, strides: one.strides.slice(kept.length) })),
    });
    this.#inner = { sizes: inner.shape, strides: inner.accesses.map((one) => one.strides) };
  }

  emit(): Split {
    const { shape, accesses } = this.#outer;
    const last = shape.length - 1;
    const reads = accesses.slice(0, -1).map((one) => one.strides[last]!);
    const isWide = !isKnown(shape[last]!, 1) && reads.every(isVector) && reads.some((one) => isKnown(one, 1));
    const { code } = this;
    const starts = accesses.map((one) => startOf(code, one, this.target.precision.bytes));
    this.#level(0, starts, isWide ? last : shape.length);
    return { size: shape[0]!, per: 1, grain: isWide && last === 0 ? 16 : 1 };
  }

  /** Walks the kept axes before `stop`; the axis at `stop`, if there is one, is walked by vectors. */
  #level(axis: number, places: readonly Local[], stop: number): void {
    const { code } = this;
    const { shape, accesses } = this.#outer;
    const { bytes } = this.target.precision;
    if (axis === shape.length) {
      this.#oneResult(places);
      return;
    }
    const isWide = axis === stop;
    const [at, end] = [code.local("i32"), code.local("i32")];
    const unit = isWide ? bytes : 1;
    if (axis === 0) code.get(from).i32(unit).op("i32.mul").set(at).get(to).i32(unit).op("i32.mul").set(end);
    else code.i32(0).set(at).size(shape[axis]!, rows, unit).set(end);
    if (isWide) {
      this.#columns(places, at, end);
      return;
    }
    code.count(at, end, 1, () =>
      this.#level(
        axis + 1,
        places.map((place, k) => advanced(code, place, at, accesses[k]!.strides[axis]!, bytes)),
        stop,
      ),
    );
  }

  /** A vector of neighbouring results at once. */
  #columns(places: readonly Local[], at: Local, end: Local): void {
    const { code } = this;
    const { precision } = this.target;
    const strides = this.#outer.accesses.map((one) => one.strides[this.#outer.shape.length - 1]!);
    code.while(
      () => code.get(at).get(end).op("i32.lt_s"),
      () => {
        const here = places.map((place, k) => {
          if (isKnown(strides[k]!, 0)) return place;
          const next = code.local("i32");
          code.get(place).get(at).op("i32.add").set(next);
          return next;
        });
        const load = (place: Local, k: number): void =>
          void code.get(place).memory(isKnown(strides[k]!, 0) ? precision.loadSplat : "v128.load");
        const total = this.#combine("v128", 0, here.slice(0, -1), load);
        const [remaining, out] = [code.local("i32"), here[here.length - 1]!];
        code.get(end).get(at).op("i32.sub").set(remaining);
        code.get(remaining).i32(16).op("i32.ge_s");
        code.if(
          () => storeVector(code, precision, () => void code.get(out), total),
          () => storeVector(code, precision, () => void code.get(out), total, remaining),
        );
        code.get(at).i32(16).op("i32.add").set(at);
      },
    );
  }

  /** One result: by vectors along the innermost reduced axis where its elements are neighbours. */
  #oneResult(places: readonly Local[]): void {
    const { code } = this;
    const { precision } = this.target;
    const inputs = places.slice(0, -1);
    const load = (place: Local): void => void code.get(place).memory(precision.load);
    const total = this.#combine(precision.type, 0, inputs, load);
    code
      .get(places[places.length - 1]!)
      .get(total)
      .memory(precision.store);
  }

  #isAlong(): boolean {
    const { sizes, strides } = this.#inner;
    return strides.every((one) => isVector(one[sizes.length - 1]!));
  }

  /** Combines all that lies below the reduced axis `axis`; the result is in the local that is returned. */
  #combine(
    type: "v128" | "f32" | "f64",
    axis: number,
    places: readonly Local[],
    load: (place: Local, k: number) => void,
  ): Local {
    const { code } = this;
    const { sizes, strides } = this.#inner;
    const { bytes } = this.target.precision;
    if (axis === sizes.length - 1 && type !== "v128" && this.#isAlong()) return this.#along(places);
    const total = this.#start(type);
    const end = code.local("i32");
    code.size(sizes[axis]!, rows).set(end);
    const index = code.local("i32");
    code.i32(0).set(index);
    const element = (into: Local): void => {
      const here = places.map((place, k) => advanced(code, place, index, strides[k]![axis]!, bytes));
      if (axis < sizes.length - 1) {
        const inner = this.#combine(type, axis + 1, here, load);
        code.get(into).get(inner);
      } else {
        code.get(into);
        this.#term(type, here, load);
      }
      this.#join(type);
      code.set(into);
    };
    if (axis < sizes.length - 1) code.count(index, end, 1, () => element(total));
    else this.#inBlocks(type, total, index, end, 1, element);
    return total;
  }

  #inBlocks(
    type: "v128" | "f32" | "f64",
    total: Local,
    index: Local,
    end: Local,
    step: number,
    element: (into: Local) => void,
  ): void {
    const { code } = this;
    const [part, stop, limit] = [this.#start(type), code.local("i32"), code.local("i32")];
    code.while(
      () => code.get(index).get(end).op("i32.lt_s"),
      () => {
        this.#reset(type, part);
        code
          .get(index)
          .i32(block * step)
          .op("i32.add")
          .set(limit);
        code.smaller(limit, end).set(stop);
        code.count(index, stop, step, () => element(part));
        code.get(total).get(part);
        this.#join(type);
        code.set(total);
      },
    );
  }

  /** Vectors along the axis, their lanes combined at the end, then the elements that fill no vector. */
  #along(places: readonly Local[]): Local {
    const { code } = this;
    const { precision } = this.target;
    const { bytes, lanes, type, extract } = precision;
    const { sizes, strides } = this.#inner;
    const last = sizes.length - 1;
    const isSteady = strides.map((one) => isKnown(one[last]!, 0));
    const [index, end, wideEnd] = [code.local("i32"), code.local("i32"), code.local("i32")];
    code.i32(0).set(index).size(sizes[last]!, rows, bytes).set(end);
    code.get(end).i32(15).op("i32.sub").set(wideEnd);
    const sum = this.#start("v128");
    const shifted = (into: Local, kind: "v128" | "f32" | "f64"): void => {
      const here = places.map((place, k) => {
        if (isSteady[k]) return place;
        const next = code.local("i32");
        code.get(place).get(index).op("i32.add").set(next);
        return next;
      });
      code.get(into);
      this.#term(kind, here, (place, k) => {
        if (kind === "v128") code.get(place).memory(isSteady[k] ? precision.loadSplat : "v128.load");
        else code.get(place).memory(precision.load);
      });
      this.#join(kind);
      code.set(into);
    };
    this.#inBlocks("v128", sum, index, wideEnd, 16, (into) => shifted(into, "v128"));
    const total = code.local(type);
    code.get(sum).lane(extract, 0);
    for (let lane = 1; lane < lanes; lane++) {
      code.get(sum).lane(extract, lane);
      this.#join(type);
    }
    code.set(total);
    code.count(index, end, bytes, () => shifted(total, type));
    return total;
  }

  /** The element, or the product of both inputs' elements, on the stack. */
  #term(
    type: "v128" | "f32" | "f64",
    places: readonly Local[],
    load: (place: Local, k: number) => void,
  ): void {
    for (const [k, place] of places.entries()) {
      load(place, k);
      if (k === 0) continue;
      this.code.op(
        type === "v128" ? this.target.precision.vector("mul") : this.target.precision.number("mul"),
      );
    }
  }

  #join(type: "v128" | "f32" | "f64"): void {
    const name = instruction[this.kernel.kind];
    this.code.op(type === "v128" ? this.target.precision.vector(name) : this.target.precision.number(name));
  }

  #start(type: "v128" | "f32" | "f64"): Local {
    const local = this.code.local(type);
    this.#reset(type, local);
    return local;
  }

  #reset(type: "v128" | "f32" | "f64", local: Local): void {
    const { bytes, splat } = this.target.precision;
    this.code.float(identity[this.kernel.kind], bytes);
    if (type === "v128") this.code.op(splat);
    this.code.set(local);
  }
}
