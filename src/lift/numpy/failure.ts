import { ProgramError } from "../program-error.ts";

/** The Python exceptions that NumPy raises. */
export type FailureKind =
  | "ValueError"
  | "TypeError"
  | "IndexError"
  | "KeyError"
  | "AttributeError"
  | "ZeroDivisionError"
  | "OverflowError"
  | "MemoryError"
  | "NotImplementedError"
  | "LinAlgError"
  | "AxisError"
  | "UFuncTypeError"
  | "AssertionError";

/** The built-in exception that each of NumPy's own is a kind of, for `except ValueError`. */
export const parentKind: Partial<Record<FailureKind, FailureKind>> = {
  LinAlgError: "ValueError",
  AxisError: "ValueError",
  UFuncTypeError: "TypeError",
};

/** An error of the program under interpretation; the binding turns it into the Python exception `kind`. */
export class NumpyFailure extends ProgramError {
  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

export const valueError = (message: string): NumpyFailure => new NumpyFailure("ValueError", message);
export const typeError = (message: string): NumpyFailure => new NumpyFailure("TypeError", message);
export const indexError = (message: string): NumpyFailure => new NumpyFailure("IndexError", message);

/** A shape as Python prints a tuple: `(3,)`, `(2,3)` as NumPy's error messages have it. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(",")})`;

/** A shape as Python prints a tuple: `(3,)`, `(2, 3)`. */
export const tupleText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
