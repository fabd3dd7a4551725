import { general } from "../../base/decimal.ts";
import { dashesOf, drawFigure, type Figure, palette } from "./figure.ts";

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
  const title =
    options.title ??
    `${series.length > 4 ? "Values" : series.map((one) => one.name).join(", ")} over ${labels[0]}s`;
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
        tickFormat: String,
        ticks: wholeTicks(start, Math.max(...series.map((one) => one.values.length))),
      },
      y: {
        label: labels[1],
        grid: true,
        ...(log && logAxis(drawn.flatMap((one) => one.points.map(([, value]) => value)))),
      },
    },
    (plot) =>
      drawn.flatMap(({ points }, at) => {
        const stroke = palette[at % palette.length]!;
        const dashes = dashesOf(at);
        return [
          plot.line(points, { stroke, strokeWidth: 1.8, ...(dashes && { strokeDasharray: dashes }) }),
          ...(points.length <= 40 ? [plot.dot(points, { fill: stroke, r: 2.5 })] : []),
        ];
      }),
    series.length > 1
      ? series.map(({ name }, at) => ({
          label: name,
          colour: palette[at % palette.length]!,
          dashes: dashesOf(at),
        }))
      : [],
  );
}

interface LogAxis {
  transform: (value: number) => number;
  ticks: number[];
  tickFormat: (exponent: number) => string;
}

/** An axis of exponents that bears values: at powers of ten, or at round values where there are few decades. */
function logAxis(drawn: readonly number[]): LogAxis {
  const [least, most] = drawn.reduce(([a, b], one) => [Math.min(a, one), Math.max(b, one)], [Infinity, 0]);
  const [low, high] = [Math.log10(least), Math.log10(most)];
  const every = Math.max(1, Math.ceil((high - low) / 8));
  const decades = stepsBetween(Math.ceil(low / every), Math.floor(high / every), every);
  const values = high - low < 0.6 ? roundValues(least, most) : firstFigures(least, most);
  const ticks = high - low < 1.5 ? values.map(Math.log10) : decades;
  const tickFormat = (exponent: number): string => general(10 ** exponent, 4).replace("-", "−");
  return { transform: Math.log10, ticks, tickFormat };
}

/** At most about six multiples of 1, 2 or 5 times a power of ten. */
function roundValues(least: number, most: number): number[] {
  if (!(most > least)) return Number.isFinite(least) ? [least] : [];
  const rough = (most - least) / 6;
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = scale * [1, 2, 5, 10].find((one) => one * scale >= rough)!;
  return stepsBetween(Math.ceil(least / step), Math.floor(most / step), step);
}

/** 1, 2 and 5 times each power of ten. */
const firstFigures = (least: number, most: number): number[] =>
  stepsBetween(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)), 1)
    .flatMap((power) => [1, 2, 5].map((figure) => figure * 10 ** power))
    .filter((value) => value >= least && value <= most);

const stepsBetween = (first: number, last: number, step: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step);

/** At most about ten whole steps to mark: the first, and round ones after it. */
function wholeTicks(start: number, count: number): number[] {
  const rough = Math.max(1, (count - 1) / 10);
  const scale = 10 ** Math.floor(Math.log10(rough));
  const every = Math.max(1, Math.ceil(scale * [1, 2, 5, 10].find((one) => one * scale >= rough)!));
  if (every === 1) return Array.from({ length: count }, (_, at) => start + at);
  const rounds = stepsBetween(
    Math.ceil((start + every / 2) / every),
    Math.floor((start + count - 1) / every),
    every,
  );
  return [start, ...rounds];
}
