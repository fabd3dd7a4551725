import { fixed } from "../../base/decimal.ts";
import { Ndarray, weak } from "../numpy/array.ts";
import { isInstance as isNumpyInstance } from "../numpy/classes.ts";
import { numberOf } from "../numpy/operators.ts";
import { call as ufunc } from "../numpy/ufunc-table.ts";
import { ClassValue, Tuple, TypeValue, type Value } from "../numpy/values.ts";
import { find } from "./attributes.ts";
import { fromNumpy, toNumpy } from "./bridge.ts";
import { formatWith } from "./expressions.ts";
import { exceptionClasses, raise } from "./failure.ts";
import { lazily } from "./library/index.ts";
import type { Machine } from "./machine.ts";
import { binary, compare, unary } from "./operators.ts";
import { sortedItems } from "./sorting.ts";
import { mostDigits } from "./text.ts";
import {
  BoundMethod,
  Builtin,
  bare,
  ClassMethod,
  hashKey,
  identity,
  isInt,
  isWeak,
  type Keywords,
  Property,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyRange,
  PySet,
  PySlice,
  type PyValue,
  StaticMethod,
  Super,
  typeName,
} from "./values.ts";

const tuple = (...items: readonly PyValue[]): Tuple => new Tuple(items as Value[]);

function toInt(machine: Machine, given: PyValue, base?: PyValue): PyValue {
  const value = given instanceof Ndarray ? bare(fromNumpy(numberOf(given))) : given;
  if (isInt(value)) return BigInt(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw raise(
        Number.isNaN(value) ? "ValueError" : "OverflowError",
        `cannot convert float ${Number.isNaN(value) ? "NaN" : "infinity"} to integer`,
      );
    return BigInt(Math.trunc(value));
  }
  if (typeof value === "string") {
    const radix = base === undefined ? 10 : Number(base);
    const whole = wholeOf(value.trim().replaceAll("_", "").toLowerCase(), radix);
    if (whole === undefined)
      throw raise("ValueError", `invalid literal for int() with base ${radix}: ${machine.repr(value)}`);
    return whole;
  }
  const own = value instanceof PyInstance ? value.type.find("__int__") : undefined;
  if (own !== undefined) return machine.call(new BoundMethod(value, own), []);
  throw raise(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  );
}

const prefixes: Readonly<Record<string, number>> = { "0x": 16, "0o": 8, "0b": 2 };

/** The whole number of a literal in base `radix`; 0 takes the base that its prefix tells. */
function wholeOf(text: string, radix: number): bigint | undefined {
  const [, sign, prefix = "", digits] = /^([+-]?)(0[xob])?([0-9a-z]+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const told = prefixes[prefix];
  const base = radix === 0 ? (told ?? 10) : radix;
  if (digits.length > mostDigits)
    throw raise(
      "ValueError",
      `Exceeds the limit (${mostDigits} digits) for integer string conversion: value has ${digits.length} digits`,
    );
  if (told !== undefined && told !== base) return undefined;
  let whole = 0n;
  for (const letter of digits) {
    const digit = Number.parseInt(letter, 36);
    if (digit >= base) return undefined;
    whole = whole * BigInt(base) + BigInt(digit);
  }
  return sign === "-" ? -whole : whole;
}

/** `pow(base, exponent, modulus)`; a negative exponent asks for the inverse. */
function modularPower(machine: Machine, given: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 0n) throw raise("ValueError", "pow() 3rd argument cannot be 0");
  const size = modulus < 0n ? -modulus : modulus;
  const base = exponent < 0n ? inverse(given, size) : given;
  let [result, square, left] = [
    1n % size,
    ((base % size) + size) % size,
    exponent < 0n ? -exponent : exponent,
  ];
  const work = size.toString(16).length ** 2 / 1000;
  for (; left > 0n; left >>= 1n) {
    machine.spend(1 + work);
    if (left & 1n) result = (result * square) % size;
    square = (square * square) % size;
  }
  return modulus < 0n && result !== 0n ? result + modulus : result;
}

