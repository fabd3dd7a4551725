import { Tuple, type Value } from "../numpy/values.ts";
import { formatWith } from "./expressions.ts";
import { raise } from "./failure.ts";
import { affordable } from "./format.ts";
import type { Machine } from "./machine.ts";
import { equal } from "./operators.ts";
import { sortedItems } from "./sorting.ts";
import { bare, type Keywords, PyDict, PyList, PySet, type PyValue, typeName } from "./values.ts";

type Method<T> = (machine: Machine, self: T, args: readonly PyValue[], keywords: Keywords) => PyValue;
type Methods<T> = Readonly<Record<string, Method<T>>>;

const text = (value: PyValue | undefined): string => {
  if (typeof value !== "string") throw raise("TypeError", `expected a str, not ${typeName(value ?? null)}`);
  return value;
};
const whole = (value: PyValue | undefined, missing: number): number =>
  value === undefined || value === null ? missing : Number(bare(value));
const pair = (a: PyValue, b: PyValue): Tuple => new Tuple([a, b] as Value[]);
const strings = (items: Iterable<string>): PyList => new PyList([...items]);
const blanks = /[ \t\n\r\f\v]+/;

function strip(value: string, letters: PyValue | undefined, ends: "both" | "left" | "right"): string {
  const set = typeof letters === "string" ? letters : " \t\n\r\f\v";
  let [from, to] = [0, value.length];
  if (ends !== "right") while (from < to && set.includes(value[from]!)) from++;
  if (ends !== "left") while (to > from && set.includes(value[to - 1]!)) to--;
  return value.slice(from, to);
}

function split(value: string, separator: PyValue | undefined, most: number): string[] {
  if (separator === undefined || separator === null) {
    const parts =
      value.trim() === ""
        ? []
        : value
            .replace(/^[ \t\n\r\f\v]+/, "")
            .trimEnd()
            .split(blanks);
    return most < 0 || parts.length <= most ? parts : [...parts.slice(0, most), parts.slice(most).join(" ")];
  }
  const parts = value.split(text(separator));
  return most < 0 || parts.length <= most + 1
    ? parts
    : [...parts.slice(0, most), parts.slice(most).join(text(separator))];
}

const aligned = (
  value: string,
  width: PyValue | undefined,
  fill: PyValue | undefined,
  align: "<" | ">" | "^",
): string => {
  const room = Math.max(0, affordable(whole(width, 0)) - [...value].length);
  const pad = (count: number): string => (typeof fill === "string" ? fill : " ").repeat(count);
  if (align === "<") return value + pad(room);
  if (align === ">") return pad(room) + value;
  const left = Math.floor(room / 2) + (room % 2 === 1 && whole(width, 0) % 2 === 1 ? 1 : 0);
  return pad(left) + value + pad(room - left);
};

