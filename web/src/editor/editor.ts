import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, type LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { colours } from "./colours.ts";

/** An editor of one text. It lives in a shadow tree, where its styles are objects and no text that a policy forbids. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface EditorProblem extends Span {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly why?: string;
  readonly hint?: string;
}

export interface Editor {
  setText(text: string): void;
  setProblems(problems: readonly EditorProblem[]): void;
  light(spans: readonly Span[]): void;
  goTo(position: number): void;
  select(from: number, to: number): void;
  focus(): void;
  destroy(): void;
}

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly language: Extension | LanguageSupport;
  readonly change: (text: string) => void;
  /** What the pointer or the cursor is at; null where it is at nothing. */
  readonly point?: (position: number | null) => void;
}

const fromOutside = Annotation.define<boolean>();
const setLit = StateEffect.define<readonly Span[]>();
const lit = Decoration.mark({ class: "cm-lit" });

const litField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(now, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setLit)) continue;
      const length = transaction.newDoc.length;
      const spans = effect.value
        .filter(({ from, to }) => from < to && to <= length)
        .map(({ from, to }) => lit.range(from, to));
      return Decoration.set(spans, true);
    }
    return now.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "13.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "none", paddingLeft: "6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--wash)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--select)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--select)", outline: "none" },
  ".cm-heading": { fontWeight: "640" },
  ".cm-mark": { color: "var(--soft)" },
  ".cm-lit": { backgroundColor: "var(--lit)", borderRadius: "3px", boxShadow: "0 0 0 2px var(--lit)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-info": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--soft) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--card)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "0 6px 24px rgb(0 0 0 / .14)",
    maxWidth: "26rem",
    fontFamily: "var(--sans)",
    fontSize: "13px",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 12px", borderLeft: "3px solid var(--bad)", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--soft)" },
});

export function createEditor(place: HTMLElement, options: EditorOptions): Editor {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open", delegatesFocus: true });
  const { change, point } = options;
  const view = new EditorView({
    parent: root as unknown as Element,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        syntaxHighlighting(colours),
        litField,
        look,
        // Tab leaves the editor, as everywhere on the page; after Escape too
        keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": options.label }),
        options.language,
        EditorView.updateListener.of((update) => {
          const isOwn = update.transactions.some((one) => one.docChanged && !one.annotation(fromOutside));
          if (isOwn) change(update.state.doc.toString());
          if (update.selectionSet && update.view.hasFocus) point?.(update.state.selection.main.head);
        }),
        EditorView.domEventHandlers({
          // typing over coloured text, browsers write its colours into the page as inline styles, which the policy refuses
          beforeinput: (event, at) => {
            const { main } = at.state.selection;
            if (event.inputType !== "insertText" || event.data === null || main.empty || at.composing)
              return false;
            event.preventDefault();
            at.dispatch(at.state.replaceSelection(event.data), {
              userEvent: "input.type",
              scrollIntoView: true,
            });
            return true;
          },
          mousemove: (event, at) =>
            point?.(at.posAtCoords({ x: event.clientX, y: event.clientY }, false) ?? null),
          mouseleave: () => point?.(null),
          blur: () => point?.(null),
        }),
      ],
    }),
  });

  return {
    setText(text) {
      const now = view.state.doc.toString();
      if (now === text) return;
      let from = 0;
      const most = Math.min(now.length, text.length);
      while (from < most && now[from] === text[from]) from++;
      let end = 0;
      while (end < most - from && now[now.length - 1 - end] === text[text.length - 1 - end]) end++;
      view.dispatch({
        changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) },
        annotations: fromOutside.of(true),
      });
    },
    setProblems(problems) {
      const { length } = view.state.doc;
      const found = problems.map((one): Diagnostic => {
        // a problem at a place, such as the end of the text, is shown on the letter before it
        const to = Math.min(one.to, length);
        const from = Math.min(one.from, to === one.from && to > 0 ? to - 1 : to);
        const message = [one.message, one.why, one.hint].filter(Boolean).join("\n");
        return { from, to, severity: one.severity, message };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
    light(spans) {
      view.dispatch({ effects: setLit.of(spans) });
    },
    goTo(position) {
      view.focus();
      view.dispatch({
        selection: { anchor: Math.min(position, view.state.doc.length) },
        scrollIntoView: true,
      });
    },
    select(from, to) {
      const { length } = view.state.doc;
      view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) } });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
