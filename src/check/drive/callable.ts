import type { Span } from "../../base/span.ts";
import type { Expression, FunctionStatement, Parameter, Statement } from "../../lift/python/syntax.ts";
import { isNamed, walk } from "../../lift/python/walk.ts";

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
  parameters: askedOf(one),
  span: one.span,
  results: resultsOf(one.body),
});

/** A module's functions: of those of one name the last. */
export const functionsIn = (statements: readonly Statement[]): Callable[] =>
  [...lastByName(statements.filter(isFunction))].map(asFunction);

/** What a name means in the end. */
export const lastByName = <T extends { readonly name: string }>(all: readonly T[]): Iterable<T> =>
  new Map(all.map((one) => [one.name, one])).values();

/** A class's own methods, as an instance named `self` is asked for them. */
export const methodsIn = (body: readonly Statement[]): Callable[] =>
  body.filter(isFunction).map((one) => {
    const isStatic = one.decorators.some((by) => isNamed(by, "staticmethod"));
    const asked = askedOf(one);
    return { ...asFunction(one), callee: `self.${one.name}`, parameters: isStatic ? asked : asked.slice(1) };
  });

/** What a function asks for: its parameters, and the keys under which it looks into `**kwargs`. */
export function askedOf({ parameters, body }: FunctionStatement): readonly Parameter[] {
  const rest = parameters.find(({ star }) => star === "**");
  if (!rest) return parameters;
  const keys = new Map<string, Parameter>();
  const isRest = (value: Expression): boolean => isNamed(value, rest.name);
  const add = (key: Expression | undefined, given?: Expression): void => {
    if (key?.kind !== "constant" || typeof key.value !== "string" || !/^[a-z_]\w*$/i.test(key.value)) return;
    if (parameters.some(({ name }) => name === key.value) || keys.get(key.value)?.default) return;
    keys.set(key.value, { name: key.value, ...(given && { default: given }) });
  };
  for (const one of walk(body))
    if (one.kind === "subscript" && isRest(one.object)) add(one.index);
    else if (one.kind === "call" && one.callee.kind === "attribute" && isRest(one.callee.object)) {
      const [key, given] = one.arguments.map(({ value }) => value);
      // `get` alone gives None
      if (/^(get|pop|setdefault)$/.test(one.callee.name)) add(key, given ?? key);
    } else if (one.kind === "compare" && one.rest.some(({ operand }) => isRest(operand)))
      add(one.first, one.first);
  return [...parameters, ...keys.values()];
}

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
