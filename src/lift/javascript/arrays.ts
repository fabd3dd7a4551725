import { identical, indexOf, isAbsent, isFunction, toNumber, toText, truth } from "./convert.ts";
import { fail } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { isNumber, plain } from "./numbers.ts";
import { ArrayValue, absent, FunctionValue, IteratorValue, type Value } from "./values.ts";

export type Method<T> = (machine: Machine, self: T, args: readonly Value[]) => Value;
/** A method under a name that every object of ours has too. */
export const method = <T>(one: Method<T>): Method<T> => one;
export type Methods<T> = Readonly<Record<string, Method<T>>>;

const longest = 4_000_000;

/** Refuses lists that no check has room for, and counts what it takes to make one. */
export function guardLength(machine: Machine, length: number): void {
  if (!Number.isInteger(length) || length < 0) throw fail("RangeError", "Invalid array length");
  if (length > longest) throw fail("RangeError", `a list of ${length} items is larger than a check allows`);
  machine.spend(length / 8);
}

export const whole = (machine: Machine, value: Value | undefined, missing: number): number =>
  value === undefined || value === absent ? missing : Math.trunc(plain(toNumber(machine, value))) || 0;

/** A position counted from either end, within a length. */
export function clamped(machine: Machine, value: Value | undefined, length: number, missing: number): number {
  const at = whole(machine, value, missing);
  return at < 0 ? Math.max(length + at, 0) : Math.min(at, length);
}

export function callback(value: Value | undefined, name = "callback"): Value {
  if (value === undefined || !isFunction(value))
    throw fail("TypeError", `${value === undefined ? "undefined" : name} is not a function`);
  return value;
}

/** NaN is itself here, as in `includes` and in maps. */
const same = (a: Value, b: Value): boolean =>
  isNumber(a) && isNumber(b) && Number.isNaN(plain(a)) ? Number.isNaN(plain(b)) : identical(a, b);

type Visit = (item: Value, at: number) => Value;

/** What a callback says of each item, as long as the list still has it. */
function each(machine: Machine, self: ArrayValue, args: readonly Value[]): Visit {
  const given = callback(args[0]);
  const own = args[1] ?? absent;
  return (item, at) => {
    machine.spend(1);
    return machine.call(given, [item, at, self], own);
  };
}

function flattened(machine: Machine, items: readonly Value[], depth: number): Value[] {
  machine.spend(items.length / 4);
  return items.flatMap((one) =>
    one instanceof ArrayValue && depth > 0 ? flattened(machine, one.items, depth - 1) : [one],
  );
}

