import { drawChart } from "./chart.ts";
import { type Figure, palette } from "./figure.ts";

export interface FunctionOptions extends Partial<Figure> {
  readonly x?: readonly [number, number];
  /** The variable, and the function as it is written. */
  readonly labels?: readonly [string, string];
}

const places = 401;

/** A function of one variable and its derivative under it: an activation and how steep it is. */
export function functionCurves(
  f: (x: number) => number,
  derivative: (x: number) => number,
  options: FunctionOptions = {},
): Promise<string> {
  const { x = [-6, 6], labels = ["x", "f(x)"] } = options;
  const xs = Array.from({ length: places }, (_, at) => x[0] + ((x[1] - x[0]) * at) / (places - 1));
  const points = (g: (x: number) => number): [number, number][] =>
    xs.map((one): [number, number] => [one, g(one)]).filter(([, value]) => Number.isFinite(value));
  const [values, slopes] = [points(f), points(derivative)];
  const steepest = slopes.reduce(
    (most, one) => (Math.abs(one[1]) > Math.abs(most[1]) ? one : most),
    slopes[0] ?? [0, 0],
  );
  return drawChart({
    width: 640,
    height: 320,
    ...options,
    title: options.title ?? `${labels[1]} and its derivative`,
    description:
      options.description ??
      `${labels[1]} over ${labels[0]} from ${x[0]} to ${x[1]}, and its derivative, which is largest in size, ${Number(steepest[1].toPrecision(3))}, at ${Number(steepest[0].toPrecision(3))}.`,
    labels: [labels[0], ""],
    x,
    layers: [
      { kind: "line", points: values, colour: palette[0], label: labels[1] },
      { kind: "line", points: slopes, colour: palette[1], dashes: "7 3", label: "derivative" },
    ],
  });
}