/** `"{} {name:.2f}".format(…)`. */
function format(machine: Machine, template: string, args: readonly PyValue[], keywords: Keywords): string {
  let next = 0;
  const filled = (one: string): string =>
    one.replace(
      /\{\{|\}\}|\{([^{}!:]*)(?:!([rs]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g,
      (all, field: string | undefined, conversion, spec: string | undefined) => {
        if (all === "{{" || all === "}}") return all[0]!;
        const [, head = "", rest = ""] = /^([^.[]*)([\s\S]*)$/.exec(field ?? "")!;
        const key = head === "" ? String(next++) : head;
        let value = /^\d+$/.test(key) ? args[Number(key)] : keywords.get(key);
        if (value === undefined)
          throw /^\d+$/.test(key)
            ? raise("IndexError", `Replacement index ${key} out of range for positional args tuple`)
            : raise("KeyError", key);
        for (const [, name, index] of rest.matchAll(/\.(\w+)|\[([^\]]*)\]/g)) {
          value =
            name !== undefined
              ? machine.getAttribute(value, name)
              : machine.getItem(value, /^-?\d+$/.test(index!) ? BigInt(index!) : index!);
        }
        const shown =
          conversion === "r" ? machine.repr(value) : conversion === "s" ? machine.str(value) : value;
        return formatWith(machine, shown, spec === undefined ? "" : filled(spec));
      },
    );
  return filled(template);
}

const str: Methods<string> = {
  format: (machine, self, args, keywords) => format(machine, self, args, keywords),
  join: (machine, self, [items]) => [...machine.iterate(items!)].map((item) => text(item)).join(self),
  split: (_, self, [separator, most], keywords) =>
    strings(split(self, separator ?? keywords.get("sep"), whole(most ?? keywords.get("maxsplit"), -1))),
  rsplit: (_, self, [separator, most]) => {
    const parts = split(self, separator, -1);
    const keep = whole(most, -1);
    if (keep < 0 || parts.length <= keep + 1) return strings(parts);
    const cut = parts.length - keep;
    return strings([
      parts.slice(0, cut).join(typeof separator === "string" ? separator : " "),
      ...parts.slice(cut),
    ]);
  },
  splitlines: (_, self) => strings(self.replace(/\n$/, "").split("\n")),
  strip: (_, self, [letters]) => strip(self, letters, "both"),
  lstrip: (_, self, [letters]) => strip(self, letters, "left"),
  rstrip: (_, self, [letters]) => strip(self, letters, "right"),
  upper: (_, self) => self.toUpperCase(),
  lower: (_, self) => self.toLowerCase(),
  title: (_, self) =>
    self.replace(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()),
  capitalize: (_, self) => self.charAt(0).toUpperCase() + self.slice(1).toLowerCase(),
  swapcase: (_, self) =>
    [...self].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join(""),
  replace: (_, self, [from, to, most]) => {
    if (most === undefined) return self.replaceAll(text(from), text(to));
    const parts = self.split(text(from));
    const cut = whole(most, -1) + 1;
    return parts.length <= cut
      ? parts.join(text(to))
      : [...parts.slice(0, cut - 1), parts.slice(cut - 1).join(text(from))].join(text(to));
  },
  startswith: (_, self, [prefix]) =>
    (prefix instanceof Tuple ? (prefix.items as PyValue[]) : [prefix]).some((one) =>
      self.startsWith(text(one)),
    ),
  endswith: (_, self, [suffix]) =>
    (suffix instanceof Tuple ? (suffix.items as PyValue[]) : [suffix]).some((one) =>
      self.endsWith(text(one)),
    ),
  find: (_, self, [part]) => BigInt(self.indexOf(text(part))),
  rfind: (_, self, [part]) => BigInt(self.lastIndexOf(text(part))),
  index: (_, self, [part]) => {
    const at = self.indexOf(text(part));
    if (at < 0) throw raise("ValueError", "substring not found");
    return BigInt(at);
  },
  count: (_, self, [part]) => BigInt(self.split(text(part)).length - 1),
  isdigit: (_, self) => /^\d+$/.test(self),
  isnumeric: (_, self) => /^\d+$/.test(self),
  isalpha: (_, self) => /^\p{L}+$/u.test(self),
  isalnum: (_, self) => /^[\p{L}\p{N}]+$/u.test(self),
  isspace: (_, self) => /^\s+$/.test(self),
  isupper: (_, self) => self !== self.toLowerCase() && self === self.toUpperCase(),
  islower: (_, self) => self !== self.toUpperCase() && self === self.toLowerCase(),
  ljust: (_, self, [width, fill]) => aligned(self, width, fill, "<"),
  rjust: (_, self, [width, fill]) => aligned(self, width, fill, ">"),
  center: (_, self, [width, fill]) => aligned(self, width, fill, "^"),
  zfill: (_, self, [width]) => {
    const [, sign, digits] = /^([+-]?)([\s\S]*)$/.exec(self)!;
    return sign + digits!.padStart(affordable(whole(width, 0)) - sign!.length, "0");
  },
  partition: (_, self, [separator]) => {
    const at = self.indexOf(text(separator));
    return new Tuple(
      at < 0 ? [self, "", ""] : [self.slice(0, at), text(separator), self.slice(at + text(separator).length)],
    );
  },
  encode: (_, self) => self,
  decode: (_, self) => self,
  removeprefix: (_, self, [prefix]) =>
    self.startsWith(text(prefix)) ? self.slice(text(prefix).length) : self,
  removesuffix: (_, self, [suffix]) =>
    self.endsWith(text(suffix)) ? self.slice(0, self.length - text(suffix).length) : self,
  expandtabs: (_, self, [size]) => {
    let column = 0;
    return [...self]
      .map((letter) => {
        const width = letter === "\t" ? whole(size, 8) - (column % whole(size, 8)) : 1;
        column = letter === "\n" ? 0 : column + width;
        return letter === "\t" ? " ".repeat(affordable(width)) : letter;
      })
      .join("");
  },
  format_map: (machine, self, [mapping]) =>
    format(
      machine,
      self,
      [],
      new Map([...(mapping as PyDict).entries.values()].map(([key, value]) => [key as string, value])),
    ),
};

function indexOf(machine: Machine, items: readonly PyValue[], wanted: PyValue): bigint {
  const at = items.findIndex((item) => equal(machine, item, wanted));
  if (at < 0) throw raise("ValueError", `${machine.repr(wanted)} is not in list`);
  return BigInt(at);
}

const list: Methods<PyList> = {
  append: (_, self, [item]) => {
    self.items.push(item!);
    return null;
  },
  extend: (machine, self, [items]) => {
    for (const one of [...machine.iterate(items!)]) self.items.push(one);
    return null;
  },
  insert: (_, self, [at, item]) => {
    const place = whole(at, 0);
    self.items.splice(place < 0 ? Math.max(0, place + self.items.length) : place, 0, item!);
    return null;
  },
  pop: (machine, self, [at]) => {
    if (self.items.length === 0) throw raise("IndexError", "pop from empty list");
    return self.items.splice(
      at === undefined ? self.items.length - 1 : machine.position(self.items.length, at, "pop"),
      1,
    )[0]!;
  },
  remove: (machine, self, [item]) => {
    const at = self.items.findIndex((one) => equal(machine, one, item!));
    if (at < 0) throw raise("ValueError", "list.remove(x): x not in list");
    self.items.splice(at, 1);
    return null;
  },
  clear: (_, self) => {
    self.items.length = 0;
    return null;
  },
  index: (machine, self, [item]) => indexOf(machine, self.items, item!),
  count: (machine, self, [item]) => BigInt(self.items.filter((one) => equal(machine, one, item!)).length),
  reverse: (_, self) => {
    self.items.reverse();
    return null;
  },
  sort: (machine, self, _, keywords) => {
    for (const [at, one] of sortedItems(machine, self.items, keywords).entries()) self.items[at] = one;
    return null;
  },
  copy: (_, self) => new PyList([...self.items]),
};

const tuple: Methods<Tuple> = {
  index: (machine, self, [item]) => indexOf(machine, self.items as PyValue[], item!),
  count: (machine, self, [item]) =>
    BigInt((self.items as PyValue[]).filter((one) => equal(machine, one, item!)).length),
};

const views: Methods<PyDict> = {
  keys: (machine, self) =>
    view(
      machine,
      [...self.entries.values()].map(([key]) => key),
      "dict_keys",
    ),
  values: (machine, self) =>
    view(
      machine,
      [...self.entries.values()].map(([, value]) => value),
      "dict_values",
    ),
  items: (machine, self) =>
    view(
      machine,
      [...self.entries.values()].map(([key, value]) => pair(key, value)),
      "dict_items",
    ),
};

/** What a dict shows of itself: in Python 2 a list. */
const view = (machine: Machine, items: PyValue[], kind: NonNullable<PyList["view"]>): PyList =>
  machine.isOld ? new PyList(items) : new PyList(items, kind);

const dict: Methods<PyDict> = {
  get: (_, self, [key, missing]) => self.get(key!) ?? missing ?? null,
  ...views,
  // Python 2's
  iterkeys: views.keys!,
  itervalues: views.values!,
  iteritems: views.items!,
  has_key: (_, self, [key]) => self.has(key!),
  pop: (machine, self, [key, missing]) => {
    const value = self.get(key!) ?? missing;
    if (value === undefined) throw raise("KeyError", machine.repr(key!));
    self.delete(key!);
    return value;
  },
  update: (machine, self, [other], keywords) => {
    if (other instanceof PyDict) for (const [key, value] of other.entries.values()) self.set(key, value);
    else if (other !== undefined)
      for (const one of machine.iterate(other))
        self.set(...([...machine.iterate(one)] as [PyValue, PyValue]));
    for (const [key, value] of keywords) self.set(key, value);
    return null;
  },
  setdefault: (_, self, [key, value]) => {
    if (!self.has(key!)) self.set(key!, value ?? null);
    return self.get(key!)!;
  },
  most_common: (_, self, [most]) => {
    const pairs = [...self.entries.values()].sort(([, a], [, b]) => Number(b) - Number(a));
    return new PyList(pairs.slice(0, whole(most, pairs.length)).map(([key, count]) => pair(key, count)));
  },
  elements: (machine, self) =>
    new PyList(
      [...self.entries.values()].flatMap(([key, count]) => [
        ...machine.iterate(machine.apply("*", new PyList([key]), count)),
      ]),
    ),
  fromkeys: (machine, _, [keys, value]) => {
    const made = new PyDict();
    for (const key of machine.iterate(keys!)) made.set(key, value ?? null);
    return made;
  },
  popitem: (_, self) => {
    const last = [...self.entries.values()].at(-1);
    if (!last) throw raise("KeyError", "popitem(): dictionary is empty");
    self.delete(last[0]);
    return pair(...last);
  },
  clear: (_, self) => {
    self.entries.clear();
    return null;
  },
  copy: (_, self) => {
    const copied = new PyDict(self.missing, self.kind);
    for (const [key, value] of self.entries.values()) copied.set(key, value);
    return copied;
  },
};

const set: Methods<PySet> = {
  add: (_, self, [item]) => {
    self.add(item!);
    return null;
  },
  discard: (machine, self, [item]) => {
    if (machine.contains(self, item!))
      for (const [key, one] of self.entries) if (equal(machine, one, item!)) self.entries.delete(key);
    return null;
  },
  union: (machine, self, others) =>
    new PySet([...self.entries.values(), ...others.flatMap((one) => [...machine.iterate(one)])]),
  intersection: (machine, self, [other]) =>
    new PySet([...self.entries.values()].filter((item) => machine.contains(other!, item))),
  difference: (machine, self, [other]) =>
    new PySet([...self.entries.values()].filter((item) => !machine.contains(other!, item))),
  copy: (_, self) => new PySet(self.entries.values()),
};

/** The methods that go through all of a list or text. */
const lengthy = new Set(
  "insert pop remove index count reverse copy sort replace split join find strip".split(" "),
);

/** How many steps a method's call is worth, beside what it iterates over. */
export const workOfMethod = (self: PyValue, name: string): number =>
  lengthy.has(name) && (typeof self === "string" || self instanceof PyList)
    ? (typeof self === "string" ? self.length : self.items.length) / 64
    : 0;

/** The methods of a built-in container or string. */
export function methodsOf(value: PyValue): Methods<never> | undefined {
  if (typeof value === "string") return str as unknown as Methods<never>;
  if (value instanceof PyList) return list as unknown as Methods<never>;
  if (value instanceof Tuple) return tuple as unknown as Methods<never>;
  if (value instanceof PyDict) return dict as unknown as Methods<never>;
  return value instanceof PySet ? (set as unknown as Methods<never>) : undefined;
}

const types: Readonly<Record<string, unknown>> = { str, list, tuple, dict, set };

/** The methods of a built-in type by its name. */
export const methodsOfType = (name: string): Methods<never> | undefined =>
  Object.hasOwn(types, name) ? (types[name] as Methods<never>) : undefined;
