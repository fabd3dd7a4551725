import { adjoints } from "../../calculus/adjoints.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { type Emitted, type Exported, titleOf } from "../exported.ts";
import { rolesOf } from "../roles.ts";
import { Constants, graphOf, kinds, Nodes, tensor, valueInfo } from "./graph.ts";
import { onnxOperations, type Place } from "./operations.ts";
import { Message } from "./protobuf.ts";

const opset = 17;
/** The version of the file format that goes with it. */
const irVersion = 8;

/** What the graph calls its own: no name of the model is one of them. */
const checkName = "self_check";

/**
 * A model as an ONNX graph of what it predicts. Fed with NaN, it computes the loss and every gradient at the exported
 * point, which lies in the file, and `self_check` says how far each is from what it should be. (Not every runtime lets
 * an input be left out, so that a switch of its own would be a burden on each prediction.)
 */
export function emitOnnx(exported: Exported): Emitted {
  const { values, rows, point } = exported;
  // what predicts drops nothing
  const model = exported.dropout?.stated ?? exported.model;
  const constants = new Constants();
  const { targets, predictions } = rolesOf(model);
  const nodes = new Nodes("", constants);
  const own = new Map(
    [...model.inputs, ...model.parameters].map(({ node }) => [node, ownName(nameOf(node))] as const),
  );

  const results = predictions.length > 0 ? predictions : [model.loss];
  const named = new Map(results.map((node) => [node, ownName(nameOf(node))]));
  const read = new Set(reachable(results));
  const inputs = model.inputs.map((one) => one.node).filter((node) => read.has(node));
  write({ nodes, rows: rowsIn(inputs, own, rows?.samples) }, results, own, named);
  nodes.add(
    "If",
    [asked(nodes, inputs.map((node) => own.get(node)!)[0])],
    { then_branch: checked(), else_branch: unasked() },
    checkName,
  );

  const sizes = (node: Node): (number | string)[] =>
    node.shape.map((size) => (typeof size === "number" ? size : "n"));
  const graph = graphOf(
    titleOf(exported),
    nodes,
    [
      ...results.map((node) => valueInfo(named.get(node)!, "float", sizes(node))),
      valueInfo(checkName, "float", [model.parameters.length + 1]),
    ],
    inputs.map((node) => valueInfo(own.get(node)!, "float", sizes(node))),
    [
      ...model.parameters.map(({ node }) => {
        const { shape, data } = values.get(node)!;
        return tensor(own.get(node)!, "float", shape, data);
      }),
      ...constants.tensors,
    ],
  );
  const label = nameOf(model.loss);
  const checks = [label, ...model.parameters.map(({ node }) => `d${label}/d${nameOf(node)}`)];
  const program = new Message()
    .integer(1, irVersion)
    .text(2, "chainrule")
    .text(
      6,
      `Written by chainrule export. Fed with NaN, ${checkName} says how far ${checks.join(", ")} are from the model's.`,
    )
    .message(7, graph)
    .message(8, new Message().integer(2, opset));
  for (const [key, value] of Object.entries({
    "chainrule.model": exported.source,
    "chainrule.checks": JSON.stringify(checks),
    "chainrule.targets": JSON.stringify([...targets].map(nameOf)),
  }))
    program.message(14, new Message().text(1, key).text(2, value));
  return { text: program.finish() };

  /** The loss and the gradients at the exported point, each as its largest distance from what it should be. */
  function checked(): Message {
    const inner = new Nodes("self_check/", constants);
    const known = new Map(own);
    for (const { node } of model.inputs) {
      const samples = rows?.samples.get(node);
      const shape = samples ? [point.rows, ...samples.shape.slice(1)] : values.get(node)!.shape;
      const length = shape.reduce((a, b) => a * b, 1);
      known.set(node, constants.of("float", shape, (samples ?? values.get(node)!).data.subarray(0, length)));
    }
    const gradients = adjoints(
      model.graph,
      model.loss,
      model.parameters.map((one) => one.node),
    );
    const roots = [model.loss, ...gradients.values()];
    const place = {
      nodes: inner,
      rows: rowsIn(
        model.inputs.map((one) => one.node),
        known,
        rows?.samples,
      ),
    };
    const found = write(place, roots, known, new Map());
    const expected = [
      { shape: [], data: [point.loss] as ArrayLike<number> },
      ...model.parameters.map(({ node }) => point.gradients.get(node)!),
    ];
    const distances = roots.map((root, at) => {
      const { shape, data } = expected[at]!;
      const scale = Array.from(data).reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
      const off = inner.add("Abs", [
        inner.add("Sub", [found.get(root)!, constants.of("float", shape, data)]),
      ]);
      const most = shape.length === 0 ? off : inner.add("ReduceMax", [off], { keepdims: 0 });
      return inner.add("Reshape", [inner.add("Div", [most, inner.float(scale)]), inner.integers([1])]);
    });
    const result = inner.add("Concat", distances, { axis: 0 });
    return graphOf("self_check", inner, [valueInfo(result, "float", [roots.length])]);
  }

  /** −1 for each, where nobody asks. */
  function unasked(): Message {
    const inner = new Nodes("unasked/", constants);
    const count = model.parameters.length + 1;
    const result = inner.add("Identity", [constants.of("float", [count], Array(count).fill(-1))]);
    return graphOf("unasked", inner, [valueInfo(result, "float", [count])]);
  }
}

/** Whether the first number of the first input is NaN; where there is no input, always. */
function asked(nodes: Nodes, input: string | undefined): string {
  if (input === undefined) return nodes.constants.of("bool", [], [1]);
  const flat = nodes.add("Reshape", [input, nodes.integers([-1])]);
  const first = nodes.add("Slice", [flat, nodes.integers([0]), nodes.integers([1])]);
  const missing = nodes.add("Cast", [nodes.add("IsNaN", [first])], { to: kinds.float });
  return nodes.add("Greater", [nodes.add("ReduceSum", [missing], { keepdims: 0 }), nodes.float(0)]);
}

const ownName = (name: string): string => (name.startsWith(checkName) ? `${name}_` : name);

const rowsIn = (
  inputs: readonly Node[],
  names: ReadonlyMap<Node, string>,
  samples: ReadonlyMap<Node, unknown> | undefined,
): string | undefined => {
  const first = inputs.find((node) => samples?.has(node));
  return first && names.get(first);
};

/** Writes all that the roots are made of; gives the name under which each value is known. */
function write(
  place: Place,
  roots: readonly Node[],
  given: ReadonlyMap<Node, string>,
  results: ReadonlyMap<Node, string>,
): Map<Node, string> {
  const known = new Map(given);
  for (const node of reachable(roots)) {
    if (known.has(node)) continue;
    const value = onnxOperations[node.op](
      place,
      node.operands.map((operand) => known.get(operand)!),
      node,
    );
    const name = results.get(node);
    known.set(node, name === undefined ? value : place.nodes.add("Identity", [value], {}, name));
  }
  return known;
}
