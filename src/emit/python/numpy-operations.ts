import type { Op } from "../../graph/op.ts";
import { atom, binds, call, callOf, infix, negate, type Spelling, wrap } from "../printed.ts";
import { literal } from "../writer.ts";
import {
  axesText,
  comparison,
  isReversal,
  lastAxis,
  multiply,
  power,
  pythonNumber,
  reads,
  shapeText,
  sizeText,
  sliceTuple,
  truth,
} from "./syntax.ts";

const words = { axis: "axis", keepdims: "keepdims" };
const asNumber = (condition: string) => callOf("np.where", condition, "1.0", "0.0");
const compare = (symbol: string): Spelling => comparison(symbol, asNumber);
const reduce =
  (name: string): Spelling =>
  ([x], node) =>
    callOf(`np.${name}`, x!.text, ...axesText(node, words));
/** A function that the program defines for itself. */
const own =
  (name: string): Spelling =>
  (operands, node, scope) =>
    call(scope.need(name))(operands, node, scope);
const positions = (list: readonly number[]): string => `[${list.join(", ")}]`;

/** How NumPy spells each operation. */
export const numpyOperations = {
  number: (_, node) => ({ ...literal(node.attributes.value!), text: pythonNumber(node.attributes.value!) }),
  array: (_, node, scope) => atom(scope.constant(node)),
  variable: (_, node) => atom(node.attributes.name!),
  named: ([x]) => x!,
  add: infix("+", binds.sum),
  subtract: infix("-", binds.sum),
  multiply,
  divide: infix("/", binds.product),
  negate,
  power: power("np.power"),
  exp: call("np.exp"),
  log: call("np.log"),
  sqrt: call("np.sqrt"),
  abs: call("np.abs"),
  sign: call("np.sign"),
  sin: call("np.sin"),
  cos: call("np.cos"),
  tan: call("np.tan"),
  asin: call("np.arcsin"),
  acos: call("np.arccos"),
  atan: call("np.arctan"),
  sinh: call("np.sinh"),
  cosh: call("np.cosh"),
  tanh: call("np.tanh"),
  erf: own("erf"),
  sigmoid: own("sigmoid"),
  relu: ([x]) => callOf("np.maximum", x!.text, "0"),
  leakyRelu: own("leaky_relu"),
  elu: own("elu"),
  softplus: own("softplus"),
  silu: own("silu"),
  gelu: own("gelu"),
  less: compare("<"),
  lessEqual: compare("<="),
  greater: compare(">"),
  greaterEqual: compare(">="),
  equal: compare("=="),
  notEqual: compare("!="),
  where: ([condition, a, b]) => callOf("np.where", truth(condition!), a!.text, b!.text),
  maximum: call("np.maximum"),
  minimum: call("np.minimum"),
  sum: reduce("sum"),
  mean: reduce("mean"),
  max: reduce("max"),
  min: reduce("min"),
  logSumExp: ([x], node, scope) => callOf(scope.need("logsumexp"), x!.text, ...axesText(node, words)),
  size: sizeText,
  matmul: infix("@", binds.product),
  transpose: ([x], node) =>
    isReversal(node.attributes.permutation!)
      ? atom(`${wrap(x!, binds.postfix)}.T`)
      : callOf("np.transpose", x!.text, `(${node.attributes.permutation!.join(", ")})`),
  reshape: ([x], node, scope) => {
    const [size, width] = node.shape;
    // a vector as a column
    const isColumn = node.shape.length === 2 && width === 1 && node.operands[0]!.shape.length === 1;
    return isColumn && size === node.operands[0]!.shape[0]
      ? atom(`${wrap(x!, binds.postfix)}[:, None]`)
      : callOf("np.reshape", x!.text, shapeText(node, scope));
  },
  broadcast: ([x], node, scope) => callOf("np.broadcast_to", x!.text, shapeText(node, scope)),
  concatenate: (parts, node) =>
    callOf("np.concatenate", `(${parts.map((one) => one.text).join(", ")},)`, `axis=${node.attributes.axis}`),
  index: reads,
  scatter: ([x], node, scope) =>
    callOf(scope.need("placed"), x!.text, sliceTuple(node.attributes.index!), shapeText(node, scope)),
  gather: ([x], node, scope) =>
    callOf(
      "np.reshape",
      `np.ravel(${x!.text})[${positions(node.attributes.positions!)}]`,
      shapeText(node, scope),
    ),
  scatterAdd: ([x], node, scope) =>
    callOf(scope.need("added"), x!.text, positions(node.attributes.positions!), shapeText(node, scope)),
  softmax: ([x], node, scope) => callOf(scope.need("softmax"), x!.text, ...alongLast(node)),
  logSoftmax: ([x], node, scope) => callOf(scope.need("log_softmax"), x!.text, ...alongLast(node)),
  oneHot: ([labels], node, scope) =>
    callOf(scope.need("one_hot"), labels!.text, scope.size(node.attributes.classes!)),
  crossEntropy: ([logits, target], node, scope) => {
    const [one, other] = node.operands;
    if (other!.shape.length === one!.shape.length)
      return callOf(scope.need("cross_entropy"), logits!.text, target!.text);
    const classes = scope.size(one!.shape[one!.shape.length - 1]!);
    return callOf(
      scope.need("cross_entropy"),
      logits!.text,
      `${scope.need("one_hot")}(${target!.text}, ${classes})`,
    );
  },
} satisfies Record<Op, Spelling>;

