import { lighterOnDark } from "../svg.ts";
import type { Marks, Plot } from "./figure.ts";
import type { Frame } from "./frame.ts";

/** Values of a function on a grid of cells that fills a rectangle; each stands for the middle of its cell. */
export interface Field {
  /** Row by row, from the lowest y; NaN where the function has no value. */
  readonly data: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export const isConstant = ({ data }: Field): boolean => {
  const first = data.find((one) => !Number.isNaN(one));
  return data.every((one) => one === first || Number.isNaN(one));
};

/** A function's values over a rectangle. */
export function sample(
  f: (x: number, y: number) => number,
  x: readonly [number, number],
  y: readonly [number, number],
  grid: number,
): Field {
  const at = (range: readonly [number, number], k: number): number =>
    range[0] + ((range[1] - range[0]) * (k + 0.5)) / grid;
  const data: number[] = [];
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const value = f(at(x, column), at(y, row));
      data.push(Number.isFinite(value) ? value : Number.NaN);
    }
  }
  return { data, width: grid, height: grid, x, y };
}

/** Viridis without its lightest yellows, which thin lines on white do not show. */
export const levelColours = { scheme: "viridis", type: "linear", range: [0, 0.9] } as const;

/** The marks of a field's level lines, coloured by viridis; none for a constant. */
export function levelMarks(plot: Plot, field: Field, levels: number | number[]): Marks {
  if (isConstant(field)) return [];
  const { data, width, height, x, y } = field;
  return [
    plot.contour([...data], {
      width,
      height,
      x1: x[0],
      y1: y[0],
      x2: x[1],
      y2: y[1],
      // the values fill the grid: none has a place of its own to be computed
      x: null,
      y: null,
      thresholds: levels,
      stroke: (level: number) => level,
      strokeWidth: 1,
    }),
  ];
}

/**
 * The picture with its levels' areas as the lines that bound them: areas run along the frame, and along the rim of
 * where the function is defined, where the level leaves the picture; contour lines do not.
 */
export function withLevelLines(svg: string, field: Field, frame: Frame): string {
  /** Beside the frame, or beside a place where the function has no value. */
  const onEdge = ([px, py]: readonly [number, number]): boolean => {
    const column = Math.floor(((px - frame.left) / frame.width) * field.width);
    const row = Math.floor(((frame.top + frame.height - py) / frame.height) * field.height);
    return besideNothing(field, column, row);
  };
  const colours = new Set<string>();
  const lines = svg.replace(
    /(<path stroke="([^"]*)" d=")([^"]*Z)"/g,
    (_, head: string, colour: string, d: string) => {
      colours.add(colour);
      return `${head}${asLines(d, onEdge)}"`;
    },
  );
  return lines.replace("</desc>", `</desc>${lighterOnDark(colours)}`);
}

function asLines(areas: string, onEdge: (point: readonly [number, number]) => boolean): string {
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
    .flatMap((ring) => linesOf([...ring, ring[0]!], onEdge))
    .map((line) => `M${simplified(line).join("L")}`)
    .join("");
}

type Place = readonly [number, number];

/** The parts of a ring that lie within the picture. */
function linesOf(ring: readonly Place[], onEdge: (point: Place) => boolean): Place[][] {
  const lines: Place[][] = [];
  let drawing = false;
  for (let at = 1; at < ring.length; at++) {
    const [from, to] = [ring[at - 1]!, ring[at]!];
    if (onEdge(from) && onEdge(to)) drawing = false;
    else {
      if (drawing) lines[lines.length - 1]!.push(to);
      else lines.push([from, to]);
      drawing = true;
    }
  }
  return lines;
}

/** A line without the places that lie on it all the same, to a seventh of a unit (Douglas and Peucker's method). */
function simplified(line: readonly Place[]): Place[] {
  const kept = new Uint8Array(line.length);
  kept[0] = kept[line.length - 1] = 1;
  const pending: [number, number][] = [[0, line.length - 1]];
  while (pending.length > 0) {
    const [first, last] = pending.pop()!;
    const [[ax, ay], [bx, by]] = [line[first]!, line[last]!];
    const length = Math.hypot(bx - ax, by - ay);
    let [farthest, place] = [0.15, -1];
    for (let at = first + 1; at < last; at++) {
      const [x, y] = line[at]!;
      const apart =
        length === 0
          ? Math.hypot(x - ax, y - ay)
          : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
      if (apart > farthest) [farthest, place] = [apart, at];
    }
    if (place < 0) continue;
    kept[place] = 1;
    pending.push([first, place], [place, last]);
  }
  return line.filter((_, at) => kept[at] === 1);
}

/** Whether a cell of the grid or one of its eight neighbours is outside or holds no number. */
function besideNothing({ data, width, height }: Field, column: number, row: number): boolean {
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height || Number.isNaN(data[y * width + x])) return true;
    }
  }
  return false;
}
