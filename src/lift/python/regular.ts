import { Tuple, type Value } from "../numpy/values.ts";
import { isAffordable, regularOf } from "../regular.ts";
import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { Builtin, bare, type Call, PyList, PyModule, type PyValue } from "./values.ts";

/** Python's spelling of what JavaScript spells otherwise. */
const translated = (source: string): string =>
  source
    .replace(/\(\?P</g, "(?<")
    .replace(/\\A/g, "^")
    .replace(/\\Z/g, "$");

function compiled(given: PyValue, flags: string): RegExp {
  if (typeof given !== "string")
    throw raise("TypeError", "first argument must be string or compiled pattern");
  const made = regularOf(translated(given), flags);
  if (!made) throw raise("NotInterpreted", "this regular expression is not interpreted");
  return made;
}

const flagsOf = (value: PyValue | undefined): string => {
  const bits = value === undefined || value === null ? 0 : Number(bare(value));
  return `g${bits & 2 ? "i" : ""}${bits & 8 ? "m" : ""}${bits & 16 ? "s" : ""}`;
};

const textOf = (value: PyValue | undefined): string => {
  if (typeof value !== "string") throw raise("TypeError", "expected string or bytes-like object");
  return value;
};

function spent(machine: Machine, pattern: RegExp, text: string): void {
  if (!isAffordable(pattern, text.length))
    throw raise("NotInterpreted", "a search with these repetitions in a text this long is not interpreted");
  machine.spend(text.length / 16 + 1);
}

const none = (one: string | undefined): PyValue => one ?? null;
const named = (table: Readonly<Record<string, Call>>): Map<string, PyValue> =>
  new Map(Object.entries(table).map(([name, call]) => [name, new Builtin(name, call)]));

function matchOf(found: RegExpMatchArray | null): PyValue {
  if (!found) return null;
  const start = found.index ?? 0;
  const group: Call = ([at]) => {
    if (typeof at === "string") return none(found.groups?.[at]);
    return none(found[at === undefined ? 0 : Number(bare(at))]);
  };
  return new PyModule(
    "re.Match",
    named({
      group,
      groups: () => new Tuple(found.slice(1).map(none) as Value[]),
      start: () => BigInt(start),
      end: () => BigInt(start + found[0].length),
      span: () => new Tuple([BigInt(start), BigInt(start + found[0].length)]),
    }),
  );
}

/** What a pattern does with a text; `given` are the arguments behind the pattern. */
type Work = (machine: Machine, pattern: RegExp, given: readonly PyValue[]) => PyValue;

const searching =
  (where: "start" | "whole" | "anywhere"): Work =>
  (machine, pattern, [given]) => {
    const text = textOf(given);
    spent(machine, pattern, text);
    const { source, flags } = pattern;
    const wanted = where === "anywhere" ? source : where === "start" ? `^(?:${source})` : `^(?:${source})$`;
    return matchOf(text.match(new RegExp(wanted, flags.replace("g", ""))));
  };

const works: Readonly<Record<string, Work>> = {
  findall: (machine, pattern, [given]) => {
    const text = textOf(given);
    spent(machine, pattern, text);
    return new PyList(
      [...text.matchAll(pattern)].map((one): PyValue => {
        if (one.length === 1) return one[0];
        return one.length === 2
          ? (one[1] ?? "")
          : new Tuple(one.slice(1).map((part) => part ?? "") as Value[]);
      }),
    );
  },
  finditer: (machine, pattern, [given]) => {
    const text = textOf(given);
    spent(machine, pattern, text);
    return new PyList([...text.matchAll(pattern)].map(matchOf));
  },
  sub: (machine, pattern, [by, given]) => {
    const text = textOf(given);
    spent(machine, pattern, text);
    if (typeof by === "string") {
      const template = by.replace(/\$/g, "$$$$").replace(/\\g?<?(\d)>?/g, "$$$1");
      return text.replace(pattern, template);
    }
    let out = "";
    let last = 0;
    for (const one of text.matchAll(pattern)) {
      machine.spend(1);
      out += text.slice(last, one.index) + textOf(machine.call(by ?? null, [matchOf(one)]));
      last = (one.index ?? 0) + one[0].length;
    }
    return out + text.slice(last);
  },
  split: (machine, pattern, [given]) => {
    const text = textOf(given);
    spent(machine, pattern, text);
    return new PyList(text.split(pattern).map(none));
  },
  match: searching("start"),
  fullmatch: searching("whole"),
  search: searching("anywhere"),
};

/** The regular expressions of Python, as far as their work can be foretold. */
export function regularModule(machine: Machine): Record<string, PyValue> {
  const patterns = new WeakMap<object, RegExp>();
  const flagsAt: Readonly<Record<string, number>> = { sub: 4, split: 3 };
  const asPattern = (value: PyValue, flags: PyValue | undefined): RegExp =>
    (value instanceof PyModule ? patterns.get(value) : undefined) ?? compiled(value, flagsOf(flags));
  const module: Record<string, PyValue> = {};
  for (const [name, work] of Object.entries(works))
    module[name] = new Builtin(name, ([pattern, ...given], keywords) =>
      work(
        machine,
        asPattern(pattern ?? null, keywords.get("flags") ?? given[(flagsAt[name] ?? 2) - 1]),
        given,
      ),
    );
  module.compile = new Builtin("compile", ([source, flags]) => {
    const pattern = compiled(source ?? null, flagsOf(flags));
    const made = new PyModule(
      "re.Pattern",
      named(
        Object.fromEntries(
          Object.entries(works).map(([name, work]) => [name, (given) => work(machine, pattern, given)]),
        ),
      ),
    );
    made.members.set("pattern", source ?? null);
    patterns.set(made, pattern);
    return made;
  });
  module.escape = new Builtin("escape", ([text]) => textOf(text).replace(/[^\w\s]/g, "\\$&"));
  for (const [name, bit] of [
    ["I", 2n],
    ["IGNORECASE", 2n],
    ["M", 8n],
    ["MULTILINE", 8n],
    ["S", 16n],
    ["DOTALL", 16n],
  ] as const)
    module[name] = bit;
  return module;
}
