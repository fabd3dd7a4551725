import type { Random } from "../../src/base/random.ts";

/** What readers trip over: names of objects' own machinery, ends of quotes, numbers too large, brackets without end. */
const pieces = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "\\constructor",
  "\u0000",
  "\ud800",
  "\u202e",
  "🙂",
  "\r\n",
  "\t",
  "\ufeff",
  "1e999",
  "-0",
  "9".repeat(400),
  "0x",
  "NaN",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  '"',
  "'",
  "`",
  '"""',
  "$$",
  "```",
  "\\",
  "#",
  "%",
  "@",
  ";",
  ",",
  ":",
  "=",
  "==",
  "**",
  "^",
  "lambda",
  "import os",
  "eval(",
  "async",
  "=>",
  "<script>",
  "<!--",
  "\\frac{",
  "\\left(",
  "\\begin{align}",
  "&",
  "\\\\",
  "...",
];
const nested = [
  "(",
  "[",
  "{",
  "-",
  "f(",
  "((",
  '{"a":',
  "> ",
  "- ",
  "*",
  "not ",
  "x if ",
  "\\frac{",
  "`${",
  "a.",
  "!",
  "<b>",
  "[[",
];

/** A text or file with a few random changes; `others` are what pieces are taken from. */
export function mutated(random: Random, text: string, others: readonly string[]): string {
  let result = text.length > 6000 ? slice(random, text, 6000) : text;
  for (let left = 1 + random.integer(6); left > 0; left--) {
    const at = random.integer(result.length + 1);
    const length = Math.min(
      result.length - at,
      random.uniform() < 0.7 ? random.integer(12) : random.integer(400),
    );
    const put = (text: string, gone = 0): string => result.slice(0, at) + text + result.slice(at + gone);
    switch (random.integer(9)) {
      case 0:
        result = put("", length);
        break;
      case 1:
        result = put(result.slice(at, at + length));
        break;
      case 2:
        result = put(random.pick(pieces), random.integer(2) * length);
        break;
      case 3:
        result = put(slice(random, random.pick(others), 300), length);
        break;
      case 4:
        result = put(String.fromCharCode(random.integer(random.uniform() < 0.8 ? 128 : 65536)), 1);
        break;
      case 5:
        result = result.slice(0, at);
        break;
      case 6:
        result = put(random.pick(pieces).repeat(1 + random.integer(20)));
        break;
      case 7:
        if (random.uniform() < 0.1) result = put(random.pick(nested).repeat(1 + random.integer(3000)));
        break;
      default: {
        const from = random.integer(result.length + 1);
        result = put(result.slice(from, from + length), length);
      }
    }
  }
  return result;
}

function slice(random: Random, text: string, most: number): string {
  const at = random.integer(Math.max(1, text.length - most));
  return text.slice(at, at + Math.min(text.length, 1 + random.integer(most)));
}

/** Bytes with a few random changes: single bytes, sizes, cuts, repetitions. */
export function mutatedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let left = 1 + random.integer(5); left > 0; left--) {
    // the first bytes say what the others are
    const at =
      random.uniform() < 0.6
        ? random.integer(Math.min(result.length, 140) + 1)
        : random.integer(result.length + 1);
    switch (random.integer(5)) {
      case 0:
        if (at < result.length) result[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.integer(256)]);
        break;
      case 1:
        result = result.slice(0, at);
        break;
      case 2:
        result = Uint8Array.from([
          ...result.slice(0, at),
          ...result.slice(at, at + random.integer(16)),
          ...result.slice(at),
        ]);
        break;
      case 3:
        result = Uint8Array.from([...result.slice(0, at), ...result.slice(at + random.integer(16))]);
        break;
      default:
        for (let k = at; k < Math.min(at + 4, result.length); k++) result[k] = random.integer(256);
    }
  }
  return result;
}

const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  "",
  "__proto__",
  "constructor",
  "file:///etc/passwd",
  "file://host/../a%2f.chain",
  "\u0000",
  "x".repeat(300_000),
  [],
  {},
  [[[[]]]],
  [null],
];

/** A message of JSON with a few of its parts changed: it stays JSON, of other shapes, types and texts. */
export function mutatedJson(random: Random, text: string, others: readonly string[]): string {
  const whole = { root: JSON.parse(text) as unknown };
  for (let left = 1 + random.integer(3); left > 0; left--) {
    let [holder, key] = [whole as Record<string, unknown>, "root"];
    // down to a part at random; those further in are likelier
    for (let part = holder[key]; typeof part === "object" && part !== null; part = holder[key]) {
      const keys = Object.keys(part);
      if (keys.length === 0 || random.uniform() < 0.1) break;
      [holder, key] = [part as Record<string, unknown>, random.pick(keys)];
    }
    const old = holder[key];
    const choice = random.integer(5);
    if (choice === 0) delete holder[key];
    else if (choice === 1)
      Object.defineProperty(holder, random.pick(["__proto__", "constructor", "extra"]), {
        value: structuredClone(random.pick(oddValues)),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else if (choice < 4 && typeof old === "string") holder[key] = mutated(random, old, others);
    else holder[key] = structuredClone(random.pick(oddValues));
  }
  return JSON.stringify(whole.root) ?? "null";
}
