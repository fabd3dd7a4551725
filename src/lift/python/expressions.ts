import { Tuple, type Value } from "../numpy/values.ts";
import { assign, mangled } from "./assignment.ts";
import { definedFunction } from "./definitions.ts";
import { raise } from "./failure.ts";
import { formatValue } from "./format.ts";
import { unknownNames } from "./imports.ts";
import type { Machine } from "./machine.ts";
import { binary, compare, unary } from "./operators.ts";
import type { Clause, Expression, FormatPart, Statement } from "./syntax.ts";
import {
  BoundMethod,
  ellipsis,
  type Keywords,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PySet,
  PySlice,
  type PyValue,
  Scope,
} from "./values.ts";
import { walk } from "./walk.ts";

export function evaluate(machine: Machine, given: Expression, scope: Scope): PyValue {
  const probe = machine.patch?.probes?.get(given);
  if (probe) return probe(scope);
  const expression = machine.patch?.expressions.get(given) ?? given;
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "name":
      return lookup(machine, expression.name, scope);
    case "binary": {
      const left = evaluate(machine, expression.left, scope);
      const right = evaluate(machine, expression.right, scope);
      return binary(machine, expression.operator, left, right);
    }
    case "unary": {
      const value = evaluate(machine, expression.operand, scope);
      return unary(machine, expression.operator, value);
    }
    case "compare": {
      let left = evaluate(machine, expression.first, scope);
      let result: PyValue = true;
      for (const [at, { operator, operand }] of expression.rest.entries()) {
        const right = evaluate(machine, operand, scope);
        result = compare(machine, operator, left, right);
        if (at < expression.rest.length - 1 && !machine.truth(result)) return result;
        left = right;
      }
      return result;
    }
    case "logical": {
      const left = evaluate(machine, expression.left, scope);
      return machine.truth(left) === (expression.operator === "and")
        ? evaluate(machine, expression.right, scope)
        : left;
    }
    case "conditional":
      return evaluate(
        machine,
        machine.truth(evaluate(machine, expression.test, scope)) ? expression.yes : expression.no,
        scope,
      );
    case "call":
      return callExpression(machine, expression, scope);
    case "attribute":
      return machine.getAttribute(
        evaluate(machine, expression.object, scope),
        mangled(expression.name, scope),
      );
    case "subscript":
      return machine.getItem(
        evaluate(machine, expression.object, scope),
        evaluate(machine, expression.index, scope),
      );
    case "slice": {
      const part = (one: Expression | undefined): PyValue => (one ? evaluate(machine, one, scope) : null);
      return new PySlice(part(expression.start), part(expression.stop), part(expression.step));
    }
    case "tuple":
      return new Tuple(spread(machine, expression.items, scope) as Value[]);
    case "list":
      return new PyList(spread(machine, expression.items, scope));
    case "set":
      return new PySet(spread(machine, expression.items, scope));
    case "dict": {
      const dict = new PyDict();
      for (const { key, value } of expression.entries) {
        const given = evaluate(machine, value, scope);
        if (key) dict.set(evaluate(machine, key, scope), given);
        else if (given instanceof PyDict)
          for (const [name, one] of given.entries.values()) dict.set(name, one);
      }
      return dict;
    }
    case "format":
      return formatText(machine, expression.parts, scope);
    case "lambda":
      return definedFunction(machine, "<lambda>", expression.parameters, expression.body, scope);
    case "comprehension":
      return comprehend(machine, expression, scope);
    case "assign": {
      const value = evaluate(machine, expression.value, scope);
      assign(machine, expression.target, value, scope);
      return value;
    }
    case "ellipsis":
      return ellipsis;
    case "starred":
      throw raise("SyntaxError", "can't use starred expression here");
    case "yield":
      throw raise(
        "SyntaxError",
        "this yield stands where it is not interpreted: give its value a name first",
      );
    default:
      throw raise("SyntaxError", `Python has no ${expression.kind}`);
  }
}

