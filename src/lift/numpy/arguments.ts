import type { Ndarray } from "./array.ts";
import { isSequence, toArray, toDType, toInteger, toIntegers, toNumber, toOperand } from "./convert.ts";
import type { DType } from "./dtype.ts";
import { typeError } from "./failure.ts";
import type { ReductionOptions } from "./reduction.ts";
import type { Value } from "./values.ts";

/** The arguments of one call: read by position or name, as the function's signature orders them. */
export class Arguments {
  constructor(
    readonly name: string,
    readonly positional: readonly Value[],
    readonly keywords: ReadonlyMap<string, Value>,
  ) {}

  get count(): number {
    return this.positional.length;
  }

  /** The argument at `position` or named one of `names`; undefined where it is not given. */
  get(position: number, ...names: string[]): Value | undefined {
    for (const name of names) {
      const value = this.keywords.get(name);
      if (value !== undefined) return value;
    }
    return position >= 0 ? this.positional[position] : undefined;
  }

  value(position: number, ...names: string[]): Value {
    const value = this.get(position, ...names);
    if (value === undefined) {
      throw typeError(`${this.name}() missing 1 required positional argument: '${names[0] ?? "a"}'`);
    }
    return value;
  }

  array(position: number, ...names: string[]): Ndarray {
    return toArray(this.value(position, ...names));
  }

  operand(position: number, ...names: string[]): Ndarray {
    return toOperand(this.value(position, ...names));
  }

  operandOr(position: number, fallback: number): Ndarray {
    return toOperand(this.optional(position) ?? fallback);
  }

  /** None counts as not given. */
  optional(position: number, ...names: string[]): Value | undefined {
    return this.get(position, ...names) ?? undefined;
  }

  integer(position: number, fallback: number, ...names: string[]): number {
    const value = this.optional(position, ...names);
    return value === undefined ? fallback : toInteger(value);
  }

  number(position: number, fallback: number, ...names: string[]): number {
    const value = this.optional(position, ...names);
    return value === undefined ? fallback : toNumber(value);
  }

  flag(position: number, fallback: boolean, ...names: string[]): boolean {
    const value = this.optional(position, ...names);
    if (value === undefined) return fallback;
    return typeof value === "boolean" ? value : toNumber(value) !== 0;
  }

  text(position: number, fallback: string, ...names: string[]): string {
    const value = this.optional(position, ...names);
    return typeof value === "string" ? value : fallback;
  }

  dtype(position: number): DType | undefined {
    const value = this.optional(position, "dtype");
    return value === undefined ? undefined : toDType(value);
  }

  axis(position: number): number | undefined {
    const value = this.optional(position, "axis");
    return value === undefined ? undefined : toInteger(value);
  }

  /** `axis` as a number or a tuple; undefined for all. */
  axes(position: number, name = "axis"): number[] | undefined {
    const value = this.optional(position, name);
    return value === undefined ? undefined : toIntegers(value);
  }

  /** The options of a reduction: `axis` and, by name, `keepdims` and `dtype`. */
  reduction(axis = 1, dtype = 2): ReductionOptions {
    return { axes: this.axes(axis), dtype: this.dtype(dtype), keepdims: this.flag(-1, false, "keepdims") };
  }

  /** Integers given one by one or as one tuple: `reshape(2, 3)`, `reshape((2, 3))`. */
  spread(from: number): number[] | undefined {
    const first = this.positional[from];
    if (first === undefined) return undefined;
    return isSequence(first) || this.count === from + 1
      ? toIntegers(first)
      : this.positional.slice(from).map(toInteger);
  }
}
