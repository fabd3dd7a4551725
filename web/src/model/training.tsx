import { signed } from "../maths.tsx";
import {
  epoch,
  facts,
  isCurrent,
  isPlayed,
  problems,
  stopTraining,
  train,
  training,
  trainsAlone,
  view,
} from "../state.ts";
import { Axes, type Frame, powersIn, scales, ticks } from "./axes.tsx";
import { Icon } from "./icon.tsx";
import { useWidth } from "./width.ts";

let frame = 0;

/** Plays training from its beginning, some epochs a frame, so that any number takes about six seconds. */
function play(): void {
  if (isPlayed.value) {
    pause();
    return;
  }
  const last = (training.value?.losses.length ?? 1) - 1;
  if (last < 1) return;
  isPlayed.value = true;
  const began = performance.now();
  const first = epoch.value === null || epoch.value >= last ? 0 : epoch.value;
  const pace = Math.max(last / 6000, 1 / 160);
  const draw = (time: number): void => {
    if (!isPlayed.value) return;
    const at = Math.min(last, first + Math.floor((time - began) * pace));
    if (at !== epoch.value) epoch.value = at;
    if (at >= last) {
      pause();
      return;
    }
    frame = requestAnimationFrame(draw);
  };
  frame = requestAnimationFrame(draw);
}

function pause(): void {
  isPlayed.value = false;
  cancelAnimationFrame(frame);
}

export function Training() {
  const found = training.value;
  const losses = found?.losses ?? [];
  const last = losses.length - 1;
  const isRunning = found !== null && !found.done;
  const name = view.value?.loss ?? "loss";
  const at = epoch.value;
  return (
    <section class="card training" aria-labelledby="training-title">
      <header>
        <h2 id="training-title">Training</h2>
        <p class={found?.outcome?.startsWith("diverged") ? "problem" : "soft"} role="status">
          {isRunning
            ? `epoch ${found.epoch} of ${found.planned}`
            : (found?.outcome ??
              (view.value && !trainsAlone.value ? "a larger model: it trains when you ask" : ""))}
        </p>
        {at !== null && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              pause();
              epoch.value = null;
            }}
          >
            To the start
          </button>
        )}
        {isRunning ? (
          <button type="button" onClick={stopTraining}>
            Stop
          </button>
        ) : (
          !trainsAlone.value && (
            <button type="button" class="primary" onClick={() => void train()}>
              {found ? "Train again" : "Train"}
            </button>
          )
        )}
      </header>
      {losses.length > 1 ? <Curve losses={losses} validation={found!.validation} name={name} /> : <Nothing />}
      {last > 0 && (
        <div class="bar" role="group" aria-label="Training">
          <button
            type="button"
            class="icon primary"
            aria-label={isPlayed.value ? "Pause the training" : "Play the training"}
            onClick={play}
          >
            <Icon path={isPlayed.value ? "M8 5v14M16 5v14" : "M7 4.5 19 12 7 19.5z"} />
          </button>
          <button
            type="button"
            class="icon"
            aria-label="One epoch back"
            onClick={() => {
              pause();
              epoch.value = Math.max(0, (at ?? last) - 1);
            }}
          >
            <Icon path="M15 5 7 12l8 7z" />
          </button>
          <button
            type="button"
            class="icon"
            aria-label="One epoch forward"
            onClick={() => {
              pause();
              epoch.value = Math.min(last, (at ?? -1) + 1);
            }}
          >
            <Icon path="m9 5 8 7-8 7z" />
          </button>
          <input
            type="range"
            aria-label="Epoch"
            min={0}
            max={last}
            value={at ?? 0}
            aria-valuetext={
              at === null ? "the starting values" : `after ${at} epochs, loss ${losses[at]?.toPrecision(4)}`
            }
            onInput={(event) => {
              pause();
              epoch.value = Number(event.currentTarget.value);
            }}
          />
        </div>
      )}
    </section>
  );
}

/** Why there is no curve; while that is not known yet, only its place. */
function Nothing() {
  const found = training.value;
  if (problems.value.length > 0 && !isCurrent.value)
    return <p class="empty-state">It trains as soon as the text has no mistake.</p>;
  if (view.value && !trainsAlone.value && !found)
    return (
      <p class="empty-state">
        Train runs {facts.value!.planned.epochs} epochs here, in the page; nothing is sent anywhere.
      </p>
    );
  if (!found?.done) return <div class="waiting" style={{ height: `${height}px` }} aria-busy="true" />;
  if (found.outcome !== undefined) return null;
  return (
    <p class="empty-state">
      Training needs a parameter with a starting value, and a train line such as:{" "}
      <code>train sgd rate=0.1 epochs=20</code>
    </p>
  );
}

const height = 240;

function Curve({
  losses,
  validation,
  name,
}: {
  losses: readonly number[];
  validation: readonly (number | null)[];
  name: string;
}) {
  const [place_, width] = useWidth<HTMLDivElement>();
  const finite = losses.filter(Number.isFinite);
  const kept = validation.filter((one): one is number => one !== null && Number.isFinite(one));
  const all = [...finite, ...kept];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const log = low > 0 && high / low > 30;
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const y: [number, number] = log
    ? [low / 1.2, Math.min(high * 1.2, Number.MAX_VALUE)]
    : [low - margin, high + margin];
  const shape: Frame = { width, height, x: [0, Math.max(1, losses.length - 1)], y, log };
  const at = scales(shape);
  const line = (values: readonly (number | null)[], shift = 0): string =>
    values
      .map((one, k) =>
        one !== null && Number.isFinite(one) ? `${at.x(k + shift).toFixed(1)} ${at.y(one).toFixed(1)}` : "",
      )
      .filter(Boolean)
      .join("L");
  const now = epoch.value;
  const powers = log ? powersIn(y) : [];
  const marks = log ? (powers.length > 1 ? powers : ticks(y).filter((one) => one > y[0])) : undefined;
  const place = (event: PointerEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    epoch.value = Math.max(0, Math.min(losses.length - 1, Math.round(at.valueX(x))));
  };
  return (
    <div ref={place_}>
      <svg
        class="plot curve"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${name} over ${losses.length - 1} epochs, from ${losses[0]!.toPrecision(4)} to ${losses[losses.length - 1]!.toPrecision(4)}${log ? ", on a logarithmic axis" : ""}`}
        onPointerDown={(event) => {
          (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
          pause();
          place(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons > 0) place(event);
        }}
      >
        <Axes frame={shape} labels={["epoch", name]} isWhole {...(marks && { yTicks: marks })} />
        {kept.length > 0 && <path class="validation" d={`M${line(validation, 1)}`} />}
        <path class="line" d={`M${line(losses)}`} />
        {losses.length <= 60 &&
          losses.map(
            (one, k) =>
              Number.isFinite(one) && <circle key={k} class="dot" cx={at.x(k)} cy={at.y(one)} r={2.4} />,
          )}
        {now !== null && losses[now] !== undefined && Number.isFinite(losses[now]) && (
          <g class="cursor">
            <line x1={at.x(now)} x2={at.x(now)} y1={12} y2={height - 34} />
            <circle cx={at.x(now)} cy={at.y(losses[now]!)} r={6} />
            <text x={Math.min(at.x(now) + 10, width - 96)} y={Math.max(at.y(losses[now]!) - 10, 24)}>
              {signed(losses[now]!.toPrecision(4))}
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
