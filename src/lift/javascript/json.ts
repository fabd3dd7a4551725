import { Ndarray } from "../numpy/array.ts";
import { isFunction, toText } from "./convert.ts";
import { fail } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { isNumber, plain } from "./numbers.ts";
import { ownKeys } from "./properties.ts";
import { ArrayValue, absent, ObjectValue, type Value } from "./values.ts";

const deepest = 100;

/** A value as plain data, as far as JSON has it. */
function dataOf(machine: Machine, value: Value, depth: number): unknown {
  machine.spend(0.2);
  if (depth > deepest) throw fail("TypeError", "Converting circular structure to JSON");
  if (value === absent || isFunction(value)) return undefined;
  if (isNumber(value)) return plain(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ArrayValue) return value.items.map((one) => dataOf(machine, one, depth + 1) ?? null);
  if (value instanceof Ndarray)
    return Object.fromEntries(Array.from(value.values(), (one, at) => [String(at), one]));
  if (!(value instanceof ObjectValue)) return {};
  const own = machine.get(value, "toJSON");
  if (isFunction(own)) return dataOf(machine, machine.call(own, [], value), depth + 1);
  return new Map(ownKeys(value).map((name) => [name, dataOf(machine, machine.get(value, name), depth + 1)]));
}

/** Objects stay maps until they are written: no name of the program's becomes a property of ours. */
function written(data: unknown, gap: string, indent: string): string | undefined {
  if (data === undefined) return undefined;
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  const inner = indent + gap;
  const isList = Array.isArray(data);
  const parts = isList
    ? data.map((one) => written(one, gap, inner) ?? "null")
    : [...(data instanceof Map ? data : new Map(Object.entries(data)))].flatMap(([name, one]) => {
        const text = written(one, gap, inner);
        return text === undefined ? [] : [`${JSON.stringify(name)}:${gap === "" ? "" : " "}${text}`];
      });
  const [open, close] = isList ? "[]" : "{}";
  if (parts.length === 0) return `${open}${close}`;
  return gap === ""
    ? `${open}${parts.join(",")}${close}`
    : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

export function stringify(machine: Machine, value: Value, space: Value | undefined): Value {
  const gap =
    space === undefined || space === absent
      ? ""
      : isNumber(space)
        ? " ".repeat(Math.min(10, Math.max(0, plain(space))))
        : toText(machine, space);
  const text = written(dataOf(machine, value, 0), gap, "");
  return text === undefined ? absent : text;
}

export function parseJson(machine: Machine, text: string): Value {
  machine.spend(text.length / 16);
  const lifted = (data: unknown): Value => {
    if (Array.isArray(data)) return new ArrayValue(data.map(lifted));
    if (typeof data !== "object" || data === null) return data as Value;
    const object = machine.construct(machine.builtins.get("Object")!, []) as ObjectValue;
    for (const [name, one] of Object.entries(data)) object.attributes.set(name, lifted(one));
    return object;
  };
  try {
    return lifted(JSON.parse(text));
  } catch (failure) {
    if (failure instanceof SyntaxError) throw fail("SyntaxError", failure.message);
    throw failure;
  }
}
