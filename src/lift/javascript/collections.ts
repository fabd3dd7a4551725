import { arrayMethods, callback, iterator, type Methods } from "./arrays.ts";
import type { Machine } from "./machine.ts";
import { isNumber, plain } from "./numbers.ts";
import {
  ArrayValue,
  absent,
  type IteratorValue,
  MapValue,
  type ObjectValue,
  SetValue,
  type Value,
} from "./values.ts";

/** What a map or a set tells a key by: a recorded number by its number, a list by itself. */
const key = (value: Value | undefined): Value =>
  value === undefined
    ? absent
    : isNumber(value)
      ? plain(value)
      : value instanceof ArrayValue
        ? held(value)
        : value;

/** Lists as keys are told apart by identity: an object of its own stands for each. */
const holders = new WeakMap<ArrayValue, ListKey>();
class ListKey {
  constructor(readonly list: ArrayValue) {}
}
function held(list: ArrayValue): ListKey {
  const known = holders.get(list) ?? new ListKey(list);
  holders.set(list, known);
  return known;
}
export const keyOut = (value: Value): Value => (value instanceof ListKey ? value.list : value);

export const mapMethods: Methods<MapValue> = {
  get: (_, self, [name]) => self.get(key(name)) ?? absent,
  set: (machine, self, [name, value]) => {
    machine.spend(0.5);
    self.set(key(name), value ?? absent);
    return self;
  },
  has: (_, self, [name]) => self.has(key(name)),
  delete: (_, self, [name]) => self.delete(key(name)),
  clear: (_, self) => {
    self.entries.clear();
    return absent;
  },
  forEach: (machine, self, [given]) => {
    for (const [name, value] of [...self.entries.values()])
      machine.call(callback(given), [value, keyOut(name), self]);
    return absent;
  },
  keys: (_, self) =>
    iterator(
      [...self.entries.values()].map(([name]) => keyOut(name)),
      "Map Iterator",
    ),
  values: (_, self) =>
    iterator(
      [...self.entries.values()].map(([, value]) => value),
      "Map Iterator",
    ),
  entries: (_, self) => iterator(pairsOf(self), "Map Iterator"),
};

export const pairsOf = (self: MapValue): ArrayValue[] =>
  [...self.entries.values()].map(([name, value]) => new ArrayValue([keyOut(name), value]));

export const setMethods: Methods<SetValue> = {
  add: (machine, self, [value]) => {
    machine.spend(0.5);
    self.add(key(value));
    return self;
  },
  has: (_, self, [value]) => self.has(key(value)),
  delete: (_, self, [value]) => {
    for (const [text, one] of self.entries) if (one === key(value)) return self.entries.delete(text);
    return false;
  },
  clear: (_, self) => {
    self.entries.clear();
    return absent;
  },
  forEach: (machine, self, [given]) => {
    for (const value of itemsOf(self)) machine.call(callback(given), [value, value, self]);
    return absent;
  },
  keys: (_, self) => iterator(itemsOf(self), "Set Iterator"),
  values: (_, self) => iterator(itemsOf(self), "Set Iterator"),
  entries: (_, self) =>
    iterator(
      itemsOf(self).map((one) => new ArrayValue([one, one])),
      "Set Iterator",
    ),
};

export const itemsOf = (self: SetValue): Value[] => [...self.entries.values()].map(keyOut);

export function makeMap(machine: Machine, given: Value | undefined): MapValue {
  const map = new MapValue();
  if (given !== undefined && given !== null && given !== absent)
    for (const pair of machine.iterate(given))
      mapMethods.set!(machine, map, [machine.get(pair, 0), machine.get(pair, 1)]);
  return map;
}

export function makeSet(machine: Machine, given: Value | undefined): SetValue {
  const set = new SetValue();
  if (given !== undefined && given !== null && given !== absent)
    for (const one of machine.iterate(given)) setMethods.add!(machine, set, [one]);
  return set;
}

/** `{ value, done }`, as an iterator's `next` gives it. */
export function step(machine: Machine, self: IteratorValue): ObjectValue {
  const { value, done } = self.items.next();
  const result = machine.construct(machine.builtins.get("Object")!, []) as ObjectValue;
  result.attributes.set("value", done ? absent : (value as Value));
  result.attributes.set("done", done === true);
  return result;
}

export const iteratorMethods: Methods<IteratorValue> = {
  next: (machine, self) => step(machine, self),
  "@@iterator": (_, self) => self,
  ...Object.fromEntries(
    ["map", "filter", "forEach", "reduce", "some", "every", "find"].map((name) => [
      name,
      (machine: Machine, self: IteratorValue, args: readonly Value[]) =>
        arrayMethods[name]!(machine, new ArrayValue([...machine.iterate(self)]), args),
    ]),
  ),
  toArray: (machine, self) => new ArrayValue([...machine.iterate(self)]),
};
