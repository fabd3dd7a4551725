import type { Argument, DictEntry, Expression, FormatPart } from "../python/syntax.ts";
import { assignTo, update } from "./assignment.ts";
import { callSuper, defineClass, joined } from "./classes.ts";
import { isAbsent, isFunction, keyText, toText, truth } from "./convert.ts";
import { fail, notInterpreted } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { isNumber } from "./numbers.ts";
import { binary, compare, unary } from "./operators.ts";
import { calledOutside } from "./outside.ts";
import { deleteProperty, keysOf } from "./properties.ts";
import {
  ArrayValue,
  absent,
  ClassValue,
  FunctionValue,
  Link,
  type ObjectValue,
  Outside,
  Scope,
  SuperValue,
  Unknown,
  type Value,
} from "./values.ts";

/** What `?.` gives up on, on its way to the chain's beginning. */
class Missing extends Error {}
const missing = new Missing();

export function evaluate(machine: Machine, given: Expression, scope: Scope): Value {
  const probe = machine.patch?.probes?.get(given);
  if (probe) return probe(scope);
  const expression = machine.patch?.expressions.get(given) ?? given;
  switch (expression.kind) {
    case "constant":
      return expression.value as Value;
    case "name":
      return lookup(machine, expression.name, scope);
    case "binary": {
      const left = evaluate(machine, expression.left, scope);
      return binary(machine, expression.operator, left, evaluate(machine, expression.right, scope));
    }
    case "compare": {
      const [{ operator, operand }] = expression.rest as [{ operator: string; operand: Expression }];
      const left = evaluate(machine, expression.first, scope);
      return compare(machine, operator, left, evaluate(machine, operand, scope));
    }
    case "unary":
      return unaryExpression(machine, expression, scope);
    case "logical": {
      const left = evaluate(machine, expression.left, scope);
      const goesOn =
        expression.operator === "and"
          ? truth(left)
          : expression.operator === "or"
            ? !truth(left)
            : isAbsent(left);
      return goesOn ? evaluate(machine, expression.right, scope) : left;
    }
    case "conditional": {
      const test = truth(evaluate(machine, expression.test, scope));
      return evaluate(machine, test ? expression.yes : expression.no, scope);
    }
    case "attribute": {
      const object = objectOf(machine, expression.object, scope);
      if (expression.optional && isAbsent(object)) throw missing;
      return machine.get(object, expression.name);
    }
    case "subscript": {
      const object = objectOf(machine, expression.object, scope);
      if (expression.optional && isAbsent(object)) throw missing;
      return machine.get(object, evaluate(machine, expression.index, scope));
    }
    case "call":
      return callExpression(machine, expression, scope);
    case "new":
      return newExpression(machine, expression, scope);
    case "chain":
      try {
        return evaluate(machine, expression.value, scope);
      } catch (failure) {
        if (failure instanceof Missing) return absent;
        throw failure;
      }
    case "list":
      return new ArrayValue(itemsOf(machine, expression.items, scope));
    case "dict":
      return objectExpression(machine, expression.entries, scope);
    case "format":
      return expression.parts.map((part) => partText(machine, part, scope)).join("");
    case "closure": {
      const { name, parameters, body, isArrow, isGenerator, isAsync } = expression;
      // a function expression knows itself by its name
      const around = name === "" ? scope : new Scope(machine.globals, scope);
      const kind = { isArrow, isGenerator, isAsync };
      const made = new FunctionValue(name, parameters, body, around, undefined, kind);
      if (name !== "") around.names.set(name, made);
      return made;
    }
    case "class expression":
      return defineClass(machine, expression.definition, scope);
    case "assign": {
      const value = named(evaluate(machine, expression.value, scope), expression.target);
      assignTo(machine, expression.target, value, scope);
      return value;
    }
    case "step": {
      const [before, after] = update(
        machine,
        expression.target,
        expression.operator,
        expression.value,
        scope,
      );
      return expression.gives === "old" ? before : after;
    }
    case "sequence": {
      let last: Value = absent;
      for (const one of expression.items) last = evaluate(machine, one, scope);
      return last;
    }
    case "hole":
      return absent;
    case "yield":
      throw fail(
        "NotInterpreted",
        "this yield stands where it is not interpreted: give its value a name first",
      );
    default:
      throw fail("SyntaxError", `JavaScript has no ${expression.kind}`);
  }
}

