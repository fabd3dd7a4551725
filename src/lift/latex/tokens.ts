import type { Span } from "../../base/span.ts";

export type TokenKind = "command" | "letter" | "number" | "symbol" | "break";

/** A token of LaTeX maths. `text` of a command has its backslash; a letter is one letter or a word that maths knows. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

/** Why a formula is not read at all. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

const mostText = 20_000;

/** Words that stand for one quantity or function though LaTeX sets them as letters side by side. */
const words =
  /^(?:MSE|BCE|SSE|RSS|CE|[Ll]oss|[Cc]ost|[Ee]rror|net|out|target|output|input|ReLU|relu|sigmoid|tanh|softmax|softplus|exp|log|ln|sin|cos|sqrt|max|min|pred|sign|sgn)$/;

/** Spacing, sizes and switches of style that say nothing. */
const silent = new Set(
  "\\, \\; \\: \\! \\> \\  \\displaystyle \\textstyle \\scriptstyle \\limits \\nolimits \\nonumber \\notag \\inline \\small \\large \\Large \\LARGE \\huge \\Huge \\normalsize \\big \\Big \\bigg \\Bigg \\bigl \\bigr \\Bigl \\Bigr \\biggl \\biggr \\Biggl \\Biggr \\underbrace \\overbrace \\left \\right \\mathstrut \\hfill \\hspace* \\bf \\rm \\it".split(
    " ",
  ),
);
const silentWithArgument = new Set([
  "\\label",
  "\\tag",
  "\\tag*",
  "\\dpi",
  "\\hspace",
  "\\vspace",
  "\\color",
  "\\textcolor",
  "\\phantom",
  "\\bg",
]);
const macros =
  /^\\(?:def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand|DeclareMathOperator|csname|input|include|write|catcode|loop|expandafter)$/;

/**
 * The tokens of a formula. Throws Unreadable for a macro, which a reader of documents does not expand, and for a
 * formula longer than any that a person writes.
 */
export function tokenize(text: string): Token[] {
  if (text.length > mostText) throw new Unreadable("the formula is too long", { from: 0, to: text.length });
  const tokens: Token[] = [];
  const pattern = /\s+|%[^\n]*|(\\(?:[A-Za-z]+\*?|[^A-Za-z]|$))|([A-Za-z]+)|(\d+(?:\.\d+)?|\.\d+)|([\s\S])/gu;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, command, letters, number, symbol] = match;
    const from = match.index;
    const span = { from, to: from + whole.length };
    if (command !== undefined) {
      if (macros.test(command)) throw new Unreadable(`${command} is not expanded`, span);
      if (silent.has(command)) {
        // an absent delimiter: \left. and \right.
        if (/^\\(left|right)$/.test(command) && text[pattern.lastIndex] === ".") pattern.lastIndex++;
      } else if (silentWithArgument.has(command)) {
        const rest = /^\s*(?:_[a-z]+|\{[^{}]*\})/.exec(
          text.slice(pattern.lastIndex, pattern.lastIndex + 200),
        );
        if (rest) pattern.lastIndex += rest[0].length;
      } else if (command === "\\\\" || command === "\\cr" || command === "\\newline") {
        tokens.push({ kind: "break", text: command, span });
        const space = /^\*?\[[^\]\n]{0,20}(?:pt|em|ex|mm|cm)\]/.exec(
          text.slice(pattern.lastIndex, pattern.lastIndex + 30),
        );
        if (space) pattern.lastIndex += space[0].length;
      } else tokens.push({ kind: "command", text: command, span });
    } else if (letters !== undefined) {
      if (words.test(letters)) tokens.push({ kind: "letter", text: letters, span });
      else if (/^d(?:net|out|loss|Loss)$/.test(letters)) {
        tokens.push({ kind: "letter", text: "d", span: { from, to: from + 1 } });
        tokens.push({ kind: "letter", text: letters.slice(1), span: { from: from + 1, to: span.to } });
      } else
        for (let at = 0; at < letters.length; at++)
          tokens.push({ kind: "letter", text: letters[at]!, span: { from: from + at, to: from + at + 1 } });
    } else if (number !== undefined) {
      // \frac12 takes a digit each
      const bare = /^\\[dtc]?frac$/.test(tokens[tokens.length - 1]?.text ?? "") && /^\d\d$/.test(number);
      for (const [at, part] of (bare ? [...number] : [number]).entries())
        tokens.push({ kind: "number", text: part, span: { from: from + at, to: from + at + part.length } });
    } else if (symbol !== undefined) {
      if (symbol === "&" || symbol === "~") continue;
      tokens.push(read(symbol, span));
    }
  }
  return tokens;
}

const unicode: Readonly<Record<string, string>> = {
  "∂": "\\partial",
  "·": "\\cdot",
  "⋅": "\\cdot",
  "×": "\\times",
  "⊙": "\\odot",
  "∇": "\\nabla",
  "∑": "\\sum",
  Σ: "\\sum",
  "≈": "\\approx",
  "←": "\\leftarrow",
  "⊤": "\\top",
  "√": "\\sqrt",
};

function read(symbol: string, span: Span): Token {
  const command = unicode[symbol];
  if (command !== undefined) return { kind: "command", text: command, span };
  if (symbol === "−" || symbol === "–") return { kind: "symbol", text: "-", span };
  if (symbol === "′" || symbol === "’") return { kind: "symbol", text: "'", span };
  return { kind: /\p{L}/u.test(symbol) ? "letter" : "symbol", text: symbol, span };
}
