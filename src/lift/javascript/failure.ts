import type { Span } from "../../base/span.ts";
import { NumpyFailure } from "../numpy/failure.ts";
import { ProgramError } from "../program-error.ts";
import { Unhashable } from "../python/values.ts";
import { ClassValue, ObjectValue, type Value } from "./values.ts";

export { OutOfBudget } from "../python/failure.ts";

/** A value that a program threw, on its way up. */
export class Thrown extends ProgramError {
  /** Where it was thrown. */
  span: Span | undefined;

  constructor(readonly value: Value) {
    super(messageOf(value));
  }
}

/** The classes of errors by name; the last is for what real JavaScript has and this interpreter has not. */
export const errorClasses = new Map<string, ClassValue>();
for (const name of "Error TypeError RangeError ReferenceError SyntaxError EvalError URIError NotInterpreted".split(
  " ",
)) {
  const base = errorClasses.get("Error");
  const type = new ClassValue(name, base ? [base] : [], ([message], target) => {
    const error = new ObjectValue(target);
    if (typeof message === "string") error.attributes.set("message", message);
    return error;
  });
  type.convert = (args) => type.make!(args, type);
  type.members.set("name", name);
  type.members.set("message", "");
  errorClasses.set(name, type);
}

export function fail(kind: string, message: string): Thrown {
  const error = new ObjectValue(errorClasses.get(kind)!);
  error.attributes.set("message", message);
  return new Thrown(error);
}

export const notInterpreted = (what: string): Thrown => fail("NotInterpreted", `${what} is not interpreted`);

export const isError = (value: Value): value is ObjectValue =>
  value instanceof ObjectValue && value.type.order.includes(errorClasses.get("Error")!);

export function messageOf(value: Value): string {
  if (!isError(value)) return typeof value === "object" && value !== null ? "an object" : String(value);
  const message = value.attributes.get("message");
  return typeof message === "string" ? message : "";
}

/** What a failure below means to the program; undefined for a mistake of our own. */
export function asThrown(failure: unknown): Thrown | undefined {
  if (failure instanceof Thrown) return failure;
  if (failure instanceof NumpyFailure) return fail("RangeError", failure.message);
  if (failure instanceof Unhashable) return notInterpreted("a key that is a list of numbers");
  if (failure instanceof RangeError && failure.message.includes("call stack"))
    return fail("RangeError", "Maximum call stack size exceeded");
  if (
    failure instanceof RangeError &&
    /Invalid (string|array|typed array|count)|maximum size/i.test(failure.message)
  )
    return fail("RangeError", "this value would be larger than a check allows");
  return undefined;
}
