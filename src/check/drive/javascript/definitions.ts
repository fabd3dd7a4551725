import type { Span } from "../../../base/span.ts";
import type { ClassStatement, Expression, Parameter, Statement } from "../../../lift/python/syntax.ts";
import { isNamed, type Part, walk } from "../../../lift/python/walk.ts";

/** A function or method as a driver calls it. */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** A class, or a function that is used as one. */
export interface Type {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly methods: readonly Callable[];
  /** All of its text: what it does with its parameters. */
  readonly parts: readonly Part[];
  readonly span: Span;
}

type Closure = Extract<Expression, { kind: "closure" }>;

const ofClosure = (name: string, { parameters, body }: Closure, span: Span): Callable => ({
  name,
  parameters,
  body,
  span,
});

/** What a statement gives to its first target: `F` of `const F = module.exports = function () {}`. */
function given(part: Part): { readonly target: Expression; readonly value: Expression } | undefined {
  if (part.kind !== "assign" || !("targets" in part)) return undefined;
  let { value } = part;
  while (value.kind === "assign") value = value.value;
  return { target: part.targets[0]!, value };
}

/** What an assignment gives a function to: `name`, `this.name`, `F.prototype.name`. */
function assigned(part: Part): { readonly target: Expression; readonly value: Closure } | undefined {
  const found = given(part);
  return found?.value.kind === "closure" ? { target: found.target, value: found.value } : undefined;
}

/** The functions of a program's top level: declared ones, and those that are given to a name or exported under one. */
export const functionsIn = (statements: readonly Statement[]): Callable[] =>
  statements.flatMap((one) => {
    if (one.kind === "function") return [one];
    const own = assigned(one);
    const name = own && topName(own.target);
    return name === undefined ? [] : [ofClosure(name, own!.value, one.span)];
  });

/** A name of the top level, `exports.name`, `module.exports` and `module.exports.name`, as they are written. */
function topName(target: Expression): string | undefined {
  if (target.kind === "name") return target.name;
  if (target.kind !== "attribute") return undefined;
  const { object, name } = target;
  if (isNamed(object, "module") && name === "exports") return "module.exports";
  if (isNamed(object, "exports")) return `exports.${name}`;
  return topName(object) === "module.exports" ? `module.exports.${name}` : undefined;
}

function typeOf(name: string, { body, span }: ClassStatement): Type {
  const methods = body.flatMap((member): Callable[] => {
    if (member.kind === "function") return member.isStatic || member.accessor ? [] : [member];
    const own = assigned(member);
    return own?.target.kind === "name" ? [ofClosure(own.target.name, own.value, member.span)] : [];
  });
  const init = methods.find((method) => method.name === "constructor");
  return {
    name,
    parameters: init?.parameters ?? [],
    methods: [...methods.filter((method) => method !== init), ...givenToThis(init?.body ?? [])],
    parts: [...walk(body as Statement[])],
    span,
  };
}

/** The functions that a constructor gives to its object. */
const givenToThis = (body: readonly Statement[]): Callable[] =>
  body.flatMap((one) => {
    const own = assigned(one);
    return own?.target.kind === "attribute" && isNamed(own.target.object, "this")
      ? [ofClosure(own.target.name, own.value, one.span)]
      : [];
  });

/** The classes of a program's top level, with what they inherit; what comes last is built of what comes before. */
export function typesIn(statements: readonly Statement[]): Type[] {
  const found = new Map<string, Type>();
  for (const one of statements) {
    if (one.kind === "class") found.set(one.name, inherited(one, typeOf(one.name, one), found));
    const own = given(one);
    if (own?.value.kind !== "class expression") continue;
    const name = topName(own.target);
    const { definition } = own.value;
    if (name !== undefined) found.set(name, inherited(definition, typeOf(name, definition), found));
  }
  for (const type of constructors(statements)) found.set(type.name, type);
  return [...found.values()].reverse();
}

function inherited(statement: ClassStatement, own: Type, known: ReadonlyMap<string, Type>): Type {
  const [base] = statement.bases;
  const parent = base?.kind === "name" ? known.get(base.name) : undefined;
  if (!parent) return own;
  const hasOwn = statement.body.some((one) => one.kind === "function" && one.name === "constructor");
  return {
    ...own,
    parameters: hasOwn ? own.parameters : parent.parameters,
    methods: [
      ...own.methods,
      ...parent.methods.filter(({ name }) => !own.methods.some((method) => method.name === name)),
    ],
    parts: [...own.parts, ...parent.parts],
  };
}

/** Functions with methods of their own: on their prototype, or given to `this`. */
function constructors(statements: readonly Statement[]): Type[] {
  const parts = [...walk(statements as Statement[])];
  const members = new Set(parts.flatMap((part) => (part.kind === "class" ? part.body : [])));
  const functions = new Map<string, Callable>();
  const methods = new Map<string, Callable[]>();
  const add = (type: string, method: Callable): void =>
    void methods.set(type, [...(methods.get(type) ?? []), method]);
  for (const part of parts) {
    if (part.kind === "function" && !members.has(part)) functions.set(part.name, part);
    const own = given(part);
    if (!own) continue;
    const { target, value } = own;
    if (target.kind === "name" && value.kind === "closure")
      functions.set(target.name, ofClosure(target.name, value, part.span));
    const holder = target.kind === "attribute" ? prototypeOf(target.object) : undefined;
    if (target.kind === "attribute" && holder !== undefined && value.kind === "closure")
      add(holder, ofClosure(target.name, value, part.span));
    const type = prototypeOf(target);
    if (type !== undefined && value.kind === "dict")
      for (const entry of value.entries)
        if (entry.key?.kind === "constant" && entry.value.kind === "closure" && !entry.accessor)
          add(type, ofClosure(String(entry.key.value), entry.value, entry.value.span));
  }
  for (const [name, { body }] of functions) for (const own of givenToThis(body)) add(name, own);
  return [...methods].flatMap(([name, own]) => {
    const init = functions.get(name);
    return init
      ? [
          {
            name,
            parameters: init.parameters,
            methods: own,
            parts: [...walk([...init.body, ...own.flatMap(({ body }) => body)] as Statement[])],
            span: init.span,
          },
        ]
      : [];
  });
}

/** The name before `.prototype`. */
const prototypeOf = (one: Expression): string | undefined =>
  one.kind === "attribute" && one.name === "prototype" && one.object.kind === "name"
    ? one.object.name
    : undefined;

/** What a function hands back, as it calls it: one name, or those of a list or an object; none where it returns nothing. */
export function resultsOf({
  body,
}: Callable):
  | { readonly kind: "one" | "list" | "object"; readonly names: readonly (string | undefined)[] }
  | undefined {
  const last = body.findLast((one) => one.kind === "return") as
    | Extract<Statement, { kind: "return" }>
    | undefined;
  const value = last?.value;
  if (!value) return undefined;
  const nameOf = (one: Expression): string | undefined =>
    one.kind === "name" ? one.name : one.kind === "attribute" ? one.name : undefined;
  if (value.kind === "list") return { kind: "list", names: value.items.map(nameOf) };
  if (value.kind === "dict")
    return {
      kind: "object",
      names: value.entries.map(({ key }) => (key?.kind === "constant" ? String(key.value) : undefined)),
    };
  return { kind: "one", names: [nameOf(value)] };
}
