import type { Signal } from "../machine.ts";
import { remembered } from "../python/locals.ts";
import type { Statement } from "../python/syntax.ts";
import { assignTo, update } from "./assignment.ts";
import { defineClass } from "./classes.ts";
import { identical, truth } from "./convert.ts";
import { named } from "./expressions.ts";
import { asThrown, OutOfBudget, Thrown } from "./failure.ts";
import { declaredIn, hoist } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { keysOf } from "./properties.ts";
import { absent, Scope, Unknown } from "./values.ts";

/** `break` and `continue` with a label, on their way to it. */
class Jump extends Error {
  constructor(
    readonly label: string,
    readonly kind: "break" | "continue",
  ) {
    super(label);
  }
}

/** One for each place: to make an error takes longer than to throw it. */
const jumpOf = remembered(
  ({ label = "", kind }: Extract<Statement, { kind: "break" | "continue" | "pass" }>): Jump =>
    new Jump(label, kind === "break" ? "break" : "continue"),
);

/** Statements in a scope of their own, where they declare anything. */
export function runBlock(machine: Machine, given: readonly Statement[], scope: Scope): Signal {
  const statements = machine.patch?.blocks.get(given) ?? given;
  const { names, functions } = declaredIn(statements);
  if (names.size === 0 && functions.length === 0) return runAll(machine, statements, scope);
  const inside = new Scope(machine.globals, scope, false, names);
  hoist(statements, inside);
  return runAll(machine, statements, inside);
}