function lookup(machine: Machine, given: string, scope: Scope): PyValue {
  const name = given.startsWith("__") ? mangled(given, scope) : given;
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    if (one !== scope && one.isClass) continue;
    const value = one.names.get(name);
    if (value !== undefined) return value;
    if (one.locals?.has(name))
      throw raise(
        one === scope ? "UnboundLocalError" : "NameError",
        one === scope
          ? `cannot access local variable '${name}' where it is not associated with a value`
          : `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
      );
  }
  const globals = (scope.globals ?? scope).names;
  const global = globals.get(name) ?? machine.builtinNames.get(name);
  if (global !== undefined) return global;
  const unknown = globals.get(unknownNames);
  if (unknown !== undefined) return machine.getAttribute(unknown, name);
  throw raise("NameError", `name '${given}' is not defined`);
}

function spread(machine: Machine, items: readonly Expression[], scope: Scope): PyValue[] {
  return items.flatMap((item) =>
    item.kind === "starred"
      ? [...machine.iterate(evaluate(machine, item.value, scope))]
      : [evaluate(machine, item, scope)],
  );
}

function callExpression(
  machine: Machine,
  expression: Extract<Expression, { kind: "call" }>,
  scope: Scope,
): PyValue {
  const { callee, arguments: given, span } = expression;
  const called = evaluate(machine, callee, scope);
  const args: PyValue[] = [];
  const keywords = new Map<string, PyValue>();
  for (const { value, name, star } of given) {
    const one = evaluate(machine, value, scope);
    if (star === "*") args.push(...machine.iterate(one));
    else if (star === "**") {
      if (!(one instanceof PyDict)) throw raise("TypeError", "argument after ** must be a mapping");
      for (const [key, item] of one.entries.values()) keywords.set(key as string, item);
    } else if (name !== undefined) keywords.set(name, one);
    else args.push(one);
  }
  machine.tick(span);
  // super() reads the method's own class and self
  if (args.length === 0 && called === machine.builtinNames.get("super")) {
    const owner = findName(scope, "__class__");
    const self = [...scope.names.values()][0];
    return machine.call(called, [owner ?? null, self ?? null]);
  }
  const result = machine.call(called, args, keywords as Keywords);
  machine.hooks.called?.(expression, args, result);
  return result;
}

function findName(scope: Scope, name: string): PyValue | undefined {
  for (let one: Scope | undefined = scope; one; one = one.parent)
    if (one.names.has(name)) return one.names.get(name);
  return undefined;
}

function formatText(machine: Machine, parts: readonly FormatPart[], scope: Scope): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const value = evaluate(machine, part.value, scope);
      const spec = formatText(machine, part.spec, scope);
      const conversion = part.conversion || (part.debug && spec === "" ? "r" : "");
      const shown =
        conversion === ""
          ? formatWith(machine, value, spec)
          : formatValue(conversion === "s" ? machine.str(value) : machine.repr(value), spec, machine.str);
      return part.debug ? part.text + shown : shown;
    })
    .join("");
}

export function formatWith(machine: Machine, value: PyValue, spec: string): string {
  const own = value instanceof PyInstance ? value.type.find("__format__") : undefined;
  return own === undefined
    ? formatValue(value, spec, machine.str)
    : (machine.call(new BoundMethod(value, own), [spec]) as string);
}

function comprehend(
  machine: Machine,
  comprehension: Extract<Expression, { kind: "comprehension" }>,
  scope: Scope,
): PyValue {
  const { of, element, key, clauses, span } = comprehension;
  const loop = machine.hooks.pass && repeated(comprehension);
  const inside = new Scope(scope.globals ?? scope, scope);
  const items: PyValue[] = [];
  const dict = new PyDict();
  const go = ([clause, ...rest]: readonly Clause[], around: Scope): void => {
    if (!clause) {
      if (key) dict.set(evaluate(machine, key, inside), evaluate(machine, element, inside));
      else items.push(evaluate(machine, element, inside));
      return;
    }
    let pass = 0;
    for (const item of machine.iterate(evaluate(machine, clause.iterable, around))) {
      if (loop && machine.hooks.pass?.(loop, pass++, inside)) break;
      machine.tick(span);
      assign(machine, clause.target, item, inside);
      if (key) machine.spend(2);
      if (clause.conditions.every((one) => machine.truth(evaluate(machine, one, inside)))) go(rest, inside);
    }
  };
  try {
    go(clauses, scope);
  } finally {
    if (loop) machine.hooks.left?.(loop);
  }
  if (of === "generator") return new PyIterator("generator", items[Symbol.iterator]());
  return of === "dict" ? dict : of === "set" ? new PySet(items) : new PyList(items);
}

const loops = new WeakMap<Expression, Statement>();

/** A list of what the same call gives again and again, `[step(w) for _ in range(9)]`, as the loop that it is. */
function repeated(given: Extract<Expression, { kind: "comprehension" }>): Statement | undefined {
  const { element, clauses, span } = given;
  const [clause, ...others] = clauses;
  if (element.kind !== "call" || !clause || others.length > 0 || clause.conditions.length > 0)
    return undefined;
  const { target, iterable } = clause;
  if (target.kind !== "name" || iterable.kind !== "call" || iterable.callee.kind !== "name") return undefined;
  if (!/^(x?range|trange|tqdm)$/.test(iterable.callee.name)) return undefined;
  const known = loops.get(given);
  if (known) return known;
  for (const one of walk(element)) if (one.kind === "name" && one.name === target.name) return undefined;
  const body: Statement[] = [{ kind: "expression", value: element, span: element.span }];
  const loop: Statement = { kind: "for", target, iterable, body, otherwise: [], span };
  loops.set(given, loop);
  return loop;
}