const alongLast = (node: Parameters<Spelling>[1]): string[] => {
  const { shape } = node.operands[0]!;
  return node.attributes.axes![0] === shape.length - 1 ? [] : [`axis=${lastAxis(node)}`];
};

/** What NumPy has no function for, as a teacher writes it. */
export const numpyHelpers: Readonly<
  Record<string, { readonly needs?: readonly string[]; readonly code: string }>
> = {
  erf: { code: "erf = np.vectorize(math.erf, otypes=[float])" },
  sigmoid: { code: "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))" },
  leaky_relu: { code: "def leaky_relu(z, slope):\n    return np.where(z > 0, z, slope * z)" },
  elu: { code: "def elu(z, alpha):\n    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))" },
  softplus: { code: "def softplus(z):\n    return np.logaddexp(0, z)" },
  silu: { needs: ["sigmoid"], code: "def silu(z):\n    return z * sigmoid(z)" },
  gelu: { needs: ["erf"], code: "def gelu(z):\n    return z / 2 * (1 + erf(z / np.sqrt(2)))" },
  logsumexp: {
    code: `def logsumexp(z, axis=None, keepdims=False):
    # the largest is taken out, so that no power overflows
    high = np.max(z, axis=axis, keepdims=True)
    total = np.log(np.sum(np.exp(z - high), axis=axis, keepdims=keepdims))
    return total + (high if keepdims else np.squeeze(high, axis=axis))`,
  },
  placed: {
    code: `def placed(x, where, shape):
    """Zeros, with x where it was read from."""
    out = np.zeros(shape)
    out[where] = x
    return out`,
  },
  added: {
    code: `def added(x, positions, shape):
    """Zeros (counted flat), with the elements of x added at their positions."""
    out = np.zeros(int(np.prod(shape)))
    np.add.at(out, positions, np.ravel(x))
    return out.reshape(shape)`,
  },
  softmax: {
    code: `def softmax(z, axis=-1):
    # the largest is taken out, so that no power overflows
    powers = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)`,
  },
  log_softmax: {
    code: `def log_softmax(z, axis=-1):
    rest = z - np.max(z, axis=axis, keepdims=True)
    return rest - np.log(np.sum(np.exp(rest), axis=axis, keepdims=True))`,
  },
  one_hot: {
    code: `def one_hot(labels, classes):
    return np.eye(classes)[labels.astype(int)]`,
  },
  cross_entropy: {
    needs: ["log_softmax"],
    code: `def cross_entropy(logits, target):
    """The mean over rows of -log softmax(logits), weighted by the target's distribution."""
    return -np.mean(np.sum(target * log_softmax(logits), axis=-1))`,
  },
};
