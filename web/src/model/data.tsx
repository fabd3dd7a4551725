import { useEffect, useRef } from "preact/hooks";
import { decided, epoch, fitted, restate, short, training, view } from "../state.ts";
import { Axes, type Frame, room, scales } from "./axes.tsx";
import { draggable } from "./drag.ts";
import { useWidth } from "./width.ts";

/** The data: points with the curve that the model draws through them, or with its decision boundary. */
export function Data() {
  const isPlane = decided.value !== null;
  if (!isPlane && !fitted.value) return null;
  const when = epoch.value ?? (training.value?.done ? training.value.epoch : null);
  return (
    <section class="card data" aria-labelledby="data-title">
      <header>
        <h2 id="data-title">{isPlane ? "Decision boundary" : "The data"}</h2>
        <p class="soft">{when === null ? "before training" : `after ${when} epochs`}</p>
      </header>
      {isPlane ? <Plane /> : <Fit />}
    </section>
  );
}

/** The input of the points, and how many numbers of it stand in the text. */
const stated = (columns: number, rows: number) =>
  view.value?.nodes.find(
    (one) =>
      one.role === "input" &&
      view.value!.numbers[one.id]?.length === columns * rows &&
      one.shape.length === (columns > 1 ? 2 : one.shape.length),
  )?.id;

function Plane() {
  const [holder, width] = useWidth<HTMLDivElement>();
  const height = Math.min(420, Math.round(width * 0.74));
  const { x, y, size, classes, points, labels, right } = decided.value!;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const place = canvas.current!;
    const context = place.getContext("2d")!;
    const image = context.createImageData(size, size);
    const colours = ["class-0", "class-1", "class-2", "class-3"].map((name) =>
      getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
    );
    const shades = colours.map((one) => [1, 3, 5].map((at) => Number.parseInt(one.slice(at, at + 2), 16)));
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const [r, g, b] = shades[classes[(size - 1 - row) * size + column]! % shades.length]!;
        image.data.set([r!, g!, b!, 60], 4 * (row * size + column));
      }
    context.putImageData(image, 0, 0);
  }, [classes, size]);
  const frame: Frame = { width, height, x, y };
  const at = scales(frame);
  const name = stated(2, points.length);
  return (
    <div class="plane" ref={holder}>
      <canvas
        ref={canvas}
        width={size}
        height={size}
        aria-hidden="true"
        style={{
          left: `${room.left}px`,
          top: `${room.top}px`,
          width: `${width - room.left - room.right}px`,
          height: `${height - room.top - room.bottom}px`,
        }}
      />
      <svg
        class="plot"
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`${points.length} points of ${new Set(labels).size} classes; ${right} of them lie in the region of their own class`}
      >
        <Axes frame={frame} labels={["x₁", "x₂"]} />
        {points.map(([px, py], k) => (
          <Point
            key={k}
            k={k}
            kind={labels[k] ?? 0}
            place={[at.x(px), at.y(py)]}
            label={`Point ${k + 1} of class ${labels[k]}, at (${short(px)}, ${short(py)})`}
            {...(name && {
              move: (mx: number, my: number) =>
                restate([
                  { name, at: 2 * k, value: at.valueX(mx) },
                  { name, at: 2 * k + 1, value: at.valueY(my) },
                ]),
            })}
          />
        ))}
      </svg>
      <p class="soft">
        {right} of {points.length} points lie on their own side.
      </p>
    </div>
  );
}

function Fit() {
  const [holder, width] = useWidth<HTMLDivElement>();
  const height = Math.min(360, Math.round(width * 0.62));
  const { points, curve, names } = fitted.value!;
  const xs = [...points, ...curve].map((one) => one[0]);
  const ys = [...points, ...curve].map((one) => one[1]).filter(Number.isFinite);
  const spread = (values: readonly number[]): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = (high - low || 1) * 0.08;
    return [low - margin, high + margin];
  };
  const frame: Frame = { width, height, x: spread(xs), y: spread(ys) };
  const at = scales(frame);
  const shown = view.value!;
  const canMove = names.every((name) => shown.numbers[name]?.length === points.length);
  return (
    <div ref={holder}>
      <svg
        class="plot"
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`${points.length} ${points.length === 1 ? "point" : "points"} of ${names[0]} and ${names[1]}, and the model's curve`}
      >
        <Axes frame={frame} labels={names} />
        <path
          class="line"
          d={`M${curve
            .filter((one) => Number.isFinite(one[1]))
            .map(([px, py]) => `${at.x(px).toFixed(1)} ${at.y(py).toFixed(1)}`)
            .join("L")}`}
        />
        {points.map(([px, py], k) => (
          <Point
            key={k}
            k={k}
            kind={0}
            place={[at.x(px), at.y(py)]}
            label={`Point ${k + 1}, at (${short(px)}, ${short(py)})`}
            {...(canMove && {
              move: (mx: number, my: number) =>
                restate([
                  { name: names[0], at: k, value: at.valueX(mx) },
                  { name: names[1], at: k, value: at.valueY(my) },
                ]),
            })}
          />
        ))}
      </svg>
    </div>
  );
}

interface PointProps {
  readonly k: number;
  readonly kind: number;
  readonly place: readonly [number, number];
  readonly label: string;
  readonly move?: (x: number, y: number) => void;
}

function Point({ k, kind, place: [x, y], label, move }: PointProps) {
  const mark =
    kind % 2 === 0 ? (
      <circle class="mark" cx={x} cy={y} r={5.5} />
    ) : (
      <path class="mark" d={`M${x} ${y - 6.5}L${x + 6} ${y + 5}H${x - 6}Z`} />
    );
  if (!move) return <g class={`point class-${kind % 4}`}>{mark}</g>;
  return (
    <g
      class={`point class-${kind % 4} handle`}
      data-point={k}
      role="button"
      aria-label={label}
      {...draggable({ move, at: [x, y] })}
    >
      <circle class="reach" cx={x} cy={y} r={14} />
      {mark}
    </g>
  );
}
