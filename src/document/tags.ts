import type { Nodes, Parents, PhrasingContent, Root, RootContent } from "mdast";

/**
 * HTML in a document is text, but for a few bare tags, which say how something reads and can do nothing: no
 * attributes, and each open one closed beside it.
 */
const paired = new Set(["details", "summary", "sub", "sup", "kbd"]);

type Piece = { readonly open: string } | { readonly close: string } | { readonly text: string };

const tag = /<(\/?)([a-z]+)\s*(\/?)>|<!--[\s\S]*?-->/gi;

/** Turns the HTML of a tree into elements and text, in place. */
export function withoutHtml(tree: Root): void {
  const pending: Parents[] = [tree];
  while (pending.length > 0) {
    const parent = pending.pop()!;
    if (parent.children.some((child) => child.type === "html")) {
      const isBlock =
        parent.type !== "paragraph" && parent.children.some((child) => blockTypes.has(child.type));
      parent.children = grouped(parent.children, isBlock) as never;
    }
    for (const child of parent.children) if ("children" in child) pending.push(child as Parents);
  }
}

const blockTypes = new Set([
  "paragraph",
  "heading",
  "list",
  "code",
  "blockquote",
  "table",
  "math",
  "thematicBreak",
  "html",
]);

interface Open {
  readonly name: string;
  readonly children: Nodes[];
}

/** Children between an open tag and its end become an element; a tag without its partner is text. */
function grouped(children: readonly Nodes[], isBlock: boolean): Nodes[] {
  const stack: Open[] = [{ name: "", children: [] }];
  const top = (): Open => stack[stack.length - 1]!;
  for (const child of children) {
    if (child.type !== "html") {
      top().children.push(child);
      continue;
    }
    for (const piece of piecesOf(child.value)) {
      if ("text" in piece)
        top().children.push(asText(piece.text, child, isBlock && top().name !== "summary"));
      else if ("open" in piece) {
        if (piece.open === "br") top().children.push({ type: "break" });
        else stack.push({ name: piece.open, children: [] });
      } else if (stack.length > 1 && top().name === piece.close) {
        const { name, children: inside } = stack.pop()!;
        top().children.push(element(name, inside));
      } else top().children.push(asText(`</${piece.close}>`, child, isBlock));
    }
  }
  while (stack.length > 1) {
    const { name, children: inside } = stack.pop()!;
    top().children.push(asText(`<${name}>`, undefined, isBlock), ...inside);
  }
  return top().children;
}

function piecesOf(html: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const text = (to: number): void => {
    const between = html.slice(from, to);
    if (between.trim() !== "") pieces.push({ text: between });
  };
  for (const match of html.matchAll(tag)) {
    const [whole, slash, name] = match;
    const known = name?.toLowerCase();
    if (known !== undefined && !paired.has(known) && known !== "br") continue;
    text(match.index);
    from = match.index + whole.length;
    if (known === undefined) continue;
    pieces.push(slash === "/" ? { close: known } : { open: known });
  }
  text(html.length);
  return pieces;
}

function asText(value: string, from: Nodes | undefined, isBlock: boolean): Nodes {
  const text: PhrasingContent = { type: "text", value, ...(from?.position && { position: from.position }) };
  return isBlock ? { type: "paragraph", children: [text] } : text;
}

/** An element that Markdown has no node for; remark-rehype takes its name from `data`. */
const element = (name: string, children: Nodes[]): Nodes =>
  ({ type: "emphasis", children, data: { hName: name } }) as unknown as RootContent;
