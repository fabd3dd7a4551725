import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { print } from "../language/print.ts";

/** An arrow of a model's forward pass: from a quantity to one that reads it, with what happens on the way. */
export interface Arrow {
  readonly from: Node;
  readonly to: Node;
  readonly label: string;
}

export interface FlowOptions {
  /** Draw the loss too, and what only the loss reads (the targets). */
  readonly loss?: boolean;
}

/**
 * The forward pass as arrows between named quantities, parameters standing in the labels: from the inputs to the
 * prediction, and on to the loss if wanted.
 */
export function forwardFlow(model: ModelGraph, { loss = false }: FlowOptions = {}): Arrow[] {
  const parameters = new Set(model.parameters.map((one) => one.node));
  const shown = model.quantities.filter((quantity) => loss || quantity !== model.loss);
  const read = new Set(shown.flatMap((quantity) => namesIn(quantity)));
  const drawn = shown.filter((quantity) => loss || read.has(quantity) || feedsLoss(model, quantity));
  return drawn.flatMap((to) => {
    const sources = namesIn(to).filter((name) => !parameters.has(name));
    return sources.map((from, at) => ({
      from,
      to,
      label: label(to, from, sources, at === sources.length - 1),
    }));
  });
}

const feedsLoss = (model: ModelGraph, quantity: Node): boolean => namesIn(model.loss).includes(quantity);

/** The names that a quantity's own statement reads, in the order in which they were stated. */
const namesIn = (quantity: Node): Node[] =>
  reachable([quantity], (node) => node !== quantity && isName(node)).filter(
    (node) => node !== quantity && isName(node),
  );

/** `sigmoid function` for a function of one name, `identity function` for a mere name, else the expression. */
function label(to: Node, from: Node, sources: readonly Node[], last: boolean): string {
  const [expression] = to.operands as [Node];
  if (expression === from) return "identity function";
  const [only] = expression.operands;
  const plain = expression.operands.length === 1 && isName(only!) && /^\w+\(\w+\)$/.test(print(expression));
  if (plain) return `${print(expression).split("(")[0]} function`;
  if (sources.length === 1) return chartText(print(expression));
  const terms = termsOf(expression);
  const own = terms.filter(
    ({ node }) => reads(node, from) || (last && !sources.some((source) => reads(node, source))),
  );
  if (own.length === 0 || terms.length === 1) return chartText(print(expression));
  const [first, ...others] = own;
  const text = others.map(({ sign, node }) => ` ${sign} ${print(node)}`).join("");
  return chartText(`${first!.sign === "-" ? "-" : ""}${print(first!.node)}${text}`);
}

const reads = (expression: Node, name: Node): boolean => reachable([expression], isName).includes(name);

interface SignedTerm {
  readonly sign: "+" | "-";
  readonly node: Node;
}

/** The terms of a sum, from left to right. */
function termsOf(expression: Node): SignedTerm[] {
  const terms: SignedTerm[] = [];
  const pending: SignedTerm[] = [{ sign: "+", node: expression }];
  const flipped = (sign: "+" | "-"): "+" | "-" => (sign === "+" ? "-" : "+");
  while (pending.length > 0) {
    const { sign, node } = pending.pop()!;
    const [a, b] = node.operands as [Node, Node];
    if (node.op === "add") pending.push({ sign, node: b }, { sign, node: a });
    else if (node.op === "subtract") pending.push({ sign: flipped(sign), node: b }, { sign, node: a });
    else terms.push({ sign, node });
  }
  return terms;
}

/** Names as charts write them: `w1` is `w_1`. */
export const chartText = (text: string): string => text.replace(/(?<![\w.])([A-Za-z]+)(\d+)(?!\w)/g, "$1_$2");

export const chartName = (node: Node): string => chartText(nameOf(node));
