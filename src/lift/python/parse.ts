import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { readable } from "./leniency.ts";
import { SyntaxProblem } from "./read-expressions.ts";
import { Reader } from "./read-syntax.ts";
import type { Expression, Statement } from "./syntax.ts";

export interface ParsedPython {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostNesting = 150;
const mostText = 2_000_000;

/**
 * Reads Python source that stands at `offset` in its file; spans are the file's. What cannot be read is one diagnostic
 * at its place, and then there are no statements.
 */
export function parsePython(source: string, offset = 0): ParsedPython {
  const refuse = (from: number, message: string, hint?: string): ParsedPython => ({
    statements: [],
    diagnostics: [
      {
        code: "python/syntax",
        severity: "error",
        span: { from: from + offset, to: Math.min(from + 1, source.length) + offset },
        message,
        ...(hint && { hint }),
      },
    ],
  });
  if (source.length > mostText) return refuse(0, "this program is longer than two million characters");
  const deep = tooDeep(source);
  if (deep !== undefined) return refuse(deep, `brackets are nested more than ${mostNesting} deep`);
  try {
    const tree = parser.parse(readable(source));
    const error = firstError(tree.topNode);
    if (error) return refuse(error.from, "this is not Python", "The line cannot be read from here on.");
    return { statements: new Reader(source, offset).block(tree.topNode), diagnostics: [] };
  } catch (failure) {
    if (failure instanceof SyntaxProblem && failure.isPython)
      return notInterpreted({ from: failure.from, to: failure.from + 1 }, failure.message);
    if (failure instanceof SyntaxProblem) return refuse(failure.from - offset, failure.message);
    if (failure instanceof RangeError) return refuse(0, "this program is nested too deeply to be read");
    throw failure;
  }
}

/** Python that is none of the interpreter's: nothing is wrong with it. */
const notInterpreted = (span: Span, message: string): ParsedPython => ({
  statements: [],
  diagnostics: [
    {
      code: "python/not-interpreted",
      severity: "info",
      span,
      message: `this is not read: ${message}`,
      hint: "Nothing in this file or cell is judged.",
    },
  ],
});

/** Reads one expression, as a repair writes it; undefined where it is none. */
export function parseExpression(text: string): Expression | undefined {
  const { statements } = parsePython(`(${text})`, -1);
  const [only] = statements;
  return statements.length === 1 && only?.kind === "expression" ? only.value : undefined;
}

function tooDeep(source: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const letter = source[at]!;
    if (letter === "#") {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
    } else if ("([{".includes(letter)) {
      if (++depth > mostNesting) return at;
    } else if (")]}".includes(letter)) depth = Math.max(0, depth - 1);
  }
  return undefined;
}

/** The first error of the tree. */
function firstError(top: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  top.cursor().iterate((ref) => {
    if (!found && ref.type.isError) found = ref.node;
    return !found;
  });
  return found;
}
