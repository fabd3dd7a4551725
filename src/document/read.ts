import type { Code, Node, Nodes, Parents, PhrasingContent, Root } from "mdast";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { parse as parseYaml } from "yaml";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Cell } from "./cell.ts";
import { readFence } from "./fence.ts";
import { type Limit, tooLarge } from "./measure.ts";

/** What stands above a document between lines of `---`. */
export interface FrontMatter {
  readonly title?: string;
  readonly author?: string;
  readonly date?: string;
  readonly toc?: boolean;
  readonly lang?: string;
  /** `computed`: every number of the prose must be. */
  readonly numbers?: string;
}

export interface ReadDocument {
  readonly text: string;
  readonly tree: Root;
  readonly front: FrontMatter;
  /** In the order in which they stand. */
  readonly cells: readonly Cell[];
  /** Where the part ends whose cells run. */
  readonly end: number;
  readonly diagnostics: readonly Diagnostic[];
}

const parser = unified()
  .use(remarkParse)
  .use(remarkFrontmatter, ["yaml"])
  .use(remarkGfm)
  .use(remarkMath)
  .freeze();

/** A text of one line as the parts of a paragraph. */
export function phrasingOf(text: string): PhrasingContent[] {
  const [only] = parser.parse(text).children;
  return only?.type === "paragraph" ? only.children : [{ type: "text", value: text }];
}

/** Languages of cells that run; other fences are only shown. */
export type IsCell = (language: string) => boolean;

const mostCells = 1_000;

/** A Markdown document as its tree and its cells. */
export function readDocument(text: string, isCell: IsCell): ReadDocument {
  const large = tooLarge(text);
  const tree = parser.parse(large ? text.slice(0, large.at) : text);
  // the parser takes a byte order mark off, and counts without it
  if (text.startsWith("\uFEFF")) shift(tree);
  const cells: Cell[] = [];
  const diagnostics: Diagnostic[] = [];
  let end = large?.at ?? text.length;
  const [first] = tree.children;
  const front = first?.type === "yaml" ? readFront(first.value, spanOf(first), diagnostics) : {};
  for (const { node, parent, at } of walk(tree)) {
    if (node.type !== "code" || node.lang == null) continue;
    const span = spanOf(node);
    const cell = cellOf(node, text, span, parent, at);
    if (!isCell(cell.fence.language)) continue;
    if (cells.length === mostCells) {
      diagnostics.push(tooMany(span));
      end = span.from;
      break;
    }
    diagnostics.push(...cell.fence.diagnostics);
    cells.push(cell);
  }
  if (large) {
    const span = { from: large.at, to: large.at + 1 };
    diagnostics.push(tooMuch(large.limit, span));
    tree.children.push(asWritten(text, large.at));
  }
  return { text, tree, front, cells, end, diagnostics };
}

/** Places one character further on. */
function shift(tree: Root): void {
  for (const { node } of walk(tree))
    if (node.position)
      for (const point of [node.position.start, node.position.end]) point.offset = point.offset! + 1;
}

/** Every node with its parent, in the order of the text; a loop, since quotes may be nested deep. */
export function* walk(root: Root): Generator<{ node: Nodes; parent: Parents; at: number }> {
  const pending: { parent: Parents; at: number }[] = [{ parent: root, at: 0 }];
  while (pending.length > 0) {
    const last = pending[pending.length - 1]!;
    const node = last.parent.children[last.at];
    if (!node) {
      pending.pop();
      continue;
    }
    yield { node, parent: last.parent, at: last.at++ };
    if ("children" in node) pending.push({ parent: node, at: 0 });
  }
}

export const spanOf = ({ position }: Node): Span => ({
  from: position?.start.offset ?? 0,
  to: position?.end.offset ?? 0,
});

function cellOf(node: Code, text: string, span: Span, parent: Parents, at: number): Cell {
  const line = text.slice(span.from, text.indexOf("\n", span.from) + 1 || text.length);
  const info = /^[`~]+\s*/.exec(line)![0].length;
  const fence = readFence(line.slice(info).trimEnd(), span.from + info);
  const shown = shownBelow(parent, at);
  return { fence, source: node.value, span, offset: span.from + line.length, shown };
}

const isOutput = (lang: string | null | undefined): boolean =>
  lang == null || /^(output|text|txt|console)$/i.test(lang);

/** The output below a cell, and below that the picture, where it stands alone in its paragraph. */
function shownBelow(parent: Parents, at: number): Span | undefined {
  let next = at + 1;
  let span: Span | undefined;
  const output = parent.children[next];
  if (output?.type === "code" && isOutput(output.lang)) {
    span = spanOf(output);
    next++;
  }
  const picture = parent.children[next];
  if (
    picture?.type === "paragraph" &&
    picture.children.length === 1 &&
    picture.children[0]!.type === "image"
  ) {
    const image = picture.children[0]!;
    if (image.alt === "" || image.alt == null) {
      const own = spanOf(picture);
      span = { from: span?.from ?? own.from, to: own.to };
    }
  }
  return span;
}

function readFront(yaml: string, span: Span, diagnostics: Diagnostic[]): FrontMatter {
  try {
    const data: unknown = parseYaml(yaml, { maxAliasCount: 0 });
    if (typeof data !== "object" || data === null) return {};
    const given = data as Record<string, unknown>;
    const text = (key: string): Record<string, string> => {
      const value = given[key];
      const plain = value instanceof Date ? value.toISOString().slice(0, 10) : value;
      return typeof plain === "string" || typeof plain === "number" ? { [key]: String(plain) } : {};
    };
    return {
      ...text("title"),
      ...text("author"),
      ...text("date"),
      ...text("lang"),
      ...text("numbers"),
      ...(typeof given.toc === "boolean" && { toc: given.toc }),
    };
  } catch (failure) {
    const [message] = (failure as Error).message.split("\n");
    diagnostics.push({
      code: "document/front-matter",
      severity: "error",
      span,
      message: `this front matter is no YAML: ${message}`,
      hint: "Write for example title: A review",
    });
    return {};
  }
}

/** What is read no more: one block that shows it. */
function asWritten(text: string, from: number): Code {
  const point = (offset: number) => ({ line: 1, column: 1, offset });
  return {
    type: "code",
    value: text.slice(from),
    position: { start: point(from), end: point(text.length) },
  };
}

const words: Readonly<Record<Limit, string>> = {
  fences: "fenced blocks",
  delimiters: "marks of emphasis in one paragraph",
  footnotes: "footnotes",
  marks: "lines and marks",
  nesting: "levels of lists and quotes in one another",
};

const tooMuch = (limit: Limit, span: Span): Diagnostic => ({
  code: "document/too-large",
  severity: "error",
  span,
  message: `a document has no more ${words[limit]} than this: from here on it is shown as it is written`,
  hint: "Cut it into several documents.",
});

const tooMany = (span: Span): Diagnostic => ({
  code: "document/too-many-cells",
  severity: "error",
  span,
  message: `a document runs ${mostCells} cells at most: this one and those below are only shown`,
  hint: "Cut it into several documents.",
});
