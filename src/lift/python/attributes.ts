import { Ndarray } from "../numpy/array.ts";
import { getAttribute as arrayAttribute, setAttribute as setArrayAttribute } from "../numpy/attributes.ts";
import { typeAttribute } from "../numpy/classes.ts";
import { Namespace, NumpyFunction, StreamValue, Tuple, TypeValue } from "../numpy/values.ts";
import { fromNumpy, toNumpy } from "./bridge.ts";
import { dunderOf } from "./dunders.ts";
import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { methodsOf, methodsOfType, workOfMethod } from "./methods.ts";
import {
  BoundMethod,
  Builtin,
  bare,
  ClassMethod,
  isWeak,
  Property,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyModule,
  PySlice,
  type PyValue,
  StaticMethod,
  Super,
  typeName,
} from "./values.ts";

/** `object.name`. */
export function getAttribute(machine: Machine, object: PyValue, name: string): PyValue {
  const value = find(machine, object, name);
  if (value !== undefined) return value;
  const dunder = dunderOf(machine, object, name);
  if (dunder !== undefined) return dunder;
  const kind =
    object instanceof PyClass
      ? `type object '${object.name}'`
      : object instanceof PyModule || object instanceof Namespace
        ? `module '${object.name}'`
        : `'${typeName(object)}' object`;
  const isOurs = object instanceof PyModule || object instanceof Namespace || object instanceof Ndarray;
  throw raise(isOurs ? "NotInterpreted" : "AttributeError", `${kind} has no attribute '${name}'`);
}

export function find(machine: Machine, object: PyValue, name: string): PyValue | undefined {
  if (object instanceof PyInstance) return ofInstance(machine, object, name);
  if (object instanceof Ndarray && !isWeak(object)) {
    const value = arrayAttribute(object, name, machine.numpy);
    return value === undefined ? undefined : fromNumpy(value);
  }
  if (object instanceof PyModule) return object.members.get(name) ?? object.missing?.(name);
  if (object instanceof Namespace) {
    const value = object.members.get(name);
    return value === undefined ? undefined : fromNumpy(value);
  }
  if (object instanceof StreamValue || object instanceof NumpyFunction)
    return object.methods.get(name) as PyValue | undefined;
  if (object instanceof TypeValue) {
    const value = typeAttribute(object, name);
    return value === undefined ? undefined : fromNumpy(value);
  }
  if (object instanceof PyClass) return ofClass(object, name) ?? ofType(machine, object, name);
  if (object instanceof PySlice) return { start: object.start, stop: object.stop, step: object.step }[name];
  if (object instanceof Super) return ofSuper(machine, object, name);
  if (object instanceof PyFunction)
    return object.attributes.get(name) ?? (name === "__name__" ? object.name : undefined);
  if (object instanceof Property && name === "setter")
    return new Builtin("setter", ([method]) => new Property(object.get, method));
  if (object instanceof PyIterator && (name === "next" || name === "__next__"))
    return new Builtin(name, () => machine.call(machine.builtinNames.get("next")!, [object]));
  if (name === "__class__") return machine.call(machine.builtinNames.get("type")!, [object]);
  const method = own(methodsOf(object), name);
  if (method)
    return new Builtin(name, (args, keywords) => {
      machine.spend(workOfMethod(object, name));
      return method(machine, object as never, args, keywords);
    });
  return ofNumber(bare(object), name);
}

function ofNumber(value: PyValue, name: string): PyValue | undefined {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") return undefined;
  if (name === "real") return value;
  if (name === "imag") return typeof value === "number" ? 0 : 0n;
  if (name === "is_integer" && typeof value === "number")
    return new Builtin(name, () => Number.isInteger(value));
  if (name === "bit_length" && typeof value === "bigint")
    return new Builtin(name, () => BigInt(value === 0n ? 0 : value.toString(2).replace("-", "").length));
  if (name === "item") return new Builtin(name, () => value);
  return undefined;
}

/** A member of a class as its instance sees it. */
function bound(machine: Machine, self: PyValue, type: PyClass, member: PyValue): PyValue {
  if (member instanceof PyFunction || member instanceof Builtin) return new BoundMethod(self, member);
  if (member instanceof Property) return machine.call(member.get, [self]);
  if (member instanceof StaticMethod) return member.method;
  return member instanceof ClassMethod ? new BoundMethod(type, member.method) : member;
}

function ofInstance(machine: Machine, object: PyInstance, name: string): PyValue | undefined {
  const member = object.type.find(name);
  if (member instanceof Property) return machine.call(member.get, [object]);
  const own = object.attributes.get(name);
  if (own !== undefined) return own;
  if (member !== undefined) return bound(machine, object, object.type, member);
  if (name === "__class__") return object.type;
  if (name === "__dict__") {
    const dict = new PyDict();
    for (const [key, value] of object.attributes) dict.set(key, value);
    return dict;
  }
  const fallback = object.type.find("__getattr__");
  return fallback === undefined ? undefined : machine.call(new BoundMethod(object, fallback), [name]);
}

function ofClass(type: PyClass, name: string): PyValue | undefined {
  // a class is shown with its module, its own name is without
  if (name === "__name__") return type.name.slice(type.name.lastIndexOf(".") + 1);
  const member = type.find(name);
  if (member instanceof StaticMethod) return member.method;
  if (member instanceof ClassMethod) return new BoundMethod(type, member.method);
  return member;
}

/** What a table itself holds: `[].constructor` is none of Python's. */
const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

/** A method of a built-in type, its value handed in first: `str.upper("a")`; `dict.fromkeys` needs none. */
function ofType(machine: Machine, type: PyClass, name: string): PyValue | undefined {
  const method = own(methodsOfType(type.name), name);
  if (!method) return undefined;
  return new Builtin(name, (args, keywords) =>
    name === "fromkeys"
      ? method(machine, undefined as never, args, keywords)
      : method(machine, args[0] as never, args.slice(1), keywords),
  );
}

function ofSuper(machine: Machine, { self, after }: Super, name: string): PyValue | undefined {
  const type = self instanceof PyInstance ? self.type : (self as PyClass);
  const rest = type.order.slice(type.order.indexOf(after) + 1);
  const holder = rest.find((one) => one.members.has(name));
  if (holder) return bound(machine, self, type, holder.members.get(name)!);
  // object's own __init__ takes nothing and does nothing
  return name === "__init__" ? new Builtin(name, (args) => setArguments(self, args)) : undefined;
}

function setArguments(self: PyValue, args: readonly PyValue[]): null {
  if (self instanceof PyInstance && self.type.order.some((one) => one.name === "BaseException"))
    self.attributes.set("args", new Tuple(args as never[]));
  return null;
}

/** `object.name = value`. */
export function setAttribute(machine: Machine, object: PyValue, name: string, value: PyValue): void {
  if (object instanceof PyInstance) {
    const member = object.type.find(name);
    if (member instanceof Property) {
      if (member.set === undefined) throw raise("AttributeError", `can't set attribute '${name}'`);
      machine.call(member.set, [object, value]);
    } else object.attributes.set(name, value);
  } else if (object instanceof PyClass) object.members.set(name, value);
  else if (object instanceof PyFunction) object.attributes.set(name, value);
  else if (object instanceof PyModule) object.members.set(name, value);
  else if (object instanceof Ndarray && setArrayAttribute(object, name, toNumpy(value, machine.call))) return;
  else throw raise("AttributeError", `'${typeName(object)}' object has no attribute '${name}'`);
}

export function deleteAttribute(object: PyValue, name: string): void {
  if (object instanceof PyInstance && object.attributes.delete(name)) return;
  throw raise("AttributeError", name);
}