/** A function or class without a name gets that of what it is given to. */
export function named(value: Value, target: Expression): Value {
  if (target.kind !== "name" || !(value instanceof FunctionValue || value instanceof ClassValue))
    return value;
  if (value.name === "") (value as { name: string }).name = target.name;
  return value;
}

function lookup(machine: Machine, name: string, scope: Scope): Value {
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    const value = one.names.get(name);
    if (value instanceof Link) {
      const linked = value.value;
      if (linked !== undefined) return linked;
      throw fail("ReferenceError", `Cannot access '${name}' before initialization`);
    }
    if (value !== undefined) return value;
    if (one.locals?.has(name)) throw fail("ReferenceError", `Cannot access '${name}' before initialization`);
    if (name === "this" && one.names.has(" new"))
      throw fail("ReferenceError", "Must call super constructor in derived class before accessing 'this'");
  }
  const global = machine.builtins.get(name);
  if (global !== undefined) return global;
  if (name === "this")
    return scope === machine.globals || !inFunction(scope) ? machine.builtins.get("window")! : absent;
  const late = machine.files.script(name) ?? machine.sketch.get(name);
  if (late !== undefined) return late;
  throw fail("ReferenceError", `${name} is not defined`);
}

function inFunction(scope: Scope): boolean {
  for (let one: Scope | undefined = scope; one; one = one.parent) if (one.names.has("this")) return true;
  return false;
}

/** What a member is taken of; `super` is the object itself, seen as its base. */
function objectOf(machine: Machine, expression: Expression, scope: Scope): Value {
  if (expression.kind !== "name" || expression.name !== "super") return evaluate(machine, expression, scope);
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    const method = one.names.get(" function");
    if (method instanceof FunctionValue && method.owner instanceof ClassValue)
      return new SuperValue(
        one.names.get("this")!,
        method.owner.order[1] as ClassValue | undefined,
        method.isStatic,
      );
  }
  throw fail("SyntaxError", "'super' keyword unexpected here");
}

function unaryExpression(
  machine: Machine,
  { operator, operand }: Extract<Expression, { kind: "unary" }>,
  scope: Scope,
): Value {
  if (operator === "delete" && (operand.kind === "attribute" || operand.kind === "subscript")) {
    const key = operand.kind === "attribute" ? operand.name : evaluate(machine, operand.index, scope);
    return deleteProperty(machine, evaluate(machine, operand.object, scope), key);
  }
  // `typeof x` of what is not declared is no error
  if (operator === "typeof" && operand.kind === "name" && !isKnown(machine, operand.name, scope))
    return "undefined";
  return unary(machine, operator, evaluate(machine, operand, scope));
}

function isKnown(machine: Machine, name: string, scope: Scope): boolean {
  for (let one: Scope | undefined = scope; one; one = one.parent) if (one.names.has(name)) return true;
  return machine.builtins.has(name);
}

function itemsOf(machine: Machine, items: readonly Expression[], scope: Scope): Value[] {
  const found: Value[] = [];
  for (const item of items) {
    if (item.kind === "starred")
      for (const one of machine.iterate(evaluate(machine, item.value, scope))) {
        machine.spend(0.1);
        found.push(one);
      }
    else found.push(evaluate(machine, item, scope));
  }
  return found;
}

const argumentsOf = (machine: Machine, given: readonly Argument[], scope: Scope): Value[] => {
  const found: Value[] = [];
  for (const { value, star } of given) {
    const one = evaluate(machine, value, scope);
    if (star) {
      for (const item of machine.iterate(one)) {
        machine.spend(0.1);
        found.push(item);
      }
    } else found.push(one);
  }
  return found;
};