/** Euclid's algorithm, extended. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [((value % modulus) + modulus) % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n) throw raise("ValueError", "base is not invertible for the given modulus");
  return ((x % modulus) + modulus) % modulus;
}

/** What Python's hash has in common for equal values; equal numbers of all types have one. */
function hashOf(machine: Machine, value: PyValue): bigint {
  if (value instanceof PyInstance) {
    const own = value.type.find("__hash__");
    return own === undefined
      ? BigInt(identity(value))
      : (machine.call(new BoundMethod(value, own), []) as bigint);
  }
  let hash = 7n;
  for (const letter of hashKey(value))
    hash = (hash * 31n + BigInt(letter.codePointAt(0)!)) % 2305843009213693951n;
  const number = bare(value);
  return isInt(number)
    ? BigInt(number)
    : typeof number === "number" && Number.isInteger(number)
      ? BigInt(number)
      : hash;
}

function toFloat(machine: Machine, value: PyValue): PyValue {
  if (value instanceof Ndarray) {
    const number = numberOf(value);
    return number instanceof Ndarray ? number : Number(number as bigint);
  }
  if (typeof value === "number" || isInt(value)) return Number(value);
  if (typeof value === "string") {
    const text = value
      .trim()
      .toLowerCase()
      .replace(/^([+-]?)(inf|infinity)$/, "$1Infinity");
    const number = text === "nan" ? Number.NaN : Number(text.replace(/^\+/, ""));
    if (text !== "" && (text === "nan" || !Number.isNaN(number))) return number;
    throw raise("ValueError", `could not convert string to float: ${machine.repr(value)}`);
  }
  const own = value instanceof PyInstance ? value.type.find("__float__") : undefined;
  if (own !== undefined) return machine.call(new BoundMethod(value, own), []);
  throw raise("TypeError", `float() argument must be a string or a real number, not '${typeName(value)}'`);
}

/** A whole number to tens, hundreds …, half to even. */
function roundInteger(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const size = value < 0n ? -value : value;
  const [whole, rest] = [size / unit, size % unit];
  const up = rest * 2n > unit || (rest * 2n === unit && whole % 2n === 1n);
  const rounded = (whole + (up ? 1n : 0n)) * unit;
  return value < 0n ? -rounded : rounded;
}

/** Python's round: half to even, on the exact decimal value. */
function round(machine: Machine, value: PyValue, digits: PyValue | undefined): PyValue {
  if (value instanceof Ndarray && !isWeak(value)) {
    const method = machine.getAttribute(value, "round");
    const rounded = machine.call(method, digits === undefined ? [] : [digits]);
    return digits === undefined ? toInt(machine, rounded) : rounded;
  }
  const number = bare(value);
  if (isInt(number)) return roundInteger(BigInt(number), Number(bare(digits ?? 0n)));
  if (typeof number !== "number")
    throw raise("TypeError", `type ${typeName(value)} doesn't define __round__ method`);
  if (digits === undefined || digits === null) return BigInt(fixed(number, 0));
  const places = Number(bare(digits));
  return places >= 0 ? Number(fixed(number, places)) : Math.round(number / 10 ** -places) * 10 ** -places;
}

function extreme(
  machine: Machine,
  name: "min" | "max",
  args: readonly PyValue[],
  keywords: Keywords,
): PyValue {
  const items = args.length === 1 ? [...machine.iterate(args[0]!)] : args;
  const key = keywords.get("key") ?? null;
  const by = (item: PyValue): PyValue => (key === null ? item : machine.call(key, [item]));
  const [first, ...rest] = items;
  if (first === undefined) {
    const fallback = keywords.get("default");
    if (fallback !== undefined) return fallback;
    throw raise("ValueError", `${name}() arg is an empty sequence`);
  }
  if (key === null && items.every(isSingle) && items.some(isRecorded))
    return rest.reduce<PyValue>((best, item) => recordedExtreme(`${name}imum`, best, item), first);
  return rest.reduce<PyValue>(
    (best, item) =>
      machine.truth(compare(machine, name === "min" ? "<" : ">", by(item), by(best))) ? item : best,
    first,
  );
}

const isSingle = (one: PyValue): boolean =>
  typeof one === "number" || isInt(one) || (one instanceof Ndarray && one.rank === 0);
const isRecorded = (one: PyValue): boolean => one instanceof Ndarray && one.buffer.graph !== undefined;

