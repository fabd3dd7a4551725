import { pythonLanguage } from "@codemirror/lang-python";
import { LanguageSupport } from "@codemirror/language";

export const language = new LanguageSupport(pythonLanguage);
