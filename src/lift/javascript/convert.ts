import { Ndarray } from "../numpy/array.ts";
import { fail, isError, messageOf, notInterpreted } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { isNumber, plain } from "./numbers.ts";
import {
  ArrayValue,
  absent,
  BoundMethod,
  ClassValue,
  FunctionValue,
  MapValue,
  Native,
  type Numeric,
  ObjectValue,
  Outside,
  Settled,
  SetValue,
  Unknown,
  type Value,
} from "./values.ts";

/** What stands in a text for what is not known: a line with it cannot be compared with what the program prints. */
export const unknownText = "\ufffc";

/** Ends the reading where the program needs a value, or a text with one, that is not known. */
export function known(value: Value): void {
  if (value instanceof Unknown && !(value instanceof Outside)) throw notInterpreted(`\`${value.name}\``);
  if (typeof value === "string" && value.includes(unknownText)) throw notInterpreted("this text");
}

export const isAbsent = (value: Value): boolean => value === absent || value === null;

export const isFunction = (value: Value): boolean =>
  value instanceof FunctionValue ||
  value instanceof Native ||
  value instanceof ClassValue ||
  value instanceof BoundMethod ||
  value instanceof Outside;

export function truth(value: Value): boolean {
  known(value);
  if (isNumber(value)) {
    const number = plain(value);
    return number !== 0 && !Number.isNaN(number);
  }
  return !(value === false || value === "" || value === null || value === absent);
}

export function typeOf(value: Value): string {
  if (value === absent) return "undefined";
  known(value);
  if (isNumber(value)) return "number";
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  return isFunction(value) ? "function" : "object";
}

/** A value as arithmetic takes it. */
export function toNumber(machine: Machine, value: Value): Numeric {
  if (isNumber(value)) return value;
  if (value === absent) return Number.NaN;
  if (value instanceof Outside) return numberFrom(machine, value);
  known(value);
  if (value === null || typeof value === "boolean" || typeof value === "string") return Number(value);
  const primitive = toPrimitive(machine, value, "number");
  return typeof primitive === "object" && !isNumber(primitive) && primitive !== absent && primitive !== null
    ? Number.NaN
    : toNumber(machine, primitive);
}

/** A number that someone would have set outside of the program: a small one, as its name has it. */
function numberFrom(machine: Machine, { name }: Outside): number {
  if (/value|rate|epoch/i.test(name)) machine.replaced.push({ what: name, span: machine.place });
  if (/rate|\blr\b|alpha|eta|momentum|decay/i.test(name)) return 0.1;
  return /width|height/i.test(name) ? 100 : 3;
}

/** An object as a number or a text: by its own `valueOf` and `toString`. */
export function toPrimitive(machine: Machine, value: Value, wanted: "number" | "text"): Value {
  if (typeof value !== "object" || value === null || value === absent || isNumber(value)) return value;
  if (value instanceof Unknown) {
    if (wanted === "number" && value instanceof Outside) return numberFrom(machine, value) as Value;
    if (wanted === "number") known(value);
    return unknownText;
  }
  if (value instanceof ObjectValue) {
    const names = wanted === "number" ? ["valueOf", "toString"] : ["toString", "valueOf"];
    for (const name of names) {
      const own = value.attributes.get(name) ?? value.type.find(name);
      if (!(own instanceof FunctionValue)) continue;
      const result = machine.call(own, [], value);
      if (typeof result !== "object" || result === null || isNumber(result)) return result;
    }
  }
  return objectText(machine, value);
}

/** A value as text, as `String` and templates have it. */
export function toText(machine: Machine, value: Value): string {
  if (typeof value === "string") return value;
  if (isNumber(value)) return String(plain(value));
  if (typeof value === "boolean" || value === null) return String(value);
  if (value === absent) return "undefined";
  const primitive = toPrimitive(machine, value, "text");
  return typeof primitive === "string" ? primitive : toText(machine, primitive);
}

const mostDepth = 50;
let depth = 0;

function objectText(machine: Machine, value: object): string {
  if (value instanceof ArrayValue) {
    // a list that holds itself
    if (depth > mostDepth) return "";
    machine.spend(value.items.length / 4);
    depth++;
    try {
      return value.items.map((one) => (isAbsent(one) ? "" : toText(machine, one))).join(",");
    } finally {
      depth--;
    }
  }
  if (value instanceof Ndarray) return Array.from(value.values(), String).join(",");
  if (isError(value)) {
    const message = messageOf(value);
    return message === "" ? value.type.name : `${value.type.name}: ${message}`;
  }
  if (value instanceof FunctionValue || value instanceof Native) return `function ${value.name}() { [code] }`;
  if (value instanceof ClassValue) return `class ${value.name} { }`;
  if (value instanceof MapValue) return "[object Map]";
  if (value instanceof SetValue) return "[object Set]";
  if (value instanceof Settled) return "[object Promise]";
  return "[object Object]";
}

/** `===`. */
export function identical(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return plain(a) === plain(b);
  known(a);
  known(b);
  return a === b;
}

/** `==`. */
export function equal(machine: Machine, a: Value, b: Value): boolean {
  known(a);
  known(b);
  if (isAbsent(a) || isAbsent(b)) return isAbsent(a) && isAbsent(b);
  const simple = (value: Value): boolean => typeof value !== "object" || isNumber(value);
  if (!simple(a) && !simple(b)) return a === b;
  const [x, y] = [toPrimitive(machine, a, "number"), toPrimitive(machine, b, "number")];
  if (typeof x === "string" && typeof y === "string") return x === y;
  return plain(toNumber(machine, x)) === plain(toNumber(machine, y));
}

/** A property's name. */
export function keyText(machine: Machine, key: Value): string {
  if (typeof key === "string") return key;
  return typeof key === "number" ? String(key) : toText(machine, key);
}

/** The place that a key names in a list; undefined where it is none. */
export function indexOf(key: Value): number | undefined {
  if (isNumber(key)) {
    const at = plain(key);
    return Number.isInteger(at) && at >= 0 ? at : undefined;
  }
  return typeof key === "string" && /^(0|[1-9]\d{0,9})$/.test(key) ? Number(key) : undefined;
}

export const instanceOf = (machine: Machine, value: Value, type: Value): boolean => {
  const wanted = type instanceof FunctionValue ? type.made : type;
  if (!(wanted instanceof ClassValue)) {
    if (type instanceof FunctionValue) return false;
    throw fail("TypeError", "Right-hand side of 'instanceof' is not callable");
  }
  if (value instanceof ObjectValue) return value.type.order.includes(wanted) || wanted.name === "Object";
  if (typeof value !== "object" || value === null || value === absent || isNumber(value)) return false;
  const name =
    value instanceof ArrayValue
      ? "Array"
      : value instanceof MapValue
        ? "Map"
        : value instanceof SetValue
          ? "Set"
          : value instanceof Ndarray
            ? typedName(value)
            : isFunction(value)
              ? "Function"
              : "";
  return wanted === machine.builtins.get(name) || wanted === machine.builtins.get("Object");
};

const typedNames: Readonly<Record<string, string>> = {
  float64: "Float64Array",
  float32: "Float32Array",
  int32: "Int32Array",
  int16: "Int16Array",
  int8: "Int8Array",
  uint32: "Uint32Array",
  uint16: "Uint16Array",
  uint8: "Uint8Array",
};
export const typedName = ({ dtype }: Ndarray): string => typedNames[dtype] ?? "Float64Array";
