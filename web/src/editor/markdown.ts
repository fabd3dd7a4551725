import { pythonLanguage } from "@codemirror/lang-python";
import { type Extension, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { highlightTree } from "@lezer/highlight";
import { parser as javascript } from "@lezer/javascript";
import { language as chain } from "./chain.ts";
import { colours } from "./colours.ts";

/** Markdown as it is, its headings and marks in colour, and its code by the grammar of each fence. */

const typescript = javascript.configure({ dialect: "ts" });
const fence = /^ {0,3}(`{3,}|~{3,})\s*\{?\.?(\w*).*$/;
const heading = Decoration.mark({ class: "cm-heading" });
const mark = Decoration.mark({ class: "cm-mark" });

const parserOf = (name: string) =>
  /^(py|python|python3|ipython)$/i.test(name)
    ? pythonLanguage.parser
    : /^(js|jsx|ts|tsx|javascript|typescript|mjs|mts|node)$/i.test(name)
      ? typescript
      : /^(model|chain|chainrule)$/i.test(name)
        ? chain.language.parser
        : undefined;

function decorated(text: string): DecorationSet {
  const found: { from: number; to: number; value: Decoration }[] = [];
  let open: { ticks: string; name: string; from: number } | undefined;
  let offset = 0;
  for (const line of text.split("\n")) {
    const end = offset + line.length;
    const [, ticks = "", name = ""] = fence.exec(line) ?? [];
    if (open && ticks.startsWith(open.ticks) && line.trim() === ticks) {
      const { from } = open;
      const code = text.slice(from, Math.max(from, offset - 1));
      const parser = parserOf(open.name);
      if (parser)
        highlightTree(parser.parse(code), colours, (start, stop, classes) =>
          found.push({ from: from + start, to: from + stop, value: Decoration.mark({ class: classes }) }),
        );
      open = undefined;
      found.push({ from: offset, to: end, value: mark });
    } else if (!open && ticks !== "") {
      open = { ticks, name, from: end + 1 };
      found.push({ from: offset, to: end, value: mark });
    } else if (!open && /^#{1,6} /.test(line)) found.push({ from: offset, to: end, value: heading });
    offset = end + 1;
  }
  return Decoration.set(
    found.filter(({ from, to }) => from < to).map(({ from, to, value }) => value.range(from, to)),
    true,
  );
}

const field = StateField.define<DecorationSet>({
  create: (state) => decorated(state.doc.toString()),
  update: (now, transaction) => (transaction.docChanged ? decorated(transaction.newDoc.toString()) : now),
  provide: (own) => EditorView.decorations.from(own),
});

export const language: Extension = field;
