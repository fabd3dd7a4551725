import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** The colours of code, by what a grammar says of it. */
export const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    color: "var(--keyword)",
  },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName)], color: "var(--function)" },
  { tag: [tags.operator, tags.punctuation], color: "var(--soft)" },
  { tag: [tags.heading], fontWeight: "600" },
]);
