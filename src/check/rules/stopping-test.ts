import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { LoopStatement } from "../step.ts";

const signed = /(^|_)(grad(ient)?|slope|deriv(ative)?)(_|s?$|\d)|^d[A-Z]?_?d?[a-zA-Z]*$/;

/** The name that an expression reads, `gradient_xy[0]` included. */
function nameOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  return expression.kind === "subscript" ? nameOf(expression.object) : undefined;
}

/** Stopping tests that compare a gradient with its sign: they hold at once where it is negative. */
export function stoppingTests(loop: LoopStatement): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const part of walk(loop.body)) {
    if (part.kind !== "if") continue;
    for (const { test, body } of part.branches) {
      if (!body.some((one) => one.kind === "break" || one.kind === "return")) continue;
      for (const one of walk(test)) {
        if (one.kind !== "compare" || one.rest.length !== 1 || !/^<=?$/.test(one.rest[0]!.operator)) continue;
        const name = nameOf(one.first);
        if (name === undefined || !signed.test(name) || one.rest[0]!.operand.kind !== "constant") continue;
        found.push({
          code: "stop/no-absolute-value",
          severity: "info",
          span: one.span,
          message: `this stopping test compares \`${name}\` with its sign`,
          why: "Where the gradient is negative the test holds at once, however steep the slope is: a start on the other side of the minimum would stop after one step.",
          hint: `Compare its size: abs(${name}) or its norm.`,
        });
      }
    }
  }
  return found;
}
