import { Maths, signed } from "../maths.tsx";
import { detail, step, view } from "../state.ts";
import {
  current,
  isLayered,
  isPlaying,
  pause,
  play,
  reached,
  showAll,
  stepBy,
  steps,
  stepTo,
} from "../steps.ts";
import { Icon } from "./icon.tsx";
import { ZoomButtons } from "./zoom.tsx";

/** Walks through the chain rule, one operation at a time, and says what each does. */
export function StepBar() {
  const count = steps.value.length;
  if (!view.value) return null;
  return (
    <div class="steps">
      <div class="bar" role="group" aria-label="Steps of the chain rule">
        <button
          type="button"
          class="icon"
          aria-label="To the beginning"
          disabled={isLayered.value}
          onClick={() => {
            pause();
            stepTo(0);
          }}
        >
          <Icon path="M6 5v14M19 5 9 12l10 7z" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="One step back"
          disabled={isLayered.value}
          onClick={() => {
            pause();
            stepBy(-1);
          }}
        >
          <Icon path="M15 5 7 12l8 7z" />
        </button>
        <button
          type="button"
          class="icon primary"
          aria-label={isPlaying.value ? "Pause the steps" : "Play the steps"}
          disabled={isLayered.value}
          onClick={() => play(count > 60 ? 220 : 650)}
        >
          <Icon path={isPlaying.value ? "M8 5v14M16 5v14" : "M7 4.5 19 12 7 19.5z"} />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="One step forward"
          disabled={isLayered.value}
          onClick={() => {
            pause();
            stepBy(1);
          }}
        >
          <Icon path="m9 5 8 7-8 7z" />
        </button>
        <input
          type="range"
          aria-label="Step"
          disabled={isLayered.value}
          min={0}
          max={count}
          value={reached.value}
          onInput={(event) => {
            pause();
            stepTo(Number(event.currentTarget.value));
          }}
        />
        <button type="button" class="quiet" onClick={showAll} disabled={step.value === null}>
          Show all
        </button>
        <div class="choice" role="group" aria-label="Detail of the graph">
          {(["names", "operations"] as const).map((one) => (
            <button
              type="button"
              key={one}
              aria-pressed={detail.value === one}
              onClick={() => {
                showAll();
                detail.value = one;
              }}
            >
              {one}
            </button>
          ))}
        </div>
        <ZoomButtons />
      </div>
      <p class="told" role="status" aria-live="polite">
        <Told />
      </p>
    </div>
  );
}

function Told() {
  const now = current.value;
  if (isLayered.value)
    return (
      <>More quantities than fit in a picture: those of one layer share a box. The derivation has them all.</>
    );
  if (step.value === 0)
    return (
      <>
        Only the inputs and the parameters are known. Step forward, and values appear; then the gradient flows
        back.
      </>
    );
  if (!now) return <>Values go forward, adjoints (∂) come back. Point at anything, and see it everywhere.</>;
  const { node, kind, derivative } = now;
  const at = `${step.value} of ${steps.value.length}`;
  if (kind === "forward")
    return (
      <>
        <b class="forward">{at}, forward</b> <Maths latex={node.latex} />
        {node.says && (
          <>
            {" = "}
            <Maths latex={node.says.latex} />
          </>
        )}
        {node.value && ` = ${signed(node.value.text)}`}
      </>
    );
  const readers = view.value?.edges.filter((one) => one.from === node.id).map((one) => one.to) ?? [];
  return (
    <>
      <b class="backward">{at}, back</b>{" "}
      {derivative ? (
        <>
          <Maths latex={derivative.name} />
          {" = "}
          {derivative.terms.map((term, k) => (
            <span key={k}>
              {k > 0 && " + "}
              {term.map((factor, j) => (
                <span key={j}>
                  {j > 0 && " · "}
                  <Maths latex={factor.name} />
                </span>
              ))}
            </span>
          ))}
          {derivative.terms.some((term) => term.length > 1) && (
            <>
              {" = "}
              <Maths latex={derivative.result} />
            </>
          )}
        </>
      ) : readers.length === 0 ? (
        <>The loss changes as much as itself: its adjoint is 1, and the way back begins</>
      ) : (
        <>
          What comes back to <Maths latex={node.latex} /> from {readers.length}{" "}
          {readers.length === 1 ? "reader" : "readers"}, added up
        </>
      )}
      {node.adjoint && ` = ${signed(node.adjoint.text)}`}
    </>
  );
}
