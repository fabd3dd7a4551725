import { drawFigure, type Figure, palette } from "./figure.ts";

export interface Series {
  readonly name: string;
  /** One value a step; the first stands at `start`. */
  readonly values: readonly number[];
}

export interface CurveOptions extends Partial<Figure> {
  readonly start?: number;
  readonly labels?: readonly [string, string];
  /** A logarithmic vertical axis, where all values are above 0. */
  readonly log?: boolean;
}

/** Values over steps: the loss over epochs, parameters over epochs. */
export function curves(series: readonly Series[], options: CurveOptions = {}): Promise<string> {
  const { start = 1, labels = ["epoch", series.length === 1 ? series[0]!.name : "value"] } = options;
  const drawn = series.map((one) => ({
    ...one,
    points: one.values
      .map((value, at) => [start + at, value] as const)
      .filter(([, value]) => Number.isFinite(value)),
  }));
  const log = options.log && drawn.every((one) => one.points.every(([, value]) => value > 0));
  const title = options.title ?? `${series.map((one) => one.name).join(", ")} over ${labels[0]}s`;
  const said = drawn.map(({ name, points }) => {
    const [first, last] = [points[0], points[points.length - 1]];
    return first
      ? `${name} goes from ${first[1].toPrecision(4)} to ${last![1].toPrecision(4)}`
      : `${name} has no finite value`;
  });
  return drawFigure(
    { width: 640, height: 400, ...options, title, description: options.description ?? `${said.join("; ")}.` },
    {
      x: {
        label: labels[0],
        grid: true,
        ticks: wholeTicks(start, Math.max(...series.map((one) => one.values.length))),
      },
      y: { label: labels[1], grid: true, ...(log && { type: "log" as const }) },
    },
    (plot) =>
      drawn.flatMap(({ points }, at) => {
        const stroke = palette[at % palette.length]!;
        const dashes = ["none", "6 3", "2 3", "8 3 2 3"][Math.floor(at / palette.length) % 4]!;
        return [
          plot.line(points, { stroke, strokeWidth: 1.8, strokeDasharray: dashes }),
          ...(points.length <= 40 ? [plot.dot(points, { fill: stroke, r: 2.5 })] : []),
        ];
      }),
    series.length > 1
      ? series.map(({ name }, at) => ({ label: name, colour: palette[at % palette.length]! }))
      : [],
  );
}

/** At most ten whole steps to mark. */
function wholeTicks(start: number, count: number): number[] {
  const every = Math.max(1, Math.ceil((count - 1) / 10));
  return Array.from({ length: Math.ceil(count / every) }, (_, at) => start + at * every);
}
