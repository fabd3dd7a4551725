import { store } from "./assignment.ts";
import type { Machine } from "./machine.ts";
import type { ClassStatement, Expression, FunctionStatement, Parameter, Statement } from "./syntax.ts";
import { PyClass, PyDict, PyFunction, PyModule, type PyValue, Scope } from "./values.ts";

export function definedFunction(
  machine: Machine,
  name: string,
  parameters: readonly Parameter[],
  body: readonly Statement[] | Expression,
  scope: Scope,
): PyFunction {
  const defaults = new Map<string, PyValue>();
  for (const one of parameters) if (one.default) defaults.set(one.name, machine.evaluate(one.default, scope));
  // a class body is no scope of its methods
  let around = scope;
  while (around.isClass && around.parent) around = around.parent;
  return new PyFunction(name, parameters, defaults, body, around, undefined);
}

function decorated(
  machine: Machine,
  value: PyValue,
  decorators: readonly Expression[],
  scope: Scope,
): PyValue {
  return [...decorators].reverse().reduce((inner, one) => {
    // a compiler such as numba's changes no value
    const callee = machine.evaluate(one.kind === "call" ? one.callee : one, scope);
    if (callee instanceof PyModule && callee.isUnknown) return inner;
    return machine.call(one.kind === "call" ? machine.evaluate(one, scope) : callee, [inner]);
  }, value);
}

export function defineFunction(machine: Machine, statement: FunctionStatement, scope: Scope): void {
  const { name, parameters, body, decorators } = statement;
  store(
    name,
    decorated(machine, definedFunction(machine, name, parameters, body, scope), decorators, scope),
    scope,
  );
}

export function defineClass(
  machine: Machine,
  { name, bases, body, decorators }: ClassStatement,
  scope: Scope,
): void {
  const parents = bases
    .map((base) => machine.evaluate(base, scope))
    .filter((base): base is PyClass => base instanceof PyClass);
  const made = new PyClass(
    name,
    parents.filter((base) => base.name !== "object"),
  );
  const inside = new Scope(scope.globals ?? scope, scope, true);
  inside.names.set(" class", name);
  machine.run(body, inside);
  const typed = new PyDict();
  for (const one of body) {
    const target =
      one.kind === "declare" ? one.target : one.kind === "assign" && one.isTyped ? one.targets[0] : undefined;
    if (target?.kind === "name") typed.set(target.name, null);
  }
  made.members.set("__annotations__", typed);
  for (const [member, value] of inside.names) {
    if (member === " class") continue;
    if (value instanceof PyFunction) value.owner ??= made;
    for (const part of [
      (value as { get?: PyValue } | null)?.get,
      (value as { method?: PyValue } | null)?.method,
      (value as { set?: PyValue } | null)?.set,
    ]) {
      if (part instanceof PyFunction) part.owner ??= made;
    }
    made.members.set(member, value);
  }
  store(name, decorated(machine, made, decorators, scope), scope);
}
