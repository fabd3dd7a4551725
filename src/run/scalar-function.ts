import { scalar } from "../base/array.ts";
import type { Node } from "../graph/node.ts";
import { evaluate } from "./evaluate.ts";
import { compileScalars, isScalarGraph } from "./javascript.ts";

/** A number that depends on numbers, as a function of them in the order of `variables`; compiled where it can be. */
export function scalarFunction(
  expression: Node,
  variables: readonly Node[],
): (...values: readonly number[]) => number {
  if (!isScalarGraph([expression])) {
    return (...values) => {
      const given = new Map(variables.map((variable, at) => [variable, scalar(values[at]!)]));
      return evaluate([expression], given).get(expression)!.data[0]!;
    };
  }
  const compute = compileScalars([expression], variables);
  const [inputs, output] = [new Float64Array(variables.length), new Float64Array(1)];
  return (...values) => {
    inputs.set(values);
    compute(inputs, output);
    return output[0]!;
  };
}
