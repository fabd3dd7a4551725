import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { LoopStatement } from "../step.ts";

const signed = /(^|_)(grad(ient)?|slope|deriv(ative)?)(_|s?$|\d)|^d[A-Z]?_?d?[a-zA-Z]*$/;
/** What a name says that has no sign. */
const unsigned = /norm|abs|mag|len|size|max|diff|dist|delay|data/i;
/** What takes a sign away. */
const measure = /(^|\.)(f?abs|norm|sqrt|hypot|max|square)$/;

/** The name that an expression reads, `gradient_xy[0]` included. */
function nameOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  return expression.kind === "subscript" ? nameOf(expression.object) : undefined;
}

/** Stopping tests that compare a gradient with its sign: they hold at once where it is negative. */
export function stoppingTests(loop: LoopStatement): Diagnostic[] {
  const found: Diagnostic[] = [];
  const unsignedHere = sizesIn(loop.body);
  const look = (test: Expression, operators: RegExp): void => {
    for (const one of walk(test)) {
      if (one.kind !== "compare" || one.rest.length !== 1 || !operators.test(one.rest[0]!.operator)) continue;
      const name = nameOf(one.first);
      const { kind } = one.rest[0]!.operand;
      if (name === undefined || !signed.test(name) || unsigned.test(name) || unsignedHere.has(name)) continue;
      if (kind !== "constant" && kind !== "name") continue;
      found.push(told(one, name));
    }
  };
  // a loop that goes on while a slope is large ends at once where it is steep and negative
  if (loop.kind === "while") look(loop.test, /^>=?$/);
  for (const part of walk(loop.body)) {
    if (part.kind !== "if") continue;
    for (const { test, body } of part.branches)
      if (body.some((one) => one.kind === "break" || one.kind === "return")) look(test, /^<=?$/);
  }
  return found;
}

/** The names that are set to a size: `slope = np.linalg.norm(g)`. */
function sizesIn(body: readonly Statement[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of walk(body as Statement[])) {
    if (part.kind !== "assign" || !("targets" in part)) continue;
    const isSize = [...walk(part.value)].some(
      (one) =>
        (one.kind === "call" &&
          measure.test(one.callee.kind === "attribute" ? one.callee.name : (nameOf(one.callee) ?? ""))) ||
        (one.kind === "binary" && one.operator === "**"),
    );
    for (const target of part.targets) {
      const name = nameOf(target);
      if (isSize && name !== undefined && part.value.kind !== "binary") found.add(name);
    }
  }
  return found;
}

const told = ({ span }: Expression, name: string): Diagnostic => ({
  code: "stop/no-absolute-value",
  severity: "info",
  span,
  message: `this stopping test compares \`${name}\` with its sign`,
  why: "Where the gradient is negative the test holds at once, however steep the slope is: a start on the other side of the minimum would stop after one step.",
  hint: `Compare its size: abs(${name}) or its norm.`,
});
