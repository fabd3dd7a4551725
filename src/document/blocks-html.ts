import type { Element, ElementContent } from "hast";
import type { PhrasingContent } from "mdast";
import { toString as plainText } from "mdast-util-to-string";
import type { Diagnostic } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import type { LineMap } from "../base/span.ts";
import { captionOf } from "./caption.ts";
import { type Block, type Cell, isSourceShown, type VerdictBlock } from "./cell.ts";
import { h, raw } from "./element.ts";
import type { Formulas } from "./formulas.ts";
import { highlighted } from "./highlight.ts";
import { claimIn } from "./inline.ts";
import type { Numbering } from "./numbering.ts";
import type { RanCell } from "./run.ts";

/** A cell with all that it gave. */
export async function cellHtml(
  { cell, blocks }: RanCell,
  map: LineMap,
  numbering: Numbering,
  formulas: Formulas,
): Promise<Element> {
  const { fence, source } = cell;
  const children: ElementContent[] = [];
  const word = numbering.label(cell);
  if (word && !word.startsWith("Figure")) children.push(h("p", { className: ["label"] }, word));
  if (isSourceShown(cell)) {
    const code = sourceHtml(source, fence.language);
    const fold = fence.options.get("fold")?.value;
    const summary = h("summary", {}, fold === "true" ? "The code" : `${fold}`);
    const isFolded = fold !== undefined && fold !== "verdict";
    children.push(isFolded ? h("details", { className: ["code"] }, summary, code) : code);
  }
  const judged = isVerdictFolded(cell) ? blocks.filter(isJudgement) : [];
  for (const block of blocks)
    if (!judged.includes(block)) children.push(...(await blockHtml(block, map, numbering, formulas)));
  if (judged.length > 0) {
    const inside: ElementContent[] = [];
    for (const block of judged) inside.push(...(await blockHtml(block, map, numbering, formulas)));
    children.push(h("details", { className: ["code"] }, h("summary", {}, "The verdict"), ...inside));
  }
  const id = fence.id === undefined ? {} : { id: fence.id };
  return h("div", { className: ["cell"], ...id }, ...children);
}

/** `fold=verdict`: the reader is to find the fault first. */
export const isVerdictFolded = ({ fence }: Cell): boolean => fence.options.get("fold")?.value === "verdict";

export const isJudgement = ({ kind }: Block): boolean => kind === "verdict" || kind === "problem";

/** A picture, in a box that scrolls where it is wider than the page. */
export const scrolling = (svg: string): Element =>
  h("div", { className: ["picture"], tabIndex: 0 }, raw(svg.replace(/ aria-label="[^"]*"/g, "")));

export const sourceHtml = (source: string, language: string): Element =>
  h("pre", { className: ["source"], tabIndex: 0 }, h("code", {}, ...highlighted(source, language)));

async function blockHtml(
  block: Block,
  map: LineMap,
  numbering: Numbering,
  formulas: Formulas,
): Promise<ElementContent[]> {
  switch (block.kind) {
    case "output":
      return [h("pre", { className: ["output"], tabIndex: 0 }, h("samp", {}, block.text))];
    case "formulas":
      return Promise.all(block.latex.map((latex) => formulas.html(latex, true)));
    case "picture": {
      const number = numbering.picture(block);
      const words = await captionHtml(block.caption, numbering, formulas);
      const told = [...(number ? [words.length > 0 ? `${number}. ` : number] : []), ...words];
      const caption = told.length === 0 ? [] : [h("figcaption", {}, ...told)];
      return [h("figure", {}, scrolling(block.svg), ...caption)];
    }
    case "verdict":
      return [verdictHtml(block)];
    case "problem":
      return [problemHtml(block.diagnostic, map)];
  }
}

/** A caption's parts: formulas, emphasis, code, links within the page and beside it. */
async function captionHtml(
  caption: string,
  numbering: Numbering,
  formulas: Formulas,
): Promise<(ElementContent | string)[]> {
  const words = async (nodes: readonly PhrasingContent[]): Promise<(ElementContent | string)[]> => {
    const all: (ElementContent | string)[] = [];
    for (const node of nodes) {
      if (node.type === "inlineMath") all.push(await formulas.html(node.value, false));
      else if (node.type === "inlineCode") all.push(h("code", {}, node.value));
      else if (node.type === "emphasis") all.push(h("em", {}, ...(await words(node.children))));
      else if (node.type === "strong") all.push(h("strong", {}, ...(await words(node.children))));
      else if (node.type === "link" && /^(#|[\w.-]+(#|$))/.test(node.url)) {
        const claimed = claimIn(node);
        const inside = await words(node.children);
        const href = claimed ? `#${claimed.id}` : node.url;
        all.push(
          h("a", { href }, ...(inside.length > 0 ? inside : [numbering.of(node.url.slice(1)) ?? "section"])),
        );
      } else all.push(plainText(node));
    }
    return all;
  };
  return caption === "" ? [] : words(captionOf(caption));
}

function verdictHtml({ good, head, rows }: VerdictBlock): Element {
  const sentence = h("p", {}, h("strong", {}, good ? "✓ right: " : "✗ wrong: "), ...codeIn(head));
  const every = rows.every((row) => row.verdict === "right");
  const table = h(
    "table",
    { tabIndex: 0 },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["parameter", "verdict", ""].map((one) => h(one ? "th" : "td", one ? { scope: "col" } : {}, one)),
      ),
    ),
    h(
      "tbody",
      {},
      ...rows.map(({ name, verdict, note }) =>
        h(
          "tr",
          { className: [verdict] },
          h("td", {}, h("code", {}, name)),
          h("td", {}, verdict),
          h("td", {}, note),
        ),
      ),
    ),
  );
  return h("div", { className: ["verdict", good ? "good" : "bad"] }, sentence, ...(every ? [] : [table]));
}

/** A diagnostic beside the cell that it is about. */
function problemHtml(one: Diagnostic, map: LineMap): Element {
  const expected = "expected" in one;
  const words = { error: "error", warning: "warning", info: "note" } as const;
  const children: ElementContent[] = [
    h(
      "p",
      {},
      h("strong", {}, expected ? "planted fault: " : `${words[one.severity]}: `),
      ...codeIn(one.message),
      " ",
      h("code", { className: ["name"] }, one.code),
    ),
  ];
  for (const said of [one.why, one.hint]) if (said) children.push(h("p", {}, ...codeIn(said)));
  if (one.fix) {
    const lines = new Map<number, string>();
    for (const { span } of one.fix.edits) lines.set(map.position(span.from).line, "");
    const changed: ElementContent[] = [...lines.keys()].flatMap((line) => {
      const start = map.offset(line, 1);
      const edits = one.fix!.edits.filter((edit) => map.position(edit.span.from).line === line);
      const old = map.line(line);
      return [
        h("del", {}, `- ${old.trim()}`),
        "\n",
        h("ins", {}, `+ ${applied(old, edits, start).trim()}`),
        "\n",
      ].map((part) => (typeof part === "string" ? ({ type: "text", value: part } as const) : part));
    });
    children.push(
      h("p", {}, one.fix.verified ? "A repair that was tried and is right:" : "A repair to look at:"),
      h("pre", { className: ["repair"], tabIndex: 0 }, ...changed),
    );
  }
  return h("div", { className: ["problem", expected ? "planted" : one.severity], role: "note" }, ...children);
}

/** Words in backticks as code. */
const codeIn = (text: string): (ElementContent | string)[] =>
  text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));