/** Below, at or above 0, as `sort` asks. */
function order(machine: Machine, given: Value | undefined): (a: Value, b: Value) => number {
  if (given !== undefined && given !== absent) {
    const compare = callback(given);
    return (a, b) => {
      machine.spend(1);
      return plain(toNumber(machine, machine.call(compare, [a, b]))) || 0;
    };
  }
  return (a, b) => {
    if (a === absent || b === absent) return a === b ? 0 : a === absent ? 1 : -1;
    const [x, y] = [toText(machine, a), toText(machine, b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

function reduced(machine: Machine, self: ArrayValue, args: readonly Value[], fromEnd: boolean): Value {
  const given = callback(args[0]);
  const { items } = self;
  const places = [...items.keys()];
  if (fromEnd) places.reverse();
  let result = args[1];
  if (result === undefined) {
    const first = places.shift();
    if (first === undefined) throw fail("TypeError", "Reduce of empty array with no initial value");
    result = items[first]!;
  }
  for (const at of places) {
    machine.spend(1);
    result = machine.call(given, [result, items[at] ?? absent, at, self]);
  }
  return result;
}

export function joinText(machine: Machine, items: readonly Value[], between: string): string {
  machine.spend(items.length / 4);
  const text = items.map((one) => (isAbsent(one) ? "" : toText(machine, one))).join(between);
  if (text.length > longest) throw fail("RangeError", "Invalid string length");
  return text;
}

function* live(self: ArrayValue): Generator<Value> {
  for (let at = 0; at < self.items.length; at++) yield self.items[at]!;
}

export const iterator = (items: Iterable<Value>, name = "Array Iterator"): IteratorValue =>
  new IteratorValue(name, items[Symbol.iterator]());

const isPlain = (value: Value | undefined): value is FunctionValue =>
  value instanceof FunctionValue && !value.kind.isGenerator && !value.kind.isAsync;

export const arrayMethods: Methods<ArrayValue> = {
  push: (machine, { items }, args) => {
    machine.spend(args.length / 8);
    for (const one of args) items.push(one);
    return items.length;
  },
  pop: (_, { items }) => items.pop() ?? absent,
  shift: (machine, { items }) => {
    machine.spend(items.length / 512);
    return items.shift() ?? absent;
  },
  unshift: (machine, { items }, args) => {
    machine.spend(items.length / 512);
    return items.unshift(...args);
  },
  slice: (machine, { items }, args) => {
    machine.spend(items.length / 32);
    const from = clamped(machine, args[0], items.length, 0);
    return new ArrayValue(items.slice(from, clamped(machine, args[1], items.length, items.length)));
  },
  splice: (machine, { items }, args) => {
    machine.spend(items.length / 32);
    const from = clamped(machine, args[0], items.length, 0);
    const count = args.length < 2 ? items.length - from : Math.max(0, whole(machine, args[1], 0));
    return new ArrayValue(items.splice(from, count, ...args.slice(2)));
  },
  concat: (machine, { items }, args) => {
    const all = [items, ...args.map((one) => (one instanceof ArrayValue ? one.items : [one]))].flat();
    guardLength(machine, all.length);
    return new ArrayValue(all);
  },
  join: (machine, { items }, [between]) =>
    joinText(machine, items, between === undefined || between === absent ? "," : toText(machine, between)),
  toString: method<ArrayValue>((machine, { items }) => joinText(machine, items, ",")),
  reverse: (machine, self) => {
    machine.spend(self.items.length / 32);
    self.items.reverse();
    return self;
  },
  toReversed: (_, { items }) => new ArrayValue([...items].reverse()),
  indexOf: (machine, { items }, [wanted, from]) => {
    machine.spend(items.length / 16);
    const first = clamped(machine, from, items.length, 0);
    return items.findIndex((one, at) => at >= first && identical(one, wanted ?? absent));
  },
  lastIndexOf: (machine, { items }, [wanted]) => {
    machine.spend(items.length / 16);
    return items.findLastIndex((one) => identical(one, wanted ?? absent));
  },
  includes: (machine, { items }, [wanted]) => {
    machine.spend(items.length / 16);
    return items.some((one) => same(one, wanted ?? absent));
  },
  find: (machine, self, args) => {
    const visit = each(machine, self, args);
    return self.items.find((item, at) => truth(visit(item, at))) ?? absent;
  },
  findIndex: (machine, self, args) => {
    const visit = each(machine, self, args);
    return self.items.findIndex((item, at) => truth(visit(item, at)));
  },
  findLast: (machine, self, args) => {
    const visit = each(machine, self, args);
    return self.items.findLast((item, at) => truth(visit(item, at))) ?? absent;
  },
  filter: (machine, self, args) => {
    const visit = each(machine, self, args);
    return new ArrayValue(self.items.filter((item, at) => truth(visit(item, at))));
  },
  map: (machine, self, args) => {
    const visit = each(machine, self, args);
    return new ArrayValue(self.items.map((item, at) => visit(item, at)));
  },
  forEach: (machine, self, args) => {
    const [given, own] = args;
    // what is pushed meanwhile is not visited
    const items = [...self.items];
    if (isPlain(given) && machine.hooks.pass) machine.passes(given, items, self, own ?? absent);
    else {
      const visit = each(machine, self, args);
      for (const [at, item] of items.entries()) visit(item, at);
    }
    return absent;
  },
  reduce: (machine, self, args) => reduced(machine, self, args, false),
  reduceRight: (machine, self, args) => reduced(machine, self, args, true),
  some: (machine, self, args) => {
    const visit = each(machine, self, args);
    return self.items.some((item, at) => truth(visit(item, at)));
  },
  every: (machine, self, args) => {
    const visit = each(machine, self, args);
    return self.items.every((item, at) => truth(visit(item, at)));
  },
  sort: (machine, self, [compare]) => {
    machine.spend(self.items.length);
    self.items.sort(order(machine, compare));
    return self;
  },
  toSorted: (machine, self, [compare]) => {
    machine.spend(self.items.length);
    return new ArrayValue([...self.items].sort(order(machine, compare)));
  },
  flat: (machine, { items }, [depth]) =>
    new ArrayValue(flattened(machine, items, Math.min(100, whole(machine, depth, 1)))),
  flatMap: (machine, self, args) => {
    const visit = each(machine, self, args);
    return new ArrayValue(
      flattened(
        machine,
        self.items.map((item, at) => visit(item, at)),
        1,
      ),
    );
  },
  fill: (machine, self, [value, from, to]) => {
    const { items } = self;
    machine.spend(items.length / 8);
    const [first, last] = [
      clamped(machine, from, items.length, 0),
      clamped(machine, to, items.length, items.length),
    ];
    items.fill(value ?? absent, first, last);
    return self;
  },
  at: (machine, { items }, [at]) => items.at(whole(machine, at, 0)) ?? absent,
  with: (machine, { items }, [at, value]) =>
    new ArrayValue(items.with(whole(machine, at, 0), value ?? absent)),
  keys: (_, self) => iterator(self.items.keys()),
  values: (_, self) => iterator(live(self)),
  entries: (_, self) =>
    iterator(
      (function* pairs(): Generator<Value> {
        let at = 0;
        for (const item of live(self)) yield new ArrayValue([at++, item]);
      })(),
    ),
};

/** An item of a list; undefined where it has none. */
export const itemOf = ({ items }: ArrayValue, key: Value): Value | undefined => {
  const at = indexOf(key);
  return at === undefined ? undefined : (items[at] ?? absent);
};

/** Writes an item, with holes before it where the list is shorter. */
export function writeItem(machine: Machine, { items }: ArrayValue, at: number, value: Value): void {
  if (at > items.length) guardLength(machine, at);
  while (items.length < at) items.push(absent);
  items[at] = value;
}

export function writeLength(machine: Machine, { items }: ArrayValue, value: Value): void {
  const length = plain(toNumber(machine, value));
  guardLength(machine, length);
  while (items.length < length) items.push(absent);
  items.length = length;
}
