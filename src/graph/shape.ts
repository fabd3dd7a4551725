/** A size on one axis: a number, or a letter for a size that only the data fix (`n` rows). */
export type Dimension = number | string;

/** The sizes of an array, outermost first; `[]` is a scalar. */
export type Shape = readonly Dimension[];

/** Operands whose shapes do not fit an operation. The language turns it into a diagnostic with a place. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export const formatShape = (shape: Shape): string =>
  shape.length === 0 ? "scalar" : `[${shape.join(", ")}]`;

/** No array here has more elements: 2 GB in float64. */
export const mostElements = 2 ** 28;

/** How many elements the sizes that are known make. */
export const knownCount = (shape: Shape): number =>
  shape.reduce<number>((count, size) => (typeof size === "number" ? count * size : count), 1);

/** Whether an array is one that no memory should be asked for. */
export const isTooLarge = (shape: Shape): boolean => knownCount(shape) > mostElements;

/** Throws a ShapeError where an array would be too large. */
export function refuseLarge(shape: Shape): void {
  if (isTooLarge(shape))
    throw new ShapeError(
      `the result is too large: ${formatShape(shape)} has more than ${mostElements} numbers`,
    );
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** NumPy's broadcasting: aligned at the end, an axis of 1 stretches. Throws a ShapeError. */
export function broadcastShapes(shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let joint: Dimension = 1;
    for (const shape of shapes) {
      const size = shape[axis - rank + shape.length] ?? 1;
      if (size === 1 || size === joint) continue;
      if (joint !== 1) {
        const all = shapes.map(formatShape).join(" and ");
        throw new ShapeError(`shapes ${all} do not fit together: sizes ${joint} and ${size} differ`);
      }
      joint = size;
    }
    return joint;
  });
}

/** The axes, counted from 0 and sorted, that `axes` (negative ones allowed) name; all where it is undefined. */
export function normaliseAxes(rank: number, axes?: readonly number[]): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const counted = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  for (const [position, axis] of counted.entries()) {
    if (!Number.isInteger(axis) || axis < 0 || axis >= rank) {
      throw new ShapeError(`axis ${axes[position]} is out of range: the operand has ${rank} axes`);
    }
    if (counted.indexOf(axis) !== position) throw new ShapeError(`axis ${axes[position]} is named twice`);
  }
  return counted.sort((a, b) => a - b);
}

export const reducedShape = (shape: Shape, axes: readonly number[], keepdims: boolean): Shape =>
  keepdims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));

/** The shape of `a @ b`: the rule of NumPy's matmul. Throws a ShapeError. */
export function matmulShape(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(`@ needs arrays: got ${formatShape(a)} @ ${formatShape(b)}; write * for a scalar`);
  }
  const inner = a[a.length - 1]!;
  const other = b[Math.max(0, b.length - 2)]!;
  if (inner !== other) {
    throw new ShapeError(`${formatShape(a)} @ ${formatShape(b)}: inner sizes ${inner} and ${other} differ`);
  }
  const batch = broadcastShapes([a.slice(0, -2), b.slice(0, -2)]);
  return [...batch, ...(a.length > 1 ? [a[a.length - 2]!] : []), ...(b.length > 1 ? [b[b.length - 1]!] : [])];
}

/** One position of an index: a single element, or a slice with Python's meaning of start, stop and step. */
export type IndexItem =
  | number
  | { readonly start: number | null; readonly stop: number | null; readonly step: number };

export const wholeAxis: IndexItem = { start: null, stop: null, step: 1 };

/** What a slice selects of `length` elements: first position, step, count (Python's slice.indices). */
export function sliceRange(
  item: Exclude<IndexItem, number>,
  length: number,
): { first: number; step: number; count: number } {
  const { step } = item;
  const clamp = (at: number, low: number, high: number): number =>
    Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const forward = step > 0;
  const first =
    item.start === null
      ? forward
        ? 0
        : length - 1
      : clamp(item.start, forward ? 0 : -1, forward ? length : length - 1);
  const last =
    item.stop === null
      ? forward
        ? length
        : -1
      : clamp(item.stop, forward ? 0 : -1, forward ? length : length - 1);
  return { first, step, count: Math.max(0, Math.ceil((last - first) / step)) };
}

/** The shape of `x[index]`; axes that the index does not name are kept whole. Throws a ShapeError. */
export function indexedShape(shape: Shape, index: readonly IndexItem[]): Shape {
  if (index.length > shape.length) {
    throw new ShapeError(`${index.length} indices for an operand of shape ${formatShape(shape)}`);
  }
  return shape.flatMap((size, axis) => {
    const at = index[axis] ?? wholeAxis;
    if (typeof at === "number") {
      if (typeof size === "number" && (at < -size || at >= size)) {
        throw new ShapeError(`index ${at} is out of range for axis ${axis} of size ${size}`);
      }
      return [];
    }
    if (at.step === 0) throw new ShapeError("a slice's step is 0");
    if (at.start === null && at.stop === null && Math.abs(at.step) === 1) return [size];
    if (typeof size === "string")
      throw new ShapeError(`a part of axis ${axis} needs its size, and ${size} is not known`);
    return [sliceRange(at, size).count];
  });
}
