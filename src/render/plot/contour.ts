import { drawFigure, type Figure } from "./figure.ts";

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

const pathColour = "#d7191c";

/** Contours of f over a rectangle, in viridis, with a descent's path in red and a marker at each of its points. */
export function contour(
  f: (x: number, y: number) => number,
  path: readonly PathPoint[],
  options: ContourOptions = {},
): Promise<string> {
  const { grid = 400, levels = 50, labels = ["x", "y"], legend = "Gradient descent path" } = options;
  const finite = path.filter((point) => point.every(Number.isFinite));
  const x = options.x ?? around(finite.map((point) => point[0]));
  const y = options.y ?? around(finite.map((point) => point[1]));
  const values = sample(f, x, y, grid);
  const title = options.title ?? "Gradient descent path";
  const [first, last] = [finite[0], finite[finite.length - 1]];
  const way = first
    ? `, a path of ${finite.length} points from (${first}) to (${last!.map((one) => one.toPrecision(3))})`
    : "";
  const description = options.description ?? `Contours of a function of ${labels[0]} and ${labels[1]}${way}.`;
  const inside = finite.filter(([px, py]) => px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1]);
  return drawFigure(
    { width: 640, height: 480, ...options, title, description },
    {
      x: { domain: [...x], label: labels[0], grid: true, nice: false },
      y: { domain: [...y], label: labels[1], grid: true, nice: false },
      color: { scheme: "viridis", type: "linear" },
    },
    (plot) => [
      ...(values.constant
        ? []
        : [
            plot.contour(values.data, {
              width: grid,
              height: grid,
              x1: x[0],
              y1: y[0],
              x2: x[1],
              y2: y[1],
              thresholds: levels,
              stroke: (level: number) => level,
              strokeWidth: 1,
            }),
          ]),
      plot.gridX({ stroke: "#222", strokeOpacity: 0.12 }),
      plot.gridY({ stroke: "#222", strokeOpacity: 0.12 }),
      plot.line(
        finite.map(([px, py]) => [px, py]),
        { stroke: pathColour, strokeWidth: 1.6, clip: true },
      ),
      plot.dot(
        inside.map(([px, py]) => [px, py]),
        { fill: pathColour, stroke: "#fff", strokeWidth: 0.8, r: 4 },
      ),
    ],
    path.length > 0 ? [{ label: legend, colour: pathColour }] : [],
  );
}

/** A square range about the values, with room at its sides. */
function around(values: readonly number[]): [number, number] {
  const reach = Math.max(1, ...values.map(Math.abs)) * 1.25;
  return [-reach, reach];
}

function sample(
  f: (x: number, y: number) => number,
  x: readonly [number, number],
  y: readonly [number, number],
  grid: number,
): { data: number[]; constant: boolean } {
  const at = (range: readonly [number, number], k: number): number =>
    range[0] + ((range[1] - range[0]) * k) / (grid - 1);
  const data: number[] = [];
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const value = f(at(x, column), at(y, row));
      data.push(Number.isFinite(value) ? value : Number.NaN);
    }
  }
  const numbers = data.filter((one) => !Number.isNaN(one));
  const constant = numbers.every((one) => one === numbers[0]);
  return { data, constant };
}
