import type { Element, ElementContent, Nodes as HastNodes, Root as HastRoot } from "hast";
import { toHtml } from "hast-util-to-html";
import type { Heading, Image, Link, Nodes, Root } from "mdast";
import { toString as plainText } from "mdast-util-to-string";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { LineMap, type Span } from "../base/span.ts";
import { cellHtml, scrolling, sourceHtml } from "./blocks-html.ts";
import { h } from "./element.ts";
import { latexOf } from "./formula-images.ts";
import { Formulas } from "./formulas.ts";
import { Memory } from "./memory.ts";
import { Numbering } from "./numbering.ts";
import { type Contents, pageHtml } from "./page.ts";
import { spanOf, walk } from "./read.ts";
import { fragmentOf } from "./references.ts";
import type { RanCell, RanDocument } from "./run.ts";
import { Slugs } from "./slugs.ts";
import { withoutHtml } from "./tags.ts";

/** A picture beside the document as bytes in base64, or why there is none. */
export type LoadPicture = (
  path: string,
) => { readonly type: string; readonly base64: string } | { readonly problem: string };

const toHast = unified()
  .use(remarkRehype, { clobberPrefix: "" })
  .use(rehypeSanitize, {
    ...defaultSchema,
    clobberPrefix: "",
    clobber: [],
    attributes: {
      ...defaultSchema.attributes,
      // languages of code and the two kinds of formulas
      code: [["className", /^language-./, "math-inline", "math-display"]],
    },
    protocols: { ...defaultSchema.protocols, src: ["http", "https"], href: ["http", "https", "mailto"] },
  })
  .freeze();

/** A document that has run as one self-contained HTML file: no network, readable without script. */
export async function documentHtml(
  document: RanDocument,
  picture?: LoadPicture,
  { markup }: Pick<Memory, "markup"> = new Memory(),
): Promise<string> {
  const writer = new HtmlWriter(document, picture, new Formulas(markup));
  return writer.write();
}

/** A place of the document as hast has it again: a node of Markdown's tree by where it begins and what it is. */
const key = (type: string, from: number): string => `${type} ${from}`;

type Replacement = () => Promise<ElementContent[]> | ElementContent[];

class HtmlWriter {
  readonly #replaced = new Map<string, Replacement>();
  readonly #numbering: Numbering;
  readonly #slugs: Slugs;
  readonly #titles = new Map<string, string>();
  readonly #contents: Contents[] = [];
  readonly #map: LineMap;
  readonly #ranAt: ReadonlyMap<number, RanCell>;
  readonly #shown: readonly Span[];
  #title: string;
  #hasOwnContents = false;

