import type { Span } from "../../base/span.ts";
import type { Expression, FunctionStatement, Parameter, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";

/** A function or method as a driver calls it. */
export interface Callable {
  /** `forward`, or `self.forward`. */
  readonly callee: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly span: Span;
  /** What it hands back, as it calls it: undefined where that has no name. */
  readonly results: readonly (string | undefined)[];
}

export const isFunction = (one: Statement): one is FunctionStatement => one.kind === "function";

const asFunction = (one: FunctionStatement): Callable => ({
  callee: one.name,
  name: one.name,
  parameters: one.parameters,
  span: one.span,
  results: resultsOf(one.body),
});

/** A module's functions. */
export const functionsIn = (statements: readonly Statement[]): Callable[] =>
  statements.filter(isFunction).map(asFunction);

/** A class's own methods, as an instance named `self` is asked for them. */
export const methodsIn = (body: readonly Statement[]): Callable[] =>
  body.filter(isFunction).map((one) => {
    const isStatic = one.decorators.some((by) => by.kind === "name" && by.name === "staticmethod");
    return {
      ...asFunction(one),
      callee: `self.${one.name}`,
      parameters: isStatic ? one.parameters : one.parameters.slice(1),
    };
  });

const nameOf = (value: Expression): string | undefined => {
  if (value.kind === "name") return value.name;
  return value.kind === "attribute" ? value.name : undefined;
};

/** The names in a function's last return: none where it returns nothing. */
function resultsOf(body: readonly Statement[]): (string | undefined)[] {
  const last = [...walk(body)].findLast((one) => one.kind === "return") as
    | Extract<Statement, { kind: "return" }>
    | undefined;
  if (!last?.value) return [];
  return last.value.kind === "tuple" ? last.value.items.map(nameOf) : [nameOf(last.value)];
}
