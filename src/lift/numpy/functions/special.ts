import type { Ndarray } from "../array.ts";
import { scalarOf } from "../array.ts";
import { asResult } from "../convert.ts";
import { choose } from "../linear.ts";
import { extreme, type ReductionOptions, sum } from "../reduction.ts";
import { reshape } from "../shaping.ts";
import { call } from "../ufunc-table.ts";
import { constant } from "../write.ts";
import type { Bodies } from "./kinds.ts";

/** exp(x − max) with the axes kept; the shift is a constant, since it cancels. */
function shifted(x: Ndarray, options: ReductionOptions): { powers: Ndarray; shift: Ndarray } {
  const shift = constant(extreme("max", x, { axes: options.axes, keepdims: true }));
  return { powers: call("exp", call("subtract", x, shift)), shift };
}

function logSumExp(x: Ndarray, options: ReductionOptions): Ndarray {
  const { powers, shift } = shifted(x, options);
  return call("add", call("log", sum(powers, { axes: options.axes, keepdims: true })), shift);
}

/** Functions of scipy.special that are no ufuncs here. */
export const special: Bodies = {
  softmax: (given) => {
    const { powers } = shifted(given.array(0, "x"), { axes: given.axes(1) });
    return call("divide", powers, sum(powers, { axes: given.axes(1), keepdims: true }));
  },
  log_softmax: (given) => {
    const x = given.array(0, "x");
    return call("subtract", x, logSumExp(x, { axes: given.axes(1) }));
  },
  logsumexp: (given) => {
    const x = given.array(0, "a");
    const kept = logSumExp(x, { axes: given.axes(1) });
    if (given.flag(3, false, "keepdims")) return kept;
    return asResult(reshape(kept, sum(x, { axes: given.axes(1) }).shape));
  },
  xlogy: (given) => {
    const [x, y] = [given.operand(0, "x"), given.operand(1, "y")];
    const zero = call("equal", x, scalarOf(0, "float64").as("weak"));
    const safe = choose(zero, scalarOf(1, "float64").as("weak"), y);
    return asResult(call("multiply", x, call("log", safe)));
  },
};
