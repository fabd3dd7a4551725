import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { update } from "./operators.ts";
import type { Expression, Statement } from "./syntax.ts";
import { PyClass, PyList, type PyValue, type Scope } from "./values.ts";

/** Names in a class body that begin with two underscores belong to the class alone. */
export function mangled(name: string, scope: Scope): string {
  if (!name.startsWith("__") || name.endsWith("__")) return name;
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    const owner = one.names.get("__class__");
    if (owner instanceof PyClass) return `_${owner.name.replace(/^_+/, "")}${name}`;
    const text = one.isClass ? one.names.get(" class") : undefined;
    if (typeof text === "string") return `_${text.replace(/^_+/, "")}${name}`;
  }
  return name;
}

export function store(given: string, value: PyValue, scope: Scope): void {
  const name = scope.isClass ? mangled(given, scope) : given;
  if (scope.outside.has(name)) (scope.globals ?? scope).names.set(name, value);
  else if (scope.nonlocal.has(name)) {
    for (let one = scope.parent; one; one = one.parent) {
      if (!one.isClass && one.names.has(name)) {
        one.names.set(name, value);
        return;
      }
    }
  } else scope.names.set(name, value);
}

export function assign(machine: Machine, target: Expression, value: PyValue, scope: Scope): void {
  switch (target.kind) {
    case "name":
      store(target.name, value, scope);
      break;
    case "attribute":
      machine.setAttribute(machine.evaluate(target.object, scope), mangled(target.name, scope), value);
      break;
    case "subscript":
      machine.setItem(machine.evaluate(target.object, scope), machine.evaluate(target.index, scope), value);
      break;
    case "tuple":
    case "list":
      unpack(machine, target.items, value, scope);
      return;
    case "starred":
      assign(machine, target.value, value, scope);
      return;
    default:
      throw raise("SyntaxError", `cannot assign to ${target.kind}`);
  }
  machine.hooks.assigned?.(target, value, scope, target.span);
}

function unpack(machine: Machine, targets: readonly Expression[], value: PyValue, scope: Scope): void {
  const items = [...machine.iterate(value)];
  const star = targets.findIndex((one) => one.kind === "starred");
  const many = star < 0 ? items.length > targets.length : false;
  if (many) throw raise("ValueError", `too many values to unpack (expected ${targets.length})`);
  const least = star < 0 ? targets.length : targets.length - 1;
  if (items.length < least)
    throw raise(
      "ValueError",
      `not enough values to unpack (expected ${star < 0 ? "" : "at least "}${least}, got ${items.length})`,
    );
  for (const [at, target] of targets.entries()) {
    if (at === star)
      assign(machine, target, new PyList(items.slice(at, items.length - (targets.length - 1 - at))), scope);
    else
      assign(
        machine,
        target,
        items[star >= 0 && at > star ? items.length - (targets.length - at) : at]!,
        scope,
      );
  }
}

export function assignUpdate(
  machine: Machine,
  { target, operator, value }: Extract<Statement, { kind: "update" }>,
  scope: Scope,
): void {
  if (target.kind === "subscript") {
    const object = machine.evaluate(target.object, scope);
    const index = machine.evaluate(target.index, scope);
    const result = update(machine, operator, machine.getItem(object, index), machine.evaluate(value, scope));
    machine.setItem(object, index, result);
    machine.hooks.assigned?.(target, result, scope, target.span);
    return;
  }
  const before = machine.evaluate(target, scope);
  assign(machine, target, update(machine, operator, before, machine.evaluate(value, scope)), scope);
}

export function remove(machine: Machine, target: Expression, scope: Scope): void {
  if (target.kind === "name") {
    if (!scope.names.delete(target.name)) throw raise("NameError", `name '${target.name}' is not defined`);
  } else if (target.kind === "subscript")
    machine.deleteItem(machine.evaluate(target.object, scope), machine.evaluate(target.index, scope));
  else if (target.kind === "attribute")
    machine.deleteAttribute(machine.evaluate(target.object, scope), target.name);
  else if (target.kind === "tuple" || target.kind === "list")
    for (const one of target.items) remove(machine, one, scope);
}
