/**
 * What was drawn, as the digits of MNIST are: the drawing brought to fill the middle, its weight in the centre, on
 * `side` by `side` pixels from 0 to `most`. Nothing where nothing was drawn.
 */
export function pixelsOf(canvas: HTMLCanvasElement, side: number, most: number): Float64Array | null {
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
  // MNIST's digits fill 20 of 28 pixels
  const scale = (side * (20 / 28)) / Math.max(right - left + 1, bottom - top + 1);
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
