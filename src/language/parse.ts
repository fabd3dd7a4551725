import type { Tree } from "@lezer/common";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { Reader } from "./build-syntax.ts";
import { canonicalName } from "./name.ts";
import { parser } from "./parser.ts";
import { deep, scan } from "./scan.ts";
import type { Comment, Statement } from "./syntax.ts";
import { explainError } from "./syntax-errors.ts";

export interface Parsed {
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names that a bad line would have stated: reading them is no second mistake. */
  readonly failed: readonly string[];
}

const mostText = 2_000_000;
/** Stops at the first error of a statement: its neighbours are parsed on their own. */
const strict = parser.configure({ strict: true });

/**
 * Reads a text of the maths language. A bad statement gives a diagnostic and no tree; its neighbours stand.
 * Never throws on any text.
 */
export function parse(text: string): Parsed {
  if (text.length > mostText)
    return { statements: [], comments: [], diagnostics: [tooLarge(text)], failed: [] };
  const cut = scan(text);
  const reader = new Reader(text);
  const statements: Statement[] = [];
  const diagnostics: Diagnostic[] = [];
  const failed: string[] = [];
  for (const { span, diagnostic } of cut.refused) {
    diagnostics.push(diagnostic);
    failed.push(...statedNames(text, span));
  }
  for (const span of cut.statements) {
    const problem = readStatement(reader, span, statements);
    if (!problem) continue;
    diagnostics.push(problem);
    failed.push(...statedNames(text, span));
  }
  diagnostics.sort((a, b) => a.span.from - b.span.from);
  return { statements, comments: cut.comments, diagnostics, failed };
}

function readStatement(reader: Reader, span: Span, into: Statement[]): Diagnostic | undefined {
  try {
    const tree = strict.parse(reader.text, [], [span]);
    if (isCut(tree, span)) return deep(span.from);
    let node = tree.topNode.firstChild;
    while (node && !node.type.is("Statement")) node = node.nextSibling;
    if (node) into.push(reader.statement(node, span.from));
    return undefined;
  } catch (failure) {
    // the parser's own error says where, and only that
    const at = failure instanceof SyntaxError ? /^No parse at (\d+)$/.exec(failure.message)?.[1] : undefined;
    if (at === undefined) throw failure;
    return explainError(reader.text, span, Number(at));
  }
}

/** Whether the tree was too deep for the parser, which flattens what lies below; short statements never are. */
function isCut(tree: Tree, { from, to }: Span): boolean {
  let cut = false;
  if (to - from > 400) tree.iterate({ enter: ({ type }) => void (cut ||= type.isError) });
  return cut;
}

const stated = /([\p{L}_][\p{L}\p{M}\p{N}_₀-₉]*)[ \t]*(?:\[[^\]\n]*\][ \t]*)?[=~](?!=)/gu;

/** The names to the left of = or ~ in a statement that could not be read. */
const statedNames = (text: string, { from, to }: Span): string[] =>
  Array.from(text.slice(from, to).matchAll(stated), (match) => canonicalName(match[1]!));

const tooLarge = (text: string): Diagnostic => ({
  code: "syntax/too-large",
  severity: "error",
  span: { from: 0, to: 0 },
  message: `this text has ${(text.length / 1e6).toFixed(1)} million characters, more than a model can need`,
  hint: 'Keep data in files of their own (data X = "points.csv") and the model small.',
});
