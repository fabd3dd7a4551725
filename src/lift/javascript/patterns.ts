import { isAffordable, regularOf } from "../regular.ts";
import { iterator, type Methods, method } from "./arrays.ts";
import { isFunction, toText } from "./convert.ts";
import { fail, notInterpreted } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { ArrayValue, absent, Pattern, type Value } from "./values.ts";

/** A regular expression between slashes; undefined where it is one whose work cannot be foretold. */
export function patternOf(source: string, flags: string): Pattern | undefined {
  const pattern = regularOf(source, flags);
  return pattern && new Pattern(pattern);
}

/** Counts a search in a text as work, and refuses what is too much. */
function spent(machine: Machine, { pattern }: Pattern, text: string): void {
  if (!isAffordable(pattern, text.length))
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
