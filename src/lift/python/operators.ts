import { Ndarray } from "../numpy/array.ts";
import { dtypeOfName } from "../numpy/dtype.ts";
import {
  inPlaceOperator,
  binaryOperator as numpyBinary,
  unaryOperator as numpyUnary,
  truthOf,
} from "../numpy/operators.ts";
import { Tuple, TypeValue, type Value } from "../numpy/values.ts";
import { fromNumpy, toNumpy } from "./bridge.ts";
import { raise, refuseUnknown } from "./failure.ts";
import type { Machine } from "./machine.ts";
import {
  BoundMethod,
  bare,
  isInt,
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyRange,
  PySet,
  type PyValue,
  typeName,
} from "./values.ts";
import { productWork, workOf } from "./work.ts";

/** The names under which classes overload operators. */
export const overloads: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "!=": "ne",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "lshift",
  ">>": "rshift",
};
const mirrored: Readonly<Record<string, string>> = {
  "<": "gt",
  "<=": "ge",
  ">": "lt",
  ">=": "le",
  "==": "eq",
  "!=": "ne",
};

const mostBits = 4_000_000;
const mostItems = 20_000_000;

const isNumber = (value: PyValue): value is bigint | number | boolean =>
  typeof value === "number" || isInt(value);

/** `left operator right` for arithmetic, comparisons apart. */
export function binary(machine: Machine, operator: string, left: PyValue, right: PyValue): PyValue {
  if (typeof left === "number" && typeof right === "number") return floats(operator, left, right);
  if (left instanceof Ndarray || right instanceof Ndarray) {
    const result = viaNumpy(machine, operator, left, right);
    if (result !== undefined) return result;
  } else if (isNumber(left) && isNumber(right)) {
    if (isInt(left) && isInt(right)) return integers(machine, operator, left, right);
    return floats(operator, Number(left), Number(right));
  }
  const own = overloaded(machine, operator, left, right) ?? containers(machine, operator, left, right);
  if (own !== undefined) return own;
  for (const one of [left, right]) refuseUnknown(one);
  throw raise(
    "TypeError",
    `unsupported operand type(s) for ${operator === "**" ? "** or pow()" : operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function viaNumpy(machine: Machine, operator: string, left: PyValue, right: PyValue): PyValue | undefined {
  if (left instanceof PyInstance || right instanceof PyInstance) return undefined;
  machine.spend(workOf("", [left, right]) + (operator === "@" ? productWork(left, right) : 0));
  const result = numpyBinary(operator, toNumpy(left, machine.call), toNumpy(right, machine.call));
  return result === undefined ? undefined : fromNumpy(result);
}

function overloaded(machine: Machine, operator: string, left: PyValue, right: PyValue): PyValue | undefined {
  const name = overloads[operator]!;
  for (const [self, other, method] of [
    [left, right, `__${name}__`],
    [right, left, mirrored[operator] ? `__${mirrored[operator]}__` : `__r${name}__`],
  ] as const) {
    if (!(self instanceof PyInstance)) continue;
    const found = self.type.find(method);
    if (found === undefined) continue;
    const result = machine.call(new BoundMethod(self, found), [other]);
    if (result !== machine.notImplemented) return result;
  }
  return undefined;
}

function floats(operator: string, a: number, b: number): PyValue {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw raise("ZeroDivisionError", "float division by zero");
      return a / b;
    case "//":
      if (b === 0) throw raise("ZeroDivisionError", "float floor division by zero");
      return Math.floor((a - modulo(a, b)) / b + 0.5);
    case "%":
      if (b === 0) throw raise("ZeroDivisionError", "float modulo");
      return modulo(a, b);
    case "**": {
      if (a === 0 && b < 0) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
      const result = a ** b;
      if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b))
        throw raise("ValueError", "a negative number to a fractional power is complex");
      if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
        throw raise("OverflowError", "(34, 'Numerical result out of range')");
      return result;
    }
    default:
      throw raise("TypeError", `unsupported operand type(s) for ${operator}: 'float' and 'float'`);
  }
}

/** Python's remainder: it has the divisor's sign. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function integers(
  machine: Machine,
  operator: string,
  left: bigint | boolean,
  right: bigint | boolean,
): PyValue {
  if (typeof left === "boolean" && typeof right === "boolean" && "&|^".includes(operator)) {
    return operator === "&" ? left && right : operator === "|" ? left || right : left !== right;
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return guarded(machine, a * b);
    case "/":
      if (b === 0n) throw raise("ZeroDivisionError", "division by zero");
      return machine.dividesWhole ? integers(machine, "//", a, b) : Number(a) / Number(b);
    case "//":
    case "%": {
      if (b === 0n)
        throw raise(
          "ZeroDivisionError",
          operator === "%" ? "integer modulo by zero" : "integer division or modulo by zero",
        );
      const rest = a % b;
      const adjusted = rest !== 0n && rest < 0n !== b < 0n;
      return operator === "%" ? (adjusted ? rest + b : rest) : a / b - (adjusted ? 1n : 0n);
    }
    case "**": {
      if (b < 0n) {
        if (a === 0n) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
        return Number(a) ** Number(b);
      }
      const bits = (a < 0n ? -a : a).toString(2).length;
      if (bits > 1 && BigInt(bits) * b > BigInt(mostBits))
        throw raise("MemoryError", "this integer would have more than a million digits");
      return guarded(machine, a ** b);
    }
    case "<<":
      if (b > BigInt(mostBits))
        throw raise("MemoryError", "this integer would have more than a million digits");
      return guarded(machine, a << b);
    case ">>":
      return a >> b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    default:
      throw raise("TypeError", `unsupported operand type(s) for ${operator}: 'int' and 'int'`);
  }
}

const longestPlain = 1n << 64n;
const shortestPlain = -longestPlain;
const longest = 1n << BigInt(mostBits);
const shortest = -longest;

/** Integers without bound cost as much as they are long, and have one all the same. */
function guarded(machine: Machine, value: bigint): bigint {
  if (value < longestPlain && value > shortestPlain) return value;
  machine.spend(value.toString(16).length / 16);
  if (value > longest || value < shortest)
    throw raise("MemoryError", "this integer would have more than a million digits");
  return value;
}

function containers(machine: Machine, operator: string, left: PyValue, right: PyValue): PyValue | undefined {
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string") return left + right;
    if (
      (left instanceof PyList && right instanceof PyList) ||
      (left instanceof Tuple && right instanceof Tuple)
    ) {
      machine.spend((left.items.length + right.items.length) / 16);
      const items = [...(left.items as PyValue[]), ...(right.items as PyValue[])];
      return left instanceof PyList ? new PyList(items) : new Tuple(items as Value[]);
    }
    if (typeof left === "string")
      throw raise("TypeError", `can only concatenate str (not "${typeName(right)}") to str`);
    if (left instanceof PyList)
      throw raise("TypeError", `can only concatenate list (not "${typeName(right)}") to list`);
  }
  if (operator === "*") {
    if (isInt(left) && !isInt(right)) return repeated(machine, right, BigInt(left));
    if (isInt(right)) return repeated(machine, left, BigInt(right));
  }
  if (operator === "%" && typeof left === "string") return machine.percent(left, right);
  if (left instanceof PySet && right instanceof PySet) return sets(operator, left, right);
  if (operator === "|" && left instanceof PyDict && right instanceof PyDict) {
    const joined = new PyDict();
    for (const dict of [left, right])
      for (const [key, value] of dict.entries.values()) joined.set(key, value);
    return joined;
  }
  return undefined;
}

function repeated(machine: Machine, value: PyValue, count: bigint): PyValue | undefined {
  const times = Number(count < 0n ? 0n : count);
  const guard = (length: number): void => {
    if (length * times > mostItems) throw raise("MemoryError", `this would have ${length * times} elements`);
  };
  if (typeof value === "string") {
    guard(value.length);
    return value.repeat(times);
  }
  if (value instanceof PyList || value instanceof Tuple) {
    guard(value.items.length);
    machine.spend((value.items.length * times) / 16);
    const items = Array.from({ length: times }).flatMap(() => value.items as PyValue[]);
    return value instanceof PyList ? new PyList(items) : new Tuple(items as Value[]);
  }
  return undefined;
}

function sets(operator: string, a: PySet, b: PySet): PySet | undefined {
  const items = [...a.entries.values()];
  if (operator === "|") return new PySet([...items, ...b.entries.values()]);
  if (operator === "&") return new PySet(items.filter((item) => b.has(item)));
  if (operator === "-") return new PySet(items.filter((item) => !b.has(item)));
  if (operator === "^")
    return new PySet([
      ...items.filter((item) => !b.has(item)),
      ...[...b.entries.values()].filter((item) => !a.has(item)),
    ]);
  return undefined;
}

/** `target operator= value`: in place where the target can, else the operator's result. */
export function update(machine: Machine, operator: string, target: PyValue, value: PyValue): PyValue {
  if (target instanceof Ndarray) {
    machine.spend(workOf("", [target, value]) + (operator === "@" ? productWork(target, value) : 0));
    const result = inPlaceOperator(operator, target, toNumpy(value, machine.call));
    if (result !== undefined) return fromNumpy(result);
  }
  if (target instanceof PyList && operator === "+") {
    for (const one of [...machine.iterate(value)]) target.items.push(one);
    return target;
  }
  if (target instanceof PyInstance) {
    const own = target.type.find(`__i${overloads[operator]}__`);
    if (own !== undefined) return machine.call(new BoundMethod(target, own), [value]);
  }
  return binary(machine, operator, target, value);
}

export function unary(machine: Machine, operator: string, value: PyValue): PyValue {
  if (operator === "not") return !truth(machine, value);
  if (value instanceof Ndarray) return fromNumpy(numpyUnary(operator, value));
  if (typeof value === "number" && operator !== "~") return operator === "-" ? -value : value;
  if (isInt(value)) {
    const whole = BigInt(value);
    return operator === "-" ? -whole : operator === "~" ? ~whole : whole;
  }
  if (value instanceof PyInstance) {
    const own = value.type.find({ "-": "__neg__", "+": "__pos__", "~": "__invert__" }[operator] ?? "");
    if (own !== undefined) return machine.call(new BoundMethod(value, own), []);
  }
  throw raise("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

export function truth(machine: Machine, value: PyValue): boolean {
  if (value instanceof Ndarray) return truthOf(value);
  if (value === null || value === false || value === 0n || value === 0 || value === "") return false;
  if (typeof value !== "object") return true;
  refuseUnknown(value);
  if (value instanceof PyInstance) {
    for (const name of ["__bool__", "__len__"]) {
      const own = value.type.find(name);
      if (own !== undefined) return truth(machine, machine.call(new BoundMethod(value, own), []));
    }
    return true;
  }
  if (value instanceof PyList || value instanceof Tuple) return value.items.length > 0;
  if (value instanceof PyDict || value instanceof PySet) return value.entries.size > 0;
  return value instanceof PyRange ? value.length > 0 : true;
}

/** Python's ==. NumPy's gives arrays, so this is for what is no array. */
export function equal(machine: Machine, left: PyValue, right: PyValue): boolean {
  const [a, b] = [bare(left), bare(right)];
  if (a === b) return true;
  if (a instanceof Ndarray || b instanceof Ndarray) return truth(machine, compare(machine, "==", a, b));
  if (isNumber(a) && isNumber(b))
    return isInt(a) && isInt(b) ? BigInt(a) === BigInt(b) : Number(a) === Number(b);
  if (a instanceof TypeValue || b instanceof TypeValue) return dtypeOf(a) === dtypeOf(b);
  machine.spend(0.1);
  const same = (x: readonly PyValue[], y: readonly PyValue[]): boolean =>
    x.length === y.length && x.every((item, at) => equal(machine, item, y[at]!));
  if (a instanceof PyList && b instanceof PyList) return same(a.items, b.items);
  if (a instanceof Tuple && b instanceof Tuple)
    return same(a.items as readonly PyValue[], b.items as readonly PyValue[]);
  if (a instanceof PyDict && b instanceof PyDict) {
    return (
      a.entries.size === b.entries.size &&
      [...a.entries.values()].every(([key, value]) => b.has(key) && equal(machine, value, b.get(key)!))
    );
  }
  if (a instanceof PySet && b instanceof PySet)
    return a.entries.size === b.entries.size && [...a.entries.values()].every((item) => b.has(item));
  if (a instanceof PyRange && b instanceof PyRange)
    return a.start === b.start && a.stop === b.stop && a.step === b.step;
  const own =
    a instanceof PyInstance || b instanceof PyInstance ? overloaded(machine, "==", a, b) : undefined;
  return own !== undefined && truth(machine, own);
}

/** The element type that a type or its name stands for: `a.dtype == float`. */
function dtypeOf(value: PyValue): string | undefined {
  if (value instanceof TypeValue) return value.dtype;
  const name = value instanceof PyClass ? value.name : value;
  return typeof name === "string" ? dtypeOfName(name) : undefined;
}

/** One comparison of a chain. */
export function compare(machine: Machine, operator: string, left: PyValue, right: PyValue): PyValue {
  switch (operator) {
    case "is":
    case "is not": {
      const [a, b] = [bare(left), bare(right)];
      return (a === b) === (operator === "is");
    }
    case "in":
    case "not in":
      return machine.contains(right, left) === (operator === "in");
  }
  const [a, b] = [bare(left), bare(right)];
  if (a instanceof Ndarray || b instanceof Ndarray) {
    const result = viaNumpy(machine, operator, a, b);
    if (result !== undefined) return result;
  }
  if (operator === "==" || operator === "!=") {
    const own =
      operator === "!=" && a instanceof PyInstance && a.type.find("__ne__") !== undefined
        ? overloaded(machine, operator, a, b)
        : undefined;
    return own ?? equal(machine, a, b) === (operator === "==");
  }
  const own =
    a instanceof PyInstance || b instanceof PyInstance ? overloaded(machine, operator, a, b) : undefined;
  if (own !== undefined) return own;
  const order = ordered(machine, a, b);
  if (order === undefined)
    throw raise(
      "TypeError",
      `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
    );
  if (Number.isNaN(order)) return false;
  return operator === "<"
    ? order < 0
    : operator === "<="
      ? order <= 0
      : operator === ">"
        ? order > 0
        : order >= 0;
}

/** Below, at or above 0 as a is less than, equal to or greater than b; NaN where neither, undefined for other types. */
function ordered(machine: Machine, a: PyValue, b: PyValue): number | undefined {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] =
      typeof a === "number" || typeof b === "number" ? [Number(a), Number(b)] : [BigInt(a), BigInt(b)];
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
  }
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const lists = a instanceof PyList && b instanceof PyList;
  if (lists || (a instanceof Tuple && b instanceof Tuple)) {
    const [x, y] = [a.items as readonly PyValue[], b.items as readonly PyValue[]];
    for (let at = 0; at < Math.min(x.length, y.length); at++) {
      if (!equal(machine, x[at]!, y[at]!)) return ordered(machine, bare(x[at]!), bare(y[at]!));
    }
    return x.length - y.length;
  }
  if (a instanceof PySet && b instanceof PySet) {
    const [inside, outside] = [
      [...a.entries.values()].every((item) => b.has(item)),
      [...b.entries.values()].every((item) => a.has(item)),
    ];
    return inside && outside ? 0 : inside ? -1 : outside ? 1 : Number.NaN;
  }
  return undefined;
}
