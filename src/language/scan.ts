import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Comment } from "./syntax.ts";

/** A text cut into statements before any is parsed, so that a bad one does not spoil its neighbours. */
export interface Scan {
  readonly statements: readonly Span[];
  readonly comments: readonly Comment[];
  /** Statements that cannot be parsed at all: their brackets or quotes do not close. */
  readonly refused: readonly { readonly span: Span; readonly diagnostic: Diagnostic }[];
}

const mostBrackets = 200;
const mostOperators = 500;
const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]" };
/** A line that begins so begins a statement, even where a bracket is still open. */
const beginsStatement =
  /[ \t]*(?:(?:input|param|data|loss|train)[ \t]+[\p{L}_]|(?!axis\b|keepdims\b)[\p{L}_][\p{L}\p{M}\p{N}_]*[ \t]*=(?!=))/uy;

interface Level {
  readonly bracket: string;
  readonly at: number;
  operators: number;
}

/** One pass over the text, in time linear in its length. */
export function scan(text: string): Scan {
  return new Scanner(text).run();
}

class Scanner {
  readonly #statements: Span[] = [];
  readonly #comments: Comment[] = [];
  readonly #refused: { span: Span; diagnostic: Diagnostic }[] = [];
  #start = 0;
  #levels: Level[] = [];
  #operators = 0;
  /** Operators of this statement and of every open bracket, down to here. */
  #depth = 0;
  #problem: Diagnostic | undefined;

  constructor(readonly text: string) {}

  run(): Scan {
    const { text } = this;
    for (let at = 0; at < text.length; at++) {
      const letter = text[at]!;
      if (letter === "\n") this.#lineEnd(at);
      else if (letter === "#") at = this.#comment(at);
      else if (letter === '"') at = this.#string(at);
      else if (letter === ";" && this.#levels.length === 0) this.#end(at);
      else this.#letter(letter, at);
    }
    this.#close();
    this.#end(text.length);
    return { statements: this.#statements, comments: this.#comments, refused: this.#refused };
  }

  #letter(letter: string, at: number): void {
    if (letter === "(" || letter === "[") {
      this.#count();
      this.#levels.push({ bracket: letter, at, operators: this.#operators });
      this.#operators = 0;
      if (this.#levels.length > mostBrackets || this.#depth > mostOperators) this.#problem ??= deep(at);
    } else if (letter === ")" || letter === "]") this.#closing(letter, at);
    else if (letter === ",") {
      this.#depth -= this.#operators;
      this.#operators = 0;
    } else if ("+-*/^@<>!'".includes(letter) || (letter === "." && this.text[at + 1] === "T")) {
      this.#count();
      if (this.#depth > mostOperators) this.#problem ??= deep(at);
    }
  }

  #count(): void {
    this.#operators++;
    this.#depth++;
  }

  #closing(letter: string, at: number): void {
    const open = this.#levels.pop();
    if (!open || closing[open.bracket] !== letter) {
      this.#problem ??= mismatch(letter, at, open);
      return;
    }
    this.#depth -= this.#operators;
    this.#operators = open.operators;
  }

  #comment(at: number): number {
    const to = endOfLine(this.text, at);
    this.#comments.push({ text: this.text.slice(at, to).trimEnd(), span: { from: at, to } });
    return to - 1;
  }

  #string(at: number): number {
    const line = endOfLine(this.text, at);
    const end = this.text.indexOf('"', at + 1);
    if (end >= 0 && end < line) return end;
    this.#problem ??= {
      code: "syntax/string",
      severity: "error",
      span: { from: at, to: at + 1 },
      message: "this quotation mark is not closed on its line",
      hint: 'Close it with ".',
    };
    return line - 1;
  }

  #lineEnd(at: number): void {
    if (this.#levels.length > 0) {
      beginsStatement.lastIndex = at + 1;
      if (!beginsStatement.test(this.text)) return;
      this.#close();
    }
    this.#end(at);
  }

  /** Brackets still open where their statement ends. */
  #close(): void {
    const [open] = this.#levels.slice(-1);
    if (open) this.#problem ??= unclosed(open);
  }

  #end(to: number): void {
    const span = { from: this.#start, to };
    if (this.#problem) this.#refused.push({ span, diagnostic: this.#problem });
    else if (to > this.#start) this.#statements.push(span);
    this.#start = to + 1;
    this.#levels = [];
    this.#operators = 0;
    this.#depth = 0;
    this.#problem = undefined;
  }
}

const endOfLine = (text: string, from: number): number => {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
};

export const deep = (at: number): Diagnostic => ({
  code: "syntax/too-deep",
  severity: "error",
  span: { from: at, to: at + 1 },
  message: `this statement nests more than ${mostBrackets} brackets or ${mostOperators} operators`,
  why: "Nobody can read it, and each level needs memory.",
  hint: "Give inner parts names of their own: z = …, then use z.",
});

const unclosed = ({ bracket, at }: Level): Diagnostic => ({
  code: "syntax/bracket",
  severity: "error",
  span: { from: at, to: at + 1 },
  message: `${bracket} is never closed`,
  hint: `Add the missing ${closing[bracket]}.`,
});

const mismatch = (letter: string, at: number, open: Level | undefined): Diagnostic => ({
  code: "syntax/bracket",
  severity: "error",
  span: { from: at, to: at + 1 },
  message: open ? `${letter} closes what ${open.bracket} opened` : `${letter} closes nothing`,
  hint: open
    ? `Write ${closing[open.bracket]} here, or ${letter === ")" ? "(" : "["} there.`
    : "Remove it, or open its bracket.",
  ...(open && { related: [{ span: { from: open.at, to: open.at + 1 }, message: "opened here" }] }),
});
