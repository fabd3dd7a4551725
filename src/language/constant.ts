import { fromNested, item, type NDArray, type Nested, scalar, toNested } from "../base/array.ts";
import { operations } from "../graph/operations/index.ts";
import { problem } from "./problem.ts";
import type { Expression } from "./syntax.ts";

const arithmetic = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power" } as const;

/** The value of an expression without names: what `input` and `param` are given. Throws a Problem. */
export function constantValue(expression: Expression): NDArray {
  const { span } = expression;
  switch (expression.kind) {
    case "number":
      return scalar(Number(expression.text));
    case "unary": {
      const value = constantValue(expression.of);
      return expression.operator === "-" ? operations.negate.value([value], {}) : value;
    }
    case "binary": {
      if (!(expression.operator in arithmetic)) break;
      const op = arithmetic[expression.operator as keyof typeof arithmetic];
      const [left, right] = [constantValue(expression.left), constantValue(expression.right)];
      if (left.shape.length > 0 || right.shape.length > 0) break;
      return scalar(operations[op].scalar!(item(left), item(right)));
    }
    case "name":
      if (expression.name.canonical === "pi") return scalar(Math.PI);
      if (expression.name.canonical === "e") return scalar(Math.E);
      break;
    case "list": {
      const nested: Nested[] = expression.items.map((one) => toNested(constantValue(one)));
      try {
        return fromNested(nested);
      } catch (failure) {
        if (!(failure instanceof RangeError)) throw failure;
        throw problem(
          "shape/ragged",
          span,
          "the rows of this list differ in length",
          "Give every row the same number of elements.",
        );
      }
    }
  }
  throw problem(
    "value/constant",
    span,
    "a starting value is a number or a list of numbers",
    expression.kind === "call"
      ? "Numbers that are drawn are written with ~, as in W[2, 3] ~ normal(0.1); what is computed is a statement of its own: name = expression."
      : "Compute it in a statement of its own instead: name = expression.",
  );
}
