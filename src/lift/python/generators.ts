import { assign } from "./assignment.ts";
import { catching } from "./execute.ts";
import { asRaised, type Raised, raise } from "./failure.ts";
import { holdsYield, remembered } from "./locals.ts";
import type { Machine, Signal } from "./machine.ts";
import type { Expression, Statement } from "./syntax.ts";
import { type PyFunction, PyIterator, type PyValue, type Scope } from "./values.ts";

const yields = remembered((body: readonly Statement[]): boolean => body.some(holdsYield));

/** Whether calling a function gives a generator. */
export const isGenerator = ({ body }: PyFunction): boolean => Array.isArray(body) && yields(body);

/** A call of a generator function: its body runs as its items are asked for. */
export const generate = (machine: Machine, { body }: PyFunction, scope: Scope): PyIterator =>
  new PyIterator("generator", block(machine, body as readonly Statement[], scope));

type Items = Generator<PyValue, Signal, undefined>;

/** Statements without a yield run as everywhere; those with one are walked here. */
function* block(machine: Machine, statements: readonly Statement[], scope: Scope): Items {
  for (const statement of machine.patch?.blocks.get(statements) ?? statements) {
    const signal = holdsYield(statement)
      ? yield* yielding(machine, statement, scope)
      : machine.run([statement], scope);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

function* yielding(machine: Machine, statement: Statement, scope: Scope): Items {
  machine.tick(statement.span);
  switch (statement.kind) {
    case "expression":
      yield* values(machine, statement.value, scope);
      return undefined;
    case "assign": {
      yield* values(machine, statement.value, scope);
      for (const target of statement.targets) assign(machine, target, null, scope);
      return undefined;
    }
    case "if": {
      for (const { test, body } of statement.branches)
        if (machine.truth(machine.evaluate(test, scope))) return yield* block(machine, body, scope);
      return yield* block(machine, statement.otherwise, scope);
    }
    case "for": {
      for (const item of machine.iterate(machine.evaluate(statement.iterable, scope))) {
        assign(machine, statement.target, item, scope);
        const signal = yield* pass(machine, statement, scope);
        if (signal === "break") return undefined;
        if (typeof signal === "object") return signal;
      }
      return yield* block(machine, statement.otherwise, scope);
    }
    case "while": {
      while (machine.truth(machine.evaluate(statement.test, scope))) {
        const signal = yield* pass(machine, statement, scope);
        if (signal === "break") return undefined;
        if (typeof signal === "object") return signal;
      }
      return yield* block(machine, statement.otherwise, scope);
    }
    case "with": {
      for (const { value, target } of statement.items) {
        const entered = machine.evaluate(value, scope);
        if (target) assign(machine, target, entered, scope);
      }
      return yield* block(machine, statement.body, scope);
    }
    case "try":
      return yield* attempt(machine, statement, scope);
    default:
      throw raise("SyntaxError", "this yield stands where it is not interpreted");
  }
}

function* pass(
  machine: Machine,
  statement: Extract<Statement, { kind: "for" | "while" }>,
  scope: Scope,
): Items {
  machine.tick(statement.span);
  return yield* block(machine, statement.body, scope);
}

function* attempt(machine: Machine, statement: Extract<Statement, { kind: "try" }>, scope: Scope): Items {
  let signal: Signal;
  try {
    signal = yield* block(machine, statement.body, scope);
    signal ??= yield* block(machine, statement.otherwise, scope);
  } catch (failure) {
    const raised: Raised | undefined = asRaised(failure);
    const handler = raised && catching(machine, statement, raised, scope);
    if (!handler) {
      const last = yield* block(machine, statement.finally, scope);
      if (last !== undefined) return last;
      throw failure;
    }
    signal = yield* block(machine, handler.body, scope);
  }
  return (yield* block(machine, statement.finally, scope)) ?? signal;
}

/** What `yield x` and `yield from xs` hand out. */
function* values(machine: Machine, expression: Expression, scope: Scope): Generator<PyValue> {
  if (expression.kind !== "yield")
    throw raise("SyntaxError", "this yield stands where it is not interpreted");
  const { value, isFrom } = expression;
  const given = value ? machine.evaluate(value, scope) : null;
  // to be left and entered again is work too
  machine.spend(5);
  if (isFrom) yield* machine.iterate(given);
  else yield given;
}
