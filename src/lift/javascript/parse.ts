import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/javascript";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { SyntaxProblem } from "../python/read-expressions.ts";
import type { Expression, Statement } from "../python/syntax.ts";
import { nameless, Reader } from "./read-syntax.ts";

export interface ParsedJavaScript {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

const typescript = parser.configure({ dialect: "ts" });
/** The dialects in which a text that is no TypeScript may be read, elements of pages included. */
const others = [parser, parser.configure({ dialect: "ts jsx" }), parser.configure({ dialect: "jsx" })];
/** The `!` of `list[k]! -= step`, which the grammar does not know: it only tells types. */
const assertedTarget =
  /(?<=[\w$)\]])!(?=\s*(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)=(?!=)|\s+=(?!=)|\+\+|--)/g;
/** `[first: number, second?: string]`, a type. */
const optionalItem = /(?<=[[,]\s*\w+)\?(?=\s*:)/g;
/** `export default class {`. */
const namelessClass = /\b(export\s+)default(\s+)class(?=\s*(?:\{|extends\b))/;
const mostNesting = 150;
/** How many nodes of the tree stand for one level of a program, about. */
const nodesPerLevel = 4;
const mostErrors = 100;
const mostText = 2_000_000;

/**
 * Reads JavaScript or TypeScript source that stands at `offset` in its file; spans are the file's. What cannot be read
 * is one diagnostic at its place, and then there are no statements.
 */
export function parseJavaScript(source: string, offset = 0): ParsedJavaScript {
  const refuse = (from: number, message: string, hint?: string): ParsedJavaScript => ({
    statements: [],
    diagnostics: [
      {
        code: "javascript/syntax",
        severity: "error",
        span: { from: from + offset, to: Math.min(from + 1, source.length) + offset },
        message,
        ...(hint && { hint }),
      },
    ],
  });
  if (source.length > mostText) return refuse(0, "this program is longer than two million characters");
  const far = openedTooOften(source);
  if (far !== undefined) return refuse(far, `this is nested more than ${mostNesting} deep`);
  let given = source;
  try {
    let tree = typescript.parse(source);
    const error = firstError(tree.topNode);
    if (error) {
      const text = mended(source);
      if (text !== source) tree = typescript.parse(text);
      // a text full of mistakes takes long to parse: it is parsed again only where something has changed
      [given, tree] = withItems(text, tree);
      // `a < b > (c)` is a comparison where no types are
      if (isNearly(tree.topNode))
        for (const other of others) if (firstError(tree.topNode)) tree = other.parse(given);
      if (firstError(tree.topNode))
        return refuse(
          error.from,
          "this is not TypeScript or JavaScript",
          "The line cannot be read from here on.",
        );
    }
    const deep = tooDeep(tree.topNode);
    if (deep) return refuse(deep.from, `this is nested more than ${mostNesting} deep`);
    return { statements: new Reader(given, offset, source).block(tree.topNode), diagnostics: [] };
  } catch (failure) {
    if (failure instanceof SyntaxProblem) return refuse(failure.from - offset, failure.message);
    if (failure instanceof RangeError) return refuse(0, "this program is nested too deeply to be read");
    throw failure;
  }
}

/** What the grammar does not know, said otherwise in as many letters. */
const mended = (source: string): string =>
  source
    .replace(assertedTarget, " ")
    .replace(optionalItem, " ")
    .replace(namelessClass, (_, before, gap) => `${before}let ${nameless}= ${gap}class`);

const mostSwaps = 60;

/**
 * The grammar knows no items or members among what is taken apart, as in `[a[i], a[j]] = [a[j], a[i]]`: a comma stands
 * for the sign, and the reader tells by the source.
 */
function withItems(given: string, parsed: Tree): [string, Tree] {
  let [text, tree] = [given, parsed];
  for (let count = 0; count < mostSwaps; count++) {
    const at = firstError(tree.topNode)?.from;
    if (at === undefined || text[at] !== "=" || !/\]\s*$/.test(text.slice(0, at))) break;
    text = `${text.slice(0, at)},${text.slice(at + 1)}`;
    tree = typescript.parse(text);
  }
  return [text, tree];
}

/** Reads one expression, as a repair writes it; undefined where it is none. */
export function parseExpression(text: string): Expression | undefined {
  const { statements } = parseJavaScript(`(${text})`, -1);
  const [only] = statements;
  return statements.length === 1 && only?.kind === "expression" ? only.value : undefined;
}

/**
 * Where more brackets are open than are allowed, whatever they stand in: the parser would take seconds to find out that
 * thousands of them are never closed.
 */
function openedTooOften(source: string): number | undefined {
  let open = 0;
  for (const { 0: bracket, index } of source.matchAll(/[([{}\])]/g)) {
    open = "([{".includes(bracket) ? open + 1 : Math.max(0, open - 1);
    if (open > 2 * mostNesting) return index;
  }
  return undefined;
}

/** The first node below all others that are allowed. */
function tooDeep(top: SyntaxNode): SyntaxNode | undefined {
  let depth = 0;
  let found: SyntaxNode | undefined;
  top.cursor().iterate(
    (ref) => {
      if (++depth > nodesPerLevel * mostNesting && !found) found = ref.node;
      return !found;
    },
    () => void depth--,
  );
  return found;
}

/** Whether so few places are broken that another dialect may read them: what is no program at all is read once. */
function isNearly(top: SyntaxNode): boolean {
  let errors = 0;
  top.cursor().iterate((ref) => {
    if (ref.type.isError) errors++;
    return errors <= mostErrors;
  });
  return errors <= mostErrors;
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
