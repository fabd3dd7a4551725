import type { Access } from "./nest.ts";
import type { Size } from "./size.ts";

/** A matrix in memory; one of its two strides is usually 1. */
export interface Matrix {
  readonly access: Access;
  /** The step between neighbours in a row (along the inner axis for the left operand). */
  readonly across: Size;
  readonly down: Size;
}

/** C = A B, with C row-major; A and B are read where they lie, transposed or not, or from packed copies. */
export interface ProductKernel {
  readonly m: Size;
  readonly k: Size;
  readonly n: Size;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Access;
  /** Where packed copies go; missing where the operand is read in place. */
  readonly packedA?: number;
  readonly packedB?: number;
  readonly byColumns: boolean;
}
