import { expect, test } from "vitest";
import { Random } from "../../../src/base/random.ts";
import { checkFile } from "../../../src/check/check.ts";
import { programs } from "../corpus-javascript.ts";

/** Long programs cost the most and say the same. */
const longest = 2200;

test("tokens deleted or doubled at random: a diagnostic or a verdict, never a crash", () => {
  const random = new Random(21);
  const pick = (below: number): number => Math.floor(random.uniform(0, below));
  const small = [...programs("right")].filter(([, text]) => text.length < longest);
  expect(small.length).toBeGreaterThan(3);
  for (let at = 0; at < 50; at++) {
    const [name, text] = small[at % small.length]!;
    const tokens = text.split(/(\s+|\b)/);
    const place = pick(tokens.length);
    const put = at % 2 === 0 ? "" : `${tokens[place]}${tokens[place]}`;
    const broken = [...tokens.slice(0, place), put, ...tokens.slice(place + 1)].join("");
    expect(() => checkFile(name, broken), broken).not.toThrow();
  }
}, 120_000);
