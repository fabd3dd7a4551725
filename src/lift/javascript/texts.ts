import { iterator, type Methods, method, whole } from "./arrays.ts";
import { toNumber, toText } from "./convert.ts";
import { fail } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { plain } from "./numbers.ts";
import { matchingMethods, replacedBy, splitBy } from "./patterns.ts";
import { ArrayValue, absent, type Numeric, Pattern, type Value } from "./values.ts";

const longest = 4_000_000;
const text = (machine: Machine, value: Value | undefined): string => toText(machine, value ?? absent);

function guarded(machine: Machine, length: number): void {
  if (length > longest) throw fail("RangeError", `a text of ${length} letters is longer than a check allows`);
  machine.spend(length / 256);
}

const isGiven = (value: Value | undefined): value is Value => value !== undefined && value !== absent;

function replaced(machine: Machine, self: string, args: readonly Value[], all: boolean): string {
  const [wanted, given] = args;
  if (wanted instanceof Pattern) return replacedBy(machine, self, wanted, given ?? absent);
  const parts = self.split(text(machine, wanted));
  const head = all ? parts : [parts[0]!, parts.slice(1).join(text(machine, wanted))].slice(0, parts.length);
  if (typeof given === "object" && given !== null && given !== absent)
    return head.join(toText(machine, machine.call(given, [text(machine, wanted)])));
  return head.join(text(machine, given));
}

export const textMethods: Methods<string> = {
  toString: method<string>((_, self) => self),
  valueOf: method<string>((_, self) => self),
  charAt: (machine, self, [at]) => self.charAt(whole(machine, at, 0)),
  charCodeAt: (machine, self, [at]) => self.charCodeAt(whole(machine, at, 0)),
  codePointAt: (machine, self, [at]) => self.codePointAt(whole(machine, at, 0)) ?? absent,
  at: (machine, self, [at]) => self.at(whole(machine, at, 0)) ?? absent,
  indexOf: (machine, self, [wanted]) => self.indexOf(text(machine, wanted)),
  lastIndexOf: (machine, self, [wanted]) => self.lastIndexOf(text(machine, wanted)),
  includes: (machine, self, [wanted]) => self.includes(text(machine, wanted)),
  startsWith: (machine, self, [wanted]) => self.startsWith(text(machine, wanted)),
  endsWith: (machine, self, [wanted]) => self.endsWith(text(machine, wanted)),
  slice: (machine, self, [from, to]) =>
    self.slice(whole(machine, from, 0), isGiven(to) ? whole(machine, to, 0) : undefined),
  substring: (machine, self, [from, to]) =>
    self.substring(whole(machine, from, 0), isGiven(to) ? whole(machine, to, 0) : undefined),
  toUpperCase: (_, self) => self.toUpperCase(),
  toLowerCase: (_, self) => self.toLowerCase(),
  trim: (_, self) => self.trim(),
  trimStart: (_, self) => self.trimStart(),
  trimEnd: (_, self) => self.trimEnd(),
  repeat: (machine, self, [times]) => {
    const count = whole(machine, times, 0);
    if (count < 0) throw fail("RangeError", `Invalid count value: ${count}`);
    guarded(machine, self.length * count);
    return self.repeat(count);
  },
  padStart: (machine, self, [length, filler]) => {
    guarded(machine, whole(machine, length, 0));
    return self.padStart(whole(machine, length, 0), isGiven(filler) ? text(machine, filler) : " ");
  },
  padEnd: (machine, self, [length, filler]) => {
    guarded(machine, whole(machine, length, 0));
    return self.padEnd(whole(machine, length, 0), isGiven(filler) ? text(machine, filler) : " ");
  },
  concat: (machine, self, args) => self + args.map((one) => toText(machine, one)).join(""),
  split: (machine, self, [between]) => {
    machine.spend(self.length / 16);
    if (between instanceof Pattern) return splitBy(machine, self, between);
    return new ArrayValue(isGiven(between) ? self.split(text(machine, between)) : [self]);
  },
  replace: (machine, self, args) => replaced(machine, self, args, false),
  replaceAll: (machine, self, args) => replaced(machine, self, args, true),
  localeCompare: (machine, self, [other]) => {
    const right = text(machine, other);
    return self < right ? -1 : self > right ? 1 : 0;
  },
  ...matchingMethods,
  "@@iterator": (_, self) => iterator(self, "String Iterator"),
};

function digits(machine: Machine, value: Value | undefined, name: string, least: number): number {
  const count = whole(machine, value, 0);
  if (count < least || count > 100)
    throw fail("RangeError", `${name} argument must be between ${least} and 100`);
  return count;
}

export const numberMethods: Methods<Numeric> = {
  toFixed: (machine, self, [count]) => plain(self).toFixed(digits(machine, count, "toFixed() digits", 0)),
  toPrecision: (machine, self, [count]) =>
    isGiven(count)
      ? plain(self).toPrecision(digits(machine, count, "toPrecision()", 1))
      : String(plain(self)),
  toExponential: (machine, self, [count]) =>
    isGiven(count)
      ? plain(self).toExponential(digits(machine, count, "toExponential()", 0))
      : plain(self).toExponential(),
  toString: method<Numeric>((machine, self, [radix]) => {
    const base = whole(machine, radix, 10);
    if (base < 2 || base > 36) throw fail("RangeError", "toString() radix must be between 2 and 36");
    return plain(self).toString(base);
  }),
  toLocaleString: method<Numeric>((_, self) => plain(self).toLocaleString("en-US")),
  valueOf: method<Numeric>((_, self) => self),
};

export const numberOf = (machine: Machine, value: Value): number => plain(toNumber(machine, value));