/** Of recorded numbers the greater is recorded as one: a hinge's `max(0, 1 - m)` is a loss where it is 0 too. */
function recordedExtreme(name: string, a: PyValue, b: PyValue): PyValue {
  const [left, right] = [a, b].map((one) =>
    one instanceof Ndarray ? one : weak(Number(one), isInt(one) ? "int64" : "float64"),
  ) as [Ndarray, Ndarray];
  const result = ufunc(name, left, right);
  return fromNumpy(left.role === "weak" && right.role === "weak" ? result.as("weak") : result);
}

function isInstance(machine: Machine, value: PyValue, type: PyValue): boolean {
  if (type instanceof Tuple)
    return (type.items as readonly PyValue[]).some((one) => isInstance(machine, value, one));
  if (type instanceof TypeValue || type instanceof ClassValue)
    return isNumpyInstance(toNumpy(value, machine.call), type);
  if (!(type instanceof PyClass))
    throw raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
  if (value instanceof PyInstance) return value.type.order.includes(type) || type.name === "object";
  const name = typeName(value);
  if (type.name === "object" || name === type.name) return true;
  if (type.name === "int") return name === "bool";
  if (type.name === "float") return name === "numpy.float64";
  return type.name === "dict" ? value instanceof PyDict : false;
}

/** Python 2's ranges are lists, where that is no great expense. */
const longestOldRange = 1000;

function* zipped(machine: Machine, given: readonly PyValue[]): Generator<PyValue> {
  const iterators = given.map((one) => machine.iterate(one)[Symbol.iterator]());
  while (iterators.length > 0) {
    const items: PyValue[] = [];
    for (const iterator of iterators) {
      const next = iterator.next();
      if (next.done) return;
      items.push(next.value);
    }
    yield tuple(...items);
  }
}

function* mapped(items: Iterable<PyValue>, give: (item: PyValue, at: number) => PyValue): Generator<PyValue> {
  let at = 0;
  for (const item of items) yield give(item, at++);
}

function* filtered(items: Iterable<PyValue>, keep: (item: PyValue) => boolean): Generator<PyValue> {
  for (const item of items) if (keep(item)) yield item;
}

