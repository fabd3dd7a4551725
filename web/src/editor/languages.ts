import { pythonLanguage } from "@codemirror/lang-python";
import { LanguageSupport, LRLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { styleTags, tags } from "@lezer/highlight";
import { parser as javascript } from "@lezer/javascript";
import { parser } from "chainrule/language";

/** The languages that are edited: the maths language with its own grammar, and those of programs. */

const chain = LRLanguage.define({
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
});

export const chainLanguage = (): LanguageSupport => new LanguageSupport(chain);

export function languageOf(path: string): Extension {
  // Markdown is shown as it is
  if (/\.md$/.test(path)) return [];
  if (/\.(ts|js|mts|mjs)$/.test(path))
    return new LanguageSupport(
      LRLanguage.define({
        name: "typescript",
        parser: javascript.configure({ dialect: "ts" }),
        languageData: { commentTokens: { line: "//" } },
      }),
    );
  return path.endsWith(".chain") ? chainLanguage() : new LanguageSupport(pythonLanguage);
}
