import type { Span } from "../../../base/span.ts";
import type { ClassStatement, Expression, Parameter, Statement } from "../../../lift/python/syntax.ts";
import { type Part, walk } from "../../../lift/python/walk.ts";

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

/** What an assignment gives a function to: `name`, `this.name`, `F.prototype.name`. */
function assigned(part: Part): { readonly target: Expression; readonly value: Closure } | undefined {
  if (part.kind !== "assign" || part.value.kind !== "closure") return undefined;
  const target = "targets" in part ? part.targets[0] : part.target;
  return target && { target, value: part.value };
}

/** The functions of a program's top level: declared ones, and those that are given to a name or exported under one. */
export const functionsIn = (statements: readonly Statement[]): Callable[] =>
  statements.flatMap((one) => {
    if (one.kind === "function") return [one];
    const given = assigned(one);
    if (!given) return [];
    const { target, value } = given;
    if (target.kind === "name") return [ofClosure(target.name, value, one.span)];
    const text = target.kind === "attribute" ? exportedName(target) : undefined;
    return text === undefined ? [] : [ofClosure(text, value, one.span)];
  });

/** `exports.name` and `module.exports.name`, as they are written. */
function exportedName({ object, name }: Extract<Expression, { kind: "attribute" }>): string | undefined {
  if (object.kind === "name" && object.name === "exports") return `exports.${name}`;
  const isModule =
    object.kind === "attribute" &&
    object.name === "exports" &&
    object.object.kind === "name" &&
    object.object.name === "module";
  if (isModule) return `module.exports.${name}`;
  if (object.kind === "name" && object.name === "module" && name === "exports") return "module.exports";
  return undefined;
}

function typeOf(name: string, { body, span }: ClassStatement): Type {
  const methods = body.flatMap((member): Callable[] => {
    if (member.kind === "function") return member.isStatic || member.accessor ? [] : [member];
    const given = assigned(member);
    return given?.target.kind === "name" ? [ofClosure(given.target.name, given.value, member.span)] : [];
  });
  const init = methods.find((method) => method.name === "constructor");
  return {
    name,
    parameters: init?.parameters ?? [],
    methods: methods.filter((method) => method !== init),
    parts: [...walk(body as Statement[])],
    span,
  };
}

/** The classes of a program's top level, with what they inherit; what comes last is built of what comes before. */
export function typesIn(statements: readonly Statement[]): Type[] {
  const found = new Map<string, Type>();
  for (const one of statements) {
    if (one.kind === "class") found.set(one.name, inherited(one, typeOf(one.name, one), found));
    if (one.kind !== "assign" || one.value.kind !== "class expression") continue;
    const [target] = one.targets;
    const name =
      target?.kind === "name" ? target.name : target?.kind === "attribute" ? exportedName(target) : undefined;
    const { definition } = one.value;
    if (name !== undefined) found.set(name, inherited(definition, typeOf(name, definition), found));
  }
  for (const type of constructors(statements)) if (!found.has(type.name)) found.set(type.name, type);
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
  const functions = new Map<string, Callable>();
  const methods = new Map<string, Callable[]>();
  const add = (type: string, method: Callable): void =>
    void methods.set(type, [...(methods.get(type) ?? []), method]);
  for (const part of parts) {
    if (part.kind === "function") functions.set(part.name, part);
    const given = assigned(part);
    if (given?.target.kind === "name")
      functions.set(given.target.name, ofClosure(given.target.name, given.value, part.span));
    const holder = given?.target.kind === "attribute" ? prototypeOf(given.target.object) : undefined;
    if (given?.target.kind === "attribute" && holder !== undefined)
      add(holder, ofClosure(given.target.name, given.value, part.span));
    if (part.kind === "assign" && "targets" in part && part.value.kind === "dict") {
      const type = prototypeOf(part.targets[0]!);
      for (const { key, value, accessor } of part.value.entries)
        if (type !== undefined && key?.kind === "constant" && value.kind === "closure" && !accessor)
          add(type, ofClosure(String(key.value), value, value.span));
    }
  }
  for (const [name, { body }] of functions) {
    if (methods.has(name)) continue;
    for (const one of body) {
      const given = assigned(one);
      if (
        given?.target.kind === "attribute" &&
        given.target.object.kind === "name" &&
        given.target.object.name === "this"
      )
        add(name, ofClosure(given.target.name, given.value, one.span));
    }
  }
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
  const last = body.findLast((one) => one.kind === "return" && one.value) as
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
