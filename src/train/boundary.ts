import type { NDArray } from "../base/array.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import type { Decision } from "../render/plot/boundary.ts";
import { Plan, type Values } from "../run/evaluate.ts";

const grid = 90;

/**
 * What a classifier of points in a plane says all over it: the model's inputs X [n, 2] and labels y [n], and its
 * prediction, one number a row or one a class. A sentence where the model is none.
 */
export function decision(model: ModelGraph, values: Values, wanted?: string): Decision | string {
  const inputs = model.inputs.map((one) => one.node);
  const X = inputs.find((node) => node.shape.length === 2 && node.shape[1] === 2);
  if (!X) return "a decision boundary needs an input of points in a plane, X[n, 2]";
  const rows = values.get(X)!.shape[0]!;
  const y = inputs.find((node) => node !== X && values.get(node)!.data.length === rows);
  const prediction = model.quantities.findLast((node) =>
    wanted === undefined ? isPrediction(node, X, y, model.loss) : nameOf(node) === wanted,
  );
  if (!prediction)
    return `the model has no prediction ${wanted ?? "of one number or one a class for each row"}`;
  const points = values.get(X)!;
  const [x1, x2] = [0, 1].map((column) => rangeOf(points, column)) as [[number, number], [number, number]];
  const scores = scoresOver(prediction, X, values, rows, x1, x2);
  const labels = y ? [...values.get(y)!.data] : [];
  return {
    x: x1,
    y: x2,
    grid,
    scores,
    points: Array.from(
      { length: rows },
      (_, at) => [points.data[2 * at]!, points.data[2 * at + 1]!] as const,
    ),
    labels,
    prediction: nameOf(prediction),
  };
}

/** It reads the points, not the labels, and has one row for each. */
function isPrediction(node: Node, X: Node, y: Node | undefined, loss: Node): boolean {
  if (node === loss) return false;
  const below = reachable([node]);
  return (
    below.includes(X) && !(y && below.includes(y)) && node.shape.length > 0 && node.shape[0] === X.shape[0]
  );
}

/** The points' range on an axis, with some room. */
function rangeOf({ data }: NDArray, column: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = column; at < data.length; at += 2) {
    low = Math.min(low, data[at]!);
    high = Math.max(high, data[at]!);
  }
  const room = (high - low || 1) * 0.15;
  return [low - room, high + room];
}

/** The prediction at the middle of each cell, one list a class; as many places at once as the model has rows. */
function scoresOver(
  prediction: Node,
  X: Node,
  values: Values,
  rows: number,
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
): number[][] {
  const plan = new Plan([prediction]);
  const places = Array.from({ length: grid * grid }, (_, at) => [
    left + ((right - left) * ((at % grid) + 0.5)) / grid,
    low + ((high - low) * (Math.floor(at / grid) + 0.5)) / grid,
  ]);
  const scores: number[][] = [];
  for (let from = 0; from < places.length; from += rows) {
    const data = new Float64Array(rows * 2);
    for (let row = 0; row < rows; row++) data.set(places[Math.min(from + row, places.length - 1)]!, 2 * row);
    const found = plan.run(new Map(values).set(X, { shape: [rows, 2], data })).get(prediction)!;
    const classes = found.data.length / rows;
    for (let row = 0; row < rows && from + row < places.length; row++)
      for (let k = 0; k < classes; k++) (scores[k] ??= [])[from + row] = found.data[row * classes + k]!;
  }
  return scores;
}
