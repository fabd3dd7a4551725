import type { Nodes, Root, Text } from "mdast";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { wrongSum } from "./arithmetic.ts";
import { spanOf, walk } from "./read.ts";

/**
 * `numbers: computed` in the front matter holds a document to it: each number that its prose writes in digits is
 * computed, claimed by a link, or a formula. Sums within formulas must be right.
 */
export function handNumbers(tree: Root | { type: "root"; children: Nodes[] }, place?: Span): Diagnostic[] {
  const found: Diagnostic[] = [];
  const passedOver = new Set<Nodes>();
  for (const { node } of walk(tree as Root)) {
    const children = "children" in node ? node.children : [];
    // what a link says is checked, or is the name of what it leads to
    if (node.type === "heading" || node.type === "link" || passedOver.has(node) || isOrdinal(node))
      for (const child of children) passedOver.add(child);
    if (node.type === "text" && !passedOver.has(node)) found.push(...inText(node, place));
    if (node.type === "inlineMath" || node.type === "math") {
      const wrong = wrongSum(node.value);
      if (wrong) found.push(contradiction(wrong, place ?? spanOf(node)));
    }
  }
  return found;
}

const number = /(?<![\p{L}\d_.])[-−+]?\d[\d,]*(?:\.\d+)?(?![\p{L}\d_])/gu;

/** The bold number of an exercise. */
const isOrdinal = (node: Nodes): boolean =>
  node.type === "strong" &&
  node.children.length === 1 &&
  node.children[0]!.type === "text" &&
  /^\d+\.?$/.test(node.children[0]!.value);

function inText(node: Text, place: Span | undefined): Diagnostic[] {
  const { from, to } = spanOf(node);
  const isPlain = to - from === node.value.length;
  return [...node.value.matchAll(number)].map((match) => {
    const said = match[0].replace(/,$/, "");
    const start = from + match.index;
    return {
      code: "document/hand-number",
      severity: "warning",
      span: place ?? (isPlain ? { from: start, to: start + said.length } : { from, to }),
      message: `the number ${said} is written by hand, and nothing computes or checks it`,
      hint: `Ask a cell for it, \`{run} L\`; link it to what it states, [${said}](#run.L); or write it as a formula, $${said}$.`,
    };
  });
}

const contradiction = (
  { says, isWorth, of }: { says: string; isWorth: string; of: string },
  span: Span,
): Diagnostic => ({
  code: "document/contradiction",
  severity: "error",
  span,
  message: `the formula says ${says}, and ${of} is ${isWorth}`,
  hint: `Write ${isWorth}.`,
});
