import type { SyntaxNode } from "@lezer/common";
import type { Diagnostic } from "../base/diagnostic.ts";

const word = /[\p{L}\p{M}\p{N}_.]/u;
const keywords = new Set(["input", "param", "data", "loss", "train"]);

/** What went wrong at an error of the syntax tree, and what to write instead. */
export function explainError(text: string, error: SyntaxNode): Diagnostic {
  const at = skipBlank(text, error.from);
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at).trimEnd();
  const span = { from: Math.min(at, text.length), to: Math.min(endOfWord(text, at), text.length) };
  const found = text.slice(span.from, span.to);
  const said = (code: string, message: string, hint: string): Diagnostic => ({
    code: `syntax/${code}`,
    severity: "error",
    span,
    message,
    hint,
  });

  const opening = /(?:^|;)\s*(\w+)\s*$/.exec(before)?.[1];
  if (found === "=" && opening && keywords.has(opening)) {
    return said(
      "keyword",
      `${opening} is a keyword and needs a name after it`,
      `Write for example: ${opening} ${opening === "loss" ? "L" : "x"} = …`,
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
  const product = {
    "·": "*",
    "×": "*",
    "÷": "/",
    "−": "-",
    "²": "^2",
    "³": "^3",
    "≤": "<=",
    "≥": ">=",
    "⊙": "*",
  }[found];
  if (product) return said("character", `${found} is not a symbol of this language`, `Write ${product}.`);
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
  while (at < text.length && word.test(text[at]!)) at++;
  return at > from ? at : from + (text[from] === undefined || text[from] === "\n" ? 0 : 1);
}
