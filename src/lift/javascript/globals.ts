import { Ndarray } from "../numpy/array.ts";
import type { DType } from "../numpy/dtype.ts";
import { callback, guardLength } from "./arrays.ts";
import { makeMap, makeSet } from "./collections.ts";
import { isAbsent, isFunction, known, toNumber, toText, truth, typedName } from "./convert.ts";
import { fetched } from "./data.ts";
import { errorClasses, fail, notInterpreted } from "./failure.ts";
import { inspect } from "./inspect.ts";
import { parseJson, stringify } from "./json.ts";
import type { Machine } from "./machine.ts";
import { mathNamespace } from "./math.ts";
import { isNumber, plain } from "./numbers.ts";
import { outsideNames } from "./outside.ts";
import { metaOf } from "./packages.ts";
import { patternOf } from "./patterns.ts";
import { keysOf, settled } from "./properties.ts";
import { numberOf } from "./texts.ts";
import { makeTyped } from "./typed-arrays.ts";
import {
  ArrayValue,
  absent,
  ClassValue,
  FunctionValue,
  Namespace,
  Native,
  ObjectValue,
  Outside,
  Pattern,
  Prototype,
  Settled,
  staticKey,
  Unknown,
  type Value,
} from "./values.ts";

const typed: Readonly<Record<string, DType>> = {
  Float64Array: "float64",
  Float32Array: "float32",
  Int32Array: "int32",
  Int16Array: "int16",
  Int8Array: "int8",
  Uint32Array: "uint32",
  Uint16Array: "uint16",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
};

type Call = (args: readonly Value[], self: Value) => Value;

const native = (name: string, call: Call): Native => new Native(name, (self, args) => call(args, self));

/** An object of functions that cannot be changed. */
export const namespaceOf = (name: string, members: Readonly<Record<string, Value | Call>>): Namespace =>
  new Namespace(
    name,
    new Map(
      Object.entries(members).map(([key, value]) => [
        key,
        typeof value === "function" ? native(key, value as Call) : value,
      ]),
    ),
  );

function builtinClass(
  name: string,
  make: (args: readonly Value[], type: ClassValue) => Value,
  statics: Readonly<Record<string, Value | Call>> = {},
): ClassValue {
  const made = new ClassValue(name, [], make);
  for (const [key, value] of Object.entries(statics))
    made.members.set(staticKey(key), typeof value === "function" ? native(key, value as Call) : value);
  return made;
}

/** The names that every program begins with. What reaches out of a program is not among them. */
export function globals(machine: Machine): Map<string, Value> {
  const objectClass = objects(machine);
  const names = new Map<string, Value>([
    ["undefined", absent],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["Math", mathNamespace(machine)],
    ["console", consoleOf(machine)],
    [
      "JSON",
      namespaceOf("JSON", {
        stringify: ([value, , space]) => stringify(machine, value ?? absent, space),
        parse: ([text]) => parseJson(machine, toText(machine, text ?? absent)),
      }),
    ],
    ["Object", objectClass],
    ["Array", arrays(machine)],
    ["Map", builtinClass("Map", ([given]) => makeMap(machine, given))],
    ["Set", builtinClass("Set", ([given]) => makeSet(machine, given))],
    ["WeakMap", builtinClass("WeakMap", ([given]) => makeMap(machine, given))],
    ["WeakSet", builtinClass("WeakSet", ([given]) => makeSet(machine, given))],
    ["Symbol", namespaceOf("Symbol", { iterator: "@@iterator", asyncIterator: "@@asyncIterator" })],
    ["Promise", promises(machine)],
    ["performance", namespaceOf("performance", { now: () => 0, mark: () => absent, measure: () => absent })],
    ...outsideNames(machine),
    [
      "module",
      new Namespace("module", new Map<string, Value>([["exports", new Namespace("module", new Map())]])),
    ],
    ["process", processOf(machine)],
  ]);
  const exported = (names.get("module") as Namespace).members.get("exports")!;
  names.set("exports", exported);
  for (const [name, make] of Object.entries(converters(machine))) names.set(name, make);
  for (const [name, type] of errorClasses) if (name !== "NotInterpreted") names.set(name, type);
  for (const [name, dtype] of Object.entries(typed))
    names.set(
      name,
      builtinClass(name, ([given]) => makeTyped(machine, dtype, given), {
        from: ([given, map]) => makeTyped(machine, dtype, listFrom(machine, given ?? absent, map)),
        of: (args) => makeTyped(machine, dtype, new ArrayValue([...args])),
      }),
    );
  for (const name of ["setTimeout", "setImmediate", "queueMicrotask", "requestIdleCallback"])
    names.set(
      name,
      native(name, ([given, , ...args]) => {
        machine.afterwards.later(callback(given), args);
        return 1;
      }),
    );
  names.set(
    "setInterval",
    native("setInterval", ([given, , ...args]) => {
      machine.afterwards.repeatedly(callback(given), args);
      return 1;
    }),
  );
  names.set(
    "requestAnimationFrame",
    native("requestAnimationFrame", ([given]) => {
      machine.afterwards.repeatedly(callback(given), [0]);
      return 1;
    }),
  );
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate", "cancelAnimationFrame"])
    names.set(
      name,
      native(name, () => absent),
    );
  names.set(
    "structuredClone",
    native("structuredClone", ([value]) => cloned(machine, value ?? absent)),
  );
  const wanted: Call = ([name]) => required(machine, toText(machine, name ?? absent));
  names.set(
    "require",
    new Native("require", (_, args) => wanted(args, absent), new Map([["main", names.get("module")!]])),
  );
  names.set(
    "import",
    native("import", (args) => {
      const module = wanted(args, absent);
      if (module instanceof Unknown) throw notInterpreted(`\`${module.name}\``);
      return new Settled(module);
    }),
  );
  const path = machine.neighbours?.tree.path ?? "program";
  for (const [name, value] of metaOf(path)) names.set(name, value);
  names.set(
    " unread",
    native("unread", ([what]) => {
      throw notInterpreted(toText(machine, what ?? absent));
    }),
  );
  names.set(
    "fetch",
    native("fetch", ([address]) => fetched(machine, address)),
  );
  for (const name of ["eval", "Function"])
    names.set(
      name,
      native(name, () => {
        throw notInterpreted(`\`${name}\``);
      }),
    );
  return names;
}

