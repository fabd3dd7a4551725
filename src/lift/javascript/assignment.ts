import type { Declaring, Expression } from "../python/syntax.ts";
import { truth } from "./convert.ts";
import { fail } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { binary } from "./operators.ts";
import { keysOf } from "./properties.ts";
import { ArrayValue, absent, type ObjectValue, type Scope, type Value } from "./values.ts";

/** Gives a value to a name, an attribute, an item, or to all that a pattern names. */
export function assignTo(
  machine: Machine,
  target: Expression,
  value: Value,
  scope: Scope,
  declares?: Declaring,
): void {
  switch (target.kind) {
    case "name":
      if (declares && declares !== "var") scope.names.set(target.name, value);
      else store(machine, target.name, value, scope);
      break;
    case "attribute":
      machine.set(machine.evaluate(target.object, scope), target.name, value);
      break;
    case "subscript":
      machine.set(machine.evaluate(target.object, scope), machine.evaluate(target.index, scope), value);
      break;
    case "list":
      assignItems(machine, target.items, value, scope, declares);
      return;
    case "dict":
      assignProperties(machine, target, value, scope, declares);
      return;
    case "assign":
      assignTo(
        machine,
        target.target,
        value === absent ? machine.evaluate(target.value, scope) : value,
        scope,
        declares,
      );
      return;
    default:
      throw fail("SyntaxError", "Invalid left-hand side in assignment");
  }
  machine.hooks.assigned?.(target, value, scope, target.span);
}

/** Sets a name where it is declared; what is declared nowhere is the whole program's. */
export function store(machine: Machine, name: string, value: Value, scope: Scope): void {
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    if (one.names.has(name)) {
      one.names.set(name, value);
      return;
    }
    if (one.locals?.has(name)) throw fail("ReferenceError", `Cannot access '${name}' before initialization`);
  }
  machine.globals.names.set(name, value);
}

function assignItems(
  machine: Machine,
  targets: readonly Expression[],
  value: Value,
  scope: Scope,
  declares: Declaring | undefined,
): void {
  if (value === absent || value === null)
    throw fail("TypeError", `${value === null ? "null" : "undefined"} is not iterable`);
  const items: Value[] = [];
  const isRest = targets.at(-1)?.kind === "starred";
  for (const item of machine.iterate(value)) {
    if (items.length >= targets.length && !isRest) break;
    items.push(item);
  }
  for (const [at, target] of targets.entries()) {
    if (target.kind === "hole") continue;
    if (target.kind === "starred")
      assignTo(machine, target.value, new ArrayValue(items.slice(at)), scope, declares);
    else assignTo(machine, target, items[at] ?? absent, scope, declares);
  }
}

function assignProperties(
  machine: Machine,
  { entries }: Extract<Expression, { kind: "dict" }>,
  value: Value,
  scope: Scope,
  declares: Declaring | undefined,
): void {
  if (value === absent || value === null)
    throw fail(
      "TypeError",
      `Cannot destructure '${value === null ? "null" : "undefined"}' as it is undefined.`,
    );
  const taken = new Set<string>();
  for (const { key, value: target } of entries) {
    if (key) {
      const name = machine.evaluate(key, scope);
      taken.add(String(name));
      assignTo(machine, target, machine.get(value, name), scope, declares);
      continue;
    }
    const rest = machine.construct(machine.builtins.get("Object")!, []) as ObjectValue;
    for (const name of keysOf(machine, value))
      if (!taken.has(name)) rest.attributes.set(name, machine.get(value, name));
    assignTo(machine, target, rest, scope, declares);
  }
}

/** `target operator= value`: gives the value before and the one after. */
export function update(
  machine: Machine,
  target: Expression,
  operator: string,
  value: Expression,
  scope: Scope,
): readonly [before: Value, after: Value] {
  const place = placeOf(machine, target, scope);
  const before = place.get();
  if (
    operator === "&&"
      ? !truth(before)
      : operator === "||"
        ? truth(before)
        : operator === "??" && before !== absent && before !== null
  )
    return [before, before];
  const given = machine.evaluate(value, scope);
  const after = /^(&&|\|\||\?\?)$/.test(operator) ? given : binary(machine, operator, before, given);
  place.set(after);
  machine.hooks.assigned?.(target, after, scope, target.span);
  return [before, after];
}

/** Where an update reads and writes: what leads there is computed once. */
function placeOf(
  machine: Machine,
  target: Expression,
  scope: Scope,
): { get(): Value; set(value: Value): void } {
  if (target.kind === "name")
    return {
      get: () => machine.evaluate(target, scope),
      set: (value) => store(machine, target.name, value, scope),
    };
  if (target.kind !== "attribute" && target.kind !== "subscript")
    throw fail("SyntaxError", "Invalid left-hand side in assignment");
  const object = machine.evaluate(target.object, scope);
  const key = target.kind === "attribute" ? target.name : machine.evaluate(target.index, scope);
  return {
    get: () => machine.get(object, key),
    set: (value) => machine.set(object, key, value),
  };
}
