import { Tuple, type Value } from "../numpy/values.ts";
import { asRaised, exceptionClasses, OutOfBudget, Raised, raise } from "./failure.ts";
import { formatValue } from "./format.ts";
import type { Machine, Signal } from "./machine.ts";
import { binary, compare, unary, update } from "./operators.ts";
import type {
  ClassStatement,
  Clause,
  Expression,
  FormatPart,
  FunctionStatement,
  Handler,
  Parameter,
  Statement,
} from "./syntax.ts";
import {
  BoundMethod,
  ellipsis,
  type Keywords,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PySet,
  PySlice,
  type PyValue,
  Scope,
} from "./values.ts";

/** Runs one statement. A Python exception leaves as `Raised`, with the place where it arose. */
export function exec(machine: Machine, statement: Statement, scope: Scope): Signal {
  machine.tick(statement.span);
  try {
    return dispatch(machine, statement, scope);
  } catch (failure) {
    const raised = asRaised(failure);
    if (!raised) {
      if (failure instanceof OutOfBudget) failure.span ??= machine.place;
      throw failure;
    }
    // what fails in the library fails where the program calls it
    raised.span ??= statement.span.from >= 0 ? statement.span : machine.place;
    throw raised;
  }
}

function dispatch(machine: Machine, statement: Statement, scope: Scope): Signal {
  switch (statement.kind) {
    case "expression":
      machine.evaluate(statement.value, scope);
      return undefined;
    case "assign": {
      const value = machine.evaluate(statement.value, scope);
      for (const target of statement.targets) assign(machine, target, value, scope);
      return undefined;
    }
    case "update":
      assignUpdate(machine, statement, scope);
      return undefined;
    case "if": {
      for (const { test, body } of statement.branches) {
        if (machine.truth(machine.evaluate(test, scope))) return machine.run(body, scope);
      }
      return machine.run(statement.otherwise, scope);
    }
    case "while":
    case "for":
      return loop(machine, statement, scope);
    case "function":
      defineFunction(machine, statement, scope);
      return undefined;
    case "class":
      defineClass(machine, statement, scope);
      return undefined;
    case "return": {
      const value = statement.value ? machine.evaluate(statement.value, scope) : null;
      machine.hooks.returned?.(statement, value);
      return { value };
    }
    case "import": {
      const whole = machine.importer(machine, statement.module);
      const [top] = statement.module.split(".");
      store(
        machine,
        statement.as ?? top!,
        statement.as ? whole : statement.module.includes(".") ? machine.importer(machine, top!) : whole,
        scope,
      );
      return undefined;
    }
    case "from": {
      const module = machine.importer(machine, statement.module);
      for (const { name, as } of statement.names) {
        if (name === "*")
          for (const [own, value] of module.members as ReadonlyMap<string, PyValue>)
            store(machine, own, value, scope);
        else store(machine, as, machine.getAttribute(module, name), scope);
      }
      return undefined;
    }
    case "raise":
      throw raisedBy(
        machine,
        statement.value ? machine.evaluate(statement.value, scope) : scope.names.get(" exception"),
      );
    case "try":
      return attempt(machine, statement, scope);
    case "with":
      return within(machine, statement, scope);
    case "assert":
      if (!machine.truth(machine.evaluate(statement.test, scope))) {
        throw raise(
          "AssertionError",
          statement.message ? machine.str(machine.evaluate(statement.message, scope)) : "",
        );
      }
      return undefined;
    case "scope":
      for (const name of statement.names) (statement.nonlocal ? scope.nonlocal : scope.outside).add(name);
      return undefined;
    case "delete":
      for (const target of statement.targets) remove(machine, target, scope);
      return undefined;
    case "break":
    case "continue":
      return statement.kind;
    default:
      return undefined;
  }
}

function loop(
  machine: Machine,
  statement: Extract<Statement, { kind: "while" | "for" }>,
  scope: Scope,
): Signal {
  try {
    return passes(machine, statement, scope);
  } finally {
    machine.hooks.left?.(statement);
  }
}

function passes(
  machine: Machine,
  statement: Extract<Statement, { kind: "while" | "for" }>,
  scope: Scope,
): Signal {
  let pass = 0;
  const body = (): Signal => {
    if (machine.hooks.pass?.(statement, pass++, scope)) return "break";
    machine.tick(statement.span);
    return machine.run(statement.body, scope);
  };
  if (statement.kind === "while") {
    while (machine.truth(machine.evaluate(statement.test, scope))) {
      const signal = body();
      if (signal === "break") return undefined;
      if (typeof signal === "object") return signal;
    }
    return machine.run(statement.otherwise, scope);
  }
  for (const item of machine.iterate(machine.evaluate(statement.iterable, scope))) {
    assign(machine, statement.target, item, scope);
    const signal = body();
    if (signal === "break") return undefined;
    if (typeof signal === "object") return signal;
  }
  return machine.run(statement.otherwise, scope);
}

function raisedBy(machine: Machine, value: PyValue | undefined): Raised {
  if (value instanceof PyClass) return raisedBy(machine, machine.call(value, []));
  if (value instanceof PyInstance && value.type.order.includes(exceptionClasses.get("BaseException")!))
    return new Raised(value);
  return raise(
    value === undefined ? "RuntimeError" : "TypeError",
    value === undefined ? "No active exception to reraise" : "exceptions must derive from BaseException",
  );
}