function required(machine: Machine, name: string): Value {
  return machine.files.module(name)?.whole ?? new Unknown(name);
}

const processOf = (machine: Machine): Namespace =>
  namespaceOf("process", {
    argv: new ArrayValue(["node", `/${machine.neighbours?.tree.path ?? "program"}`]),
    env: new Namespace("env", new Map()),
    platform: "linux",
    exitCode: absent,
    hrtime: () => new ArrayValue([0, 0]),
    uptime: () => 0,
    cwd: () => "/",
    on: () => absent,
    once: () => absent,
    nextTick: ([work, ...args]) => {
      machine.afterwards.later(callback(work), args);
      return absent;
    },
    memoryUsage: () => new Outside("memory"),
    stdin: new Outside("process.stdin"),
    stderr: new Outside("process.stderr"),
    exit: () => {
      throw fail("NotInterpreted", "`process.exit` ends the program here");
    },
    stdout: namespaceOf("stdout", {
      write: ([text]) => {
        machine.print(toText(machine, text ?? absent));
        return true;
      },
    }),
  });

const silentNames =
  "error warn table time timeEnd timeLog group groupCollapsed groupEnd assert count countReset dir clear trace profile profileEnd".split(
    " ",
  );

function consoleOf(machine: Machine): Namespace {
  const log: Call = (args) => {
    machine.spend(args.length);
    machine.print(`${logged(machine, args)}\n`);
    return absent;
  };
  const silent: Call = () => absent;
  return namespaceOf("console", {
    log,
    info: log,
    debug: log,
    ...Object.fromEntries(silentNames.map((name) => [name, silent])),
  });
}

/** What is printed of several values; `%d` and its like are filled in. */
function logged(machine: Machine, args: readonly Value[]): string {
  const [first, ...others] = args;
  if (typeof first !== "string" || !first.includes("%")) return args.map(inspect).join(" ");
  const rest = [...others];
  const text = first.replace(/%[sdifjoOc%]/g, (mark) => {
    if (mark === "%%") return "%";
    if (rest.length === 0) return mark;
    const value = rest.shift()!;
    if (mark === "%c") return "";
    if (mark === "%d") return String(numberOf(machine, value));
    if (mark === "%i") return String(Number.parseInt(toText(machine, value), 10));
    if (mark === "%f") return String(Number.parseFloat(toText(machine, value)));
    return mark === "%s" && typeof value === "string" ? value : inspect(value);
  });
  return [text, ...rest.map(inspect)].join(" ");
}

