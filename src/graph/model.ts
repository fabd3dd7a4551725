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
}

/** What a `train` line or flags say. */
export interface Training {
  readonly optimizer: string;
  readonly rate?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
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
