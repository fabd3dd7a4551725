import type { Arguments } from "../arguments.ts";
import type { Ndarray } from "../array.ts";
import { jointShape, valuesAt } from "../broadcast.ts";
import { toOperand } from "../convert.ts";
import { NumpyFailure } from "../failure.ts";
import type { Bodies } from "./kinds.ts";

const fails = (message: string): NumpyFailure => new NumpyFailure("AssertionError", `\n${message}`);

/** Compares element by element; NaN equals NaN. */
function compare(given: Arguments, near: (a: number, b: number) => boolean, what: string): null {
  const [a, b] = [toOperand(given.value(0, "actual", "x")), toOperand(given.value(1, "desired", "y"))] as [
    Ndarray,
    Ndarray,
  ];
  const shape = jointShape([a.shape, b.shape]);
  if (!shape) throw fails(`${what}\n\n(shapes (${a.shape.join(", ")}), (${b.shape.join(", ")}) mismatch)`);
  const [x, y] = [valuesAt(a, shape), valuesAt(b, shape)];
  const wrong = x.filter(
    (one, k) => !(near(one, y[k]!) || (Number.isNaN(one) && Number.isNaN(y[k]!))),
  ).length;
  if (wrong > 0) throw fails(`${what}\n\nMismatched elements: ${wrong} / ${x.length}`);
  return null;
}

/** `np.testing`: silent, or an AssertionError. */
export const testing: Bodies = {
  assert_allclose: (given) => {
    const relative = given.number(2, 1e-7, "rtol");
    const absolute = given.number(3, 0, "atol");
    const near = (a: number, b: number): boolean =>
      a === b || Math.abs(a - b) <= absolute + relative * Math.abs(b);
    return compare(given, near, `Not equal to tolerance rtol=${relative}, atol=${absolute}`);
  },
  assert_array_equal: (given) => compare(given, (a, b) => a === b, "Arrays are not equal"),
  assert_equal: (given) => compare(given, (a, b) => a === b, "Items are not equal"),
  assert_almost_equal: (given) => {
    const digits = given.integer(2, 7, "decimal");
    return compare(
      given,
      (a, b) => Math.abs(a - b) < 1.5 * 10 ** -digits,
      `Arrays are not almost equal to ${digits} decimals`,
    );
  },
  assert_array_almost_equal: (given) => {
    const digits = given.integer(2, 6, "decimal");
    return compare(
      given,
      (a, b) => Math.abs(a - b) < 1.5 * 10 ** -digits,
      `Arrays are not almost equal to ${digits} decimals`,
    );
  },
};