function objects(machine: Machine): ClassValue {
  const list = (items: Iterable<Value>): ArrayValue => new ArrayValue([...items]);
  const own = (value: Value | undefined): string[] => keysOf(machine, value ?? absent);
  const type: ClassValue = builtinClass(
    "Object",
    ([given], target) => (given !== undefined && !isAbsent(given) ? given : new ObjectValue(target)),
    {
      keys: ([value]) => list(own(value)),
      values: ([value]) => list(own(value).map((name) => machine.get(value!, name))),
      entries: ([value]) => list(own(value).map((name) => list([name, machine.get(value!, name)]))),
      assign: ([target, ...sources]) => {
        for (const source of sources)
          if (!isAbsent(source))
            for (const name of own(source)) machine.set(target!, name, machine.get(source, name));
        return target ?? absent;
      },
      fromEntries: ([pairs]) => {
        const made = new ObjectValue(type);
        for (const pair of machine.iterate(pairs ?? absent))
          made.attributes.set(toText(machine, machine.get(pair, 0)), machine.get(pair, 1));
        return made;
      },
      freeze: ([value]) => value ?? absent,
      seal: ([value]) => value ?? absent,
      isFrozen: () => false,
      create: ([base]) =>
        new ObjectValue(
          base instanceof Prototype ? base.of : base instanceof ObjectValue ? inheriting(base) : type,
        ),
      getPrototypeOf: ([value]) =>
        value instanceof ObjectValue ? new Prototype(value.type as ClassValue) : null,
      setPrototypeOf: () => {
        throw notInterpreted("`Object.setPrototypeOf`");
      },
      defineProperty: ([target, name, how]) => {
        machine.set(target!, name!, machine.get(how ?? absent, "value"));
        return target!;
      },
      getOwnPropertyNames: ([value]) => list(own(value)),
      is: ([a, b]) => Object.is(isNumber(a!) ? plain(a) : a, isNumber(b!) ? plain(b) : b),
      hasOwn: ([value, name]) =>
        value instanceof ObjectValue && value.attributes.has(toText(machine, name ?? absent)),
    },
  );
  return type;
}

/** A class whose objects see what another object holds. */
function inheriting(base: ObjectValue): ClassValue {
  const made = new ClassValue(base.type.name, [base.type as ClassValue]);
  for (const [name, value] of base.attributes) made.members.set(name, value);
  return made;
}

/** The items of an iterable or of what has a length, each by a function where one is given. */
function listFrom(machine: Machine, given: Value, map: Value | undefined): ArrayValue {
  const isIterable =
    typeof given === "string" ||
    !(given instanceof ObjectValue) ||
    isFunction(machine.get(given, "@@iterator"));
  let items: Value[];
  if (isIterable) items = [...machine.iterate(given)];
  else {
    const length = Math.max(0, Math.trunc(numberOf(machine, machine.get(given, "length"))) || 0);
    guardLength(machine, length);
    items = Array.from({ length }, (_, at) => machine.get(given, at));
  }
  if (map === undefined || map === absent) return new ArrayValue(items);
  const visit = callback(map);
  return new ArrayValue(
    items.map((item, at) => {
      machine.spend(1);
      return machine.call(visit, [item, at]);
    }),
  );
}

function arrays(machine: Machine): ClassValue {
  const make: Call = (args) => {
    const [first] = args;
    if (args.length !== 1 || !isNumber(first!)) return new ArrayValue([...args]);
    guardLength(machine, plain(first));
    return new ArrayValue(Array.from({ length: plain(first) }, () => absent));
  };
  const type = builtinClass("Array", (args) => make(args, absent), {
    from: ([given, map]) => listFrom(machine, given ?? absent, map),
    of: (args) => new ArrayValue([...args]),
    isArray: ([value]) => value instanceof ArrayValue,
  });
  type.convert = (args) => make(args, absent);
  return type;
}

function promises(machine: Machine): ClassValue {
  return builtinClass(
    "Promise",
    ([work]) => {
      let result: Settled = new Settled(absent);
      const resolve = native("resolve", ([value]) => {
        result = settled(value ?? absent);
        return absent;
      });
      const reject = native("reject", ([value]) => {
        result = new Settled(value ?? absent, true);
        return absent;
      });
      machine.afterwards.waiting++;
      try {
        machine.call(callback(work), [resolve, reject]);
      } finally {
        machine.afterwards.waiting--;
      }
      return result;
    },
    {
      resolve: ([value]) => settled(value ?? absent),
      reject: ([value]) => new Settled(value ?? absent, true),
      all: ([list]) =>
        new Settled(
          new ArrayValue(
            [...machine.iterate(list ?? absent)].map((one) => (one instanceof Settled ? one.value : one)),
          ),
        ),
    },
  );
}

