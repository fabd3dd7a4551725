import { Tuple } from "../numpy/values.ts";
import { assign, assignUpdate, remove, store } from "./assignment.ts";
import { defineClass, defineFunction } from "./definitions.ts";
import { asRaised, exceptionClasses, OutOfBudget, Raised, raise } from "./failure.ts";
import { starred, unknownNames } from "./imports.ts";
import type { Machine, Signal } from "./machine.ts";
import type { Handler, Statement } from "./syntax.ts";
import { BoundMethod, PyClass, PyInstance, PyModule, type PyValue, type Scope } from "./values.ts";

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
      const whole = machine.importer(machine, statement.module, scope);
      const [top] = statement.module.split(".");
      store(
        statement.as ?? top!,
        statement.as
          ? whole
          : statement.module.includes(".")
            ? machine.importer(machine, top!, scope)
            : whole,
        scope,
      );
      return undefined;
    }
    case "from": {
      const module = machine.importer(machine, statement.module, scope);
      for (const { name, as } of statement.names) {
        if (name === "*" && module instanceof PyModule && module.isUnknown)
          // any name that is nowhere else may come from it
          (scope.globals ?? scope).names.set(unknownNames, module);
        else if (name === "*")
          for (const [own, value] of starred(module.members as ReadonlyMap<string, PyValue>))
            store(own, value, scope);
        else store(as, machine.getAttribute(module, name), scope);
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
      if (one.kind === "import" || one.kind === "from") available(machine, one.module, scope);
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
function available(machine: Machine, module: string, scope: Scope): void {
  const found = machine.importer(machine, module, scope);
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
  if (handler?.name) store(handler.name, exception, scope);
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
