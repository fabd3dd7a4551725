import type { PathPoint } from "./contour.ts";
import { drawFigure, type Figure, type Mark, palette } from "./figure.ts";

/** What a classifier says over a rectangle, and the points that it was trained on. */
export interface Decision {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Cells on each axis. */
  readonly grid: number;
  /** One list of values a class, row by row from the lowest y; one list alone is the score of class 1. */
  readonly scores: readonly (readonly number[])[];
  readonly points: readonly PathPoint[];
  /** Each point's class. */
  readonly labels: readonly number[];
  readonly prediction: string;
}

const marks: readonly Mark[] = ["circle", "triangle", "square", "times"];

/**
 * The regions in which a classifier decides for each class, the boundary between them, and the points, their classes
 * told apart by colour and shape.
 */
export function boundary(
  decision: Decision,
  options: Partial<Figure> & { readonly labels?: readonly [string, string] } = {},
): Promise<string> {
  const { x, y, grid, points, labels } = decision;
  const margins = marginsOf(decision);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const right = points.filter(
    (point, at) => regionAt(decision, margins, point) === classes.indexOf(labels[at]!),
  );
  const share = `${right.length} of ${points.length} points lie in the region of their own class`;
  const colour = (at: number): string => palette[at % palette.length]!;
  return drawFigure(
    {
      width: 560,
      height: 480,
      ...options,
      title: options.title ?? `Decision boundary of ${decision.prediction}`,
      description: options.description ?? `${classes.length} classes; ${share}.`,
    },
    {
      x: { domain: [...x], label: options.labels?.[0] ?? "x₁", nice: false },
      y: { domain: [...y], label: options.labels?.[1] ?? "x₂", nice: false },
    },
    (plot) => [
      ...margins.map((margin, at) =>
        plot.contour([...margin], {
          width: grid,
          height: grid,
          x1: x[0],
          y1: y[0],
          x2: x[1],
          y2: y[1],
          x: null,
          y: null,
          thresholds: [0],
          fill: colour(at),
          fillOpacity: 0.16,
          stroke: "#222",
          strokeWidth: 1.2,
        }),
      ),
      ...classes.map((label, at) => {
        const own = points.filter((_, place) => labels[place] === label);
        const symbol = marks[at % marks.length]!;
        const paint =
          symbol === "times"
            ? { stroke: colour(at), strokeWidth: 1.8 }
            : { fill: colour(at), stroke: "#fff", strokeWidth: 0.8 };
        return plot.dot(own as PathPoint[], { ...paint, symbol, r: 4.5 });
      }),
    ],
    classes.map((label, at) => ({
      label: `class ${label}`,
      colour: colour(at),
      symbol: marks[at % marks.length]!,
    })),
  );
}

/** By how much each class leads the others; where one score decides between two, by how much it is above the middle. */
function marginsOf({ scores, labels }: Decision): readonly (readonly number[])[] {
  const [only] = scores;
  if (scores.length === 1) {
    // labels of −1 and 1, or scores beyond [0, 1], are decided at 0
    const signed = labels.includes(-1) || only!.some((one) => one < 0 || one > 1);
    const middle = signed ? 0 : 0.5;
    return [only!.map((one) => middle - one), only!.map((one) => one - middle)];
  }
  return scores.map((own, k) =>
    own.map(
      (score, at) =>
        score -
        scores.reduce(
          (most, other, j) => (j === k ? most : Math.max(most, other[at]!)),
          Number.NEGATIVE_INFINITY,
        ),
    ),
  );
}

/** The class whose region a point lies in. */
function regionAt(
  { x, y, grid }: Decision,
  margins: readonly (readonly number[])[],
  [px, py]: PathPoint,
): number {
  const cell = (value: number, [low, high]: readonly [number, number]): number =>
    Math.min(grid - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * grid)));
  const at = cell(py, y) * grid + cell(px, x);
  return margins.findIndex((margin) => margin[at]! > 0);
}
