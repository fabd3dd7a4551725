import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { takeFiles } from "../files.ts";
import { models, tablesOf } from "../gallery.ts";
import { Training } from "../model/training.tsx";
import { epoch, mode, notice, openModel, tables, text, train, training, view } from "../state.ts";
import { Lane, modelDesk } from "../worker/client.ts";
import { mannerOf, pixelsOf } from "./pixels.ts";

const chances = signal<readonly number[]>([]);
const problem = signal<string | null>(null);
const seen = signal<{ readonly side: number; readonly pixels: Float64Array } | null>(null);
const answers = new Lane<"classify">(modelDesk, (found) => {
  chances.value = found.chances;
  problem.value = found.problem ?? null;
});

const size = 280;

/** How many pixels a picture has on each side, by the model's input. */
const sideOf = (): number => {
  const input = view.value?.nodes.find((one) => one.role === "input" && one.shape.length === 2);
  const width = input?.shape[1] ?? 0;
  return Number.isInteger(Math.sqrt(width)) && width > 1 ? Math.sqrt(width) : 0;
};

/** How the model's own pictures are: a drawing is brought to the same. */
const manner = computed(() => mannerOf(Object.values(tables.value)[0], sideOf()));

const digits = models.find((one) => one.id === "digits")!;

export function Digits() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const side = sideOf();
  useEffect(() => {
    if (side === 0)
      void tablesOf(digits)
        .then((found) => {
          openModel(digits.title, digits.text, found);
          mode.value = "digits";
          // a network that has seen nothing only guesses
          void train();
        })
        .catch(
          () =>
            (notice.value = {
              text: "The digits could not be fetched.",
              hint: "Open the page again with its server.",
            }),
        );
  }, []);
  const ask = (): void => {
    if (side === 0 || !canvas.current) return;
    const pixels = pixelsOf(canvas.current, side, manner.value);
    seen.value = pixels ? { side, pixels } : null;
    if (!pixels) {
      chances.value = [];
      return;
    }
    answers.ask({
      kind: "classify",
      ...text.value,
      pixels,
      epoch: epoch.value ?? training.value?.epoch ?? null,
    });
  };
  useEffect(ask, [training.value, epoch.value, side]);
  const clear = (): void => {
    const place = canvas.current!;
    place.getContext("2d")!.clearRect(0, 0, size, size);
    chances.value = [];
    seen.value = null;
  };
  const best = chances.value.length > 0 ? chances.value.indexOf(Math.max(...chances.value)) : null;
  const isTrained = (training.value?.losses.length ?? 0) > 1 || training.value?.outcome !== undefined;
  return (
    <div class="two-columns digits">
      <section class="card pad" aria-labelledby="pad-title">
        <header>
          <h2 id="pad-title">Draw a digit</h2>
          <button type="button" class="quiet" onClick={clear}>
            Clear
          </button>
        </header>
        <canvas
          ref={canvas}
          width={size}
          height={size}
          tabIndex={0}
          role="img"
          aria-label="A place to draw: with the pointer, or press a digit's key to have one drawn"
          {...drawing(ask)}
          onKeyDown={(event) => {
            if (/^\d$/.test(event.key)) {
              write(canvas.current!, event.key);
              ask();
            } else if (event.key === "Backspace" || event.key === "Delete") clear();
          }}
        />
        <p class="soft">Draw with the pointer, or press a key from 0 to 9.</p>
        {seen.value && <Seen {...seen.value} />}
      </section>
      <div class="stack">
        <section class="card guesses" aria-labelledby="guesses-title">
          <header>
            <h2 id="guesses-title">What the network sees</h2>
            <p class="soft" role="status">
              {best !== null && isTrained ? `a ${best}, by ${Math.round(100 * chances.value[best]!)} %` : ""}
            </p>
          </header>
          {problem.value && <p class="problem">{problem.value}</p>}
          <ol class="chances">
            {Array.from({ length: Math.max(10, chances.value.length) }, (_, k) => (
              <li key={k} data-best={k === best && isTrained}>
                <span>{k}</span>
                <meter min={0} max={1} value={chances.value[k] ?? 0} aria-label={`the chance of ${k}`} />
                <span class="number">
                  {chances.value[k] === undefined ? "" : `${(100 * chances.value[k]!).toFixed(0)} %`}
                </span>
              </li>
            ))}
          </ol>
          {!isTrained && <p class="soft">The network has not been trained yet: it guesses.</p>}
        </section>
        <Training />
        <section class="card" aria-labelledby="load-title">
          <header>
            <h2 id="load-title">A network from the command line</h2>
          </header>
          <p>
            Train it there, <code>chainrule train digits.chain --save digits.safetensors</code>, then drop its{" "}
            <code>.chain</code>, its table and the checkpoint on this page.
          </p>
          <div class="row">
            <button type="button" onClick={() => input.current?.click()}>
              Open files
            </button>
            <button type="button" class="quiet" onClick={() => (mode.value = "model")}>
              See its model
            </button>
          </div>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept=".safetensors,.chain,.csv"
            onChange={async (event) => {
              await takeFiles([...(event.currentTarget.files ?? [])]);
              ask();
            }}
          />
        </section>
      </div>
    </div>
  );
}

/** The picture as the network has it. */
function Seen({ side, pixels }: { side: number; pixels: Float64Array }) {
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = place.current!.getContext("2d")!;
    const image = context.createImageData(side, side);
    const most = Math.max(1e-9, ...pixels);
    for (const [at, value] of pixels.entries())
      image.data.set([120, 120, 120, Math.round((255 * value) / most)], 4 * at);
    context.putImageData(image, 0, 0);
  }, [pixels]);
  return (
    <figure class="seen">
      <canvas ref={place} width={side} height={side} aria-hidden="true" />
      <figcaption>
        {side} × {side} pixels
      </figcaption>
    </figure>
  );
}

function drawing(done: () => void) {
  let last: [number, number] | undefined;
  const place = (event: PointerEvent): [number, number] => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * size, ((event.clientY - box.top) / box.height) * size];
  };
  const stroke = (event: PointerEvent): void => {
    const context = (event.currentTarget as HTMLCanvasElement).getContext("2d")!;
    const next = place(event);
    const [x, y] = last ?? next;
    style(context);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(next[0] + 0.01, next[1]);
    context.stroke();
    last = next;
    done();
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      last = undefined;
      stroke(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.buttons > 0) stroke(event);
    },
    onPointerUp: () => (last = undefined),
  };
}

function style(context: CanvasRenderingContext2D): void {
  context.strokeStyle = context.fillStyle = getComputedStyle(context.canvas).color;
  context.lineWidth = 26;
  context.lineCap = context.lineJoin = "round";
}

/** A digit from the keyboard, for those who do not draw. */
function write(canvas: HTMLCanvasElement, digit: string): void {
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, size, size);
  style(context);
  context.font = "300 250px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(digit, size / 2, size / 2 + 12);
  context.lineWidth = 8;
  context.strokeText(digit, size / 2, size / 2 + 12);
}
