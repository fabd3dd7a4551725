import { Ndarray } from "../numpy/array.ts";
import {
  arrayMethods,
  guardLength,
  itemOf,
  iterator,
  type Method,
  type Methods,
  method,
  writeItem,
  writeLength,
} from "./arrays.ts";
import { itemsOf, iteratorMethods, mapMethods, pairsOf, setMethods } from "./collections.ts";
import { indexOf, keyText, toText, typedName } from "./convert.ts";
import { fail, notInterpreted } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { isNumber } from "./numbers.ts";
import { globalMember, memberOutside, setGlobalMember, setOutside } from "./outside.ts";
import { patternMethods } from "./patterns.ts";
import { numberMethods, textMethods } from "./texts.ts";
import { typedItem, typedItems, typedMethods, writeTypedItem } from "./typed-arrays.ts";
import {
  ArrayValue,
  absent,
  BoundMethod,
  ClassValue,
  FileNamespace,
  FunctionValue,
  GlobalObject,
  IteratorValue,
  MapValue,
  Namespace,
  Native,
  ObjectValue,
  Outside,
  Pattern,
  Property,
  Prototype,
  Settled,
  SetValue,
  SuperValue,
  staticKey,
  Unknown,
  type Value,
} from "./values.ts";

/** The own names of an object that a program sees, whole numbers first. */
export function ownKeys({ attributes }: ObjectValue): string[] {
  const names = [...attributes.keys()].filter((name) => !name.startsWith("#") && !name.startsWith("@@"));
  const numbers = names.filter((name) => indexOf(name) !== undefined);
  if (numbers.length === 0) return names;
  return [
    ...numbers.sort((a, b) => Number(a) - Number(b)),
    ...names.filter((name) => indexOf(name) === undefined),
  ];
}

/** The class that `new` makes objects of where a plain function is called so. */
export function classOf(of: FunctionValue): ClassValue {
  of.made ??= classFrom(of, []);
  return of.made;
}

function classFrom(of: FunctionValue, bases: readonly ClassValue[]): ClassValue {
  const made = new ClassValue(of.name, bases);
  made.from = of;
  return made;
}

const bind = <T extends Value>(machine: Machine, methods: Methods<T>, name: string): Native | undefined =>
  Object.hasOwn(methods, name)
    ? new Native(name, (self, args) => (methods[name] as Method<T>)(machine, self as T, args))
    : undefined;

/** What every object can do. */
const objectMethods: Methods<Value> = {
  hasOwnProperty: method<Value>(
    (machine, self, [name]) =>
      self instanceof ObjectValue && self.attributes.has(keyText(machine, name ?? absent)),
  ),
  toString: method<Value>((machine, self) => toText(machine, self)),
  valueOf: method<Value>((_, self) => self),
  isPrototypeOf: method<Value>(() => false),
};

function callOther(machine: Machine, self: Value, args: readonly Value[]): Value {
  return machine.call(self, args.slice(1), args[0] ?? absent);
}

/** The items of a list, or of what has a length. */
function itemsLike(machine: Machine, list: Value): Value[] {
  if (!(list instanceof ObjectValue)) return [...machine.iterate(list)];
  const length = Number(machine.get(list, "length")) || 0;
  guardLength(machine, length);
  return Array.from({ length }, (_, at) => machine.get(list, at));
}

const functionMethods: Methods<Value> = {
  call: callOther,
  apply: (machine, self, [own, list]) =>
    machine.call(
      self,
      list === undefined || list === null || list === absent ? [] : itemsLike(machine, list),
      own ?? absent,
    ),
  bind: (machine, self, [own, ...first]) => {
    if (first.length === 0) return new BoundMethod(own ?? absent, self);
    const given = new Native("bound", (around, args) => machine.call(self, [...first, ...args], around));
    return new BoundMethod(own ?? absent, given);
  },
  toString: method<Value>((machine, self) => toText(machine, self)),
};

const promiseMethods: Methods<Settled> = {
  // biome-ignore lint/suspicious/noThenProperty: the program's own method
  then: (machine, self, [given]) =>
    self.isRejected || given === undefined ? self : settled(machine.call(given, [self.value])),
  catch: (machine, self, [given]) =>
    self.isRejected && given !== undefined ? settled(machine.call(given, [self.value])) : self,
  finally: (machine, self, [given]) => {
    if (given !== undefined) machine.call(given, []);
    return self;
  },
};
export const settled = (value: Value): Settled => (value instanceof Settled ? value : new Settled(value));

/** `object[key]`. */
export function getProperty(machine: Machine, object: Value, key: Value): Value {
  if (object instanceof ArrayValue) {
    const item = itemOf(object, key);
    if (item !== undefined) return item;
  } else if (object instanceof Ndarray && object.rank === 1) {
    const at = indexOf(key);
    if (at !== undefined) return at < object.shape[0]! ? typedItem(object, at) : absent;
  }
  return named(machine, object, keyText(machine, key), object) ?? absent;
}

