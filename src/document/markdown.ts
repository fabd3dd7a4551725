import type { Image, Link } from "mdast";
import type { Diagnostic } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import type { Span } from "../base/span.ts";
import { languageNamed } from "../lift/language.ts";
import { isJudgement, isVerdictFolded } from "./blocks-html.ts";
import { type Block, isSourceShown } from "./cell.ts";
import { latexOf } from "./formula-images.ts";
import { Numbering } from "./numbering.ts";
import { spanOf, walk } from "./read.ts";
import type { RanCell, RanDocument } from "./run.ts";
import { Slugs } from "./slugs.ts";

/** A document as GitHub shows it, and the pictures that it names. */
export interface WrittenMarkdown {
  readonly text: string;
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/**
 * A document that has run as GitHub's Markdown: its own text, each cell's results below it, its numbers in their
 * places. Pictures are named as they will lie, in `folder` beside the text.
 */
export function documentMarkdown(
  document: RanDocument,
  folder: string,
  format: "svg" | "png" = "svg",
): WrittenMarkdown {
  const numbering = new Numbering(document.ran);
  const pictures: { name: string; svg: string }[] = [];
  const edits: { span: Span; replacement: string }[] = [];
  const edit = (span: Span, replacement: string): void => void edits.push({ span, replacement });

  for (const ran of document.ran) {
    const { cell } = ran;
    const { fence, span, shown } = cell;
    const anchor = fence.id === undefined ? "" : `<a id="${fence.id}"></a>\n\n`;
    const judged = isVerdictFolded(cell) ? ran.blocks.filter(isJudgement) : [];
    const written = (block: Block): string => blockText(block, ran, numbering, pictures, { folder, format });
    const results = ran.blocks.filter((block) => !judged.includes(block)).map(written);
    if (judged.length > 0)
      results.push(
        `<details><summary>The verdict</summary>\n\n${judged.map(written).join("\n\n")}\n\n</details>`,
      );
    const code = !isSourceShown(cell) ? [] : [fenced(cell.source, shownLanguage(fence.language))];
    const from = ran.blocks.length > 0 && shown ? shown.to : span.to;
    edit({ from: span.from, to: from }, anchor + [...code, ...results].join("\n\n"));
  }
  const covered = edits.map((one) => one.span);
  const isCovered = ({ from }: Span): boolean => covered.some((one) => from >= one.from && from < one.to);
  const titles = new Map<string, string>();
  const slugs = new Slugs([]);
  for (const { node } of walk(document.tree)) {
    if (node.type !== "heading") continue;
    const words = document.text
      .slice(spanOf(node).from, spanOf(node).to)
      .replace(/^#+\s*/, "")
      .trim();
    titles.set(slugs.of(words), words);
  }
  for (const { node } of walk(document.tree)) {
    const span = spanOf(node);
    if (isCovered(span)) continue;
    if (node.type === "inlineCode") {
      const answer = document.answers.get(node);
      if (answer !== undefined) edit(span, answer.replace(/[\\`*_[\]<>|]/g, "\\$&"));
    } else if (node.type === "link") {
      const text = linkText(node, document, numbering, titles);
      if (text !== undefined) edit(span, text);
    } else if (node.type === "image") {
      const latex = latexOfImage(node);
      if (latex !== undefined) edit(span, `$${latex}$`);
    }
  }
  return { text: applied(document.text, edits), pictures };
}

const latexOfImage = (node: Image): string | undefined => latexOf(node.url)?.replace(/\s+/g, " ").trim();

/** Cells of the maths language read best without colours of another language. */
const shownLanguage = (language: string): string =>
  languageNamed(language) === undefined ? "text" : /^py/.test(language) ? "python" : language;

/** GitHub refuses this macro. */
const asOnGitHub = (latex: string): string =>
  latex.replace(/\\operatorname(?=\{)(\{\w+\})/g, "\\mathop{\\mathrm$1}");

/** A fence longer than any row of backticks in it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([row]) => row.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}

function blockText(
  block: Block,
  { cell }: RanCell,
  numbering: Numbering,
  pictures: { name: string; svg: string }[],
  { folder, format }: { readonly folder: string; readonly format: string },
): string {
  switch (block.kind) {
    case "output":
      return fenced(block.text.trimEnd(), "text");
    case "formulas":
      return block.latex.map((latex) => fenced(asOnGitHub(latex), "math")).join("\n\n");
    case "picture": {
      const stem = (cell.fence.id ?? "picture").replace(/[^\w-]/g, "-");
      const taken = pictures.filter(({ name }) => name.replace(/(-\d+)?\.\w+$/, "") === stem).length;
      const name = `${stem}${taken > 0 || cell.fence.id === undefined ? `-${taken + 1}` : ""}.${format}`;
      pictures.push({ name, svg: block.svg });
      const caption = [numbering.picture(block), block.caption].filter(Boolean).join(". ");
      const picture = `![${escapedText(block.alt)}](${encodeURI(folder)}/${name})`;
      return caption ? `${picture}\n\n*${captionMarkdown(caption, numbering)}*` : picture;
    }
    case "verdict": {
      const head = `> ${block.good ? "✓ right" : "✗ wrong"}: ${block.head}`;
      const rows = block.rows.filter((row) => row.verdict !== "right");
      return [head, ...rows.map(({ name, verdict, note }) => `> - \`${name}\`: ${verdict}. ${note}`)].join(
        "\n",
      );
    }
    case "problem":
      return problemText(block.diagnostic);
  }
}

function problemText(one: Diagnostic): string {
  const word = "expected" in one ? "planted fault" : one.severity === "info" ? "note" : one.severity;
  const lines = [`**${word}**: ${one.message} (\`${one.code}\`)`, one.why, one.hint];
  if (one.fix) lines.push(`Repair${one.fix.verified ? ", tried and right" : ""}: \`${one.fix.text}\``);
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `> ${line}`)
    .join("\n>\n");
}

/** Claims and references as links within the written document; nothing where a link stays as it is. */
function linkText(
  node: Link,
  document: RanDocument,
  numbering: Numbering,
  titles: ReadonlyMap<string, string>,
): string | undefined {
  if (!node.url.startsWith("#")) return undefined;
  const id = node.url.slice(1);
  const [cell] = /^[\w-]+(?=\.)/.exec(id) ?? [id];
  const [only] = node.children;
  if (document.claims.has(node) && only?.type === "text") return `[${only.value}](#${cell})`;
  if (node.children.length > 0) return undefined;
  return `[${numbering.of(id) ?? titles.get(id) ?? "section"}](#${id})`;
}

/** A caption is Markdown already: its claims become links to their cells, and it holds no HTML. */
const captionMarkdown = (caption: string, numbering: Numbering): string =>
  caption
    .replace(/\[\]\(#([\w-]+)\)/g, (_, id: string) => `[${numbering.of(id) ?? "section"}](#${id})`)
    .replace(/\]\(#([\w-]+)\.[^)\s]*\)/g, "](#$1)")
    .replaceAll("<", "\\<");

const escapedText = (text: string): string => text.replace(/[\\`*_[\]<>]/g, "\\$&").replace(/\s+/g, " ");