export function runAll(machine: Machine, statements: readonly Statement[], scope: Scope): Signal {
  for (const statement of statements) {
    const signal = exec(machine, statement, scope);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

/** Runs one statement. What the program throws leaves as `Thrown`, with the place where it arose. */
export function exec(machine: Machine, statement: Statement, scope: Scope): Signal {
  machine.tick(statement.span);
  try {
    return dispatch(machine, statement, scope);
  } catch (failure) {
    if (failure instanceof Jump) throw failure;
    const thrown = asThrown(failure);
    if (!thrown) {
      if (failure instanceof OutOfBudget) failure.span ??= machine.place;
      throw failure;
    }
    thrown.span ??= statement.span;
    throw thrown;
  }
}

function dispatch(machine: Machine, statement: Statement, scope: Scope): Signal {
  switch (statement.kind) {
    case "expression":
      machine.evaluate(statement.value, scope);
      return undefined;
    case "assign": {
      const { targets, declares } = statement;
      const value = named(machine.evaluate(statement.value, scope), targets[0]!);
      for (const target of [...targets].reverse()) assignTo(machine, target, value, scope, declares);
      return undefined;
    }
    case "declare":
      if (statement.declares !== "var" && statement.target.kind === "name")
        scope.names.set(statement.target.name, absent);
      return undefined;
    case "update":
      update(machine, statement.target, statement.operator, statement.value, scope);
      return undefined;
    case "if": {
      for (const { test, body } of statement.branches)
        if (truth(machine.evaluate(test, scope))) return machine.run(body, scope);
      return machine.run(statement.otherwise, scope);
    }
    case "while":
    case "for":
      return loop(machine, statement, scope, undefined);
    case "labelled":
      return labelled(machine, statement, scope);
    case "block":
      return machine.run(statement.body, scope);
    case "switch":
      return choose(machine, statement, scope);
    case "function":
      // made before the first statement of its block
      return undefined;
    case "class":
      scope.names.set(statement.name, defineClass(machine, statement, scope));
      return undefined;
    case "return": {
      const value = statement.value ? machine.evaluate(statement.value, scope) : absent;
      machine.hooks.returned?.(statement, value);
      return { value };
    }
    case "raise":
      throw new Thrown(statement.value ? machine.evaluate(statement.value, scope) : absent);
    case "try":
      return attempt(machine, statement, scope);
    case "import":
      scope.names.set(
        statement.as ?? statement.module,
        machine.files.module(statement.module)?.whole ?? new Unknown(statement.module),
      );
      return undefined;
    case "from": {
      // a module that is not known fails where it is used
      const module = machine.files.module(statement.module);
      for (const { name, as } of statement.names) scope.names.set(as, module?.bind(name) ?? new Unknown(as));
      return undefined;
    }
    case "export":
      machine.files.passOn(statement, scope);
      return undefined;
    case "break":
    case "continue":
      if (statement.label !== undefined) throw jumpOf(statement);
      return statement.kind;
    default:
      return undefined;
  }
}

type Loop = Extract<Statement, { kind: "while" | "for" }>;

function labelled(
  machine: Machine,
  { label, body }: Extract<Statement, { kind: "labelled" }>,
  scope: Scope,
): Signal {
  try {
    return body.kind === "while" || body.kind === "for"
      ? loop(machine, body, scope, label)
      : exec(machine, body, scope);
  } catch (failure) {
    if (failure instanceof Jump && failure.label === label) return undefined;
    throw failure;
  }
}

function loop(machine: Machine, statement: Loop, scope: Scope, label: string | undefined): Signal {
  try {
    return statement.kind === "for"
      ? overItems(machine, statement, scope, label)
      : counting(machine, statement, scope, label);
  } finally {
    machine.hooks.left?.(statement);
  }
}

/** One pass of a loop: true where it is the last, or what a return in it gives. */
function pass(
  machine: Machine,
  statement: Loop,
  count: number,
  scope: Scope,
  label: string | undefined,
): boolean | Signal {
  if (machine.hooks.pass?.(statement, count, scope)) return true;
  machine.tick(statement.span);
  try {
    const signal = machine.run(statement.body, scope);
    return signal === "break" ? true : typeof signal === "object" ? signal : false;
  } catch (failure) {
    if (failure instanceof Jump && failure.kind === "continue" && failure.label === label) return false;
    throw failure;
  }
}

function overItems(
  machine: Machine,
  statement: Extract<Loop, { kind: "for" }>,
  scope: Scope,
  label: string | undefined,
): Signal {
  const { target, iterable, declares, isOverKeys } = statement;
  const given = machine.evaluate(iterable, scope);
  const items = isOverKeys
    ? given === null || given === absent
      ? []
      : keysOf(machine, given)
    : machine.iterate(given);
  let count = 0;
  for (const item of items) {
    const inside = declares && declares !== "var" ? new Scope(machine.globals, scope) : scope;
    assignTo(machine, target, item, inside, declares);
    const ended = pass(machine, statement, count++, inside, label);
    if (ended === true) return undefined;
    if (ended) return ended as Signal;
  }
  return undefined;
}

/** `while`, `do … while` and `for (;;)`: each pass of the last has counters of its own. */
function counting(
  machine: Machine,
  statement: Extract<Loop, { kind: "while" }>,
  scope: Scope,
  label: string | undefined,
): Signal {
  const { initial = [], test, step, isLate } = statement;
  const own = declaredIn(initial).names;
  let inside = scope;
  if (own.size > 0) {
    inside = new Scope(machine.globals, scope);
    runAll(machine, initial, inside);
  } else runAll(machine, initial, scope);
  for (let count = 0; (isLate && count === 0) || truth(machine.evaluate(test, inside)); count++) {
    const ended = pass(machine, statement, count, inside, label);
    if (ended === true) return undefined;
    if (ended) return ended as Signal;
    if (own.size > 0) {
      const next = new Scope(machine.globals, scope);
      for (const [name, value] of inside.names) next.names.set(name, value);
      inside = next;
    }
    if (step) machine.evaluate(step, inside);
  }
  return undefined;
}

function choose(
  machine: Machine,
  { value, cases }: Extract<Statement, { kind: "switch" }>,
  scope: Scope,
): Signal {
  const given = machine.evaluate(value, scope);
  let at = cases.findIndex(({ test }) => test && identical(given, machine.evaluate(test, scope)));
  if (at < 0) at = cases.findIndex(({ test }) => !test);
  if (at < 0) return undefined;
  const inside = new Scope(machine.globals, scope);
  for (const { body } of cases) hoist(body, inside);
  for (const { body } of cases.slice(at)) {
    const signal = machine.runIn(body, inside);
    if (signal === "break") return undefined;
    if (signal !== undefined) return signal;
  }
  return undefined;
}

function attempt(
  machine: Machine,
  { body, handlers, finally: last }: Extract<Statement, { kind: "try" }>,
  scope: Scope,
): Signal {
  let signal: Signal;
  try {
    try {
      signal = machine.run(body, scope);
    } catch (failure) {
      const thrown = failure instanceof Jump ? undefined : asThrown(failure);
      const [handler] = handlers;
      if (!thrown || !handler) throw failure;
      const inside = new Scope(machine.globals, scope);
      if (handler.target) assignTo(machine, handler.target, thrown.value, inside, "let");
      signal = machine.run(handler.body, inside);
    }
  } catch (failure) {
    if (failure instanceof OutOfBudget) throw failure;
    const ended = machine.run(last, scope);
    if (ended !== undefined) return ended;
    throw failure;
  }
  return machine.run(last, scope) ?? signal;
}
