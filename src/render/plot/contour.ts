import { levelColours, levelMarks, sample, withLevelLines } from "./field.ts";
import { drawFigure, type Figure, frameOf } from "./figure.ts";

export interface ContourOptions extends Partial<Figure> {
  /** The ranges of the two variables; around the path where they are left out. */
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  /** The names of the axes. */
  readonly labels?: readonly [string, string];
  /** How many values are computed on each axis; 400. */
  readonly grid?: number;
  /** How many contour levels; 50. */
  readonly levels?: number;
  readonly legend?: string;
}

/** A place on the way, in the picture's two variables. */
export type PathPoint = readonly [x: number, y: number];

export const pathColour = "#d7191c";

const mostMarked = 100;

/** Contours of f over a rectangle, in viridis, with a descent's path in red and a marker at each of its points. */
export async function contour(
  f: (x: number, y: number) => number,
  path: readonly PathPoint[],
  options: ContourOptions = {},
): Promise<string> {
  const { grid = 400, levels = 50, labels = ["x", "y"], legend = "Gradient descent path" } = options;
  const finite = path.filter((point) => point.every(Number.isFinite));
  const x = options.x ?? around(finite.map((point) => point[0]));
  const y = options.y ?? around(finite.map((point) => point[1]));
  const field = sample(f, x, y, grid);
  const title = options.title ?? "Gradient descent path";
  const [first, last] = [finite[0], finite[finite.length - 1]];
  const way = first
    ? `, a path of ${finite.length} points from (${first}) to (${last!.map((one) => one.toPrecision(3))})`
    : "";
  const description = options.description ?? `Contours of a function of ${labels[0]} and ${labels[1]}${way}.`;
  const inside = finite.filter(([px, py]) => px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1]);
  const [width, height] = [options.width ?? 640, options.height ?? 480];
  const legends = path.length > 0 ? [{ label: legend, colour: pathColour }] : [];
  const svg = await drawFigure(
    { width, height, title, description },
    {
      x: { domain: [...x], label: labels[0], grid: true, nice: false },
      y: { domain: [...y], label: labels[1], grid: true, nice: false },
      color: levelColours,
    },
    (plot) => [
      ...levelMarks(plot, field, levels),
      plot.gridX({ stroke: "#222", strokeOpacity: 0.12 }),
      plot.gridY({ stroke: "#222", strokeOpacity: 0.12 }),
      plot.line(
        finite.map(([px, py]) => [px, py]),
        { stroke: pathColour, strokeWidth: 1.6, clip: true },
      ),
      plot.dot(
        // so many steps are a line: only its ends are marked
        (inside.length > mostMarked ? [inside[0]!, inside[inside.length - 1]!] : inside).map(([px, py]) => [
          px,
          py,
        ]),
        { fill: pathColour, stroke: "#fff", strokeWidth: 0.8, r: 4 },
      ),
    ],
    legends,
  );
  return withLevelLines(svg, field, frameOf(width, height, legends));
}

/** A range about the values with room at its sides: about 0 where the path ends near it, else about its end. */
function around(values: readonly number[]): [number, number] {
  const farthest = (from: number): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value - from)), 0);
  const end = values.at(-1) ?? 0;
  const centre = Math.abs(end) < 0.5 * farthest(0) || farthest(0) <= 1 ? 0 : end;
  const reach = (farthest(centre) || 1) * 1.25;
  return [centre - reach, centre + reach];
}
