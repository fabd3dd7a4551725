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
  const numbers = data.filter((one) => !Number.isNaN(one));
  return numbers.every((one) => one === numbers[0]);
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
      interpolate: "none",
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
  return svg.replace(
    /(<path stroke="[^"]*" d=")([^"]*Z)"/g,
    (_, head: string, d: string) => `${head}${asLines(d, onEdge)}"`,
  );
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
function besideNothing({ data, width, height }: Field, column: number, row: number): boolean {
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height || Number.isNaN(data[y * width + x])) return true;
    }
  }
  return false;
}
