import type { InlineCode, Link } from "mdast";
import { fixed, general } from "../base/decimal.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { meant } from "../language/problem.ts";
import type { Lookup, Value } from "./cell.ts";
import { spanOf } from "./read.ts";

/** Numbers in prose: `{run} L` asks a cell for one, [0.0044](#run.L) claims one. */

/** A number that prose asks for: of the cell `id`, in `decimals` where it says so. */
export interface Question {
  readonly id: string;
  readonly expression: string;
  readonly decimals: number | undefined;
}

const question = /^\{([\w-]+)\}\s*(.+?)(?:\s*:\s*\.(\d{1,2})f)?$/su;

/** `{run} 1 - y_hat :.2f` within backticks. */
export function questionIn({ value }: InlineCode): Question | undefined {
  const [, id, expression, decimals] = question.exec(value.trim()) ?? [];
  if (id === undefined) return undefined;
  return { id, expression: expression!, decimals: decimals === undefined ? undefined : Number(decimals) };
}

/** The text that stands for a question; a diagnostic where it has no answer. */
export function answer(
  { id, expression, decimals }: Question,
  lookups: ReadonlyMap<string, Lookup>,
  span: Span,
): { text: string } | Diagnostic {
  const lookup = lookups.get(id);
  if (!lookup) return unknownCell(id, lookups, span);
  const value = lookup(expression);
  if ("problem" in value) return noValue(`${id} cannot tell ${expression}: ${value.problem}`, span);
  if ("text" in value) return { text: value.text };
  return { text: decimals === undefined ? general(value.number, 4) : fixed(value.number, decimals) };
}

const number = /^[-+−]?[\d,]*\.?\d+(?:e[-+]?\d+)?\s*%?$/i;

const units =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** A whole number in words, up to ninety-nine; nothing for other words. */
function inWords(text: string): number | undefined {
  const word = text.toLowerCase();
  const small = units.indexOf(word);
  if (small >= 0) return small;
  const [ten = "", unit] = word.split("-");
  const at = tens.indexOf(ten);
  const rest = unit === undefined ? 0 : units.indexOf(unit);
  return at >= 0 && rest >= 0 && rest < 10 ? (at + 2) * 10 + rest : undefined;
}
const claim = /^#([\w-]+)\.(.+)$/su;

/** A link whose text is a number and whose target is a cell's quantity: that quantity and its cell. */
export function claimIn({
  url,
  children,
}: Link): { id: string; expression: string; said: string } | undefined {
  const [only] = children;
  const [, id, expression] = claim.exec(decoded(url)) ?? [];
  if (id === undefined || children.length !== 1 || only?.type !== "text") return undefined;
  const said = only.value.trim();
  return number.test(said) || inWords(said) !== undefined ? { id, expression: expression!, said } : undefined;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** What is wrong with a claim; nothing where its cell computes that number, rounded to the digits that it has. */
export function faultOf(
  link: Link,
  lookups: ReadonlyMap<string, Lookup>,
  place: Span = spanOf(link),
): Diagnostic | undefined {
  const claimed = claimIn(link);
  if (!claimed) return undefined;
  const { id, expression, said } = claimed;
  const lookup = lookups.get(id);
  if (!lookup) return unknownCell(id, lookups, place);
  const value: Value = lookup(expression);
  if (!("number" in value)) {
    const problem = "problem" in value ? value.problem : "it is no number";
    return noValue(`${id} cannot tell ${expression}: ${problem}`, place);
  }
  const percent = said.endsWith("%");
  const plain = String(inWords(said) ?? said.replace(/[,%\s]/g, "").replace("−", "-"));
  const found = percent ? value.number * 100 : value.number;
  const digits = plain.split(".")[1]?.replace(/e.*/i, "").length ?? 0;
  const [, exponent = "0"] = plain.toLowerCase().split("e");
  // a half is rounded up by some and to the even digit by others
  const half = 0.5 * 10 ** (Number(exponent) - digits);
  if (Math.abs(Number(plain) - found) <= half * (1 + 1e-6)) return undefined;
  const shown = exponent === "0" ? fixed(found, digits) : general(found, digits + 1);
  return {
    code: "document/contradiction",
    severity: "error",
    span: place,
    message: `the text says ${said}, and ${id} computes ${expression} = ${shown}${percent ? "%" : ""}`,
    hint: `Write ${shown}${percent ? "%" : ""}, or let it be computed: \`{${id}} ${expression}\`.`,
  };
}

const unknownCell = (id: string, lookups: ReadonlyMap<string, Lookup>, span: Span): Diagnostic => ({
  code: "document/unknown-cell",
  severity: "error",
  span,
  message: `no cell has the id \`${id}\``,
  hint:
    meant(id, [...lookups.keys()]) ??
    (lookups.size > 0
      ? `There is ${[...lookups.keys()].join(", ")}.`
      : "Give the cell an id: ```train #run."),
});

const noValue = (message: string, span: Span): Diagnostic => ({
  code: "document/no-value",
  severity: "error",
  span,
  message,
});
