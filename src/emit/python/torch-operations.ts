import type { Node } from "../../graph/node.ts";
import type { Op } from "../../graph/op.ts";
import { type IndexItem, sliceRange, wholeAxis } from "../../graph/shape.ts";
import {
  atom,
  binds,
  call,
  callOf,
  infix,
  negate,
  type Printed,
  type Scope,
  type Spelling,
  wrap,
} from "../printed.ts";
import { literal } from "../writer.ts";
import {
  axesText,
  comparison,
  isReversal,
  lastAxis,
  multiply,
  power,
  pythonFloat,
  pythonNumber,
  shapeText,
  sizeText,
  sliceTuple,
  subscript,
  truth,
} from "./syntax.ts";

const words = { axis: "dim", keepdims: "keepdim" };
const compare = (symbol: string): Spelling =>
  comparison(symbol, (condition) => atom(`(${condition}).to(torch.get_default_dtype())`));
/** PyTorch's functions of two arrays take no plain number. */
const tensor = (part: Printed, node: Node): string =>
  node.op === "number" ? `torch.tensor(${pythonFloat(node.attributes.value!)})` : part.text;
const pair =
  (name: string): Spelling =>
  ([a, b], node) =>
    callOf(name, tensor(a!, node.operands[0]!), tensor(b!, node.operands[1]!));
const reduce =
  (name: string): Spelling =>
  ([x], node) =>
    callOf(`torch.${name}`, x!.text, ...axesText(node, words));
/** These want their axes in any case. */
const along =
  (name: string): Spelling =>
  ([x], node) => {
    const { axes = [], keepdims } = node.attributes;
    return callOf(
      `torch.${name}`,
      x!.text,
      `dim=(${axes.join(", ")},)`,
      ...(keepdims ? ["keepdim=True"] : []),
    );
  };
const dim = (node: Node): string => `dim=${lastAxis(node)}`;
const flat = (x: Printed): string => `${wrap(x, binds.postfix)}.reshape(-1)`;
const positions = (list: readonly number[]): string => `torch.tensor([${list.join(", ")}])`;

/** PyTorch steps forward only: a slice that runs backward is read forward and turned round. */
function indexed([x]: readonly Printed[], node: Node): Printed {
  const index = node.attributes.index!;
  const { shape } = node.operands[0]!;
  const turned: number[] = [];
  let kept = 0;
  const forward = index.map((item, axis): IndexItem => {
    if (typeof item === "number") return item;
    if (item.step < 0) turned.push(kept);
    kept++;
    const size = shape[axis]!;
    if (item.step > 0) return item;
    if (typeof size === "string") return wholeAxis;
    const { first, step, count } = sliceRange(item, size);
    return { start: first + step * (count - 1), stop: first + 1, step: -step };
  });
  const read = `${wrap(x!, binds.postfix)}[${subscript(forward)}]`;
  return turned.length === 0 ? atom(read) : callOf("torch.flip", read, `[${turned.join(", ")}]`);
}

const crossEntropy: Spelling = ([logits, target], node) => {
  const [one, other] = node.operands;
  const isGiven = other!.shape.length === one!.shape.length;
  const labels = isGiven ? target!.text : `${wrap(target!, binds.postfix)}.long()`;
  if (one!.shape.length <= 2) return callOf("F.cross_entropy", logits!.text, labels);
  const classes = String(one!.shape[one!.shape.length - 1]);
  const rows = (text: string, width: string): string => `${text}.reshape(${width})`;
  return callOf(
    "F.cross_entropy",
    rows(wrap(logits!, binds.postfix), `-1, ${classes}`),
    rows(labels, isGiven ? `-1, ${classes}` : "-1"),
  );
};

const placed: Spelling = ([x], node, scope: Scope) =>
  callOf(scope.need("placed"), x!.text, sliceTuple(node.attributes.index!), shapeText(node, scope));

