import { guardSize, Ndarray } from "../numpy/array.ts";
import {
  Callable,
  Dict,
  Ellipsis,
  List,
  Namespace,
  NumpyFunction,
  Opaque,
  Slice,
  Tuple,
  TypeValue,
  type Value,
} from "../numpy/values.ts";
import { refuseUnknown } from "./failure.ts";
import {
  BoundMethod,
  Builtin,
  ellipsis,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyRange,
  PySlice,
  type PyValue,
  typeName,
} from "./values.ts";

const types: Readonly<Record<string, "float64" | "int64" | "bool">> = {
  float: "float64",
  int: "int64",
  bool: "bool",
};

/** A Python value as NumPy takes it. `call` runs functions of the program. */
export function toNumpy(value: PyValue, call: (callee: PyValue, args: readonly PyValue[]) => PyValue): Value {
  // most of what comes here is a number in a list
  if (value === null || typeof value !== "object" || value instanceof Ndarray) return value as Value;
  const each = (items: Iterable<PyValue>): Value[] => Array.from(items, (item) => toNumpy(item, call));
  if (value instanceof PyList) {
    const reorder = (order: readonly number[]): void => {
      const before = [...value.items];
      for (const [at, from] of order.entries()) value.items[at] = before[from]!;
    };
    return new List(each(value.items), reorder);
  }
  if (value instanceof Tuple) return new Tuple(each(value.items as readonly PyValue[]));
  if (value instanceof PyRange) {
    guardSize([value.length], "int64");
    return new List(Array.from({ length: value.length }, (_, at) => value.at(at)));
  }
  if (value instanceof PyIterator) return new List(each(value));
  if (value instanceof PySlice)
    return new Slice(
      ...([value.start, value.stop, value.step].map((one) => toNumpy(one, call)) as [Value, Value, Value]),
    );
  if (value === ellipsis) return new Ellipsis();
  if (value instanceof PyClass && types[value.name]) return new TypeValue(types[value.name]!);
  // the type of whatever is no number
  if (value instanceof PyClass && value.name === "object") return "object";
  if (
    value instanceof PyFunction ||
    value instanceof Builtin ||
    value instanceof BoundMethod ||
    value instanceof PyClass
  ) {
    return new Callable((args) => toNumpy(call(value, args.map(fromNumpy)), call));
  }
  if (value instanceof NumpyFunction || value instanceof Namespace || value instanceof TypeValue)
    return value;
  const array = value instanceof PyInstance ? value.type.find("__array__") : undefined;
  if (array !== undefined) return toNumpy(call(new BoundMethod(value, array), []), call);
  if (value instanceof PyDict) return new Opaque(value, "dict");
  refuseUnknown(value);
  return (isNumpyValue(value) ? value : new Opaque(value, typeName(value))) as Value;
}

const isNumpyValue = (value: object): boolean =>
  ["StreamValue", "ArrayIterator", "ClassValue"].includes(value.constructor.name);

/** What NumPy gave, as Python sees it. */
export function fromNumpy(value: Value): PyValue {
  if (value instanceof List) return new PyList(value.items.map(fromNumpy));
  if (value instanceof Tuple) return new Tuple(value.items.map(fromNumpy) as Value[]);
  if (value instanceof Opaque) return value.value as PyValue;
  if (value instanceof Dict) {
    const dict = new PyDict();
    for (const [key, one] of value.entries) dict.set(fromNumpy(key), fromNumpy(one));
    return dict;
  }
  return value as PyValue;
}
