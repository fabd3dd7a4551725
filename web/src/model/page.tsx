import { useRef } from "preact/hooks";
import { Code } from "../editor/code.tsx";
import type { Editor } from "../editor/editor.ts";
import { first, type ModelExample, models, tablesOf } from "../gallery.ts";
import { focusAt, litSpans, pointAt } from "../link.ts";
import { signed } from "../maths.tsx";
import { heading, isCurrent, notice, openModel, problems, source, view } from "../state.ts";
import { Contour } from "./contour.tsx";
import { Data } from "./data.tsx";
import { Derivation } from "./derivation.tsx";
import { Graph } from "./graph.tsx";
import { Numbers } from "./numbers.tsx";
import { Sliders } from "./parameters.tsx";
import { PasteTable } from "./paste-table.tsx";
import { StepBar } from "./step-bar.tsx";
import { Training } from "./training.tsx";

/** A model: its text beside all that follows from it. */
export function ModelPage() {
  const editor = useRef<Editor | null>(null);
  const shown = view.value;
  const loss = shown?.nodes.find((one) => one.id === shown.loss);
  return (
    <div class="model-page">
      <section class="hero" aria-labelledby="model-title">
        <header>
          <h2 id="model-title">{heading.value}</h2>
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
  const known = models.find((one) => one.title === heading.value);
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
