import type { Node } from "../../graph/node.ts";
import type { Op } from "../../graph/op.ts";
import { type IndexItem, type Shape, sliceRange, wholeAxis } from "../../graph/shape.ts";
import { kinds, type Nodes } from "./graph.ts";

/** Where an operation is written: the graph, and a value whose first axis is the number of rows. */
export interface Place {
  readonly nodes: Nodes;
  readonly rows: string | undefined;
}

/** Writes an operation of these inputs; gives the name of its result. */
type Writing = (place: Place, inputs: readonly string[], node: Node) => string;

const op =
  (type: string): Writing =>
  ({ nodes }, inputs) =>
    nodes.add(type, inputs);

const compare =
  (type: string): Writing =>
  ({ nodes }, inputs) =>
    nodes.add("Cast", [nodes.add(type, inputs)], { to: kinds.float });

/** Reductions whose axes are attributes in opset 17. */
const reduce =
  (type: string): Writing =>
  ({ nodes }, [x], { attributes: { axes = [], keepdims = false } }) =>
    axes.length === 0 ? x! : nodes.add(type, [x!], { axes, keepdims: keepdims ? 1 : 0 });

const sum: Writing = ({ nodes }, [x], { attributes: { axes = [], keepdims = false } }) =>
  axes.length === 0 ? x! : nodes.add("ReduceSum", [x!, nodes.integers(axes)], { keepdims: keepdims ? 1 : 0 });

/** A shape as a value; where it has the number of rows, that is read from the data. */
function shapeValue({ nodes, rows }: Place, shape: Shape): string {
  if (shape.every((size) => typeof size === "number")) return nodes.integers(shape as number[]);
  const parts = shape.map((size) =>
    typeof size === "number" ? nodes.integers([size]) : nodes.add("Shape", [rows!], { start: 0, end: 1 }),
  );
  return nodes.add("Concat", parts, { axis: 0 });
}

const reshaped = ({ nodes }: Place, x: string, shape: Shape): string =>
  nodes.add("Reshape", [x, nodes.integers(shape.map((size) => (typeof size === "number" ? size : -1)))]);

const farBack = -(2 ** 52);

const index: Writing = ({ nodes }, [x], node) => {
  const { shape } = node.operands[0]!;
  const slices: { axis: number; start: number; end: number; step: number }[] = [];
  const picked: { axis: number; at: number }[] = [];
  for (const [axis, item] of node.attributes.index!.entries()) {
    if (typeof item === "number") {
      picked.push({ axis, at: item });
      continue;
    }
    const size = shape[axis]!;
    if (typeof size === "string") {
      if (item.step < 0) slices.push({ axis, start: -1, end: farBack, step: -1 });
      continue;
    }
    const { first, step, count } = sliceRange(item, size);
    const end = first + step * count;
    if (first !== 0 || step !== 1 || count !== size)
      slices.push({ axis, start: first, end: end < 0 ? farBack : end, step });
  }
  let value = x!;
  if (slices.length > 0)
    value = nodes.add("Slice", [
      value,
      nodes.integers(slices.map((one) => one.start)),
      nodes.integers(slices.map((one) => one.end)),
      nodes.integers(slices.map((one) => one.axis)),
      nodes.integers(slices.map((one) => one.step)),
    ]);
  // from the last axis inward, so that the others keep their numbers
  for (const { axis, at } of picked.reverse())
    value = nodes.add("Gather", [value, nodes.constants.of("int64", [], [at])], { axis });
  return value;
};

/** Zeros with x in its place: on each axis that is cut a product with a matrix of 0 and 1 that says where rows go. */
const scatter: Writing = (place, [x], node) => {
  const { nodes } = place;
  const shape = node.attributes.shape!;
  const items = shape.map((_, axis): IndexItem => node.attributes.index![axis] ?? wholeAxis);
  // axes that one position picked come back with one row
  const kept = shape.map((size, axis) => {
    const item = items[axis]!;
    if (typeof item === "number") return 1;
    return typeof size === "string" ? size : sliceRange(item, size).count;
  });
  let value = reshaped(place, x!, kept);
  for (const [axis, item] of items.entries()) {
    const size = shape[axis]!;
    if (typeof size === "string") {
      if (typeof item !== "number" && item.step < 0)
        value = nodes.add("Slice", [value, ...[-1, farBack, axis, -1].map((one) => nodes.integers([one]))]);
      continue;
    }
    const { first, step, count } =
      typeof item === "number"
        ? { first: item < 0 ? item + size : item, step: 1, count: 1 }
        : sliceRange(item, size);
    if (first === 0 && step === 1 && count === size) continue;
    const places = new Float32Array(count * size);
    for (let row = 0; row < count; row++) places[row * size + first + row * step] = 1;
    const order = shape.map((_, at) => at).filter((at) => at !== axis);
    const perm = [...order, axis];
    const matrix = nodes.constants.of("float", [count, size], places);
    const moved = nodes.add("MatMul", [nodes.add("Transpose", [value], { perm }), matrix]);
    value = nodes.add("Transpose", [moved], { perm: shape.map((_, at) => perm.indexOf(at)) });
  }
  return value;
};

const oneHot = ({ nodes }: Place, labels: string, classes: number): string =>
  nodes.add(
    "OneHot",
    [
      nodes.add("Cast", [labels], { to: kinds.int64 }),
      nodes.constants.of("int64", [], [classes]),
      nodes.constants.of("float", [2], [0, 1]),
    ],
    { axis: -1 },
  );

