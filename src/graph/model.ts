import type { NDArray } from "../base/array.ts";
import type { Span } from "../base/span.ts";
import type { Graph } from "./graph.ts";
import type { Node } from "./node.ts";

/** How a parameter starts: given numbers, or a rule that draws them from a seed. */
export type Initial =
  | { readonly kind: "given"; readonly value: NDArray }
  | { readonly kind: "drawn"; readonly rule: string; readonly options: readonly number[] };

export interface Parameter {
  readonly node: Node;
  /** Missing where the model leaves it open. */
  readonly initial?: Initial;
}

export interface Input {
  readonly node: Node;
  /** Missing where the model only declares the input. */
  readonly value?: NDArray;
  /** The same numbers in as few bytes as hold them, where they come from a file. */
  readonly samples?: Samples;
  /** Rows of the same kind that are never trained on. */
  readonly test?: Samples;
}

/** Rows of data as they were read: the first axis counts the rows. */
export interface Samples {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | Uint8Array;
  /** The words of each column that held words, by its name: they became as many columns of 0 and 1. */
  readonly categories?: ReadonlyMap<string, readonly string[]>;
}

/** What a `train` line or flags say. */
export interface Training {
  readonly optimizer: string;
  readonly rate?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  /** How the rate changes: constant, step or cosine; with how many updates of warm-up. */
  readonly schedule?: string;
  readonly warmup?: number;
  /** step: after so many epochs the rate is multiplied by `drop`. */
  readonly every?: number;
  readonly drop?: number;
  readonly momentum?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Weight decay. */
  readonly decay?: number;
  /** The most that the gradient of all parameters together may be long. */
  readonly clip?: number;
  /** The part of the rows, the last ones, that are kept to validate with. */
  readonly validation?: number;
  /** Training ends after so many epochs without a better loss on those. */
  readonly patience?: number;
  /** float32 or float64. */
  readonly precision?: string;
  /** The part of each hidden layer's outputs that is set to 0 in a step; the others grow to make up for it. */
  readonly dropout?: number;
  /** 1: each column of the inputs that are not labels is shifted and scaled to mean 0 and deviation 1. */
  readonly standardise?: number;
  /** A condition over the model's names (0 or 1), and the text it was written as. */
  readonly stop?: { readonly condition: Node; readonly text: string };
}

/** A model: named statements with parameters, inputs and one loss, over one graph. */
export interface ModelGraph {
  readonly graph: Graph;
  readonly inputs: readonly Input[];
  readonly parameters: readonly Parameter[];
  /** The named quantities in the order they are stated, the loss included. */
  readonly quantities: readonly Node[];
  readonly loss: Node;
  readonly training?: Training;
  /** Where each name was stated; beside the graph, since spans are no part of a node's identity. */
  readonly spans: ReadonlyMap<Node, Span>;
}