/** The names that every program knows. */
export function builtins(machine: Machine): Map<string, PyValue> {
  const names = new Map<string, PyValue>(exceptionClasses);
  const define = (name: string, call: (args: readonly PyValue[], keywords: Keywords) => PyValue): void =>
    void names.set(name, new Builtin(name, call));
  const type = (name: string, construct: (args: readonly PyValue[], keywords: Keywords) => PyValue): void => {
    names.set(name, new PyClass(name, [], construct));
  };
  const items = (value: PyValue | undefined): Iterable<PyValue> =>
    value === undefined ? [] : machine.iterate(value);

  // what is hashed costs more than what is only looked at
  function* weighed(all: Iterable<PyValue>): Generator<PyValue> {
    for (const one of all) {
      machine.spend(2);
      yield one;
    }
  }

  type("int", ([value, base], keywords) =>
    value === undefined ? 0n : toInt(machine, value, base ?? keywords.get("base")),
  );
  type("float", ([value]) => (value === undefined ? 0 : toFloat(machine, value)));
  type("str", ([value]) => (value === undefined ? "" : machine.str(value)));
  type("bool", ([value]) => value !== undefined && machine.truth(value));
  type("list", ([value]) => new PyList([...items(value)]));
  type("tuple", ([value]) => tuple(...items(value)));
  type("set", ([value]) => new PySet(weighed(items(value))));
  type("frozenset", ([value]) => new PySet(items(value)));
  type("dict", ([value], keywords) => {
    const dict = new PyDict();
    if (value instanceof PyDict) for (const [key, one] of value.entries.values()) dict.set(key, one);
    else for (const one of items(value)) dict.set(...([...machine.iterate(one)] as [PyValue, PyValue]));
    for (const [key, one] of keywords) dict.set(key, one);
    return dict;
  });
  names.set("object", new PyClass("object", []));
  type("slice", (args) => {
    const [first = null, second = null, third = null] = args;
    return args.length === 1 ? new PySlice(null, first, null) : new PySlice(first, second, third);
  });
  type("range", (args) => {
    if (args.length === 0) throw raise("TypeError", "range expected at least 1 argument, got 0");
    const [first, second, third] = args.map((one) => {
      const whole = one instanceof Ndarray ? toInt(machine, one) : one;
      if (!isInt(whole))
        throw raise("TypeError", `'${typeName(one)}' object cannot be interpreted as an integer`);
      return BigInt(whole);
    });
    if (third === 0n) throw raise("ValueError", "range() arg 3 must not be zero");
    const range =
      second === undefined ? new PyRange(0n, first!, 1n) : new PyRange(first!, second, third ?? 1n);
    return machine.isOld && range.length <= longestOldRange ? new PyList([...machine.iterate(range)]) : range;
  });
  names.set("xrange", names.get("range")!);
  names.set("NotImplemented", machine.notImplemented);
  names.set("__name__", "__main__");
  names.set("__file__", machine.neighbours?.tree.path.split("/").pop() ?? "program.py");
  names.set("__file__", "program.py");
  type("type", ([value]) => {
    if (value instanceof PyInstance) return value.type;
    const name = typeName(value!);
    return names.get(name) ?? new PyClass(name, [], () => null);
  });
  define("print", (args, keywords) => {
    const end = keywords.get("end");
    const separator = keywords.get("sep");
    const text =
      args.map(machine.str).join(typeof separator === "string" ? separator : " ") +
      (typeof end === "string" ? end : "\n");
    machine.print(text);
    return null;
  });
  define("len", ([value]) => BigInt(machine.length(value!)));
  define("abs", ([value]) => {
    if (value instanceof Ndarray) return unary(machine, "absolute", value);
    if (typeof value === "number") return Math.abs(value);
    if (isInt(value!)) return BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
    const own = value instanceof PyInstance ? value.type.find("__abs__") : undefined;
    if (own !== undefined) return machine.call(new BoundMethod(value!, own), []);
    throw raise("TypeError", `bad operand type for abs(): '${typeName(value!)}'`);
  });
  define("round", ([value, digits], keywords) => round(machine, value!, digits ?? keywords.get("ndigits")));
  define("pow", ([base, exponent, modulus]) => {
    if (modulus === undefined) return binary(machine, "**", base!, exponent!);
    return modularPower(
      machine,
      BigInt(base as bigint),
      BigInt(exponent as bigint),
      BigInt(modulus as bigint),
    );
  });
  define("divmod", ([a, b]) => tuple(binary(machine, "//", a!, b!), binary(machine, "%", a!, b!)));
  define("sum", ([values, start], keywords) => {
    let total: PyValue = start ?? keywords.get("start") ?? 0n;
    for (const one of machine.iterate(values!)) total = binary(machine, "+", total, one);
    return total;
  });
  define("min", (args, keywords) => extreme(machine, "min", args, keywords));
  define("max", (args, keywords) => extreme(machine, "max", args, keywords));
  define("any", ([values]) => {
    for (const one of machine.iterate(values!)) if (machine.truth(one)) return true;
    return false;
  });
  define("all", ([values]) => {
    for (const one of machine.iterate(values!)) if (!machine.truth(one)) return false;
    return true;
  });
  define(
    "sorted",
    ([values], keywords) => new PyList(sortedItems(machine, machine.iterate(values!), keywords)),
  );
  define(
    "reversed",
    ([values]) =>
      new PyIterator("list_reverseiterator", [...machine.iterate(values!)].reverse()[Symbol.iterator]()),
  );
  define("enumerate", ([values, start], keywords) => {
    const from = BigInt((start ?? keywords.get("start") ?? 0n) as bigint);
    return new PyIterator(
      "enumerate",
      mapped(machine.iterate(values!), (item, at) => tuple(from + BigInt(at), item)),
    );
  });
  const lazy = (name: string, given: Generator<PyValue>): PyValue =>
    machine.isOld ? new PyList([...given]) : new PyIterator(name, given);
  define("zip", (args) => lazy("zip", zipped(machine, args)));
  define("map", ([callee, ...lists]) =>
    lazy(
      "map",
      mapped(zipped(machine, lists), (row) =>
        machine.call(callee!, (row as Tuple).items as readonly PyValue[]),
      ),
    ),
  );
  define("filter", ([callee, values]) =>
    lazy(
      "filter",
      filtered(machine.iterate(values!), (item) =>
        machine.truth(callee === null ? item : machine.call(callee!, [item])),
      ),
    ),
  );
  define("reduce", ([callee, values, start]) => {
    const items = [...machine.iterate(values!)];
    const first = start ?? items.shift();
    if (first === undefined) throw raise("TypeError", "reduce() of empty sequence with no initial value");
    return items.reduce<PyValue>((total, one) => machine.call(callee!, [total, one]), first);
  });
  define("iter", ([values]) => new PyIterator("iterator", machine.iterate(values!)[Symbol.iterator]()));
  define("next", ([iterator, fallback]) => {
    if (iterator instanceof PyInstance) return machine.call(machine.getAttribute(iterator, "__next__"), []);
    if (!(iterator instanceof PyIterator))
      throw raise("TypeError", `'${typeName(iterator!)}' object is not an iterator`);
    const next = iterator.items.next();
    if (!next.done) return next.value;
    if (fallback !== undefined) return fallback;
    throw raise("StopIteration", "");
  });
  define("isinstance", ([value, wanted]) => isInstance(machine, value!, wanted!));
  define(
    "issubclass",
    ([one, other]) =>
      one instanceof PyClass &&
      other instanceof PyClass &&
      (one.order.includes(other) || other.name === "object" || (one.name === "bool" && other.name === "int")),
  );
  define(
    "callable",
    ([value]) =>
      value instanceof Builtin ||
      value instanceof PyFunction ||
      value instanceof BoundMethod ||
      value instanceof PyClass ||
      (value instanceof PyInstance && value.type.find("__call__") !== undefined),
  );
  define("hasattr", ([object, name]) => find(machine, object!, name as string) !== undefined);
  define(
    "getattr",
    ([object, name, fallback]) =>
      find(machine, object!, name as string) ?? fallback ?? machine.getAttribute(object!, name as string),
  );
  define("setattr", ([object, name, value]) => {
    machine.setAttribute(object!, name as string, value!);
    return null;
  });
  define("repr", ([value]) => machine.repr(value!));
  define("format", ([value, spec]) => formatWith(machine, value!, (spec as string | undefined) ?? ""));
  define("id", ([value]) => BigInt(typeof value === "object" && value !== null ? identity(value) : 1));
  define("hash", ([value]) => hashOf(machine, value!));
  define("chr", ([code]) => String.fromCodePoint(Number(code)));
  define("ord", ([letter]) => BigInt((letter as string).codePointAt(0)!));
  for (const [name, prefix, radix] of [
    ["hex", "0x", 16],
    ["oct", "0o", 8],
    ["bin", "0b", 2],
  ] as const)
    define(name, ([value]) => {
      const whole = BigInt(value as bigint);
      return `${whole < 0n ? "-" : ""}${prefix}${(whole < 0n ? -whole : whole).toString(radix)}`;
    });
  define("vars", ([object]) => machine.getAttribute(object!, "__dict__"));
  define("dir", () => new PyList([]));
  define("globals", () => {
    const dict = new PyDict();
    for (const [name, value] of machine.globals.names) dict.set(name, value);
    return dict;
  });
  define("super", ([owner, self]) => new Super(self!, owner as PyClass));
  define("property", ([get, set]) => new Property(get!, set));
  define("staticmethod", ([method]) => new StaticMethod(method!));
  define("classmethod", ([method]) => new ClassMethod(method!));
  names.set("open", lazily(machine, "files", "open"));
  for (const name of ["input", "exec", "eval", "compile", "__import__"]) {
    define(name, () => {
      throw raise("RuntimeError", `${name}() is not run here: programs touch no files, input or other code`);
    });
  }
  for (const [old, now] of oldNames) names.set(old, names.get(now)!);
  return names;
}

/** What Python 2 calls otherwise. */
const oldNames = [
  ["long", "int"],
  ["unicode", "str"],
  ["basestring", "str"],
  ["unichr", "chr"],
  ["raw_input", "input"],
] as const;
