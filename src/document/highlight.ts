import type { Parser } from "@lezer/common";
import { classHighlighter, highlightTree, styleTags, tags } from "@lezer/highlight";
import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import type { ElementContent } from "hast";
import { parser as chain } from "../language/parser.ts";

const chainStyles = chain.configure({
  props: [
    styleTags({
      "input param data loss train columns": tags.keyword,
      "Call/Name": tags.function(tags.variableName),
      Number: tags.number,
      String: tags.string,
      Comment: tags.comment,
      "Operator Sign": tags.operator,
    }),
  ],
});

const parsers: Readonly<Record<string, Parser>> = {
  python,
  py: python,
  python3: python,
  javascript: javascript,
  js: javascript,
  typescript: javascript.configure({ dialect: "ts" }),
  ts: javascript.configure({ dialect: "ts" }),
  model: chainStyles,
  chain: chainStyles,
  descend: chainStyles,
  diff: chainStyles,
  plot: chainStyles,
};

/** Longer texts are shown in one colour. */
const longest = 100_000;

/** A program's text in the colours of its syntax, as spans with classes. */
export function highlighted(source: string, language: string): ElementContent[] {
  const parser = Object.hasOwn(parsers, language) ? parsers[language] : undefined;
  if (!parser || source.length > longest) return [{ type: "text", value: source }];
  const parts: ElementContent[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) parts.push({ type: "text", value: source.slice(at, to) });
  };
  highlightTree(parser.parse(source), classHighlighter, (from, to, classes) => {
    plain(from);
    const text = { type: "text" as const, value: source.slice(from, to) };
    parts.push({
      type: "element",
      tagName: "span",
      properties: { className: classes.split(" ") },
      children: [text],
    });
    at = to;
  });
  plain(source.length);
  return parts;
}
