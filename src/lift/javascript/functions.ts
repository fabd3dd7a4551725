import { remembered } from "../python/locals.ts";
import type { Expression, FunctionStatement, Statement } from "../python/syntax.ts";
import { walk } from "../python/walk.ts";
import { assignTo } from "./assignment.ts";
import type { Machine } from "./machine.ts";
import { ArrayValue, absent, FunctionValue, Scope, type Value } from "./values.ts";

/** What a block declares. */
interface Declared {
  readonly functions: readonly FunctionStatement[];
  /** The names of `let`, `const` and `class`: the block's own before they have a value. */
  readonly names: ReadonlySet<string>;
}

/** What statements declare directly among them. */
export const declaredIn = remembered((statements: readonly Statement[]): Declared => {
  const names = new Set<string>();
  const functions: FunctionStatement[] = [];
  for (const one of statements) {
    if (one.kind === "function") functions.push(one);
    else if (one.kind === "class") names.add(one.name);
    else if (one.kind === "assign" && one.declares && one.declares !== "var")
      for (const target of one.targets) for (const name of namesIn(target)) names.add(name);
    else if (one.kind === "declare" && one.declares && one.declares !== "var")
      for (const name of namesIn(one.target)) names.add(name);
  }
  return { functions, names };
});

/** The names that a pattern sets. */
export function namesIn(target: Expression): string[] {
  switch (target.kind) {
    case "name":
      return [target.name];
    case "list":
      return target.items.flatMap(namesIn);
    case "dict":
      return target.entries.flatMap(({ value }) => namesIn(value));
    case "assign":
      return namesIn(target.target);
    case "starred":
      return namesIn(target.value);
    default:
      return [];
  }
}

/** The names that `var` declares anywhere in a body, functions inside it apart. */
export const variablesOf = remembered((body: readonly Statement[]): readonly string[] => {
  const found = new Set<string>();
  const visit = (statements: readonly Statement[]): void => {
    for (const one of statements) {
      switch (one.kind) {
        case "assign":
          if (one.declares === "var") for (const target of one.targets) add(target);
          break;
        case "declare":
          if (one.declares === "var") add(one.target);
          break;
        case "if":
          for (const branch of one.branches) visit(branch.body);
          visit(one.otherwise);
          break;
        case "while":
          visit(one.initial ?? []);
          visit(one.body);
          break;
        case "for":
          if (one.declares === "var") add(one.target);
          visit(one.body);
          break;
        case "block":
          visit(one.body);
          break;
        case "labelled":
          visit([one.body]);
          break;
        case "switch":
          for (const { body } of one.cases) visit(body);
          break;
        case "try":
          visit(one.body);
          visit(one.finally);
          for (const handler of one.handlers) visit(handler.body);
          break;
        default:
      }
    }
  };
  const add = (target: Expression): void => {
    for (const name of namesIn(target)) found.add(name);
  };
  visit(body);
  return [...found];
});

/** Makes the functions that statements declare, before the first of them runs. */
export function hoist(statements: readonly Statement[], scope: Scope): void {
  for (const one of declaredIn(statements).functions) scope.names.set(one.name, functionOf(one, scope));
}

export const functionOf = (
  {
    name,
    parameters,
    body,
    isGenerator,
    isAsync,
  }: Pick<FunctionStatement, "name" | "parameters" | "body" | "isGenerator" | "isAsync">,
  scope: Scope,
): FunctionValue => new FunctionValue(name, parameters, body, scope, undefined, { isGenerator, isAsync });

const readsArguments = remembered((body: readonly Statement[]): boolean =>
  [...walk(body)].some((one) => one.kind === "name" && one.name === "arguments"),
);

/** The scope of a call: its arguments under their names, its `this`, and what its body declares. */
export function scopeOf(machine: Machine, callee: FunctionValue, args: readonly Value[], self: Value): Scope {
  const scope = new Scope(machine.globals, callee.scope, false, declaredIn(callee.body).names);
  const { names } = scope;
  if (!callee.kind.isArrow) {
    names.set("this", self);
    names.set(" function", callee);
    if (readsArguments(callee.body)) names.set("arguments", new ArrayValue([...args]));
  }
  for (const [at, parameter] of callee.parameters.entries()) {
    let value: Value = parameter.star === "*" ? new ArrayValue(args.slice(at)) : (args[at] ?? absent);
    if (value === absent && parameter.default) value = machine.evaluate(parameter.default, scope);
    names.set(parameter.name, value);
    if (parameter.target) assignTo(machine, parameter.target, value, scope, "let");
  }
  for (const name of variablesOf(callee.body)) if (!names.has(name)) names.set(name, absent);
  hoist(callee.body, scope);
  return scope;
}
