import type { NDArray } from "../base/array.ts";
import type { ModelGraph, Samples } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";

/** What every target writes from: a model, where it stands, how it is trained, and what it must give there. */
export interface Exported {
  /** The model's name, for the title and for files beside the program. */
  readonly name: string;
  /** The model as it was typed. */
  readonly source: string;
  /** Its rows are open where it holds for any number of them. */
  readonly model: ModelGraph;
  /** The values of parameters and of the inputs that stay whole. */
  readonly values: ReadonlyMap<Node, NDArray>;
  readonly rows?: Rows;
  /** Where training drops numbers of hidden layers, `model` multiplies them by masks. */
  readonly dropout?: {
    /** The part that is dropped, below 1. */
    readonly part: number;
    readonly masks: readonly Node[];
    /** The model as it was stated, without them. */
    readonly stated: ModelGraph;
  };
  readonly plan: TrainingPlan;
  readonly rule: UpdateRule;
  /** The loss and its gradient at `values`, over the first `rows` rows. */
  readonly point: {
    readonly rows: number;
    readonly loss: number;
    readonly gradients: ReadonlyMap<Node, NDArray>;
  };
}

/** The inputs that have one row for each sample. */
export interface Rows {
  /** The letter that stands for their number in shapes. */
  readonly letter: string;
  readonly count: number;
  readonly samples: ReadonlyMap<Node, Samples>;
  /** What the loss of all rows is of the losses of its shares: their mean, their sum, or neither. */
  readonly split: "mean" | "sum" | "whole";
}

/** A train line with its defaults filled in. */
export interface TrainingPlan {
  readonly optimizer: string;
  readonly rate: number;
  readonly epochs: number;
  readonly seed: number;
  readonly precision: "float32" | "float64";
  readonly batch?: number;
  readonly momentum?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly decay?: number;
  readonly clip?: number;
  readonly schedule?: string;
  readonly warmup?: number;
  readonly every?: number;
  readonly drop?: number;
  readonly validation?: number;
  readonly patience?: number;
  readonly stop?: { readonly condition: Node; readonly text: string };
}

/** An optimiser's step for one parameter, as graphs over stand-ins of no shape. */
export interface UpdateRule {
  readonly w: Node;
  readonly g: Node;
  readonly rate: Node;
  /** The number of the step, from 1. */
  readonly step: Node;
  readonly value: Node;
  /** What is carried from step to step, 0 at first. */
  readonly state: readonly { readonly name: string; readonly variable: Node; readonly value: Node }[];
}

/** A program, and the numbers that lie beside it where they are too many to be read in it. */
export interface Emitted {
  readonly text: string | Uint8Array;
  readonly tensors?: ReadonlyMap<string, Samples>;
}

/** Above so many numbers a program reads them from the file beside it. */
const mostNumbers = 3000;

/** Whether a program's numbers lie in a file beside it. */
export function isLarge({ model, values, rows }: Exported): boolean {
  let total = 0;
  // each parameter's gradient is written beside it
  const parameters = new Set(model.parameters.map((one) => one.node));
  for (const [node, { data }] of values) total += data.length * (parameters.has(node) ? 2 : 1);
  for (const { data } of rows?.samples.values() ?? []) total += data.length;
  return total > mostNumbers;
}

/** The file beside a program: its name. */
export const companionOf = (name: string): string => `${name}.safetensors`;

/** One line of plain text, whatever a file may be called. */
export const titleOf = ({ name }: Exported): string => name.replace(/[^\p{L}\p{N} ._-]/gu, "_");

/** The model's text as comments: no line of it can end one. */
export const sourceLines = ({ source }: Exported, mark: string): string[] =>
  source
    .trimEnd()
    .split(/\r\n|[\u2028\u2029]|(?!\t)\p{Cc}/u)
    .map((line) => `${mark} ${line}`.trimEnd());

export function samplesAt({ values, rows }: Exported, node: Node): Samples {
  return (rows?.samples.get(node) ?? values.get(node))!;
}

/** What lies beside a program: values, data, and the gradients that it must find. */
export function companionTensors(exported: Exported): Map<string, Samples> | undefined {
  if (!isLarge(exported)) return undefined;
  const { inputs, parameters } = exported.model;
  return new Map([
    ...[...inputs, ...parameters].map(({ node }) => [nameOf(node), samplesAt(exported, node)] as const),
    ...[...exported.point.gradients].map(([node, value]) => [`gradient/${nameOf(node)}`, value] as const),
  ]);
}

export const companionName = (exported: Exported): string => companionOf(titleOf(exported));

/** Updates in an epoch, and in the whole run. */
export function updatesOf({ rows, plan }: Exported): { perEpoch: number; whole: number } {
  const { batch, epochs } = plan;
  const perEpoch = rows && batch !== undefined ? Math.ceil(trainedRows(rows.count, plan) / batch) : 1;
  return { perEpoch, whole: perEpoch * epochs };
}

export const trainedRows = (count: number, { validation = 0 }: TrainingPlan): number =>
  Math.max(1, count - Math.round(count * validation));