/** A property by name; undefined where there is none. */
function named(machine: Machine, object: Value, name: string, self: Value): Value | undefined {
  if (object === absent || object === null)
    throw fail(
      "TypeError",
      `Cannot read properties of ${object === null ? "null" : "undefined"} (reading '${name}')`,
    );
  if (object instanceof ObjectValue) {
    const { type } = object;
    if (name === "constructor") return object.attributes.get(name) ?? (type as ClassValue).from ?? type;
    const own = object.attributes.get(name) ?? type.find(name);
    if (own !== undefined) return own instanceof Property ? read(machine, own, self) : own;
    return addedTo(machine, "Object", name) ?? bind(machine, objectMethods, name);
  }
  if (object instanceof ArrayValue) {
    if (name === "length") return object.items.length;
    if (name === "@@iterator") return new Native(name, () => iterator(object.items));
    const added = addedTo(machine, "Array", name);
    if (added) return added;
    return bind(machine, arrayMethods, name) ?? constructorOf(machine, name, "Array");
  }
  if (isNumber(object))
    return (
      addedTo(machine, "Number", name) ??
      bind(machine, numberMethods, name) ??
      constructorOf(machine, name, "Number")
    );
  if (object instanceof Ndarray) {
    if (name === "length" || name === "byteLength") return object.shape[0]!;
    return addedTo(machine, typedName(object), name) ?? bind(machine, typedMethods, name);
  }
  if (typeof object === "string") {
    if (name === "length") return object.length;
    const at = indexOf(name);
    if (at !== undefined) return object[at];
    return (
      addedTo(machine, "String", name) ??
      bind(machine, textMethods, name) ??
      constructorOf(machine, name, "String")
    );
  }
  if (object instanceof ClassValue) return ofClass(machine, object, name, self);
  if (object instanceof FunctionValue) {
    const own = object.attributes.get(name);
    if (own !== undefined) return own;
    if (name === "prototype") return new Prototype(classOf(object));
    const optional = object.parameters.findIndex((one) => one.default || one.star);
    return ofFunction(machine, name, object.name, optional < 0 ? object.parameters.length : optional);
  }
  if (object instanceof Native && object.members?.has(name)) return object.members.get(name);
  if (object instanceof Native || object instanceof BoundMethod)
    return ofFunction(machine, name, object instanceof Native ? object.name : "bound", 0);
  if (object instanceof FileNamespace) return object.exported(name);
  if (object instanceof Namespace) return object.members.get(name) ?? object.missing?.(name);
  if (object instanceof MapValue)
    return name === "size"
      ? object.entries.size
      : (bind(machine, mapMethods, name) ??
          (name === "@@iterator" ? new Native(name, () => iterator(pairsOf(object))) : undefined));
  if (object instanceof SetValue)
    return name === "size"
      ? object.entries.size
      : (bind(machine, setMethods, name) ??
          (name === "@@iterator" ? new Native(name, () => iterator(itemsOf(object))) : undefined));
  if (object instanceof IteratorValue) return bind(machine, iteratorMethods, name);
  if (object instanceof Prototype) {
    if (name === "constructor") return object.of;
    return object.of.find(name);
  }
  if (object instanceof SuperValue) return ofSuper(machine, object, name);
  if (object instanceof Settled) return bind(machine, promiseMethods, name);
  if (typeof object === "boolean") return bind(machine, objectMethods, name);
  if (object instanceof Outside) return memberOutside(object, name);
  if (object instanceof GlobalObject) return globalMember(machine, object, name);
  if (object instanceof Unknown) throw notInterpreted(`\`${object.name}\``);
  if (object instanceof Pattern)
    return name === "source" ? object.pattern.source : bind(machine, patternMethods, name);
  return undefined;
}

/** What a program has added to the prototype of a class of the language. */
function addedTo(machine: Machine, type: string, name: string): Value | undefined {
  const known = machine.builtins.get(type);
  return known instanceof ClassValue && known.members.size > 0 ? known.members.get(name) : undefined;
}

const constructorOf = (machine: Machine, name: string, type: string): Value | undefined =>
  name === "constructor" ? machine.builtins.get(type) : undefined;

const read = (machine: Machine, { get }: Property, self: Value): Value =>
  get === absent ? absent : machine.call(get, [], self);

function ofFunction(machine: Machine, name: string, own: string, length: number): Value | undefined {
  if (name === "name") return own;
  if (name === "length") return length;
  if (name === "constructor") return machine.builtins.get("Function");
  const added = addedTo(machine, "Function", name);
  if (added) return added;
  return bind(machine, functionMethods, name);
}

function ofClass(machine: Machine, type: ClassValue, name: string, self: Value): Value | undefined {
  const own = type.find(staticKey(name));
  if (own !== undefined) return own instanceof Property ? read(machine, own, self) : own;
  if (name === "prototype") return new Prototype(type);
  return ofFunction(machine, name, type.name, 0);
}

