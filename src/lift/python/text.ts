import { shortest } from "../../base/decimal.ts";
import { Ndarray } from "../numpy/array.ts";
import { typeText } from "../numpy/module.ts";
import { repr as arrayRepr, str as arrayStr, scalarRepr } from "../numpy/printing.ts";
import { Namespace, NumpyFunction, Tuple, TypeValue, type Value } from "../numpy/values.ts";
import { exceptionClasses, exceptionMessage, raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import {
  BoundMethod,
  Builtin,
  bare,
  ellipsis,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyRange,
  PySet,
  PySlice,
  type PyValue,
  typeName,
} from "./values.ts";

const printable: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\" };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(
    /[\\]|\p{Cc}/gu,
    (letter) => printable[letter] ?? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote;
}

/** `str(value)`. */
export function str(machine: Machine, value: PyValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Ndarray && value.role !== "weak") return arrayStr(value, machine.numpy.print);
  if (value instanceof PyInstance) {
    const own = value.type.find("__str__");
    if (own !== undefined) return machine.call(new BoundMethod(value, own), []) as string;
    if (isException(value)) return messageText(machine, value);
  }
  if (value instanceof TypeValue) return typeText(value, "str");
  return repr(machine, value);
}

const isException = (value: PyInstance): boolean =>
  value.type.order.includes(exceptionClasses.get("BaseException")!);

function messageText(machine: Machine, exception: PyInstance): string {
  const args = exception.attributes.get("args");
  const items = args instanceof Tuple ? (args.items as readonly PyValue[]) : [];
  if (items.length === 1)
    return exception.type.name === "KeyError" ? repr(machine, items[0]!) : str(machine, items[0]!);
  return items.length === 0 ? exceptionMessage(exception) : repr(machine, args!);
}

/** The most decimal digits of an integer that Python turns into text or reads from it. */
export const mostDigits = 4300;
const largest = 10n ** BigInt(mostDigits);

/** An integer's decimal digits. */
function digitsOf(value: bigint): string {
  if (value >= largest || value <= -largest)
    throw raise(
      "ValueError",
      `Exceeds the limit (${mostDigits} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    );
  return String(value);
}

/** `repr(value)`. */
export function repr(machine: Machine, given: PyValue, open: ReadonlySet<object> = new Set()): string {
  const value = bare(given);
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "bigint":
      return digitsOf(value);
    case "number":
      return shortest(value);
    case "boolean":
      return value ? "True" : "False";
  }
  if (value === null) return "None";
  if (value instanceof Ndarray) {
    return value.role === "scalar"
      ? scalarRepr(value.first, value.dtype, machine.numpy.print)
      : arrayRepr(value, machine.numpy.print);
  }
  if (open.has(value)) return value instanceof PyDict ? "{...}" : "[...]";
  const inside = new Set(open).add(value);
  const list = (items: Iterable<PyValue>): string =>
    Array.from(items, (item) => {
      machine.spend(2);
      return repr(machine, item, inside);
    }).join(", ");
  if (value instanceof PyList)
    return value.view ? `${value.view}([${list(value.items)}])` : `[${list(value.items)}]`;
  if (value instanceof Tuple)
    return value.items.length === 1
      ? `(${list(value.items as PyValue[])},)`
      : `(${list(value.items as PyValue[])})`;
  if (value instanceof PySet) return value.entries.size === 0 ? "set()" : `{${list(value.entries.values())}}`;
  if (value instanceof PyDict) {
    const entries = [...value.entries.values()].map(
      ([key, one]) => `${repr(machine, key, inside)}: ${repr(machine, one, inside)}`,
    );
    return dictText(value, entries, list);
  }
  if (value instanceof PyRange)
    return value.step === 1n
      ? `range(${value.start}, ${value.stop})`
      : `range(${value.start}, ${value.stop}, ${value.step})`;
  if (value instanceof PySlice) return `slice(${list([value.start, value.stop, value.step])})`;
  if (value === ellipsis) return "Ellipsis";
  if (value instanceof PyInstance) return instanceText(machine, value, list);
  if (value instanceof PyClass)
    return `<class '${exceptionClasses.has(value.name) || value.construct ? "" : "__main__."}${value.name}'>`;
  if (value instanceof PyFunction) return `<function ${value.name} at 0x7f0000000000>`;
  if (value instanceof Builtin || value instanceof NumpyFunction) return `<built-in function ${value.name}>`;
  if (value instanceof PyModule || value instanceof Namespace) return `<module '${value.name}'>`;
  if (value instanceof TypeValue) return typeText(value, "repr");
  if (value instanceof PyIterator) return `<${value.typeName} object at 0x7f0000000000>`;
  return (value as { text?: string }).text ?? `<${typeName(value)} object at 0x7f0000000000>`;
}

function dictText(
  dict: PyDict,
  entries: readonly string[],
  list: (items: Iterable<PyValue>) => string,
): string {
  const plain = `{${entries.join(", ")}}`;
  if (dict.kind === "OrderedDict") {
    const pairs = [...dict.entries.values()].map(([key, one]) => new Tuple([key, one] as Value[]));
    return pairs.length === 0 ? "OrderedDict()" : `OrderedDict([${list(pairs as PyValue[])}])`;
  }
  if (dict.kind === "Counter") {
    const sorted = [...dict.entries.values()]
      .map(([, count], at) => ({ count: Number(count), text: entries[at]! }))
      .sort((a, b) => b.count - a.count);
    return sorted.length === 0 ? "Counter()" : `Counter({${sorted.map((one) => one.text).join(", ")}})`;
  }
  return plain;
}

function instanceText(
  machine: Machine,
  value: PyInstance,
  list: (items: Iterable<PyValue>) => string,
): string {
  const own = value.type.find("__repr__");
  if (own !== undefined) return machine.call(new BoundMethod(value, own), []) as string;
  if (isException(value)) {
    const args = value.attributes.get("args");
    return `${value.type.name}(${args instanceof Tuple ? list(args.items as PyValue[]) : ""})`;
  }
  return `<__main__.${value.type.name} object at 0x7f0000000000>`;
}
