import type { Table } from "../worker/protocol.ts";

/** How pictures of digits are: the part of their width or height that a digit fills, and the number of full ink. */
export interface Manner {
  readonly fill: number;
  readonly most: number;
}

const looked = 80;

/** The manner of a table's pictures, by its first rows; MNIST's where there are none. */
export function mannerOf(table: Table | undefined, side: number): Manner {
  const width = side * side;
  const rows = table && side > 0 ? rowsOf(table, width) : [];
  if (rows.length === 0) return { fill: 20 / 28, most: 255 };
  const most = Math.max(1, ...rows.flat());
  const fills = rows.map((row) => {
    const inked = row.flatMap((value, at) => (value > most * 0.2 ? [at] : []));
    const extent = (values: readonly number[]): number => Math.max(...values) - Math.min(...values) + 1;
    if (inked.length === 0) return 0;
    return (
      Math.max(extent(inked.map((at) => at % side)), extent(inked.map((at) => Math.floor(at / side)))) / side
    );
  });
  return { fill: fills.reduce((sum, one) => sum + one, 0) / fills.length, most };
}

function rowsOf(table: Table, width: number): number[][] {
  if ("text" in table)
    return table.text
      .split("\n", looked + 1)
      .slice(1)
      .map((line) => line.split(",").slice(0, width).map(Number))
      .filter((row) => row.length === width && row.every(Number.isFinite));
  const found = table.arrays.find(({ shape }) => shape[1] === width);
  if (!found) return [];
  const count = Math.min(looked, found.shape[0]!);
  return Array.from({ length: count }, (_, row) => [...found.data.subarray(row * width, (row + 1) * width)]);
}

/** What was drawn, in the manner of the model's pictures, on `side` by `side` pixels; nothing where nothing was drawn. */
export function pixelsOf(
  canvas: HTMLCanvasElement,
  side: number,
  { fill, most }: Manner,
): Float64Array | null {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d", { willReadFrequently: true })!.getImageData(0, 0, width, height);
  const ink = (x: number, y: number): number => data[4 * (y * width + x) + 3]! / 255;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (ink(x, y) > 0.1) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
  if (right < 0) return null;
  const scale = (side * fill) / Math.max(right - left + 1, bottom - top + 1);
  const [middleX, middleY] = [(left + right + 1) / 2, (top + bottom + 1) / 2];
  const pixels = new Float64Array(side * side);
  const weight = new Float64Array(side * side);
  const fine = 4;
  for (let row = 0; row < side * fine; row++)
    for (let column = 0; column < side * fine; column++) {
      const x = Math.round(middleX + ((column + 0.5) / fine - side / 2) / scale - 0.5);
      const y = Math.round(middleY + ((row + 0.5) / fine - side / 2) / scale - 0.5);
      const at = Math.floor(row / fine) * side + Math.floor(column / fine);
      weight[at]!++;
      if (x >= 0 && y >= 0 && x < width && y < height) pixels[at]! += ink(x, y);
    }
  return pixels.map((value, at) => Math.round((value / weight[at]!) * most));
}
