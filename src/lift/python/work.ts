import { Ndarray } from "../numpy/array.ts";
import type { PyValue } from "./values.ts";

/** Elements that NumPy goes through in the time of one step of the interpreter. */
const elementsPerStep = 50;
const products = new Set([
  "dot",
  "matmul",
  "einsum",
  "outer",
  "inner",
  "tensordot",
  "convolve",
  "correlate",
  "kron",
]);

/** How many steps a NumPy function is worth, by the sizes of what it is given. */
export function workOf(name: string, args: readonly PyValue[]): number {
  let total = 0;
  for (const one of args) total += one instanceof Ndarray ? one.size : 1;
  if (!products.has(name)) return total / elementsPerStep;
  return total / elementsPerStep + productWork(args[0], args[1]);
}

const draws = new Set(["randn", "normal", "standard_normal"]);

/** How many steps it is worth to make what a NumPy function gives: normal numbers are dear. */
export const workOfResult = (name: string, { size }: Ndarray): number =>
  size / (draws.has(name) ? elementsPerStep / 10 : elementsPerStep);

/** How many steps a matrix product is worth. */
export function productWork(left: PyValue | undefined, right: PyValue | undefined): number {
  if (!(left instanceof Ndarray && right instanceof Ndarray)) return 0;
  const columns = right.rank > 1 ? right.shape[right.rank - 1]! : 1;
  return (left.size * columns) / (8 * elementsPerStep);
}
