import type { Link, Nodes, PhrasingContent } from "mdast";
import { phrasingOf } from "./read.ts";

/** Captions are Markdown of one line: formulas, emphasis, links, and numbers that are checked. */

/** The parts of a caption, the same objects each time. */
export function captionOf(text: string): readonly PhrasingContent[] {
  let nodes = parsed.get(text);
  if (!nodes) {
    nodes = phrasingOf(text);
    if (parsed.size > mostKept) parsed.clear();
    parsed.set(text, nodes);
  }
  return nodes;
}

const mostKept = 500;
const parsed = new Map<string, readonly PhrasingContent[]>();

export const captionTree = (caption: string): { type: "root"; children: Nodes[] } => ({
  type: "root",
  children: [...captionOf(caption)],
});

export const linksIn = (caption: string): Link[] =>
  captionOf(caption).filter((node): node is Link => node.type === "link");