/** How ONNX spells each operation, in opset 17. */
export const onnxOperations = {
  number: ({ nodes }, _, node) => nodes.float(node.attributes.value!),
  array: ({ nodes }, _, node) =>
    nodes.constants.of("float", node.shape as number[], node.attributes.array!.data),
  variable: (_, __, node) => node.attributes.name!,
  named: (_, [x]) => x!,
  add: op("Add"),
  subtract: op("Sub"),
  multiply: op("Mul"),
  divide: op("Div"),
  negate: op("Neg"),
  power: op("Pow"),
  exp: op("Exp"),
  log: op("Log"),
  sqrt: op("Sqrt"),
  abs: op("Abs"),
  sign: op("Sign"),
  sin: op("Sin"),
  cos: op("Cos"),
  tan: op("Tan"),
  asin: op("Asin"),
  acos: op("Acos"),
  atan: op("Atan"),
  sinh: op("Sinh"),
  cosh: op("Cosh"),
  tanh: op("Tanh"),
  erf: op("Erf"),
  sigmoid: op("Sigmoid"),
  relu: op("Relu"),
  leakyRelu: ({ nodes }, [x, slope]) =>
    nodes.add("Where", [nodes.add("Greater", [x!, nodes.float(0)]), x!, nodes.add("Mul", [slope!, x!])]),
  elu: ({ nodes }, [x, alpha]) => {
    const power = nodes.add("Exp", [nodes.add("Min", [x!, nodes.float(0)])]);
    const below = nodes.add("Mul", [alpha!, nodes.add("Sub", [power, nodes.float(1)])]);
    return nodes.add("Where", [nodes.add("Greater", [x!, nodes.float(0)]), x!, below]);
  },
  softplus: op("Softplus"),
  silu: ({ nodes }, [x]) => nodes.add("Mul", [x!, nodes.add("Sigmoid", [x!])]),
  gelu: ({ nodes }, [x]) => {
    const erf = nodes.add("Erf", [nodes.add("Mul", [x!, nodes.float(Math.SQRT1_2)])]);
    return nodes.add("Mul", [
      nodes.add("Mul", [x!, nodes.float(0.5)]),
      nodes.add("Add", [erf, nodes.float(1)]),
    ]);
  },
  less: compare("Less"),
  lessEqual: compare("LessOrEqual"),
  greater: compare("Greater"),
  greaterEqual: compare("GreaterOrEqual"),
  equal: compare("Equal"),
  notEqual: ({ nodes }, inputs) =>
    nodes.add("Cast", [nodes.add("Not", [nodes.add("Equal", inputs)])], { to: kinds.float }),
  where: ({ nodes }, [condition, a, b]) =>
    nodes.add("Where", [nodes.add("Cast", [condition!], { to: kinds.bool }), a!, b!]),
  maximum: op("Max"),
  minimum: op("Min"),
  sum,
  mean: reduce("ReduceMean"),
  max: reduce("ReduceMax"),
  min: reduce("ReduceMin"),
  logSumExp: reduce("ReduceLogSumExp"),
  size: ({ nodes }, [x], { attributes: { axes = [] } }) => {
    const sizes = nodes.add("Gather", [nodes.add("Shape", [x!]), nodes.integers(axes)]);
    return nodes.add("ReduceProd", [nodes.add("Cast", [sizes], { to: kinds.float })], { keepdims: 0 });
  },
  matmul: op("MatMul"),
  transpose: ({ nodes }, [x], { attributes: { permutation = [] } }) =>
    nodes.add("Transpose", [x!], { perm: permutation }),
  reshape: (place, [x], node) => reshaped(place, x!, node.attributes.shape!),
  broadcast: (place, [x], node) => place.nodes.add("Expand", [x!, shapeValue(place, node.attributes.shape!)]),
  concatenate: ({ nodes }, parts, node) => nodes.add("Concat", parts, { axis: node.attributes.axis ?? 0 }),
  index,
  scatter,
  gather: (place, [x], node) =>
    reshaped(
      place,
      place.nodes.add("Gather", [
        reshaped(place, x!, [-1]),
        place.nodes.integers(node.attributes.positions!),
      ]),
      node.attributes.shape!,
    ),
  scatterAdd: (place, [x], node) => {
    const { nodes } = place;
    const shape = node.attributes.shape as readonly number[];
    const length = shape.reduce((a, b) => a * b, 1);
    // a product with a matrix of 0 and 1: the positions of one element add up
    const positions = node.attributes.positions!;
    const places = new Float32Array(positions.length * length);
    for (const [row, at] of positions.entries()) places[row * length + at] = 1;
    const matrix = nodes.constants.of("float", [positions.length, length], places);
    return reshaped(place, nodes.add("MatMul", [reshaped(place, x!, [1, -1]), matrix]), shape);
  },
  softmax: ({ nodes }, [x], { attributes }) => nodes.add("Softmax", [x!], { axis: attributes.axes![0]! }),
  logSoftmax: ({ nodes }, [x], { attributes }) =>
    nodes.add("LogSoftmax", [x!], { axis: attributes.axes![0]! }),
  oneHot: (place, [labels], node) => oneHot(place, labels!, Number(node.attributes.classes)),
  crossEntropy: (place, [logits, target], node) => {
    const { nodes } = place;
    const [one, other] = node.operands;
    const classes = Number(one!.shape[one!.shape.length - 1]);
    const given = other!.shape.length === one!.shape.length ? target! : oneHot(place, target!, classes);
    const log = nodes.add("LogSoftmax", [logits!], { axis: -1 });
    const rows = nodes.add("ReduceSum", [nodes.add("Mul", [given, log]), nodes.integers([-1])], {
      keepdims: 0,
    });
    return nodes.add("Neg", [nodes.add("ReduceMean", [rows], { keepdims: 0 })]);
  },
} satisfies Record<Op, Writing> as Readonly<Record<Op, Writing>>;
