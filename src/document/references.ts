import type { Link } from "mdast";
import { toString as plainText } from "mdast-util-to-string";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { meant } from "../language/problem.ts";
import type { ReadDocument } from "./read.ts";
import { spanOf, walk } from "./read.ts";
import { Slugs } from "./slugs.ts";

/** What links within a document may lead to: cells by their ids, headings by their words. */
export class Targets {
  readonly #ids = new Set<string>();
  readonly #anchors: ReadonlySet<string>;

  constructor({ tree, cells, text }: ReadDocument) {
    for (const { fence } of cells) if (fence.id !== undefined) this.#ids.add(fence.id);
    const slugs = new Slugs(this.#ids);
    const headings: string[] = [];
    for (const { node } of walk(tree))
      if (node.type === "heading") headings.push(slugs.of(plainText(node).trim()));
    for (const one of headings) this.#ids.add(one);
    // GitHub keeps such places, where the document is written as Markdown
    this.#anchors = new Set([...text.matchAll(/<\w+\s[^>]*\b(?:id|name)="([^"]+)"/g)].map(([, id]) => id!));
  }

  /** What is wrong with a link that leads nowhere in its document. */
  faultOf(link: Link, place: Span = spanOf(link)): Diagnostic | undefined {
    if (!link.url.startsWith("#") || link.url === "#") return undefined;
    const id = fragmentOf(link.url);
    const [cell] = /^[\w-]+(?=\.)/.exec(id) ?? [id];
    if ([id, cell].some((one) => this.#ids.has(one) || this.#anchors.has(one))) return undefined;
    return {
      code: "document/unknown-reference",
      severity: "warning",
      span: place,
      message: `there is no heading and no cell \`${id}\` to lead to`,
      hint: meant(id, [...this.#ids]) ?? "A heading is named by its words, a cell by its id: ```train #run.",
    };
  }
}

/** What a link leads to: its address without its mark. */
export function fragmentOf(url: string): string {
  try {
    return decodeURIComponent(url.slice(1));
  } catch {
    return url.slice(1);
  }
}
