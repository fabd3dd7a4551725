import { LanguageSupport, LRLanguage } from "@codemirror/language";
import { parser } from "@lezer/javascript";

/** TypeScript's grammar, which reads JavaScript too. */
export const language = new LanguageSupport(
  LRLanguage.define({
    name: "typescript",
    parser: parser.configure({ dialect: "ts" }),
    languageData: { commentTokens: { line: "//" } },
  }),
);
