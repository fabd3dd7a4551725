import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { sameSpan, walk } from "../../lift/python/walk.ts";
import { type Event, itemPut } from "../step.ts";

/** The expression whose value an event is told of; undefined where it is part of a larger one. */
export function placeOf(statement: Statement, span: Span, kind: Event["kind"]): Expression | undefined {
  if (kind === "called") {
    for (const one of walk(statement)) {
      if (one.kind !== "call" || !sameSpan(one.span, span) || one.callee.kind !== "attribute") continue;
      const at = itemPut(one.callee.name, one.arguments.length);
      return at === undefined ? undefined : one.arguments[at]!.value;
    }
    return undefined;
  }
  if (statement.kind === "return") {
    // a comprehension gives values to names of its own
    if (kind !== "returned") return undefined;
    const { value } = statement;
    if (value?.kind !== "tuple" && value?.kind !== "list") return value;
    return value.items.find((one) => sameSpan(one.span, span));
  }
  if (statement.kind === "update") return statement.value;
  if (statement.kind !== "assign" || !("targets" in statement)) return undefined;
  const { targets, value } = statement;
  for (const target of targets) {
    if (sameSpan(target.span, span)) return value;
    if (target.kind !== "tuple" && target.kind !== "list") continue;
    const at = target.items.findIndex((one) => sameSpan(one.span, span));
    // a, b = x, y
    if (at >= 0)
      return (value.kind === "tuple" || value.kind === "list") && value.items.length === target.items.length
        ? value.items[at]
        : undefined;
  }
  return undefined;
}
