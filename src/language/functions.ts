import type { Builder } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { allOps, operations } from "../graph/operations/index.ts";
import type { Dimension } from "../graph/shape.ts";

/** The arguments of a call, read as a function asks for them. */
export interface CallArguments {
  readonly nodes: readonly Node[];
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
  /** A list of sizes, or one size. */
  readonly sizes?: readonly Dimension[];
}

export interface LanguageFunction {
  /** How it is written, for messages: `leaky_relu(x, slope)`. */
  readonly form: string;
  readonly least: number;
  readonly most: number;
  /** What its last argument is, where it is no expression. */
  readonly last?: "axes" | "sizes";
  /** Whether axis= and keepdims= may be given. */
  readonly axes?: true;
  readonly build: ($: Builder, given: CallArguments) => Node;
}

const named: Record<string, LanguageFunction> = {};

for (const op of allOps) {
  const { notation, scalar, arity } = operations[op];
  if (notation.kind !== "call" || !scalar || arity !== 1) continue;
  named[notation.name] = {
    form: `${notation.name}(x)`,
    least: 1,
    most: 1,
    build: ($, { nodes }) => $.make(op, nodes),
  };
}

const reduction = (op: "sum" | "mean" | "logSumExp", name: string): LanguageFunction => ({
  form: `${name}(x, axis=…, keepdims=…)`,
  least: 1,
  most: 1,
  axes: true,
  build: ($, { nodes, axes, keepdims }) =>
    $[op](nodes[0]!, { ...(axes && { axes }), ...(keepdims && { keepdims }) }),
});

/** max and min: over axes with one argument, element-wise with more. */
const extreme = (over: "max" | "min", pair: Op): LanguageFunction => ({
  form: `${over}(a, b) or ${over}(x, axis=…)`,
  least: 1,
  most: Number.POSITIVE_INFINITY,
  axes: true,
  build: ($, { nodes, axes, keepdims }) =>
    nodes.length === 1
      ? $[over](nodes[0]!, { ...(axes && { axes }), ...(keepdims && { keepdims }) })
      : nodes.reduce((a, b) => $.make(pair, [a, b])),
});

const alongAxis = (op: "softmax" | "logSoftmax", name: string): LanguageFunction => ({
  form: `${name}(x, axis=-1)`,
  least: 1,
  most: 1,
  axes: true,
  build: ($, { nodes, axes }) => $[op](nodes[0]!, axes?.[0] ?? -1),
});

/** The functions of the language by name. Those of one operand come from the operation table itself. */
export const functions: ReadonlyMap<string, LanguageFunction> = new Map(
  Object.entries({
    ...named,
    leaky_relu: {
      form: "leaky_relu(x, slope)",
      least: 1,
      most: 2,
      build: ($, { nodes: [x, slope] }) => $.leakyRelu(x!, slope),
    },
    elu: { form: "elu(x, alpha)", least: 1, most: 2, build: ($, { nodes: [x, alpha] }) => $.elu(x!, alpha) },
    where: {
      form: "where(condition, a, b)",
      least: 3,
      most: 3,
      build: ($, { nodes: [c, a, b] }) => $.where(c!, a!, b!),
    },
    max: extreme("max", "maximum"),
    min: extreme("min", "minimum"),
    sum: reduction("sum", "sum"),
    mean: reduction("mean", "mean"),
    logsumexp: reduction("logSumExp", "logsumexp"),
    size: {
      form: "size(x, axis=…)",
      least: 1,
      most: 1,
      axes: true,
      build: ($, { nodes, axes }) => $.size(nodes[0]!, axes),
    },
    softmax: alongAxis("softmax", "softmax"),
    log_softmax: alongAxis("logSoftmax", "log_softmax"),
    cross_entropy: {
      form: "cross_entropy(logits, y)",
      least: 2,
      most: 2,
      build: ($, { nodes: [logits, y] }) => $.crossEntropy(logits!, y!),
    },
    one_hot: {
      form: "one_hot(labels, classes)",
      least: 2,
      most: 2,
      last: "sizes",
      build: ($, { nodes, sizes }) => $.oneHot(nodes[0]!, sizes![0]!),
    },
    transpose: {
      form: "transpose(x) or transpose(x, [1, 0, 2])",
      least: 1,
      most: 2,
      last: "axes",
      build: ($, { nodes, axes }) => $.transpose(nodes[0]!, axes),
    },
    reshape: {
      form: "reshape(x, [2, 3])",
      least: 2,
      most: 2,
      last: "sizes",
      build: ($, { nodes, sizes }) => $.reshape(nodes[0]!, sizes!),
    },
    broadcast: {
      form: "broadcast(x, [2, 3])",
      least: 2,
      most: 2,
      last: "sizes",
      build: ($, { nodes, sizes }) => $.broadcast(nodes[0]!, sizes!),
    },
    concatenate: {
      form: "concatenate(a, b, axis=0)",
      least: 1,
      most: Number.POSITIVE_INFINITY,
      axes: true,
      build: ($, { nodes, axes }) => $.concatenate(nodes, axes?.[0] ?? 0),
    },
  } satisfies Record<string, LanguageFunction>),
);

/** Other names that note-takers use. */
export const aliases: Readonly<Record<string, string>> = {
  sigma: "sigmoid",
  ln: "log",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  maximum: "max",
  minimum: "min",
  concat: "concatenate",
};
