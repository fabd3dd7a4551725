import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Export } from "./export.tsx";
import { later } from "./later.tsx";
import { ModelPage } from "./model/page.tsx";
import { type Mode, mode, notice } from "./state.ts";

const pages: Readonly<Record<Mode, ComponentType>> = {
  model: ModelPage,
  check: later(async () => (await import("./program/program.tsx")).Program),
  digits: later(async () => (await import("./digits/digits.tsx")).Digits),
  document: later(async () => (await import("./document/document.tsx")).Document),
};

const tabs: readonly { readonly mode: Mode; readonly says: string }[] = [
  { mode: "model", says: "Model" },
  { mode: "check", says: "Check code" },
  { mode: "digits", says: "Draw digits" },
  { mode: "document", says: "Review" },
];

const isDragged = signal(false);

export function App() {
  const Page = pages[mode.value];
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      isDragged.value = true;
    };
    const leave = (event: DragEvent): void => {
      if (!event.relatedTarget) isDragged.value = false;
    };
    const drop = async (event: DragEvent): Promise<void> => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      isDragged.value = false;
      await (await import("./files.ts")).takeFiles(files);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return (
    <>
      <header class="top">
        <a class="skip" href="#main">
          Skip to the work
        </a>
        <h1>
          <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" class="logo">
            <path d="M4 10h24" />
            <path class="back" d="M28 22H5m6-5.5L5 22l6 5.5" />
          </svg>
          chainrule
        </h1>
        <nav aria-label="Parts of the workbench">
          {tabs.map((tab) => (
            <button
              type="button"
              key={tab.mode}
              aria-current={mode.value === tab.mode ? "page" : undefined}
              onClick={() => (mode.value = tab.mode)}
            >
              {tab.says}
            </button>
          ))}
        </nav>
        <Export />
      </header>
      <Notice />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <footer class="foot">
        <p>
          Everything is computed on this page, in a worker; nothing leaves it. Drop a model, a program, a
          document, a table or a checkpoint anywhere.
        </p>
      </footer>
      {isDragged.value && (
        <div class="drop-here">Drop it: a model, a program, a document, a table or a checkpoint</div>
      )}
    </>
  );
}

function Notice() {
  const now = notice.value;
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {now && (
        <p class={`notice ${now.isGood ? "good" : ""}`}>
          <span>
            <b>{now.text}</b> {now.hint}
          </span>
          <button type="button" class="quiet" onClick={() => (notice.value = null)}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}
