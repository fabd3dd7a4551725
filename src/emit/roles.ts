import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";

/** What a model says of data that come without their targets. */
export interface Roles {
  /** Inputs that first meet what the parameters have made of the others: labels, true values. */
  readonly targets: ReadonlySet<Node>;
  /** The named quantities that read no target, in their order: what the model predicts. */
  readonly predictions: readonly Node[];
  /** The one prediction that the loss is computed from, where there is one. */
  readonly cut?: Node;
}

/** Tells the inputs that a model learns from apart from those that it is compared with. */
export function rolesOf({ inputs, parameters, quantities, loss }: ModelGraph): Roles {
  const given = new Set(inputs.map((one) => one.node));
  const nodes = reachable([loss, ...quantities]);
  const learnt = new Set(parameters.map((one) => one.node));
  /** Made of parameters only, and of parameters and inputs together. */
  const weights = new Set<Node>(learnt);
  const mixed = new Set<Node>();
  const inputsOf = new Map<Node, ReadonlySet<Node>>();
  const features = new Set<Node>();
  for (const node of nodes) {
    const read = new Set(node.operands.flatMap((operand) => [...(inputsOf.get(operand) ?? [])]));
    if (given.has(node)) read.add(node);
    inputsOf.set(node, read);
    if (node.operands.length === 0) continue;
    const isMixed = node.operands.some((one) => mixed.has(one));
    const hasWeights = node.operands.some((one) => weights.has(one));
    if (isMixed || (hasWeights && read.size > 0)) {
      mixed.add(node);
      // an input that meets a bare weight is one that the model reads
      if (!isMixed) for (const one of read) features.add(one);
    } else if (hasWeights) weights.add(node);
  }
  const targets = new Set([...given].filter((one) => !features.has(one)));
  const isFree = (node: Node): boolean => [...(inputsOf.get(node) ?? [])].every((one) => !targets.has(one));
  const used = new Set(nodes);
  const predictions = quantities.filter(
    (node) => node !== loss && used.has(node) && isFree(node) && mixed.has(node),
  );
  const beyond = reachable([loss], (node) => node !== loss && isName(node) && isFree(node));
  const met = beyond.filter((node) => node !== loss && isFree(node) && isName(node) && mixed.has(node));
  return { targets, predictions, ...(targets.size > 0 && met.length === 1 && { cut: met[0]! }) };
}
