import {
  epoch,
  facts,
  isChosen,
  over,
  problems,
  restate,
  short,
  slice,
  training,
  trainsAlone,
  view,
} from "../state.ts";
import { Axes, type Frame, room, scales } from "./axes.tsx";
import { draggable } from "./drag.ts";
import { useWidth } from "./width.ts";

/** The loss over two parameters, with the way that training takes; its start can be dragged. */
export function Contour() {
  const found = slice.value;
  const names = over.value;
  const coordinates = facts.value?.coordinates ?? [];
  if (!names) return null;
  const shown = view.value;
  const canMove = names.every((name) => shown?.numbers[name]?.length === 1);
  return (
    <section class="card contour" aria-labelledby="contour-title">
      <header>
        <h2 id="contour-title">The loss from above</h2>
        <div class="pick">
          {[0, 1].map((axis) => (
            <label key={axis}>
              <span class="sr-only">{axis === 0 ? "Horizontal" : "Vertical"} axis</span>
              <select
                value={names[axis]}
                onChange={(event) => {
                  const next: [string, string] = [...names];
                  const other = next[1 - axis]!;
                  const wanted = event.currentTarget.value;
                  if (wanted === other) next[1 - axis] = next[axis]!;
                  next[axis] = wanted;
                  isChosen.value = true;
                  over.value = next;
                }}
              >
                {coordinates.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          ))}
        </div>
      </header>
      {found?.bands ? <Picture names={names} canMove={canMove} /> : <Nothing problem={found?.problem} />}
    </section>
  );
}

/** Why there is no picture; while it is computed, only its place. */
function Nothing({ problem }: { problem: string | undefined }) {
  if (problem !== undefined) return <p class="empty-state">{problem}</p>;
  if (problems.value.length > 0)
    return <p class="empty-state">The picture follows as soon as the text has no mistake.</p>;
  if (!trainsAlone.value && !training.value)
    return <p class="empty-state">The picture follows when the model is trained.</p>;
  return <div class="waiting tall" aria-busy="true" />;
}

function Picture({ names, canMove }: { names: readonly [string, string]; canMove: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const height = Math.min(420, Math.round(width * 0.74));
  const { bands, path, loss } = slice.value!;
  const { x, y, areas, size } = bands!;
  const frame: Frame = { width, height, x, y };
  const at = scales(frame);
  const [w, h] = [width - room.left - room.right, height - room.top - room.bottom];
  const points = path.map(([px, py]) => [at.x(px), at.y(py)] as const);
  const now = epoch.value;
  const start = points[0];
  const end = points[points.length - 1];
  const place =
    now === null
      ? undefined
      : points[
          Math.min(points.length - 1, Math.round((now * (points.length - 1)) / Math.max(1, lastEpoch())))
        ];
  const move = (px: number, py: number): void => {
    const inside = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
    const [vx, vy] = [
      at.valueX(inside(px, room.left, room.left + w)),
      at.valueY(inside(py, room.top, room.top + h)),
    ];
    restate([
      { name: names[0], at: 0, value: Number(short(vx)) },
      { name: names[1], at: 0, value: Number(short(vy)) },
    ]);
  };
  const said = `${loss} over ${names[0]} and ${names[1]}, and the way of ${path.length - 1} steps over it, from ${named(path[0])} to ${named(path[path.length - 1])}`;
  return (
    <div ref={holder}>
      <svg class="plot contour-plot" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={said}>
        <clipPath id="inside">
          <rect x={room.left} y={room.top} width={w} height={h} rx={3} />
        </clipPath>
        <g clip-path="url(#inside)">
          <rect class="ground" x={room.left} y={room.top} width={w} height={h} />
          <g transform={`translate(${room.left} ${room.top + h}) scale(${w / size} ${-h / size})`}>
            {areas.map((one, k) => (
              <path key={k} class="level" d={one.path} data-level={k} />
            ))}
          </g>
        </g>
        <Axes frame={frame} labels={[names[0], names[1]]} />
        <g clip-path="url(#inside)">
          {points.length > 1 && (
            <path
              class="way"
              d={`M${points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L")}`}
            />
          )}
          {points.length <= 80 &&
            points.slice(1).map(([px, py], k) => <circle key={k} class="stop" cx={px} cy={py} r={2.6} />)}
          {end && <circle class="end" cx={end[0]} cy={end[1]} r={4.5} />}
          {place && <circle class="place" cx={place[0]} cy={place[1]} r={6.5} />}
        </g>
        {start &&
          (canMove ? (
            <g
              class="handle"
              role="button"
              aria-label={`Start of the descent, at ${named(path[0])}: drag it, or move it by arrow keys`}
              {...draggable({ move, at: start })}
            >
              <circle class="reach" cx={start[0]} cy={start[1]} r={18} />
              <circle class="mark" cx={start[0]} cy={start[1]} r={7.5} />
            </g>
          ) : (
            <circle class="start" cx={start[0]} cy={start[1]} r={6} />
          ))}
      </svg>
    </div>
  );
}

const lastEpoch = (): number => (slice.value?.epochs ?? 1) || 1;
const named = (point: readonly [number, number] | undefined): string =>
  point ? `(${short(point[0])}, ${short(point[1])})` : "";
