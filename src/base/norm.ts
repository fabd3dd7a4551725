import type { NDArray } from "./array.ts";

/** The Euclidean norm of an array's elements, of whatever length; scaled, so that no square overflows. */
export function norm({ data }: NDArray): number {
  let largest = 0;
  for (const value of data) {
    if (Number.isNaN(value)) return Number.NaN;
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  let total = 0;
  for (const value of data) total += (value / largest) ** 2;
  return largest * Math.sqrt(total);
}
