import type { Span } from "../../base/span.ts";
import { NumpyFailure, parentKind } from "../numpy/failure.ts";
import { Tuple } from "../numpy/values.ts";
import { ProgramError } from "../program-error.ts";
import { PyClass, PyInstance, PyModule, type PyValue, Unhashable } from "./values.ts";

const parents: readonly (readonly [name: string, parent: string])[] = [
  ["Exception", "BaseException"],
  ["KeyboardInterrupt", "BaseException"],
  ["SystemExit", "BaseException"],
  ["ArithmeticError", "Exception"],
  ["ZeroDivisionError", "ArithmeticError"],
  ["OverflowError", "ArithmeticError"],
  ["FloatingPointError", "ArithmeticError"],
  ["LookupError", "Exception"],
  ["IndexError", "LookupError"],
  ["KeyError", "LookupError"],
  ["ValueError", "Exception"],
  ["TypeError", "Exception"],
  ["NameError", "Exception"],
  ["UnboundLocalError", "NameError"],
  ["AttributeError", "Exception"],
  ["AssertionError", "Exception"],
  ["RuntimeError", "Exception"],
  ["NotImplementedError", "RuntimeError"],
  ["RecursionError", "RuntimeError"],
  ["StopIteration", "Exception"],
  ["ImportError", "Exception"],
  ["ModuleNotFoundError", "ImportError"],
  // what real Python has and this interpreter has not
  ["NotInterpreted", "AttributeError"],
  ["OSError", "Exception"],
  ["FileNotFoundError", "OSError"],
  ["MemoryError", "Exception"],
  ["EOFError", "Exception"],
  ["Warning", "Exception"],
  ["UserWarning", "Warning"],
  ["DeprecationWarning", "Warning"],
  ["RuntimeWarning", "Warning"],
];

/** Python's exception classes by name. */
export const exceptionClasses = new Map<string, PyClass>([
  ["BaseException", new PyClass("BaseException", [])],
]);
for (const [name, parent] of parents)
  exceptionClasses.set(name, new PyClass(name, [exceptionClasses.get(parent)!]));
exceptionClasses.set("IOError", exceptionClasses.get("OSError")!);

/** A Python exception on its way up. */
export class Raised extends ProgramError {
  /** Where it was raised. */
  span: Span | undefined;

  constructor(readonly exception: PyInstance) {
    super(exceptionMessage(exception));
  }
}

export function exceptionMessage(exception: PyInstance): string {
  const args = exception.attributes.get("args");
  const [first, ...others] = args instanceof Tuple ? (args.items as readonly PyValue[]) : [];
  if (first === undefined) return "";
  return others.length === 0 && typeof first === "string" ? first : String(first);
}

export function raise(kind: string, message: string): Raised {
  const exception = new PyInstance(exceptionClasses.get(kind) ?? exceptionClasses.get("Exception")!);
  exception.attributes.set("args", new Tuple([message]));
  return new Raised(exception);
}

/** What is not known cannot be used. */
export function refuseUnknown(value: PyValue): void {
  if (value instanceof PyModule && value.isUnknown)
    throw raise("NotInterpreted", `${value.name} is not interpreted`);
}

/** A budget that ran out: the program ends, and no `except` holds it up. */
export class OutOfBudget extends ProgramError {
  span: Span | undefined;
}

/** The Python exception that a failure below means; undefined for a mistake of our own. */
export function asRaised(failure: unknown): Raised | undefined {
  if (failure instanceof Raised) return failure;
  if (failure instanceof NumpyFailure)
    return raise(parentKind[failure.kind] ?? failure.kind, failure.message);
  if (failure instanceof Unhashable) return raise("TypeError", `unhashable type: '${failure.message}'`);
  // no expression is compiled here: that takes more of a stack than is left, and ends the process
  if (failure instanceof RangeError && failure.message.includes("call stack")) {
    return raise("RecursionError", "maximum recursion depth exceeded");
  }
  if (
    failure instanceof RangeError &&
    /Invalid (string|array|typed array) length|maximum size/i.test(failure.message)
  )
    return raise("MemoryError", "this value would be larger than a check allows");
  return undefined;
}
