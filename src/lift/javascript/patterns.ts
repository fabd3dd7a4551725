import { iterator, type Methods, method } from "./arrays.ts";
import { isFunction, toText } from "./convert.ts";
import { fail, notInterpreted } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { ArrayValue, absent, Pattern, type Value } from "./values.ts";

/** How much work a search may be: patterns with many repetitions go back and forth. */
const mostWork = 500_000_000;
const longestPattern = 200;

/** A regular expression between slashes; undefined where it is one whose work cannot be foretold. */
export function patternOf(source: string, flags: string): Pattern | undefined {
  if (source.length > longestPattern || !/^[gimsuy]*$/.test(flags)) return undefined;
  const plain = source.replace(/\\./g, "_").replace(/\[(?:[^\]\\]|\\.)*\]/g, "_");
  // a repetition of what repeats, or what looks back
  if (/\([^()]*[*+{][^()]*\)[*+{?]|\(\?<|\\[1-9k]|\)[^()]*\)[*+{]/.test(plain) || /\\[1-9]/.test(source))
    return undefined;
  try {
    return new Pattern(new RegExp(source, flags));
  } catch {
    return undefined;
  }
}

/** Counts a search in a text as work, and refuses it where every repetition might meet every letter too often. */
function spent(machine: Machine, { pattern }: Pattern, text: string): void {
  const repetitions = (pattern.source.match(/[*+]|\{\d*,/g) ?? []).length;
  let work = text.length;
  for (let one = 1; one <= repetitions; one++) work *= text.length / (one + 1);
  if (repetitions > 0 && work > mostWork)
    throw notInterpreted("a search with these repetitions in a text this long");
  machine.spend(text.length / 16 + 1);
}

const found = (match: RegExpExecArray | RegExpMatchArray | null): Value =>
  match === null ? null : new ArrayValue(Array.from(match, (one) => one ?? absent));

export const patternMethods: Methods<Pattern> = {
  test: (machine, self, [text]) => {
    const given = toText(machine, text ?? absent);
    spent(machine, self, given);
    return self.pattern.test(given);
  },
  exec: (machine, self, [text]) => {
    const given = toText(machine, text ?? absent);
    spent(machine, self, given);
    return found(self.pattern.exec(given));
  },
  toString: method<Pattern>((_, { pattern }) => String(pattern)),
};

export function splitBy(machine: Machine, self: string, by: Pattern): ArrayValue {
  spent(machine, by, self);
  return new ArrayValue(self.split(by.pattern).map((one) => one ?? absent));
}

export function replacedBy(machine: Machine, self: string, by: Pattern, given: Value): string {
  spent(machine, by, self);
  if (!isFunction(given)) return self.replace(by.pattern, toText(machine, given));
  return self.replace(by.pattern, (...all) => {
    machine.spend(1);
    const args = all.filter((one) => typeof one !== "object").map((one) => (one ?? absent) as Value);
    return toText(machine, machine.call(given, args));
  });
}

export const matchingMethods: Methods<string> = {
  match: (machine, self, [by]) => {
    const pattern = asPattern(machine, by);
    spent(machine, pattern, self);
    return found(self.match(pattern.pattern));
  },
  matchAll: (machine, self, [by]) => {
    const pattern = asPattern(machine, by);
    spent(machine, pattern, self);
    if (!pattern.pattern.global) throw fail("TypeError", "matchAll must be called with a global RegExp");
    return iterator([...self.matchAll(pattern.pattern)].map(found), "RegExp String Iterator");
  },
  search: (machine, self, [by]) => {
    const pattern = asPattern(machine, by);
    spent(machine, pattern, self);
    return self.search(pattern.pattern);
  },
};

function asPattern(machine: Machine, value: Value | undefined): Pattern {
  if (value instanceof Pattern) return value;
  const made = patternOf(toText(machine, value ?? ""), "g");
  if (!made) throw notInterpreted("this regular expression");
  return made;
}
