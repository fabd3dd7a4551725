import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";

/** What stands behind the marks that open a fence: `train #run of=neuron rate=0.1 hide`. */
export interface Fence {
  /** The first word, lower case; empty where there is none. */
  readonly language: string;
  /** `#run`, or Quarto's `label=run`. */
  readonly id: string | undefined;
  /** `key=value` and `key="a value"`; a bare word is its own key with the value `true`. */
  readonly options: ReadonlyMap<string, FenceOption>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FenceOption {
  readonly value: string;
  readonly span: Span;
}

const item = /#([^\s{}=,#"]+)|([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s{}"']+))|\.?([^\s{},="'#]+)|(\S)/gu;

/** Reads a fence's info string, which begins at `offset` of the document. Braces and commas count as blanks. */
export function readFence(info: string, offset: number): Fence {
  const options = new Map<string, FenceOption>();
  const diagnostics: Diagnostic[] = [];
  let language: string | undefined;
  let id: string | undefined;
  for (const match of info.matchAll(item)) {
    const [text, label, key, double, single, plain, word, odd] = match;
    const span = { from: offset + match.index, to: offset + match.index + text.length };
    if (label !== undefined) id = label;
    else if (key !== undefined) {
      const value = double ?? single ?? plain?.replace(/,$/, "") ?? "";
      if (key === "label" || key === "id") id = value;
      else options.set(key, { value, span });
    } else if (word !== undefined) {
      if (language === undefined) language = word.toLowerCase();
      else options.set(word, { value: "true", span });
    } else if (odd !== undefined && !/[{},]/.test(odd)) diagnostics.push(unread(odd, span));
  }
  return { language: language ?? "", id, options, diagnostics };
}

const unread = (text: string, span: Span): Diagnostic => ({
  code: "document/fence",
  severity: "error",
  span,
  message: `\`${text}\` cannot stand here`,
  hint: 'Options are written key=value, or key="a value" where it holds blanks.',
});
