import { drawFigure, type Figure, margins } from "./figure.ts";

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
export async function contour(
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
  const [width, height] = [options.width ?? 640, options.height ?? 480];
  const { marginTop, marginRight, marginBottom, marginLeft } = margins(path.length > 0 ? 1 : 0);
  /** Beside the frame, or beside a place where the function has no value. */
  const onEdge = ([px, py]: PathPoint): boolean => {
    const column = Math.floor(((px - marginLeft) / (width - marginLeft - marginRight)) * grid);
    const row = Math.floor(((height - marginBottom - py) / (height - marginTop - marginBottom)) * grid);
    return besideNothing(values.data, grid, column, row);
  };
  const svg = await drawFigure(
    { width, height, title, description },
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
              interpolate: "none",
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
  return svg.replace(
    /(<path stroke="[^"]*" d=")([^"]*Z)"/g,
    (_, head: string, d: string) => `${head}${asLines(d, onEdge)}"`,
  );
}

/**
 * A level's area as the lines that bound it: areas run along the frame, and along the rim of where the function is
 * defined, where the level leaves the picture; contour lines do not.
 */
function asLines(areas: string, onEdge: (point: PathPoint) => boolean): string {
  const rings = areas
    .split("Z")
    .filter(Boolean)
    .map((ring) =>
      ring
        .slice(1)
        .split("L")
        .map((pair) => pair.split(",").map(Number) as [number, number]),
    );
  return rings
    .map((ring) => {
      const all = [...ring, ring[0]!];
      let text = "";
      let drawing = false;
      for (let at = 1; at < all.length; at++) {
        const [from, to] = [all[at - 1]!, all[at]!];
        if (onEdge(from) && onEdge(to)) drawing = false;
        else {
          text += drawing ? `L${to}` : `M${from}L${to}`;
          drawing = true;
        }
      }
      return text;
    })
    .join("");
}

/** Whether a cell of the grid or one of its eight neighbours is outside or holds no number. */
function besideNothing(data: readonly number[], grid: number, column: number, row: number): boolean {
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) {
      if (x < 0 || y < 0 || x >= grid || y >= grid || Number.isNaN(data[y * grid + x])) return true;
    }
  }
  return false;
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

function sample(
  f: (x: number, y: number) => number,
  x: readonly [number, number],
  y: readonly [number, number],
  grid: number,
): { data: number[]; constant: boolean } {
  // at the middle of each cell, where Plot reads it
  const at = (range: readonly [number, number], k: number): number =>
    range[0] + ((range[1] - range[0]) * (k + 0.5)) / grid;
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
