import type { Signal } from "../machine.ts";
import { holdsYield } from "../python/locals.ts";
import type { Expression, Statement } from "../python/syntax.ts";
import { assignTo } from "./assignment.ts";
import { truth } from "./convert.ts";
import { notInterpreted } from "./failure.ts";
import { declaredIn, hoist } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { absent, type FunctionValue, IteratorValue, Scope, type Value } from "./values.ts";

/** A call of a generator function: its body runs as its items are asked for. */
export const generate = (machine: Machine, { body }: FunctionValue, scope: Scope): IteratorValue =>
  new IteratorValue("Object [Generator]", statements(machine, body, scope));

type Items = Generator<Value, Signal, undefined>;

const elsewhere = notInterpreted.bind(undefined, "a yield that stands here");

function* block(machine: Machine, given: readonly Statement[], scope: Scope): Items {
  const inside = new Scope(machine.globals, scope, false, declaredIn(given).names);
  hoist(given, inside);
  return yield* statements(machine, given, inside);
}

/** Statements without a yield run as everywhere; those with one are walked here. */
function* statements(machine: Machine, given: readonly Statement[], scope: Scope): Items {
  for (const statement of machine.patch?.blocks.get(given) ?? given) {
    const signal = holdsYield(statement)
      ? yield* yielding(machine, statement, scope)
      : machine.runIn([statement], scope);
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
    case "assign":
      yield* values(machine, statement.value, scope);
      for (const target of statement.targets) assignTo(machine, target, absent, scope, statement.declares);
      return undefined;
    case "block":
      return yield* block(machine, statement.body, scope);
    case "if": {
      for (const { test, body } of statement.branches)
        if (truth(machine.evaluate(test, scope))) return yield* block(machine, body, scope);
      return yield* block(machine, statement.otherwise, scope);
    }
    case "for":
      for (const item of machine.iterate(machine.evaluate(statement.iterable, scope))) {
        const inside = new Scope(machine.globals, scope);
        assignTo(machine, statement.target, item, inside, statement.declares);
        const signal = yield* block(machine, statement.body, inside);
        if (signal === "break") return undefined;
        if (typeof signal === "object") return signal;
      }
      return undefined;
    case "while": {
      const inside = new Scope(machine.globals, scope);
      machine.runIn(statement.initial ?? [], inside);
      for (
        let first = true;
        (first && statement.isLate) || truth(machine.evaluate(statement.test, inside));
        first = false
      ) {
        machine.tick(statement.span);
        const signal = yield* block(machine, statement.body, inside);
        if (signal === "break") return undefined;
        if (typeof signal === "object") return signal;
        if (statement.step) machine.evaluate(statement.step, inside);
      }
      return undefined;
    }
    default:
      throw elsewhere();
  }
}

/** What `yield x` and `yield* xs` hand out. */
function* values(machine: Machine, expression: Expression, scope: Scope): Generator<Value> {
  if (expression.kind !== "yield") throw elsewhere();
  const { value, isFrom } = expression;
  const given = value ? machine.evaluate(value, scope) : absent;
  // to be left and entered again is work too
  machine.spend(5);
  if (isFrom) yield* machine.iterate(given);
  else yield given;
}
