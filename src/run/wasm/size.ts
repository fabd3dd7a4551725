import type { Dimension } from "../../graph/shape.ts";

/**
 * A size that may depend on the number of rows in the batch: the coefficients of a polynomial in it, the constant
 * first. Without trailing zeros, so that equal sizes have equal coefficients.
 */
export type Size = readonly number[];

export const constant = (value: number): Size => (value === 0 ? [] : [value]);
/** The number of rows itself. */
export const rowCount: Size = [0, 1];

function trimmed(coefficients: number[]): Size {
  while (coefficients.length > 0 && coefficients[coefficients.length - 1] === 0) coefficients.pop();
  return coefficients;
}

export const plus = (a: Size, b: Size): Size =>
  trimmed(
    Array.from({ length: Math.max(a.length, b.length) }, (_, power) => (a[power] ?? 0) + (b[power] ?? 0)),
  );

export function times(a: Size, b: Size): Size {
  const product = new Array<number>(Math.max(0, a.length + b.length - 1)).fill(0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) product[i + j]! += x * y;
  return trimmed(product);
}

export const product = (sizes: readonly Size[]): Size => sizes.reduce(times, constant(1));

export const sameSize = (a: Size, b: Size): boolean =>
  a.length === b.length && a.every((coefficient, power) => coefficient === b[power]);

/** The number, where the size is the same for every batch. */
export const known = (size: Size): number | undefined => (size.length <= 1 ? (size[0] ?? 0) : undefined);

export const isKnown = (size: Size, value: number): boolean => known(size) === value;

export const sizeAt = (size: Size, rows: number): number =>
  size.reduceRight((sum, coefficient) => sum * rows + coefficient, 0);

/** The number of rows, by its letter, and what the other letters stand for. */
export interface Letters {
  readonly rows?: string;
  readonly known: ReadonlyMap<string, number>;
}

export function sizeOf(dimension: Dimension, letters: Letters): Size {
  if (typeof dimension === "number") return constant(dimension);
  if (dimension === letters.rows) return rowCount;
  const value = letters.known.get(dimension);
  if (value === undefined) throw new Error(`the size ${dimension} is open`);
  return constant(value);
}
