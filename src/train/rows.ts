import { Graph } from "../graph/graph.ts";
import type { Input, ModelGraph, Samples } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { ShapeError } from "../graph/shape.ts";
import { transform } from "../graph/walk.ts";

/** The letter of the batch; no letter of the language, so that it meets none of the model's. */
export const batchLetter = "batch rows";

/** A model whose inputs' rows are dealt out in batches. */
export interface OpenRows {
  readonly model: ModelGraph;
  readonly count: number;
  /** The inputs that have one row for each sample. */
  readonly samples: ReadonlyMap<Node, Samples>;
  /** The same inputs over rows that are only tested on. */
  readonly tests: ReadonlyMap<Node, Samples>;
  /** The new node of each old one. */
  readonly images: ReadonlyMap<Node, Node>;
}

/** Asks for the value, which may have to be widened, only where there is nothing smaller. */
export const samplesOf = (input: Input): Samples | undefined => input.samples ?? input.value;

/**
 * The same model over batches: the inputs that have as many rows as the first one get the batch's letter for it. A
 * sentence where the model's shapes do not allow it.
 */
export function openRows(model: ModelGraph, standardise = false): OpenRows | { readonly problem: string } {
  const leading = model.inputs.map((one) => samplesOf(one)?.shape ?? []);
  const count = leading.find((shape) => shape.length > 0)?.[0];
  if (count === undefined) return { problem: "no input has rows" };
  const open = new Map(
    model.inputs.flatMap((one, at) =>
      leading[at]![0] === count ? [[one.node, samplesOf(one)!] as const] : [],
    ),
  );
  const graph = new Graph();
  let reading: Node | undefined;
  try {
    const roots = [...model.quantities, model.loss, ...model.inputs.map((one) => one.node)];
    const all = [
      ...roots,
      ...model.parameters.map((one) => one.node),
      ...(model.training?.stop ? [model.training.stop.condition] : []),
    ];
    const made = new Map<Node, Node>();
    const images = transform<Node>(all, (node, operands) => {
      reading = node;
      const samples = open.get(node);
      if (readsSingleRows(node, operands)) throw new ShapeError("it reads single rows by their positions");
      if (!samples) return graph.make(node.op, operands, node.attributes);
      const variable = graph.variable(nameOf(node), [batchLetter, ...samples.shape.slice(1)]);
      made.set(node, variable);
      return standardise && samples.shape.length === 2 ? standardised(graph, variable, samples) : variable;
    });
    const image = (node: Node): Node => images.get(node)!;
    const { training } = model;
    return {
      count,
      samples: new Map([...open].map(([node, samples]) => [made.get(node)!, samples])),
      tests: new Map(
        model.inputs.flatMap((one) =>
          one.test && open.has(one.node) ? [[made.get(one.node)!, one.test] as const] : [],
        ),
      ),
      images: new Map([...images, ...made]),
      model: {
        graph,
        // the rows are read from the samples: a value would widen them all
        inputs: model.inputs.map((one) =>
          open.has(one.node)
            ? { node: made.get(one.node)!, ...(one.samples?.categories && { samples: one.samples }) }
            : { ...one, node: image(one.node) },
        ),
        parameters: model.parameters.map((one) => ({ ...one, node: image(one.node) })),
        quantities: model.quantities.map(image),
        loss: image(model.loss),
        ...(training && {
          training: {
            ...training,
            ...(training.stop && { stop: { ...training.stop, condition: image(training.stop.condition) } }),
          },
        }),
        spans: new Map([...model.spans].map(([node, span]) => [images.get(node) ?? node, span])),
      },
    };
  } catch (failure) {
    if (!(failure instanceof ShapeError)) throw failure;
    const place = reading?.op === "reshape" ? "a reshape states the number of rows" : failure.message;
    return { problem: `the model holds only for all ${count} rows at once: ${place}` };
  }
}

/** Whether rows are picked by their number, as `x[0]` does: a batch has others there, or none. */
const readsSingleRows = ({ op, attributes }: Node, operands: readonly Node[]): boolean =>
  op === "index" &&
  (attributes.index ?? []).some(
    (item, axis) =>
      operands[0]!.shape[axis] === batchLetter &&
      (typeof item === "number" || item.start !== null || item.stop !== null),
  );

/** Columns shifted and scaled to mean 0 and deviation 1; one that never changes is only shifted. */
function standardised(graph: Graph, variable: Node, { shape, data }: Samples): Node {
  const [rows, width] = shape as [number, number];
  const sums = new Float64Array(width);
  for (let at = 0; at < data.length; at++) sums[at % width]! += data[at]!;
  const means = sums.map((sum) => sum / rows);
  const squares = new Float64Array(width);
  for (let at = 0; at < data.length; at++) squares[at % width]! += (data[at]! - means[at % width]!) ** 2;
  const deviations = squares.map((sum) => Math.sqrt(sum / rows) || 1);
  const array = (values: Float64Array): Node => graph.array({ shape: [width], data: values });
  return graph.divide(graph.subtract(variable, array(means)), array(deviations));
}