function ofSuper(machine: Machine, { self, after, isStatic }: SuperValue, name: string): Value | undefined {
  const found = after?.find(isStatic ? staticKey(name) : name);
  if (found === undefined && isStatic && after) return ofClass(machine, after, name, self);
  return found instanceof Property ? read(machine, found, self) : found;
}

/** Whether an object has a property, its class's included. */
export function hasProperty(machine: Machine, object: Value, name: string): boolean {
  if (object instanceof ArrayValue) {
    const at = indexOf(name);
    return at === undefined
      ? name === "length" || Object.hasOwn(arrayMethods, name)
      : at < object.items.length;
  }
  if (typeof object !== "object" || object === null || object === absent)
    throw fail("TypeError", `Cannot use 'in' operator to search for '${name}'`);
  if (object instanceof ObjectValue)
    return object.attributes.has(name) || object.type.find(name) !== undefined;
  return named(machine, object, name, object) !== undefined;
}

/** `object[key] = value`. */
export function setProperty(machine: Machine, object: Value, key: Value, value: Value): void {
  if (object instanceof ArrayValue) {
    const at = indexOf(key);
    if (at !== undefined) writeItem(machine, object, at, value);
    else if (key === "length") writeLength(machine, object, value);
    else throw notInterpreted(`a property \`${keyText(machine, key)}\` of a list`);
    return;
  }
  if (object instanceof Ndarray && object.rank === 1) {
    const at = indexOf(key);
    if (at !== undefined) writeTypedItem(machine, object, at, value);
    return;
  }
  const name = keyText(machine, key);
  if (object === absent || object === null)
    throw fail(
      "TypeError",
      `Cannot set properties of ${object === null ? "null" : "undefined"} (setting '${name}')`,
    );
  if (object instanceof ObjectValue) {
    const known = object.attributes.get(name) ?? object.type.find(name);
    if (known instanceof Property) write(machine, known, object, name, value);
    else {
      if (!object.attributes.has(name)) machine.spend(0.2);
      object.attributes.set(name, value);
    }
  } else if (object instanceof ClassValue) {
    const known = object.find(staticKey(name));
    if (known instanceof Property) write(machine, known, object, name, value);
    else if (object.make) throw fail("TypeError", `Cannot assign to '${name}' of ${object.name}`);
    else object.members.set(staticKey(name), value);
  } else if (object instanceof Prototype) {
    object.of.members.set(name, value);
  } else if (object instanceof FunctionValue) {
    if (name === "prototype") inherit(object, value);
    else object.attributes.set(name, value);
  } else if (object instanceof Outside) setOutside(machine, name, value);
  else if (object instanceof GlobalObject) setGlobalMember(machine, name, value);
  // `Math.sigmoid = …`
  else if (object instanceof Namespace && !(object instanceof FileNamespace)) object.members.set(name, value);
  else if (typeof object === "object" && !(object instanceof Ndarray))
    throw fail("TypeError", `Cannot assign to read only property '${name}'`);
}

/** `F.prototype = …`: the members of an object, or of another function's. */
function inherit(of: FunctionValue, value: Value): void {
  const bases = value instanceof ObjectValue && value.type instanceof ClassValue ? [value.type] : [];
  of.made = classFrom(of, value instanceof Prototype ? [value.of] : bases);
  if (value instanceof ObjectValue)
    for (const [name, one] of value.attributes) of.made.members.set(name, one);
}

function write(machine: Machine, { set }: Property, self: Value, name: string, value: Value): void {
  if (set === undefined) throw fail("TypeError", `Cannot set property ${name} which has only a getter`);
  machine.call(set, [value], self);
}

export function deleteProperty(machine: Machine, object: Value, key: Value): boolean {
  const name = keyText(machine, key);
  if (object instanceof ObjectValue) object.attributes.delete(name);
  if (object instanceof ArrayValue) {
    const at = indexOf(key);
    if (at !== undefined && at < object.items.length) object.items[at] = absent;
  }
  return true;
}

/** The names that `for … in` and `Object.keys` go through. */
export function keysOf(machine: Machine, object: Value): string[] {
  if (object instanceof ObjectValue) return ownKeys(object);
  if (object instanceof ArrayValue) return object.items.map((_, at) => String(at));
  if (object instanceof Ndarray && object.rank === 1)
    return typedItems(machine, object).map((_, at) => String(at));
  if (typeof object === "string") return [...object].map((_, at) => String(at));
  if (object instanceof FunctionValue) return [...object.attributes.keys()];
  if (object instanceof FileNamespace) return [...object.exports()];
  if (object instanceof Namespace) return [...object.members.keys()];
  if (object instanceof ClassValue)
    return [...object.members].flatMap(([name, value]) =>
      name.startsWith("static ") && !(value instanceof FunctionValue) ? [name.slice(7)] : [],
    );
  if (object === null || object === absent)
    throw fail("TypeError", "Cannot convert undefined or null to object");
  return [];
}
