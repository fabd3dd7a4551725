import { differentiate } from "../calculus/differentiate.ts";
import type { ModelGraph } from "../graph/model.ts";
import { nameOf } from "../graph/node.ts";
import type { LoweredExpression } from "../language/lower.ts";
import { boundary } from "../render/plot/boundary.ts";
import { contour } from "../render/plot/contour.ts";
import { functionCurves } from "../render/plot/function.ts";
import type { Values } from "../run/evaluate.ts";
import { isScalarGraph } from "../run/javascript.ts";
import { scalarFunction } from "../run/scalar-function.ts";
import { decision } from "./boundary.ts";
import { coordinate, lossOver, pathOver } from "./slice.ts";
import type { Epoch } from "./train.ts";

/** Pictures of expressions and models, for every face; a sentence says why there is none. */

export interface Drawn {
  readonly svg: string;
  readonly alt: string;
}

type Range = readonly [number, number];

export interface PlotSettings {
  readonly title?: string;
  readonly x?: Range;
  readonly y?: Range;
  readonly levels?: number;
}

/** An expression of one variable with its derivative, or the contours of one of two. */
export async function expressionPicture(
  { graph, expression, variables }: LoweredExpression,
  text: string,
  settings: PlotSettings = {},
): Promise<Drawn | string> {
  const names = variables.map(nameOf);
  if (expression.shape.length > 0) return "only a single number can be drawn: sum or average the expression";
  if (names.length === 1) {
    const opened = expression.op === "named" ? expression.operands[0]! : expression;
    const derivative = differentiate(graph, opened, variables[0]!);
    const svg = await functionCurves(
      scalarFunction(expression, variables),
      scalarFunction(derivative, variables),
      {
        labels: [names[0]!, text],
        ...settings,
      },
    );
    return { svg, alt: `${text} and its derivative` };
  }
  if (names.length !== 2) return `a picture has two axes, and ${text} has ${names.length} variables`;
  const svg = await contour(scalarFunction(expression, variables), [], {
    title: `Contours of ${text}`,
    labels: [names[0]!, names[1]!],
    x: [-5, 5],
    y: [-5, 5],
    grid: 200,
    ...settings,
  });
  return { svg, alt: `Contours of ${text}` };
}

/** A slice through a model's loss along two of its parameters' numbers, with the way that training took over it. */
export async function slicePicture(
  model: ModelGraph,
  over: readonly string[],
  { start, end, epochs }: { readonly start: Values; readonly end: Values; readonly epochs: readonly Epoch[] },
  settings: PlotSettings = {},
): Promise<Drawn | string> {
  if (over.length !== 2) return "a slice runs along two parameters: write for example over=w,b";
  const [a, b] = over.map((text) => coordinate(model, text));
  if (typeof a === "string") return a;
  if (typeof b === "string") return b;
  const pair = [a!, b!] as const;
  const path = pathOver(pair, start, epochs);
  const isScalar = isScalarGraph([model.loss]);
  const [x, y] = [0, 1].map((axis) => around(path.map((point) => point[axis]!)));
  const name = nameOf(model.loss);
  const svg = await contour(lossOver(model, pair, end), path, {
    title: `${name} over ${a!.text} and ${b!.text}`,
    labels: [a!.text, b!.text],
    legend: path.length > 1 ? "Training" : "Start",
    x: x!,
    y: y!,
    grid: isScalar ? 200 : 60,
    levels: 40,
    ...settings,
  });
  const steps = path.length > 1 ? `, and the path of ${path.length - 1} epochs over it` : "";
  return { svg, alt: `A slice through ${name} along ${a!.text} and ${b!.text}${steps}` };
}

/** The path with as much room about it as it is long. */
function around(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const room = Math.max((high - low) * 0.6, 0.5);
  return [low - room, high + room];
}

/** The regions in which a classifier of points in a plane decides for each class. */
export async function boundaryPicture(
  model: ModelGraph,
  values: Values,
  prediction: string | undefined,
  settings: Pick<PlotSettings, "title"> = {},
): Promise<Drawn | string> {
  const found = decision(model, values, prediction);
  if (typeof found === "string") return found;
  const svg = await boundary(found, settings);
  return { svg, alt: `The decision boundary of ${found.prediction} over ${found.points.length} points` };
}
