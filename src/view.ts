/**
 * What a page needs to show a model: the graph, derivation and numbers as data that name each other, slices through the
 * loss, decision boundaries, tables and checkpoints as they are read. All of it runs in a browser.
 */
import type { Nested } from "./base/array.ts";
import { lowerExpression } from "./language/lower.ts";
import { type Model, ModelError } from "./model.ts";
import { latex } from "./render/latex.ts";
import type { Decision } from "./render/plot/boundary.ts";
import { programName } from "./render/program-name.ts";
import { decision } from "./train/boundary.ts";
import { classChances } from "./train/classify.ts";
import { type LinkedView, linkedView, type ViewOptions } from "./train/linked-view.ts";
import { coordinate, lossOver } from "./train/slice.ts";

export { general } from "./base/decimal.ts";
export type { Load } from "./language/lower.ts";
export { tracedSvg } from "./render/chart-svg.ts";
export { programName } from "./render/program-name.ts";
export { type Checkpoint, readCheckpoint } from "./train/checkpoint.ts";
export { columnsOf, type TableProblem } from "./train/columns.ts";
export type {
  LinkedView,
  ViewDerivative,
  ViewEdge,
  ViewFactor,
  ViewNode,
  ViewNumber,
  ViewOptions,
} from "./train/linked-view.ts";
export { tracedGraph } from "./train/traced-graph.ts";

type Given = Readonly<Record<string, Nested>>;

/** The graph, derivation and numbers of a model; `given` replaces starting values. */
export const view = (model: Model, given: Given = {}, options?: ViewOptions): Promise<LinkedView> =>
  linkedView(model.source, model.graph, model.values(given), options);

/** The loss over two numbers among the parameters, such as `w` and `W1[0,3]`; a sentence where they are none. */
export function slice(
  model: Model,
  [a, b]: readonly [string, string],
  given: Given = {},
): ((x: number, y: number) => number) | string {
  const [first, second] = [coordinate(model.graph, a), coordinate(model.graph, b)];
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  return lossOver(model.graph, [first, second], model.values(given));
}

/** What a classifier of points in a plane says all over it; a sentence where the model is none. */
export const decisionOf = (model: Model, given: Given = {}): Decision | string =>
  decision(model.graph, model.values(given));

/** The chance of each class for one row, by a classifier's parameters; a sentence where the model is none. */
export const chances = (
  model: Model,
  row: ArrayLike<number>,
  given: Given = {},
): readonly number[] | string => classChances(model.graph, model.values(given), row);

/** A formula as programs write it, in LaTeX: its free names are numbers, and `dL_dw` is a derivative. */
export function formulaLatex(text: string): string {
  const { value, diagnostics } = lowerExpression(text);
  if (!value) throw new ModelError(text, diagnostics);
  return latex(value.expression, programName);
}

/** The font of formulas, as much of STIX Two Math as they use, as a data address. */
export const mathsFont = async (): Promise<string> => (await import("./render/maths-font.ts")).mathsFont;
