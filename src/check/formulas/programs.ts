import { canonicalName } from "../../language/name.ts";
import { parse } from "../../language/parse.ts";
import type { Expression as ModelExpression } from "../../language/syntax.ts";
import type { MathName, Maths } from "../../lift/latex/index.ts";
import { nameKey } from "../../lift/latex/index.ts";
import { parsePython } from "../../lift/python/parse.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Definition } from "./scope.ts";

const span = { from: 0, to: 0 };

/** A program's name as a formula writes it: `w_1` and `w1` are one. */
const named = (name: string): MathName => ({
  base: canonicalName(name).replace(/_(?=\d)/g, ""),
  indices: [],
});

const functionNames: Readonly<Record<string, string>> = {
  power: "pow",
  absolute: "abs",
  arctan: "atan",
  maximum: "max",
  minimum: "min",
};

/** What a program says of its quantities: the first statement that computes each, and functions that return one expression. */
export function programDefinitions(source: string, at: number): Definition[] {
  const { statements } = parsePython(source, at);
  const definitions: Definition[] = [];
  const seen = new Set<string>();
  const add = (
    name: string,
    value: Expression,
    parameters: readonly string[] | undefined,
    place: number,
  ): void => {
    const maths = fromPython(value);
    const itsName = named(name);
    const key = nameKey(itsName);
    // a number that starts a quantity makes it a parameter or data, whatever updates it later
    const isUpdate = [...walk(value)].some((part) => part.kind === "name" && part.name === name);
    if (seen.has(key) || isUpdate) return;
    seen.add(key);
    if (maths && !isConstant(maths))
      definitions.push({
        name: itsName,
        key,
        value: maths,
        at: place,
        from: "program",
        ...(parameters && { parameters }),
      });
  };
  const block = (all: readonly Statement[]): void => {
    for (const statement of all) {
      if (statement.kind === "assign") {
        for (const target of statement.targets)
          if (target.kind === "name") add(target.name, statement.value, undefined, statement.span.from);
      } else if (statement.kind === "for" || statement.kind === "while") block(statement.body);
      else if (statement.kind === "function") {
        const [only, ...rest] = statement.body.filter((one) => one.kind !== "expression");
        if (only?.kind === "return" && only.value && rest.length === 0)
          add(
            statement.name,
            only.value,
            statement.parameters.map((one) => nameKey(named(one.name))),
            statement.span.from,
          );
      }
    }
  };
  block(statements);
  return definitions;
}

const isConstant = (maths: Maths): boolean => maths.kind === "number";

const call = (name: string, given: readonly Maths[]): Maths => ({
  kind: "call",
  name: named(name),
  primes: 0,
  arguments: given,
  span,
});
const product = (left: Maths, right: Maths, divides: boolean): Maths => ({
  kind: "product",
  factors: [{ value: left }, { value: right, ...(divides && { divides: true as const }) }],
  span,
});
const sum = (left: Maths, right: Maths, negative: boolean): Maths => ({
  kind: "sum",
  terms: [
    { value: left, negative: false },
    { value: right, negative },
  ],
  span,
});
const negated = (value: Maths): Maths => ({ kind: "sum", terms: [{ value, negative: true }], span });

function binary(operator: string, left: Maths, right: Maths): Maths | undefined {
  switch (operator) {
    case "+":
    case "-":
      return sum(left, right, operator === "-");
    case "*":
    case "/":
      return product(left, right, operator === "/");
    case "**":
    case "^":
      return { kind: "power", base: left, exponent: right, span };
    default:
      return undefined;
  }
}

/** A scalar expression of Python; nothing where it is of arrays or more than arithmetic. */
function fromPython(value: Expression): Maths | undefined {
  switch (value.kind) {
    case "constant":
      return typeof value.value === "number" || typeof value.value === "bigint"
        ? { kind: "number", value: Number(value.value), span }
        : undefined;
    case "name":
      return { kind: "name", name: named(value.name), span };
    case "unary": {
      const of = fromPython(value.operand);
      return of && value.operator === "-" ? negated(of) : value.operator === "+" ? of : undefined;
    }
    case "binary": {
      const [left, right] = [fromPython(value.left), fromPython(value.right)];
      return left && right && binary(value.operator, left, right);
    }
    case "call": {
      const { callee } = value;
      const name = callee.kind === "name" || callee.kind === "attribute" ? callee.name : undefined;
      const given = value.arguments.map((one) =>
        one.name === undefined && !one.star ? fromPython(one.value) : undefined,
      );
      if (name === undefined || given.length === 0 || given.some((one) => one === undefined))
        return undefined;
      const known = (Object.hasOwn(functionNames, name) && functionNames[name]) || name;
      const [base, exponent] = given as Maths[];
      if (known === "pow")
        return given.length === 2 ? { kind: "power", base: base!, exponent: exponent!, span } : undefined;
      if (known === "square")
        return { kind: "power", base: base!, exponent: { kind: "number", value: 2, span }, span };
      return call(known, given as Maths[]);
    }
    default:
      return undefined;
  }
}

/** The quantities of a model in the maths language. */
export function modelDefinitions(source: string, at: number): Definition[] {
  return parse(source).statements.flatMap((statement): Definition[] => {
    if (statement.kind !== "assign" && statement.kind !== "loss") return [];
    const value = fromModel(statement.value);
    const name = named(statement.name.canonical);
    return value ? [{ name, key: nameKey(name), value, at: at + statement.span.from, from: "model" }] : [];
  });
}

function fromModel(value: ModelExpression): Maths | undefined {
  switch (value.kind) {
    case "number":
      return { kind: "number", value: Number(value.text), span };
    case "name":
      return { kind: "name", name: named(value.name.canonical), span };
    case "unary": {
      const of = fromModel(value.of);
      return of && (value.operator === "-" ? negated(of) : of);
    }
    case "binary": {
      const [left, right] = [fromModel(value.left), fromModel(value.right)];
      return left && right && binary(value.operator, left, right);
    }
    case "call": {
      const given = value.arguments.map((one) => (one.keyword ? undefined : fromModel(one.value)));
      return given.some((one) => one === undefined)
        ? undefined
        : call(value.name.canonical, given as Maths[]);
    }
    default:
      return undefined;
  }
}