function attempt(machine: Machine, statement: Extract<Statement, { kind: "try" }>, scope: Scope): Signal {
  let signal: Signal;
  try {
    for (const one of statement.body)
      if (one.kind === "import" || one.kind === "from") available(machine, one.module);
    signal = machine.run(statement.body, scope) ?? machine.run(statement.otherwise, scope);
  } catch (failure) {
    const raised = asRaised(failure);
    const handler = raised && catching(machine, statement, raised, scope);
    if (!handler) {
      const last = machine.run(statement.finally, scope);
      if (last !== undefined) return last;
      throw failure;
    }
    try {
      signal = machine.run(handler.body, scope);
    } catch (second) {
      const last = machine.run(statement.finally, scope);
      if (last !== undefined) return last;
      throw second;
    }
  }
  return machine.run(statement.finally, scope) ?? signal;
}

/** An import that a program is ready to see fail, does: the module is not interpreted. */
function available(machine: Machine, module: string): void {
  const found = machine.importer(machine, module);
  if (found instanceof PyModule && found.isUnknown)
    throw raise("ModuleNotFoundError", `No module named '${module}'`);
}

/** The handler that takes an exception, with the exception under its name; undefined where none does. */
export function catching(
  machine: Machine,
  { handlers }: Extract<Statement, { kind: "try" }>,
  { exception }: Raised,
  scope: Scope,
): Handler | undefined {
  const handler = handlers.find(({ type }) => !type || matches(machine.evaluate(type, scope), exception));
  if (handler?.name) store(machine, handler.name, exception, scope);
  if (handler) scope.names.set(" exception", exception);
  return handler;
}

function matches(type: PyValue, exception: PyInstance): boolean {
  if (type instanceof Tuple) return (type.items as readonly PyValue[]).some((one) => matches(one, exception));
  return type instanceof PyClass && exception.type.order.includes(type);
}

function within(
  machine: Machine,
  { items, body }: Extract<Statement, { kind: "with" }>,
  scope: Scope,
): Signal {
  const managers: PyInstance[] = [];
  for (const { value, target } of items) {
    const manager = machine.evaluate(value, scope);
    const enter = manager instanceof PyInstance ? manager.type.find("__enter__") : undefined;
    if (manager instanceof PyInstance && enter !== undefined) managers.push(manager);
    const entered = enter === undefined ? manager : machine.call(new BoundMethod(manager, enter), []);
    if (target) assign(machine, target, entered, scope);
  }
  const leave = (failure: Raised | undefined): boolean => {
    let held = false;
    for (const manager of managers.reverse()) {
      const exit = manager.type.find("__exit__");
      if (exit === undefined) continue;
      const said = failure ? [failure.exception.type, failure.exception, null] : [null, null, null];
      held = machine.truth(machine.call(new BoundMethod(manager, exit), said)) || held;
    }
    return held;
  };
  let signal: Signal;
  try {
    signal = machine.run(body, scope);
  } catch (failure) {
    const raised = asRaised(failure);
    if (!raised || !leave(raised)) throw failure;
    return undefined;
  }
  leave(undefined);
  return signal;
}

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

function definedFunction(
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
  return [...decorators]
    .reverse()
    .reduce((inner, one) => machine.call(machine.evaluate(one, scope), [inner]), value);
}

function defineFunction(machine: Machine, statement: FunctionStatement, scope: Scope): void {
  const { name, parameters, body, decorators } = statement;
  store(
    machine,
    name,
    decorated(machine, definedFunction(machine, name, parameters, body, scope), decorators, scope),
    scope,
  );
}

function defineClass(
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
  store(machine, name, decorated(machine, made, decorators, scope), scope);
}

export function store(_machine: Machine, given: string, value: PyValue, scope: Scope): void {
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
      store(machine, target.name, value, scope);
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

function assignUpdate(
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

function remove(machine: Machine, target: Expression, scope: Scope): void {
  if (target.kind === "name") {
    if (!scope.names.delete(target.name)) throw raise("NameError", `name '${target.name}' is not defined`);
  } else if (target.kind === "subscript")
    machine.deleteItem(machine.evaluate(target.object, scope), machine.evaluate(target.index, scope));
  else if (target.kind === "attribute")
    machine.deleteAttribute(machine.evaluate(target.object, scope), target.name);
  else if (target.kind === "tuple" || target.kind === "list")
    for (const one of target.items) remove(machine, one, scope);
}

export function evaluate(machine: Machine, given: Expression, scope: Scope): PyValue {
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
  const global = (scope.globals ?? scope).names.get(name) ?? machine.builtinNames.get(name);
  if (global !== undefined) return global;
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
  { of, element, key, clauses, span }: Extract<Expression, { kind: "comprehension" }>,
  scope: Scope,
): PyValue {
  const inside = new Scope(scope.globals ?? scope, scope);
  const items: PyValue[] = [];
  const dict = new PyDict();
  const go = ([clause, ...rest]: readonly Clause[], around: Scope): void => {
    if (!clause) {
      if (key) dict.set(evaluate(machine, key, inside), evaluate(machine, element, inside));
      else items.push(evaluate(machine, element, inside));
      return;
    }
    for (const item of machine.iterate(evaluate(machine, clause.iterable, around))) {
      machine.tick(span);
      assign(machine, clause.target, item, inside);
      if (key) machine.spend(2);
      if (clause.conditions.every((one) => machine.truth(evaluate(machine, one, inside)))) go(rest, inside);
    }
  };
  go(clauses, scope);
  if (of === "generator") return new PyIterator("generator", items[Symbol.iterator]());
  return of === "dict" ? dict : of === "set" ? new PySet(items) : new PyList(items);
}
