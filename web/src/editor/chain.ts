import { LanguageSupport, LRLanguage } from "@codemirror/language";
import { styleTags, tags } from "@lezer/highlight";
import { parser } from "chainrule/language";

/** The maths language with its own grammar. */
export const language = new LanguageSupport(
  LRLanguage.define({
    name: "chain",
    parser: parser.configure({
      props: [
        styleTags({
          "input param data loss train columns": tags.keyword,
          Number: tags.number,
          String: tags.string,
          Comment: tags.lineComment,
          "Call/Name": tags.function(tags.variableName),
          "Draw/Name": tags.function(tags.variableName),
          "Operator Sign": tags.operator,
          "( ) [ ] , ; = ~ :": tags.punctuation,
        }),
      ],
    }),
    languageData: { commentTokens: { line: "#" } },
  }),
);
