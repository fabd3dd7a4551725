/**
 * chainrule: state a model once, as maths; derive it, run it, draw it, train it.
 * The table of contents of the package; each name is one call into a floor of `src/`.
 */
export type { Nested } from "./base/array.ts";
export { fixed, shortest, spaced } from "./base/decimal.ts";
export type { Diagnostic } from "./base/diagnostic.ts";
export { array } from "./base/print-array.ts";
export type { Emitted } from "./emit/exported.ts";
export type { Target } from "./emit/targets.ts";
export {
  DerivationText,
  Derivative,
  type DrawGraphOptions,
  descend,
  diff,
  draw,
  type FitSettings,
  Gradient,
  gradient,
  Model,
  ModelError,
  type ModelOptions,
  model,
} from "./model.ts";
export { type Display, Picture, picture } from "./render/display.ts";
export { mathml } from "./render/mathml.ts";
export { type Page, type PagePart, type PageSection, pageHtml as page } from "./render/page.ts";
export { boundary, type Decision } from "./render/plot/boundary.ts";
export { type ContourOptions, contour, type PathPoint } from "./render/plot/contour.ts";
export { type CurveOptions, curves, type Series } from "./render/plot/curve.ts";
export { type FunctionOptions, functionCurves } from "./render/plot/function.ts";
export { ValueError } from "./run/evaluate.ts";
export type { DescendSettings, Descent, PathEntry } from "./train/descend.ts";
export type { PlotSettings } from "./train/pictures.ts";
export type { Epoch, Progress, TrainResult } from "./train/train.ts";