  constructor(
    readonly document: RanDocument,
    readonly picture: LoadPicture | undefined,
    readonly formulas: Formulas,
  ) {
    this.#numbering = new Numbering(document.ran);
    this.#slugs = new Slugs(document.cells.flatMap((cell) => cell.fence.id ?? []));
    this.#map = new LineMap(document.text);
    this.#ranAt = new Map(document.ran.map((one) => [one.cell.span.from, one]));
    this.#shown = document.ran.flatMap(({ cell, blocks }) =>
      cell.shown && blocks.length > 0 ? [cell.shown] : [],
    );
    this.#title = document.front.title ?? "";
  }

  async write(): Promise<string> {
    const { document } = this;
    const tree = document.tree;
    this.#headings(tree);
    this.#hasOwnContents = tree.children.some(isContents);
    for (const { node } of walk(tree)) this.#replacementOf(node);
    withoutHtml(tree);
    const hast = (await toHast.run(tree)) as HastRoot;
    await this.#replace(hast);
    const { front } = document;
    return pageHtml({
      title: this.#title || document.path.replace(/^.*\//, ""),
      isTitled: front.title !== undefined,
      author: front.author,
      date: front.date,
      lang: front.lang ?? "en",
      contents: this.#hasOwnContents || front.toc === false ? [] : this.#contents,
      body: toHtml(hast, { allowDangerousHtml: true }),
    });
  }

  /** Ids and depths: the first heading is the page's title, where it is the only one of its depth or the first thing. */
  #headings(tree: Root): void {
    const headings = tree.children.filter((node) => node.type === "heading");
    const [first] = headings;
    const titled = this.document.front.title !== undefined;
    const isTitle = !titled && first?.depth === 1;
    const others = isTitle ? headings.slice(1) : headings;
    // one heading of depth 1 is the page's; more are its sections
    const least = Math.min(6, ...others.map((one) => one.depth));
    let last = 1;
    if (isTitle) this.#heading(first, 1);
    for (const heading of others) {
      const depth = Math.min(heading.depth - least + 2, last + 1, 6);
      last = depth;
      this.#heading(heading, depth);
    }
    if (isTitle) this.#title = plainText(first);
  }

  #heading(node: Heading, depth: number): void {
    const title = plainText(node).trim();
    const id = this.#slugs.of(title);
    this.#titles.set(id, title);
    // the bookmark of a heading without words
    if (title === "") {
      this.#replaced.set(key("heading", spanOf(node).from), () => [h("span", { id })]);
      return;
    }
    node.depth = depth as Heading["depth"];
    node.data = { ...node.data, hProperties: { id } };
    if (depth === 2 || depth === 3) this.#contents.push({ id, title, depth });
  }

  #replacementOf(node: Nodes): void {
    const { from, to } = spanOf(node);
    const set = (replacement: Replacement): void =>
      void this.#replaced.set(key(node.type, from), replacement);
    const ran = node.type === "code" && this.#ranAt.get(from);
    if (ran) set(async () => [await cellHtml(ran, this.#map, this.#numbering, this.formulas)]);
    else if (this.#isShown(from, to)) set(() => []);
    else if (node.type === "code" && node.lang === "mermaid") {
      set(async () => {
        const svg = await this.formulas.flowchart(node.value);
        return [svg ? h("figure", {}, scrolling(svg)) : sourceHtml(node.value, "mermaid")];
      });
    } else if (node.type === "code" && node.lang)
      set(() => [sourceHtml(node.value, node.lang!.toLowerCase())]);
    else if (node.type === "code")
      set(() => [h("pre", { className: ["output"], tabIndex: 0 }, h("samp", {}, node.value))]);
    else if (node.type === "math") set(async () => [await this.formulas.html(node.value, true)]);
    else if (node.type === "inlineMath") {
      // $$ … $$ on one line is displayed, as on GitHub
      const block = this.document.text.startsWith("$$", from);
      set(async () => [await this.formulas.html(node.value, block)]);
    } else if (node.type === "image") set(async () => this.#image(node));
    else if (node.type === "link") this.#link(node);
    else if (node.type === "inlineCode") {
      const answer = this.document.answers.get(node);
      // a minus is longer than a hyphen
      const shown = answer?.replace(/(?<![\w.])-(?=[\d.])/g, "−");
      if (shown !== undefined) set(() => [h("span", { className: ["value"] }, shown)]);
    }
  }

  /** Within the output that a cell's own takes the place of, where the cell gave any. */
  #isShown(from: number, to: number): boolean {
    let [low, high] = [0, this.#shown.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#shown[middle]!.to < to) low = middle + 1;
      else high = middle;
    }
    const span = this.#shown[low];
    return span !== undefined && from >= span.from && to <= span.to;
  }

  async #image({ url, alt, title }: Image): Promise<ElementContent[]> {
    const latex = latexOf(url);
    if (latex !== undefined) return [await this.formulas.html(latex, false)];
    const words = alt || title || url.replace(/^.*\//, "");
    const local = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(url) ? undefined : this.picture?.(url);
    if (local && "type" in local)
      return [h("img", { src: `data:${local.type};base64,${local.base64}`, alt: alt ?? "" })];
    const remote = /^https?:\/\//i.test(url);
    // the page asks nothing of a network: what stands elsewhere is a link
    return [
      remote ? h("a", { href: url }, words) : h("span", { className: ["absent"] }, `[picture: ${words}]`),
    ];
  }

  /** A link to a cell or section of this document; without words it is named after what it points to. */
  #link(node: Link): void {
    if (!node.url.startsWith("#")) return;
    const id = fragmentOf(node.url);
    const [cell] = /^[\w-]+(?=\.)/.exec(id) ?? [id];
    if (this.document.claims.has(node)) node.url = `#${cell}`;
    if (node.children.length > 0) return;
    const words = this.#numbering.of(id) ?? this.#titles.get(id);
    node.children = [{ type: "text", value: words || "section" }];
  }

  async #replace(root: HastNodes): Promise<void> {
    const pending: (HastRoot | Element)[] = [root as HastRoot];
    while (pending.length > 0) {
      const parent = pending.pop()!;
      const children: ElementContent[] = [];
      for (const child of parent.children as ElementContent[]) {
        const found = child.type === "element" ? this.#found(child) : undefined;
        if (found) children.push(...(await found()));
        else {
          children.push(child);
          if (child.type !== "element") continue;
          pending.push(child);
          // a wide one is scrolled, by keys too
          if (child.tagName === "table") child.properties.tabIndex = 0;
        }
      }
      parent.children = children;
    }
  }

  #found(element: Element): Replacement | undefined {
    const from = element.position?.start.offset;
    if (from === undefined) return undefined;
    for (const type of typesOf(element)) {
      const replacement = this.#replaced.get(key(type, from));
      if (replacement) return replacement;
    }
    return undefined;
  }
}

/** What an element may have been in Markdown. */
function typesOf({ tagName }: Element): readonly string[] {
  switch (tagName) {
    case "pre":
      return ["code", "math"];
    case "code":
      return ["inlineCode", "inlineMath"];
    case "img":
      return ["image"];
    case "p":
      return ["paragraph"];
    default:
      return /^h\d$/.test(tagName) ? ["heading"] : [];
  }
}

/** A list all of whose items are links into this document: contents that the author wrote. */
const isContents = (node: Nodes): boolean =>
  node.type === "list" &&
  node.children.length > 1 &&
  node.children.every((item) => {
    const [only] = item.children;
    return (
      only?.type === "paragraph" &&
      only.children.length === 1 &&
      only.children[0]!.type === "link" &&
      only.children[0]!.url.startsWith("#")
    );
  });
