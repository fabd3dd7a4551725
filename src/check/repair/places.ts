import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { sameSpan, walk } from "../../lift/python/walk.ts";
import { type Event, itemPut } from "../events.ts";
import type { Source } from "./source.ts";

/** A statement that sets something, and the expression in it that is set. */
export interface Setting {
  readonly statement: Statement;
  readonly place: Expression;
}

/** Where a program's text sets what an event tells of; undefined where it does not, or as part of a larger one. */
export function settingOf(source: Source, { span, kind }: Event): Setting | undefined {
  const statement = source.statementAt(span);
  // what drives a program is no part of its text
  if (!statement) return undefined;
  const place = placeOf(statement, span, kind);
  return place && { statement, place };
}

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
    if (value?.kind === "dict") return value.entries.find((one) => sameSpan(one.value.span, span))?.value;
    if (value?.kind !== "tuple" && value?.kind !== "list") return value;
    return value.items.find((one) => sameSpan(one.span, span));
  }
  if (statement.kind === "update") return statement.value;
  if (statement.kind !== "assign") return undefined;
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