/** How PyTorch spells each operation. */
export const torchOperations = {
  number: (_, node) => ({ ...literal(node.attributes.value!), text: pythonNumber(node.attributes.value!) }),
  array: (_, node, scope) => atom(scope.constant(node)),
  variable: (_, node) => atom(node.attributes.name!),
  named: ([x]) => x!,
  add: infix("+", binds.sum),
  subtract: infix("-", binds.sum),
  multiply,
  divide: infix("/", binds.product),
  negate,
  power: power("torch.pow"),
  exp: call("torch.exp"),
  log: call("torch.log"),
  sqrt: call("torch.sqrt"),
  abs: call("torch.abs"),
  sign: call("torch.sign"),
  sin: call("torch.sin"),
  cos: call("torch.cos"),
  tan: call("torch.tan"),
  asin: call("torch.asin"),
  acos: call("torch.acos"),
  atan: call("torch.atan"),
  sinh: call("torch.sinh"),
  cosh: call("torch.cosh"),
  tanh: call("torch.tanh"),
  erf: call("torch.erf"),
  sigmoid: call("torch.sigmoid"),
  relu: call("torch.relu"),
  leakyRelu: ([x, slope], node) =>
    node.operands[1]!.op === "number"
      ? callOf("F.leaky_relu", x!.text, slope!.text)
      : callOf("torch.where", `${wrap(x!, binds.sum)} > 0`, x!.text, `${wrap(slope!, 3)} * ${wrap(x!, 4)}`),
  elu: ([x, alpha], node) =>
    node.operands[1]!.op === "number"
      ? callOf("F.elu", x!.text, `alpha=${alpha!.text}`)
      : callOf(
          "torch.where",
          `${wrap(x!, binds.sum)} > 0`,
          x!.text,
          `${wrap(alpha!, 3)} * torch.expm1(torch.clamp(${x!.text}, max=0))`,
        ),
  // F.softplus is a straight line above its threshold
  softplus: ([x]) => callOf("F.softplus", x!.text, "threshold=40"),
  silu: call("F.silu"),
  gelu: call("F.gelu"),
  less: compare("<"),
  lessEqual: compare("<="),
  greater: compare(">"),
  greaterEqual: compare(">="),
  equal: compare("=="),
  notEqual: compare("!="),
  where: ([condition, a, b], node) =>
    callOf("torch.where", truth(condition!), tensor(a!, node.operands[1]!), tensor(b!, node.operands[2]!)),
  maximum: pair("torch.maximum"),
  minimum: pair("torch.minimum"),
  sum: reduce("sum"),
  mean: reduce("mean"),
  max: along("amax"),
  min: along("amin"),
  logSumExp: along("logsumexp"),
  size: sizeText,
  matmul: infix("@", binds.product),
  transpose: ([x], node) =>
    isReversal(node.attributes.permutation!) && node.attributes.permutation!.length === 2
      ? atom(`${wrap(x!, binds.postfix)}.T`)
      : atom(`${wrap(x!, binds.postfix)}.permute(${node.attributes.permutation!.join(", ")})`),
  reshape: ([x], node, scope) => atom(`${wrap(x!, binds.postfix)}.reshape(${shapeText(node, scope)})`),
  broadcast: ([x], node, scope) =>
    callOf("torch.broadcast_to", tensor(x!, node.operands[0]!), shapeText(node, scope)),
  concatenate: (parts, node) =>
    callOf("torch.cat", `(${parts.map((one) => one.text).join(", ")},)`, `dim=${node.attributes.axis}`),
  index: indexed,
  scatter: placed,
  gather: ([x], node, scope) =>
    atom(`${flat(x!)}[${positions(node.attributes.positions!)}].reshape(${shapeText(node, scope)})`),
  scatterAdd: ([x], node, scope) =>
    atom(
      `torch.zeros(${(node.attributes.shape as number[]).reduce((a, b) => a * b, 1)}).index_add(0, ${positions(node.attributes.positions!)}, ${flat(x!)}).reshape(${shapeText(node, scope)})`,
    ),
  softmax: ([x], node) => callOf("torch.softmax", x!.text, dim(node)),
  logSoftmax: ([x], node) => callOf("torch.log_softmax", x!.text, dim(node)),
  oneHot: ([labels], node, scope) =>
    atom(
      `F.one_hot(${wrap(labels!, binds.postfix)}.long(), ${scope.size(node.attributes.classes!)}).to(torch.get_default_dtype())`,
    ),
  crossEntropy,
} satisfies Record<Op, Spelling>;

export const torchHelpers: Readonly<
  Record<string, { readonly needs?: readonly string[]; readonly code: string }>
> = {
  placed: {
    code: `def placed(x, where, shape):
    """Zeros, with x where it was read from."""
    out = torch.zeros(shape)
    out[where] = x
    return out`,
  },
};
