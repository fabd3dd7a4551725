import {
  equal,
  identical,
  instanceOf,
  keyText,
  toNumber,
  toPrimitive,
  toText,
  truth,
  typeOf,
} from "./convert.ts";
import { fail, Thrown } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { arithmetic, isNumber, negated, plain } from "./numbers.ts";
import { hasProperty } from "./properties.ts";
import { absent, Settled, Unknown, type Value } from "./values.ts";

const longestText = 20_000_000;

/** `left operator right`, comparisons apart. */
export function binary(machine: Machine, operator: string, left: Value, right: Value): Value {
  if (isNumber(left) && isNumber(right)) return arithmetic(operator, left, right);
  if (operator === "+") {
    const isText = typeof left === "string" || typeof right === "string";
    const wanted = (value: Value): Value =>
      toPrimitive(machine, value, isText && value instanceof Unknown ? "text" : "number");
    const [a, b] = [wanted(left), wanted(right)];
    if (typeof a === "string" || typeof b === "string") {
      const text = toText(machine, a) + toText(machine, b);
      if (text.length > longestText) throw fail("RangeError", "Invalid string length");
      machine.spend(text.length / 4096);
      return text;
    }
    return arithmetic(operator, toNumber(machine, a), toNumber(machine, b));
  }
  return arithmetic(operator, toNumber(machine, left), toNumber(machine, right));
}

export function unary(machine: Machine, operator: string, value: Value): Value {
  switch (operator) {
    case "not":
      return !truth(value);
    case "-":
      return negated(toNumber(machine, value));
    case "+":
      return toNumber(machine, value);
    case "~":
      return ~plain(toNumber(machine, value));
    case "typeof":
      return typeOf(value);
    case "await":
      if (value instanceof Settled) {
        if (value.isRejected) throw new Thrown(value.value);
        return value.value;
      }
      return value;
    default:
      return absent;
  }
}

export function compare(machine: Machine, operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case "===":
      return identical(left, right);
    case "!==":
      return !identical(left, right);
    case "==":
      return equal(machine, left, right);
    case "!=":
      return !equal(machine, left, right);
    case "instanceof":
      return instanceOf(machine, left, right);
    case "in":
      return hasProperty(machine, right, keyText(machine, left));
  }
  const [a, b] = [toPrimitive(machine, left, "number"), toPrimitive(machine, right, "number")];
  const [x, y] =
    typeof a === "string" && typeof b === "string"
      ? [a, b]
      : [plain(toNumber(machine, a)), plain(toNumber(machine, b))];
  return operator === "<" ? x < y : operator === "<=" ? x <= y : operator === ">" ? x > y : x >= y;
}
