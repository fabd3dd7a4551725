import { derive } from "../calculus/derivation.ts";
import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { print } from "../language/print.ts";
import { withVectors } from "./vectors.ts";

/** One statement of a backward pass, with the chain rule that it follows. */
export interface BackwardStep {
  readonly quantity: Node;
  /** `dL/dquantity`, a named node. */
  readonly adjoint: Node;
  readonly comments: readonly string[];
}

/** Above this a formula says less than none. */
const longestFormula = 100;

/** The backward pass as a person writes it: the derivation, step by step, from the loss down. */
export function backwardPass({ graph, loss, parameters }: ModelGraph): BackwardStep[] {
  const wrt = parameters.map((one) => one.node);
  const { steps } = derive(graph, loss, wrt);
  const images = withVectors(
    graph,
    steps.map((step) => step.adjoint),
  );
  const label = nameOf(loss);
  const needed = new Set(
    reachable(steps.filter((step) => wrt.includes(step.quantity)).map((step) => step.adjoint)),
  );
  return steps
    .filter((step) => needed.has(step.adjoint))
    .map(({ quantity, adjoint, links }) => {
      const name = nameOf(quantity);
      const isChain = links.every((link) => link.local !== null);
      const comments: string[] = [];
      if (isChain) {
        const terms = links.map((link) =>
          link.through === loss
            ? `d${label}/d${name}`
            : `d${label}/d${nameOf(link.through)} * d${nameOf(link.through)}/d${name}`,
        );
        const locals = links.map((link) => `d${nameOf(link.through)}/d${name} = ${print(link.local!)}`);
        const chain = `d${label}/d${name} = ${terms.join(" + ")}`;
        comments.push(
          links.length === 1 && links[0]!.through === loss
            ? locals[0]!
            : `${chain}, where ${locals.join(", ")}`,
        );
      } else
        comments.push(
          `d${label}/d${name}: through ${links.map((link) => `${nameOf(link.through)} = ${print(link.through.operands[0]!)}`).join(", ")}`,
        );
      return { quantity, adjoint: images.get(adjoint)!, comments: comments.map(shortened) };
    });
}

const shortened = (text: string): string =>
  text.length > longestFormula ? `${text.slice(0, longestFormula)}…` : text;

/** The named quantities that a loss, and what else is asked for, are made of, in the order of their statement. */
export function forwardPass({ quantities, loss }: ModelGraph, ...also: readonly Node[]): Node[] {
  const needed = new Set(reachable([loss, ...also]));
  return quantities.filter((node) => needed.has(node) && isName(node));
}

/** Names under which the checker, and a reader, look for a loss. */
const lossNames = /^(loss|cost|objective|error|mse|j|l|e)$/i;

/** What tells the checker which quantity is the loss, where its name does not. */
export const lossHint = (identifier: string): string | undefined =>
  lossNames.test(identifier) ? undefined : `chainrule: loss = ${identifier}`;