function objectExpression(machine: Machine, entries: readonly DictEntry[], scope: Scope): Value {
  const object = machine.construct(machine.builtins.get("Object")!, []) as ObjectValue;
  for (const { key, value, accessor } of entries) {
    const given = evaluate(machine, value, scope);
    if (!key) {
      if (!isAbsent(given))
        for (const name of keysOf(machine, given)) object.attributes.set(name, machine.get(given, name));
      continue;
    }
    const name = keyText(machine, evaluate(machine, key, scope));
    if (given instanceof FunctionValue && given.name === "") (given as { name: string }).name = name;
    object.attributes.set(name, accessor ? joined(object.attributes.get(name), accessor, given) : given);
  }
  return object;
}

function partText(machine: Machine, part: FormatPart, scope: Scope): string {
  if (typeof part === "string") return part;
  const value = machine.patch?.expressions.get(part.value) ?? part.value;
  return toText(
    machine,
    value.kind === "call" ? callExpression(machine, value, scope, true) : evaluate(machine, value, scope),
  );
}

function callExpression(
  machine: Machine,
  expression: Extract<Expression, { kind: "call" }>,
  scope: Scope,
  isForText = false,
): Value {
  const { callee, span, optional } = expression;
  if (callee.kind === "name" && callee.name === "super")
    return callSuper(machine, argumentsOf(machine, expression.arguments, scope), scope);
  const [called, self] = target(machine, callee, scope);
  if (optional && isAbsent(called)) throw missing;
  const args = argumentsOf(machine, expression.arguments, scope);
  machine.tick(span);
  if (called instanceof Outside) return calledOutside(machine, called, args);
  if (called instanceof Unknown) return unknownResult(machine, called, args, isForText);
  if (!isFunction(called)) throw fail("TypeError", `${nameOf(callee)} is not a function`);
  const result = machine.call(called, args, self);
  machine.hooks.called?.(expression, args, result);
  return result;
}

/**
 * What a function of an unknown package gives. Of plain values it can change none, so that its result is unknown and
 * nothing else is: it may stand in a text. What has been given a list or an object may have changed it, unless it is
 * called for its text alone.
 */
function unknownResult(
  machine: Machine,
  { name }: Unknown,
  args: readonly Value[],
  isForText: boolean,
): Unknown {
  const isPlain = (value: Value): boolean =>
    isAbsent(value) || typeof value !== "object" || isNumber(value) || value instanceof Unknown;
  if (isForText || args.every(isPlain)) {
    if (!machine.passedOver.has(name)) machine.passedOver.set(name, machine.place);
    return new Unknown(name);
  }
  throw notInterpreted(`\`${name}\``);
}

/** What is called, and the object whose method it is. */
function target(machine: Machine, given: Expression, scope: Scope): readonly [Value, Value] {
  const callee = machine.patch?.expressions.get(given) ?? given;
  if (callee.kind !== "attribute" && callee.kind !== "subscript")
    return [evaluate(machine, callee, scope), absent];
  const object = objectOf(machine, callee.object, scope);
  if (callee.optional && isAbsent(object)) throw missing;
  const key = callee.kind === "attribute" ? callee.name : evaluate(machine, callee.index, scope);
  return [machine.get(object, key), object instanceof SuperValue ? object.self : object];
}

/** How an expression is named in the messages about it. */
function nameOf(expression: Expression): string {
  if (expression.kind === "name") return expression.name;
  if (expression.kind === "attribute") return `${nameOf(expression.object)}.${expression.name}`;
  return expression.kind === "call" ? `${nameOf(expression.callee)}(...)` : "(intermediate value)";
}

function newExpression(
  machine: Machine,
  { callee, arguments: given, span }: Extract<Expression, { kind: "new" }>,
  scope: Scope,
): Value {
  const type = evaluate(machine, callee, scope);
  const args = argumentsOf(machine, given, scope);
  machine.tick(span);
  if (type instanceof Outside) return calledOutside(machine, type, args);
  if (type instanceof Unknown) throw notInterpreted(`\`${type.name}\``);
  if (!(type instanceof ClassValue || type instanceof FunctionValue))
    throw fail("TypeError", `${nameOf(callee)} is not a constructor`);
  return machine.construct(type, args);
}