/** `Number`, `String`, `Boolean` and the functions that read numbers. */
function converters(machine: Machine): Record<string, Value> {
  const converting = (
    name: string,
    convert: Call,
    statics: Record<string, Value | Call> = {},
  ): ClassValue => {
    const type = builtinClass(name, (args) => convert(args, absent), statics);
    type.convert = (args) => convert(args, absent);
    return type;
  };
  const parsed =
    (read: (text: string, radix?: number) => number): Call =>
    ([value = absent, radix]) => {
      known(value);
      return isNumber(value) && radix === undefined && read === (Number.parseFloat as unknown)
        ? value
        : read(toText(machine, value), radix === undefined ? undefined : numberOf(machine, radix));
    };
  const parseFloatOf = parsed(Number.parseFloat);
  const parseIntOf = parsed(Number.parseInt);
  const asked =
    (test: (value: number) => boolean): Call =>
    ([value]) =>
      value !== undefined && isNumber(value) && test(plain(value));
  return {
    Number: converting("Number", ([value]) => (value === undefined ? 0 : toNumber(machine, value)), {
      EPSILON: Number.EPSILON,
      MAX_VALUE: Number.MAX_VALUE,
      MIN_VALUE: Number.MIN_VALUE,
      MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
      MIN_SAFE_INTEGER: Number.MIN_SAFE_INTEGER,
      POSITIVE_INFINITY: Number.POSITIVE_INFINITY,
      NEGATIVE_INFINITY: Number.NEGATIVE_INFINITY,
      NaN: Number.NaN,
      isInteger: asked(Number.isInteger),
      isFinite: asked(Number.isFinite),
      isNaN: asked(Number.isNaN),
      isSafeInteger: asked(Number.isSafeInteger),
      parseFloat: parseFloatOf,
      parseInt: parseIntOf,
    }),
    String: converting("String", ([value]) => (value === undefined ? "" : toText(machine, value)), {
      fromCharCode: (args) => String.fromCharCode(...args.map((one) => numberOf(machine, one))),
    }),
    Boolean: converting("Boolean", ([value]) => truth(value ?? absent)),
    BigInt: converting("BigInt", ([value]) => toNumber(machine, value ?? absent)),
    Date: builtinClass(
      "Date",
      (_, type) => {
        const date = new ObjectValue(type);
        const moment = new Date(0);
        for (const name of Object.getOwnPropertyNames(Date.prototype)) {
          const read = moment[name as "getTime"] as unknown;
          if (/^(get|valueOf|to.*String$)/.test(name) && typeof read === "function")
            date.attributes.set(
              name,
              native(name, () => (/Locale/.test(name) ? "1/1/1970" : (read.call(moment) as string | number))),
            );
        }
        return date;
      },
      { now: () => 0 },
    ),
    RegExp: builtinClass("RegExp", ([source, flags]) => {
      const made =
        source instanceof Pattern
          ? source
          : patternOf(toText(machine, source ?? ""), flags ? toText(machine, flags) : "");
      if (!made) throw notInterpreted("this regular expression");
      return made;
    }),
    parseFloat: native("parseFloat", parseFloatOf),
    parseInt: native("parseInt", parseIntOf),
    isNaN: native("isNaN", ([value]) => Number.isNaN(numberOf(machine, value ?? absent))),
    isFinite: native("isFinite", ([value]) => Number.isFinite(numberOf(machine, value ?? absent))),
  };
}

function cloned(machine: Machine, value: Value): Value {
  machine.spend(1);
  if (value instanceof ArrayValue) return new ArrayValue(value.items.map((one) => cloned(machine, one)));
  if (value instanceof Ndarray) return makeTyped(machine, typed[typedName(value)]!, value);
  if (value instanceof ObjectValue) {
    const copy = new ObjectValue(value.type);
    for (const [name, one] of value.attributes) copy.attributes.set(name, cloned(machine, one));
    return copy;
  }
  if (value instanceof FunctionValue) throw fail("Error", "a function could not be cloned.");
  return value;
}
