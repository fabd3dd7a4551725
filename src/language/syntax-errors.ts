import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";

const word = /[\p{L}\p{M}\p{N}_.]/u;
const keywords = new Set(["input", "param", "data", "loss", "train"]);

/** Signs that people paste or type, and what this language writes for them. */
const signs: Readonly<Record<string, string>> = {
  "·": "*",
  "⋅": "*",
  "×": "*",
  "⊙": "*",
  "÷": "/",
  "−": "-",
  "–": "-",
  "²": "^2",
  "³": "^3",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "∼": "~",
  "⊤": ".T",
  ᵀ: ".T",
  "√": "sqrt(…)",
  "{": "(",
  "}": ")",
  "&": "a product of conditions, (a < 1)*(b < 1)",
};

/** Why `statement` cannot be read on from `stop`, where the parser gave up, and what to write instead. */
export function explainError(text: string, statement: Span, stop: number): Diagnostic {
  const at = Math.min(skipBlank(text, stop), statement.to);
  const before = text.slice(Math.max(statement.from, at - 200), at).trimEnd();
  const span = { from: at, to: Math.min(endOfWord(text, at), Math.max(at, statement.to)) };
  const found = text.slice(span.from, span.to);
  const said = (code: string, message: string, hint: string): Diagnostic => ({
    code: `syntax/${code}`,
    severity: "error",
    span,
    message,
    hint,
  });

  const [sign] = found;
  if (sign !== undefined && sign in signs)
    return said("character", `${sign} is not a symbol of this language`, `Write ${signs[sign]}.`);

  const opening = /^\s*(\w+)$/.exec(before)?.[1];
  if (found === "=" && opening && keywords.has(opening)) {
    return said(
      "keyword",
      `${opening} is a keyword and needs a name after it`,
      `Write for example: ${opening} ${opening === "loss" ? "L" : "x"} = …`,
    );
  }
  if (word.test(found) && /^[ \t]*(=(?!=)|~)/.test(text.slice(span.to, span.to + 20))) {
    return said(
      "two-statements",
      `${found} begins a second statement on this line`,
      `Put a line break or ; before it${/^\s*(input|param|data)\b/.test(before) ? ", or , to declare it too" : ""}.`,
    );
  }
  const last = before[before.length - 1] ?? "";
  const left = /[\p{L}\p{M}\p{N}_.₀-₉]+$/u.exec(before)?.[0] ?? last;
  if (
    found !== "" &&
    (word.test(found[0]!) || found === "(") &&
    /[\p{L}\p{M}\p{N}_.)\]']/u.test(last) &&
    !keywords.has(left)
  ) {
    const right = found === "(" ? "(…)" : found;
    const product = `${last === ")" ? "(…)" : last === "]" ? "…]" : left}*${right}`;
    return said(
      "implicit-product",
      `there is no operator between ${last === ")" ? ")" : left} and ${found}`,
      `For a product write ${product}.`,
    );
  }
  if (found === "" || found === "\n" || found === ";" || found.startsWith("#")) {
    const missing = /[-+*/@^=<>~,]$/.test(before) ? `after ${before.match(/[-+*/@^=<>~,!]+$/)![0]}` : "here";
    return said(
      "unfinished",
      `the line ends where something is missing ${missing}`,
      "Finish the expression, or join the lines with brackets.",
    );
  }
  if (found === "=")
    return said(
      "unexpected",
      "= assigns to a name, and there is no single name on its left",
      "To compare write ==.",
    );
  if ("+-*/@^)],<>=~:".includes(found))
    return said(
      "unexpected",
      `${found} cannot stand here`,
      "Something is missing before it, or it is one too many.",
    );
  if (found === '"')
    return said(
      "string",
      "this text in quotes is not closed on its line, or cannot stand here",
      'Close it with ".',
    );
  return said(
    "unexpected",
    `${found} cannot stand here`,
    "See the examples in the documentation of the maths language.",
  );
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < 40 && word.test(text[at]!)) at++;
  return at > from ? at : from + (text[from] === undefined || text[from] === "\n" ? 0 : 1);
}
