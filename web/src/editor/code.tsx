import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Editor, EditorProblem, Span } from "./editor.ts";

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

/** An editor; until it is loaded, and where it cannot be, a plain text field that does the same. */
export function Code({ label, path, text, change, problems, lit, point, ready }: CodeProps) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    let made: Editor | undefined;
    let isGone = false;
    void Promise.all([import("./editor.ts"), import("./languages.ts")]).then(([{ createEditor }, { languageOf }]) => {
      if (isGone || !place.current) return;
      made = createEditor(place.current, {
        text: text.peek(),
        label,
        language: languageOf(path),
        change,
        ...(point && { point }),
      });
      setEditor(made);
      ready?.(made);
    });
    return () => {
      isGone = true;
      made?.destroy();
      setEditor(null);
    };
  }, [path]);
  useSignalEffect(() => {
    editor?.setText(text.value);
    editor?.setProblems(problems.value);
  });
  useSignalEffect(() => editor?.light(lit?.value ?? []));
  useEffect(() => {
    editor?.setText(text.peek());
    editor?.setProblems(problems.peek());
  }, [editor]);
  return (
    <div class="code">
      <div ref={place} class="code-place" hidden={!editor} data-editor={editor ? "ready" : "loading"} />
      {!editor && (
        <textarea
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
