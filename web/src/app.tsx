import { signal } from "@preact/signals";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { Code } from "./editor/code.tsx";
import type { Editor } from "./editor/editor.ts";
import { Export } from "./export.tsx";
import { takeFile, takeTable } from "./files.ts";
import { first, type ModelExample, models, tablesOf } from "./gallery.ts";
import { focusAt, litSpans, pointAt } from "./link.ts";
import { signed } from "./maths.tsx";
import { Contour } from "./model/contour.tsx";
import { Data } from "./model/data.tsx";
import { Derivation } from "./model/derivation.tsx";
import { Graph } from "./model/graph.tsx";
import { Numbers } from "./model/numbers.tsx";
import { Sliders } from "./model/parameters.tsx";
import { StepBar } from "./model/step-bar.tsx";
import { Training } from "./model/training.tsx";
import { isCurrent, type Mode, mode, notice, openModel, problems, source, title, view } from "./state.ts";

const Program = lazy(() => import("./program/program.tsx").then((one) => one.Program));
const Digits = lazy(() => import("./digits/digits.tsx").then((one) => one.Digits));
const Document = lazy(() => import("./document/document.tsx").then((one) => one.Document));

const tabs: readonly { readonly mode: Mode; readonly says: string }[] = [
  { mode: "model", says: "Model" },
  { mode: "check", says: "Check code" },
  { mode: "digits", says: "Draw digits" },
  { mode: "document", says: "Review" },
];

const isDragged = signal(false);

export function App() {
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
      const files = event.dataTransfer?.files;
      if (!files || files.length === 0) return;
      event.preventDefault();
      isDragged.value = false;
      const { inUsefulOrder } = await import("./digits/digits.tsx");
      for (const file of inUsefulOrder(files)) await takeFile(file);
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
        {mode.value === "model" ? (
          <ModelPage />
        ) : (
          <Suspense fallback={<p class="empty-state">Loading…</p>}>
            {mode.value === "check" ? <Program /> : mode.value === "digits" ? <Digits /> : <Document />}
          </Suspense>
        )}
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

function ModelPage() {
  const editor = useRef<Editor | null>(null);
  const shown = view.value;
  const loss = shown?.nodes.find((one) => one.id === shown.loss);
  return (
    <div class="model-page">
      <section class="hero" aria-labelledby="model-title">
        <header>
          <h2 id="model-title">{title.value}</h2>
          {loss?.value && (
            <p class="loss-now">
              <span class="soft">{shown!.loss}</span> {signed(loss.value.text)}
            </p>
          )}
          <Gallery />
        </header>
        <div class="card hero-card" data-current={isCurrent.value && problems.value.length === 0}>
          <Graph />
          <StepBar />
        </div>
      </section>
      <div class="aside">
        <section class="card source" aria-labelledby="source-title">
          <header>
            <h2 id="source-title">The model</h2>
            <PasteTable />
          </header>
          <Code
            label="The model, in the maths language"
            path="model.chain"
            text={source}
            change={(text) => (source.value = text)}
            problems={problems}
            lit={litSpans}
            point={(position) => pointAt(position === null ? null : focusAt(position))}
            ready={(made) => (editor.current = made)}
          />
          <Problems goTo={(position) => editor.current?.goTo(position)} />
        </section>
        <Sliders />
      </div>
      <div class="rest">
        <Derivation />
        <Numbers />
        <div class="pair">
          <Training />
          <Contour />
          <Data />
        </div>
      </div>
    </div>
  );
}

function Problems({ goTo }: { goTo: (position: number) => void }) {
  return (
    <div class="problems" role="status" aria-live="polite">
      {problems.value.slice(0, 4).map((one, at) => (
        <p key={at} class={one.severity}>
          <button type="button" class="link" onClick={() => goTo(one.from)}>
            line {source.value.slice(0, one.from).split("\n").length}
          </button>{" "}
          {one.message}
          {one.hint && <span class="soft"> {one.hint}</span>}
        </p>
      ))}
    </div>
  );
}

/** The examples, as one list. */
function Gallery() {
  const open = async (example: ModelExample): Promise<void> => {
    try {
      openModel(example.title, example.text, await tablesOf(example));
    } catch {
      notice.value = {
        text: "Its table could not be fetched.",
        hint: "Open the page again with its server.",
      };
    }
  };
  const known = models.find((one) => one.title === title.value);
  return (
    <label class="gallery">
      <span class="sr-only">Examples</span>
      <select
        value={known?.id ?? ""}
        onChange={(event) => void open(models.find((one) => one.id === event.currentTarget.value) ?? first)}
      >
        {!known && <option value="">Examples…</option>}
        {models.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}: {one.says.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Own data, pasted as CSV. */
function PasteTable() {
  const field = useRef<HTMLTextAreaElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        Your data
      </button>
      <dialog ref={dialog} aria-labelledby="paste-title">
        <form
          method="dialog"
          onSubmit={() => {
            const content = field.current?.value ?? "";
            if (content.trim() !== "")
              takeTable("points.csv", content.includes("\t") ? content.replaceAll("\t", ",") : content);
          }}
        >
          <h2 id="paste-title">Your data</h2>
          <p>
            A table with a line of names, then numbers; the last column is what the model learns. Paste it
            here, or drop a file anywhere on the page. It stays on this page.
          </p>
          <textarea
            ref={field}
            rows={10}
            aria-label="Table as CSV"
            placeholder={"a,b,label\n0.2,1.4,0\n1.1,0.3,1"}
          />
          <div class="row">
            <button type="submit" class="primary">
              Use this table
            </button>
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              Not now
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
