import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Editor, EditorProblem, Span } from "./editor.ts";
import { languageOf } from "./languages.ts";

export interface CodeProps {
  readonly label: string;
  readonly path: string;
  readonly text: ReadonlySignal<string>;
  readonly change: (text: string) => void;
  readonly problems: ReadonlySignal<readonly EditorProblem[]>;
  readonly lit?: ReadonlySignal<readonly Span[]>;
  readonly point?: (position: number | null) => void;
  readonly ready?: (editor: Editor) => void;
}

/** The first sign that somebody is there: until then no editor is fetched. */
const wanted = new Promise<void>((resolve) => {
  const signs = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "focusin"] as const;
  const heard = (): void => {
    for (const sign of signs) removeEventListener(sign, heard, true);
    resolve();
  };
  for (const sign of signs) addEventListener(sign, heard, { capture: true, passive: true });
});

/** An editor; until it is loaded, and where it cannot be, a plain text field that does the same. */
export function Code({ label, path, text, change, problems, lit, point, ready }: CodeProps) {
  const place = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const current = useSignal<Editor | null>(null);
  const editor = current.value;
  useEffect(() => {
    let made: Editor | undefined;
    let isGone = false;
    // until it is there, and if it cannot be had, the text field does the same
    void wanted
      .then(() => Promise.all([import("./editor.ts"), languageOf(path)]))
      .then(([{ createEditor }, language]) => {
        if (isGone || !place.current) return;
        made = createEditor(place.current, {
          text: text.peek(),
          label,
          language,
          change,
          ...(point && { point }),
        });
        const field = area.current;
        const hadFocus = field !== null && field === document.activeElement;
        if (hadFocus) made.select(field.selectionStart, field.selectionEnd);
        current.value = made;
        ready?.(made);
        // what is being typed goes on where it was
        if (hadFocus) requestAnimationFrame(() => made!.focus());
      });
    return () => {
      isGone = true;
      made?.destroy();
      current.value = null;
    };
  }, [path]);
  useSignalEffect(() => {
    const [now, found] = [text.value, problems.value];
    current.value?.setText(now);
    current.value?.setProblems(found);
  });
  useSignalEffect(() => {
    const spans = lit?.value ?? [];
    current.value?.light(spans);
  });
  return (
    <div class="code">
      <div ref={place} class="code-place" hidden={!editor} data-editor={editor ? "ready" : "loading"} />
      {!editor && (
        <textarea
          ref={area}
          aria-label={label}
          spellcheck={false}
          rows={Math.max(8, text.value.split("\n").length)}
          value={text.value}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
