import type { Op } from "../../graph/op.ts";
import { atom, binds, call, callOf, type Spelling, type Spellings, wrap } from "../printed.ts";
import { numpyOperations } from "./numpy-operations.ts";
import { axesText, comparison, lastAxis, power, shapeText, subscript, truth } from "./syntax.ts";

const words = { axis: "axis", keepdims: "keepdims" };
const compare = (symbol: string): Spelling =>
  comparison(symbol, (condition) => callOf("jnp.where", condition, "1.0", "0.0"));
const reduce =
  (name: string): Spelling =>
  ([x], node) =>
    callOf(name, x!.text, ...axesText(node, words));
const along =
  (name: string): Spelling =>
  ([x], node) =>
    callOf(name, x!.text, ...(lastAxis(node) === "-1" ? [] : [`axis=${lastAxis(node)}`]));
const flatShape = (shape: readonly (number | string)[]): number =>
  (shape as number[]).reduce((a, b) => a * b, 1);

const { number, array, variable, named, add, subtract, multiply, divide, negate, size, matmul, index } =
  numpyOperations;

/** How JAX spells each operation. */
export const jaxOperations = {
  // Python's own, the same in NumPy
  number,
  array,
  variable,
  named,
  add,
  subtract,
  multiply,
  divide,
  negate,
  size,
  matmul,
  index,
  power: power("jnp.power"),
  exp: call("jnp.exp"),
  log: call("jnp.log"),
  sqrt: call("jnp.sqrt"),
  abs: call("jnp.abs"),
  sign: call("jnp.sign"),
  sin: call("jnp.sin"),
  cos: call("jnp.cos"),
  tan: call("jnp.tan"),
  asin: call("jnp.arcsin"),
  acos: call("jnp.arccos"),
  atan: call("jnp.arctan"),
  sinh: call("jnp.sinh"),
  cosh: call("jnp.cosh"),
  tanh: call("jnp.tanh"),
  erf: call("jax.scipy.special.erf"),
  sigmoid: call("jax.nn.sigmoid"),
  relu: call("jax.nn.relu"),
  leakyRelu: call("jax.nn.leaky_relu"),
  elu: call("jax.nn.elu"),
  softplus: call("jax.nn.softplus"),
  silu: call("jax.nn.silu"),
  gelu: ([x]) => callOf("jax.nn.gelu", x!.text, "approximate=False"),
  less: compare("<"),
  lessEqual: compare("<="),
  greater: compare(">"),
  greaterEqual: compare(">="),
  equal: compare("=="),
  notEqual: compare("!="),
  where: ([condition, a, b]) => callOf("jnp.where", truth(condition!), a!.text, b!.text),
  maximum: call("jnp.maximum"),
  minimum: call("jnp.minimum"),
  sum: reduce("jnp.sum"),
  mean: reduce("jnp.mean"),
  max: reduce("jnp.max"),
  min: reduce("jnp.min"),
  logSumExp: reduce("jax.scipy.special.logsumexp"),
  transpose: ([x], node) => {
    const { permutation = [] } = node.attributes;
    return permutation.every((axis, at) => axis === permutation.length - 1 - at)
      ? atom(`${wrap(x!, binds.postfix)}.T`)
      : callOf("jnp.transpose", x!.text, `(${permutation.join(", ")})`);
  },
  reshape: ([x], node, scope) => callOf("jnp.reshape", x!.text, shapeText(node, scope)),
  broadcast: ([x], node, scope) => callOf("jnp.broadcast_to", x!.text, shapeText(node, scope)),
  concatenate: (parts, node) =>
    callOf(
      "jnp.concatenate",
      `(${parts.map((one) => one.text).join(", ")},)`,
      `axis=${node.attributes.axis}`,
    ),
  scatter: ([x], node, scope) =>
    atom(`jnp.zeros(${shapeText(node, scope)}).at[${subscript(node.attributes.index!)}].set(${x!.text})`),
  gather: ([x], node, scope) =>
    callOf(
      "jnp.reshape",
      `jnp.ravel(${x!.text})[jnp.array([${node.attributes.positions!.join(", ")}])]`,
      shapeText(node, scope),
    ),
  scatterAdd: ([x], node, scope) =>
    callOf(
      "jnp.reshape",
      `jnp.zeros(${flatShape(node.attributes.shape!)}).at[jnp.array([${node.attributes.positions!.join(", ")}])].add(jnp.ravel(${x!.text}))`,
      shapeText(node, scope),
    ),
  softmax: along("jax.nn.softmax"),
  logSoftmax: along("jax.nn.log_softmax"),
  oneHot: ([labels], node, scope) =>
    callOf(
      "jax.nn.one_hot",
      `${wrap(labels!, binds.postfix)}.astype(int)`,
      scope.size(node.attributes.classes!),
    ),
  crossEntropy: ([logits, target], node, scope) => {
    const [one, other] = node.operands;
    const isGiven = other!.shape.length === one!.shape.length;
    const classes = scope.size(one!.shape[one!.shape.length - 1]!);
    const distribution = isGiven
      ? wrap(target!, binds.product)
      : `jax.nn.one_hot(${wrap(target!, binds.postfix)}.astype(int), ${classes})`;
    return {
      text: `-jnp.mean(jnp.sum(${distribution} * jax.nn.log_softmax(${logits!.text}), axis=-1))`,
      binds: binds.prefix,
    };
  },
} satisfies Record<Op, Spelling> as Spellings;
