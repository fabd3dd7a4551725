import type { SyntaxNode } from "@lezer/common";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { readStatements } from "./build-syntax.ts";
import { parser } from "./parser.ts";
import type { Comment, Statement } from "./syntax.ts";
import { explainError } from "./syntax-errors.ts";

export interface Parsed {
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names that a bad line would have stated: reading them is no second mistake. */
  readonly failed: readonly string[];
}

const mostNesting = 200;
const mostText = 2_000_000;

/**
 * Reads a text of the maths language. A bad line gives a diagnostic and no statement; its neighbours stand.
 * Never throws on any text.
 */
export function parse(text: string): Parsed {
  const refused = tooLarge(text) ?? unbalanced(text);
  if (refused) return { statements: [], comments: [], diagnostics: [refused], failed: [] };
  try {
    const tree = parser.parse(text);
    const comments: Comment[] = [];
    const diagnostics: Diagnostic[] = [];
    const badLines = new Set<number>();
    const lineOf = (at: number): number => text.lastIndexOf("\n", at - 1);
    tree.iterate({
      enter({ type, from, to, node }) {
        if (type.name === "Comment") comments.push({ text: text.slice(from, to), span: { from, to } });
        if (!type.isError || badLines.has(lineOf(from))) return;
        badLines.add(lineOf(from));
        diagnostics.push(explainError(text, node));
      },
    });
    const bad = diagnostics.map((one) => one.span.from);
    const whole = (node: SyntaxNode): boolean => bad.length === 0 || !overlapsBad(text, node, bad);
    return { ...readStatements(text, tree.topNode, whole), comments, diagnostics };
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    return { statements: [], comments: [], diagnostics: [deep({ from: 0, to: 0 })], failed: [] };
  }
}

/** Whether an error lies in a statement or on the lines that it stands on. */
function overlapsBad(text: string, node: SyntaxNode, bad: readonly number[]): boolean {
  const from = Math.max(text.lastIndexOf("\n", node.from - 1), text.lastIndexOf(";", node.from - 1)) + 1;
  const ends = [text.indexOf("\n", node.to), text.indexOf(";", node.to)].filter((at) => at >= 0);
  const to = ends.length > 0 ? Math.min(...ends) : text.length;
  return bad.some((at) => at >= from && at <= to);
}

function tooLarge(text: string): Diagnostic | undefined {
  if (text.length <= mostText) return undefined;
  const megabytes = (text.length / 1e6).toFixed(1);
  return {
    code: "syntax/too-large",
    severity: "error",
    span: { from: 0, to: 0 },
    message: `this text has ${megabytes} million characters, more than a model can need`,
    hint: 'Keep data in files of their own (data X = "points.csv") and the model small.',
  };
}

function deep(span: Span): Diagnostic {
  return {
    code: "syntax/too-deep",
    severity: "error",
    span,
    message: `brackets or operators are nested more than ${mostNesting} deep`,
    hint: "Give inner parts names of their own: z = …, then use z.",
  };
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

/** Finds brackets without a partner, and nesting that nobody could read, before the parser runs. */
function unbalanced(text: string): Diagnostic | undefined {
  const open: { bracket: string; at: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === "#") at = endOfLine(text, at);
    else if (letter === '"') at = endOfString(text, at);
    else if (letter === "(" || letter === "[") {
      open.push({ bracket: letter, at });
      if (open.length > mostNesting) return deep({ from: at, to: at + 1 });
    } else if (letter === ")" || letter === "]") {
      const last = open.pop();
      if (last && closing[last.bracket] === letter) continue;
      return {
        code: "syntax/bracket",
        severity: "error",
        span: { from: at, to: at + 1 },
        message: last ? `${letter} closes what ${last.bracket} opened` : `${letter} closes nothing`,
        hint: last
          ? `Write ${closing[last.bracket]} here, or ${letter === ")" ? "(" : "["} there.`
          : "Remove it, or open its bracket.",
        ...(last && { related: [{ span: { from: last.at, to: last.at + 1 }, message: "opened here" }] }),
      };
    }
  }
  const last = open.pop();
  return (
    last && {
      code: "syntax/bracket",
      severity: "error",
      span: { from: last.at, to: last.at + 1 },
      message: `${last.bracket} is never closed`,
      hint: `Add the missing ${closing[last.bracket]}.`,
    }
  );
}

const endOfLine = (text: string, from: number): number => {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
};

const endOfString = (text: string, from: number): number => {
  const at = text.indexOf('"', from + 1);
  return at < 0 ? endOfLine(text, from) : Math.min(at, endOfLine(text, from));
};
