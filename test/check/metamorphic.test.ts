import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { checkFile } from "../../src/check/check.ts";
import { faults, programs } from "./corpus.ts";

const small = [
  "bias_row",
  "linreg_vectors",
  "two_heads",
  "poly_sine",
  "prelu_slope",
  "scalar_chain",
  "leaky_relu_regression",
  "dropout_net",
  "huber_regression",
  "softmax_onehot",
  "momentum_inline",
  "layernorm_mlp",
];
const kinds = (text: string): string[] =>
  checkFile("program.py", text).programs.flatMap((one) => one.parameters.map(({ kind }) => kind));

/** Names that the step's gradients go by, each with a tail of its own. */
function renamed(text: string): string {
  const found = [...text.matchAll(/^ +((?:d|g|grad|delta)\w*) = /gm)].map((one) => one[1]!);
  return [...new Set(found)].reduce(
    (whole, name) => whole.replace(new RegExp(`(?<![\\w.])${name}\\b`, "g"), `${name}_q`),
    text,
  );
}

/** Neighbouring updates of one name each, in the other order. */
const reordered = (text: string): string =>
  text.replace(/^( +\w+ -= [\w.]+ \* \w+\n)( +\w+ -= [\w.]+ \* \w+\n)/gm, "$2$1");

describe("what changes no value changes no verdict", () => {
  const right = programs("right");
  const wrong = faults().filter(({ program, known }) => small.includes(program) && !known);
  const texts = [
    ...small.map((name) => [name, right.get(name)!] as const),
    ...wrong.map(({ name, text }) => [name, text] as const).slice(0, 12),
  ];
  for (const [name, text] of texts) {
    test(`${name}, its gradients renamed`, () => {
      expect(renamed(text)).not.toBe(text);
      expect(kinds(renamed(text))).toEqual(kinds(text));
    });
    if (reordered(text) !== text)
      test(`${name}, its updates in another order`, () => {
        expect(kinds(reordered(text)).sort()).toEqual(kinds(text).sort());
      });
  }
});

test("tokens deleted or doubled at random: a diagnostic or a verdict, never a crash", () => {
  const random = new Random(20);
  const pick = (below: number): number => Math.floor(random.uniform(0, below));
  const right = programs("right");
  for (let at = 0; at < 120; at++) {
    const text = right.get(small[at % small.length]!)!;
    const tokens = text.split(/(\s+|\b)/);
    const place = pick(tokens.length);
    const put = at % 2 === 0 ? "" : `${tokens[place]}${tokens[place]}`;
    const broken = [...tokens.slice(0, place), put, ...tokens.slice(place + 1)].join("");
    expect(() => checkFile("broken.py", broken), broken).not.toThrow();
  }
}, 60_000);
