import { usualFunctions } from "./names.ts";
import { MathsReader } from "./parse.ts";
import type { Equation, Member } from "./syntax.ts";
import { type Token, tokenize, Unreadable } from "./tokens.ts";

export interface ReadFormula {
  readonly equations: readonly Equation[];
  /** Why nothing of it is read. */
  readonly problem?: string;
}

const equal = new Set(["=", ":=", "\\equiv", "\\triangleq", "\\coloneqq"]);
const otherRelations = new Set(
  "\\approx \\propto \\sim \\simeq < > \\lt \\gt \\le \\leq \\ge \\geq \\ne \\neq \\in \\to \\rightarrow \\mapsto".split(
    " ",
  ),
);
const assignments = new Set(["\\leftarrow", "\\gets"]);
const separators = new Set(
  ", ; : \\quad \\qquad \\implies \\Rightarrow \\Longrightarrow \\iff \\Leftrightarrow \\therefore \\because \\colon \\text-words".split(
    " ",
  ),
);
const joining = new Set(["+", "-", "*", "\\cdot", "\\times", "\\odot"]);
/** Environments that only lay equations out. */
const layouts =
  /^(?:align|aligned|alignat|alignedat|split|gather|gathered|equation|eqnarray|multline|flalign|displaymath|math)\*?$/;

/** A token list cut into the equations that stand in it; `\text{where}` and its like are cuts. */
interface Piece {
  readonly tokens: Token[];
  /** Whether an equality stands before it, so that it continues what came before. */
  readonly continues: boolean;
  readonly relation: "equal" | "other" | "assignment" | undefined;
}

/**
 * The equations of a formula. `functions` are the names that stand for functions: `s(z)` is a product otherwise.
 * Never throws on any text: what cannot be read is a member with its problem.
 */
export function readEquations(text: string, functions: ReadonlySet<string> = usualFunctions): ReadFormula {
  try {
    const chains = chained(cut(withoutLayout(text, tokenize(text))));
    return {
      equations: chains.map(([first, ...rest]) => {
        const read = (tokens: readonly Token[]): Member => member(text, tokens, functions);
        const members = [read(first), ...rest.map(read)] as const;
        return {
          members,
          span: { from: members[0].span.from, to: members[members.length - 1]!.span.to },
        };
      }),
    };
  } catch (failure) {
    if (failure instanceof Unreadable) return { equations: [], problem: failure.message };
    throw failure;
  }
}

function member(text: string, tokens: readonly Token[], functions: ReadonlySet<string>): Member {
  const span = { from: tokens[0]!.span.from, to: tokens[tokens.length - 1]!.span.to };
  try {
    return { span, maths: new MathsReader(text, tokens, functions).whole() };
  } catch (failure) {
    if (failure instanceof Unreadable) return { span, problem: failure.message };
    throw failure;
  }
}

/** `\begin{aligned}` and its end dropped; `\text{…}` of several words made a cut. */
function withoutLayout(text: string, tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.text === "\\begin" || token.text === "\\end") {
      const close = closing(tokens, at + 1);
      const name = text.slice(tokens[at + 1]?.span.to ?? 0, tokens[close]?.span.from ?? 0).trim();
      if (tokens[at + 1]?.text === "{" && close > 0 && layouts.test(name)) {
        at = close;
        // the columns of alignat
        if (/^align(?:ed)?at/.test(name) && tokens[at + 1]?.text === "{")
          at = Math.max(at, closing(tokens, at + 1));
        continue;
      }
    }
    if (/^\\(?:text|textrm|mbox|textit)$/.test(token.text) && tokens[at + 1]?.text === "{") {
      const close = closing(tokens, at + 1);
      const said = close > 0 ? text.slice(tokens[at + 1]!.span.to, tokens[close]!.span.from) : "";
      if (
        close > 0 &&
        (/\s/.test(said.trim()) ||
          /^\s*(?:and|where|with|or|so|then|since|if|for|thus|hence|because|but)\s*,?\s*$/.test(said))
      ) {
        kept.push({
          kind: "command",
          text: "\\text-words",
          span: { from: token.span.from, to: tokens[close]!.span.to },
        });
        at = close;
        continue;
      }
    }
    kept.push(token);
  }
  return kept;
}

/** The index of the brace that closes the one at `open`; -1 where none does. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]!.text === "{") depth++;
    else if (tokens[at]!.text === "}" && --depth === 0) return at;
  }
  return -1;
}

const opening = new Set(["{", "(", "[", "\\{", "\\langle", "\\begin"]);
const closings = new Set(["}", ")", "]", "\\}", "\\rangle", "\\end"]);

function cut(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  let current: Piece = { tokens: [], continues: false, relation: undefined };
  let depth = 0;
  const next = (continues: boolean, relation: Piece["relation"]): void => {
    pieces.push(current);
    current = { tokens: [], continues, relation };
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const { text } = token;
    if (opening.has(text)) depth++;
    else if (closings.has(text)) depth = Math.max(0, depth - 1);
    if (depth > 0) current.tokens.push(token);
    else if (text === ":" && tokens[at + 1]?.text === "=") {
      next(true, "equal");
      at++;
    } else if (equal.has(text)) next(true, "equal");
    else if (otherRelations.has(text)) next(true, "other");
    else if (assignments.has(text)) next(true, "assignment");
    else if (token.kind === "break" || separators.has(text)) {
      const after = tokens[at + 1]?.text ?? "";
      // a row that goes on with an operator belongs to the one before
      if (token.kind === "break" && joining.has(after) && current.tokens.length > 0) continue;
      next(false, undefined);
    } else current.tokens.push(token);
  }
  pieces.push(current);
  return pieces;
}

/** Pieces joined to chains of equalities; a chain with an assignment is an update and says nothing. */
function chained(pieces: readonly Piece[]): [Token[], ...Token[][]][] {
  const chains: { members: [Token[], ...Token[][]]; closed: boolean; update: boolean }[] = [];
  for (const { tokens, continues, relation } of pieces) {
    while (tokens.length > 1 && tokens[tokens.length - 1]!.text === ".") tokens.pop();
    const last = chains[chains.length - 1];
    if (!continues || !last) {
      if (tokens.length > 0) chains.push({ members: [tokens], closed: false, update: false });
    } else if (relation === "assignment") last.update = true;
    else if (relation === "other") last.closed = true;
    else if (!last.closed && tokens.length > 0) last.members.push(tokens);
  }
  return chains.filter((one) => !one.update).map((one) => one.members);
}
