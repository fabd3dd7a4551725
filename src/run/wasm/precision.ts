import type { LaneName, MemoryName, PlainName } from "./instructions.ts";

export type PrecisionName = "float32" | "float64";

/** What a kernel needs to know of its numbers: 4 of 32 bits or 2 of 64 fill a vector. */
export interface Precision {
  readonly name: PrecisionName;
  readonly bytes: 4 | 8;
  readonly lanes: 4 | 2;
  readonly type: "f32" | "f64";
  readonly splat: PlainName;
  readonly loadSplat: MemoryName;
  readonly storeLane: MemoryName;
  readonly load: MemoryName;
  readonly store: MemoryName;
  readonly extract: LaneName;
  readonly replace: LaneName;
  /** The vector instruction of this name: `add` is f32x4.add or f64x2.add. */
  readonly vector: (name: VectorName) => PlainName;
  /** The instruction on single numbers. */
  readonly number: (name: "add" | "mul" | "min" | "max") => PlainName;
}

type Suffix<Name> = Name extends `f64x2.${infer Rest}` ? Rest : never;
export type VectorName = Suffix<PlainName>;

export const precisions: Readonly<Record<PrecisionName, Precision>> = {
  float32: {
    name: "float32",
    bytes: 4,
    lanes: 4,
    type: "f32",
    splat: "f32x4.splat",
    loadSplat: "v128.load32_splat",
    storeLane: "v128.store32_lane",
    load: "f32.load",
    store: "f32.store",
    extract: "f32x4.extract_lane",
    replace: "f32x4.replace_lane",
    vector: (name) => `f32x4.${name}`,
    number: (name) => `f32.${name}`,
  },
  float64: {
    name: "float64",
    bytes: 8,
    lanes: 2,
    type: "f64",
    splat: "f64x2.splat",
    loadSplat: "v128.load64_splat",
    storeLane: "v128.store64_lane",
    load: "f64.load",
    store: "f64.store",
    extract: "f64x2.extract_lane",
    replace: "f64x2.replace_lane",
    vector: (name) => `f64x2.${name}`,
    number: (name) => `f64.${name}`,
  },
};
