import { isNumber, type Node } from "../../graph/node.ts";
import { knownCount } from "../../graph/shape.ts";

/** A node without the wrappers that change no value. */
export const opened = (node: Node): Node => {
  let inner = node;
  while (inner.op === "named" || inner.op === "reshape" || inner.op === "broadcast")
    inner = inner.operands[0]!;
  return inner;
};

interface Peeled {
  readonly node: Node;
  readonly mean: boolean;
  readonly factor: number;
}

/** A loss without its sums, means and constant factors. */
function peeled(loss: Node): Peeled {
  let node = opened(loss);
  let mean = false;
  let factor = 1;
  for (;;) {
    const [a, b] = node.operands as [Node, Node];
    if (node.op === "mean" || node.op === "sum") {
      mean ||= node.op === "mean";
      node = opened(a);
    } else if (node.op === "negate") [factor, node] = [-factor, opened(a)];
    else if (node.op === "multiply" && a.op === "number")
      [factor, node] = [factor * a.attributes.value!, opened(b)];
    else if (node.op === "multiply" && b.op === "number")
      [factor, node] = [factor * b.attributes.value!, opened(a)];
    else if (node.op === "divide" && b.op === "number")
      [factor, node] = [factor / b.attributes.value!, opened(a)];
    else return { node, mean, factor };
  }
}

/** The field's name of a loss, read off its record; undefined where it is none of the standard ones. */
export function lossText(loss: Node): string | undefined {
  const { node, mean, factor } = peeled(loss);
  const terms = termsOf(node);
  if (terms.length > 1) return summedText(terms, factor);
  const [only = { node, mean, factor: 1 }] = terms;
  // a sum over the samples, divided by their number
  const count = knownCount(only.node.shape);
  const ofMean = factor * only.factor * count;
  if (count > 1 && !mean && !only.mean && isSquare(only.node) && [0.5, 1].some((one) => isNear(ofMean, one)))
    return textOf({ node: only.node, mean: true, factor: Math.round(2 * ofMean) / 2 });
  return textOf({ node: only.node, mean: mean || only.mean, factor: factor * only.factor });
}

/** The terms of a sum that a loop has written out, the 0 that it began with apart. */
function termsOf(node: Node): Peeled[] {
  const terms: Peeled[] = [];
  const pending = [node];
  while (pending.length > 0) {
    const one = peeled(pending.pop()!);
    const isSum = one.node.op === "add" && !isCrossEntropy(one.node) && one.factor === 1 && !one.mean;
    if (isSum) pending.push(...one.node.operands);
    else if (!isNumber(one.node, 0)) terms.push(one);
  }
  return terms;
}

/** The kind of a standard loss, by its name: a sum, a mean and a half of one are alike. */
const kindOf = (text: string): string => text.replace(/^.*(?=squared error)|^mean /, "");

/**
 * Whether a loss is one of the same kind over more samples: the total over all data that is looked at, where a step
 * descends that of its own sample.
 */
export function isOverMore(all: Node, own: Node): boolean {
  const [text, ownText] = [lossText(all), lossText(own)];
  if (text === undefined || ownText === undefined || kindOf(text) !== kindOf(ownText)) return false;
  return comparedIn(all) > comparedIn(own);
}

/** How many outputs a loss compares with their targets. */
const comparedIn = (loss: Node): number =>
  termsOf(loss)
    .map(({ node }) => knownCount(node.shape))
    .reduce((sum, one) => sum + one, 0);

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/** The name of a sum of losses of one kind. */
function summedText(terms: readonly Peeled[], outer: number): string | undefined {
  const [first] = terms;
  const isMean = isNear(Math.abs(outer) * terms.length, 1);
  if (terms.some((one) => one.mean)) return undefined;
  if (terms.every(({ node }) => isSquare(node))) {
    if (terms.some((one) => Math.abs(one.factor - first!.factor) > 1e-12)) return undefined;
    const factor = first!.factor * outer;
    const ofMean = factor * terms.length;
    const mean = !isNear(factor, 1) && [0.5, 1].some((one) => isNear(ofMean, one));
    return textOf({ node: first!.node, mean, factor: mean ? Math.round(2 * ofMean) / 2 : factor });
  }
  const texts = new Set(terms.map((one) => textOf(one)));
  const [text] = texts;
  return texts.size === 1 && text ? (isMean ? `mean ${text}` : text) : undefined;
}

function textOf({ node, mean, factor }: Peeled): string | undefined {
  if (isSquare(node)) {
    const half = Math.abs(factor - 0.5) < 1e-12 ? "half " : isNear(factor, 1) ? "" : undefined;
    if (half === undefined) return `${Number(factor.toPrecision(4))} times the squared error`;
    return `${mean ? "mean " : ""}${half}squared error`;
  }
  if (node.op === "log") return "cross-entropy";
  if (isCrossEntropy(node)) return `${mean ? "mean " : ""}binary cross-entropy`;
  if (node.op === "multiply" && node.operands.some((one) => opened(one).op === "log")) return "cross-entropy";
  return undefined;
}

/** y·log a + (1 − y)·log(1 − a), its signs either way. */
function isCrossEntropy(node: Node): boolean {
  if (node.op !== "add" && node.op !== "subtract") return false;
  return node.operands.every((operand) => {
    const { node: term } = peeled(operand);
    return term.op === "multiply" && term.operands.some((one) => peeled(one).node.op === "log");
  });
}

function isSquare(node: Node): boolean {
  const [a, b] = node.operands.map(opened);
  if (node.op === "power") return isNumber(b!, 2) && a!.op === "subtract";
  return node.op === "multiply" && a === b && a!.op === "subtract";
}

/** Whether a loss is an absolute difference: more often a figure to look at than what is descended. */
export const isAbsolute = (loss: Node): boolean => peeled(loss).node.op === "abs";

/** Whether a loss is a plain difference from what `depends` says does not move: an error that has not been squared. */
export function isResidual(loss: Node, depends: (node: Node) => boolean): boolean {
  const { node } = peeled(loss);
  if (node.op !== "subtract") return false;
  const [a, b] = node.operands as [Node, Node];
  return depends(a) !== depends(b);
}
