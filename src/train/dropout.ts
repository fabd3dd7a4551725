import { generate } from "../base/array.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { Random } from "../base/random.ts";
import type { Graph } from "../graph/graph.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { reachable, transform } from "../graph/walk.ts";
import type { Engine } from "./engine.ts";

/** Masks are no part of what a run carries from step to step. */
export const isMask = (node: Node): boolean => node.op === "variable" && nameOf(node).startsWith("train/");

/**
 * Dropout (Srivastava and others, 2014) as a rewriting of the graph: the outputs of each hidden layer, which are what a
 * product joins with a parameter behind the first one, are multiplied by a mask. The model itself stays as it was stated.
 */
export class Dropout {
  readonly #images: ReadonlyMap<Node, Node>;
  /** What the layers are multiplied by, in the order of the layers. */
  readonly masks: readonly Node[];

  constructor(
    { graph, parameters }: Pick<ModelGraph, "graph" | "parameters">,
    roots: readonly Node[],
    /** The part that is dropped, below 1. */
    readonly part: number,
    nameOfMask = (count: number): string => `train/mask${count}`,
  ) {
    const { images, masks } = rewritten(graph, roots, new Set(parameters.map((one) => one.node)), nameOfMask);
    this.#images = images;
    this.masks = masks;
  }

  /** The root over masked layers. */
  image(root: Node): Node {
    return this.#images.get(root)!;
  }

  get problem(): Diagnostic | undefined {
    if (this.masks.length > 0) return undefined;
    return {
      code: "train/dropout",
      severity: "error",
      span: { from: 0, to: 0 },
      message: "there is no hidden layer to drop from: no product joins computed values with a parameter",
      hint: "Leave dropout out, or write layers as products of matrices, as in H @ W2.",
    };
  }

  /** New masks for one update: the same for the same seed and update, whatever came before. 0 is dropped, 1 / (1 − p) kept. */
  draw(engine: Pick<Engine, "give">, rows: number, seed: number, update: number): void {
    const least = this.part * 2 ** 32;
    const kept = 1 / (1 - this.part);
    for (const [layer, node] of this.masks.entries()) {
      const random = new Random(
        Math.imul(seed, 0x9e3779b1) ^ Math.imul(update + 1, 0x85ebca6b) ^ Math.imul(layer + 1, 0xc2b2ae35),
      );
      const shape = node.shape.map((size) => (typeof size === "number" ? size : rows));
      engine.give(
        node,
        generate(shape, () => (random.uint32() < least ? 0 : kept)),
      );
    }
  }
}

function rewritten(
  graph: Graph,
  roots: readonly Node[],
  parameters: ReadonlySet<Node>,
  nameOfMask: (count: number) => string,
): { readonly images: ReadonlyMap<Node, Node>; readonly masks: readonly Node[] } {
  const trained = new Set<Node>();
  for (const node of reachable(roots))
    if (parameters.has(node) || node.operands.some((one) => trained.has(one))) trained.add(node);
  const masks = new Map<Node, Node>();
  const masked = (layer: Node, image: Node): Node => {
    const mask = masks.get(layer) ?? graph.variable(nameOfMask(masks.size + 1), layer.shape);
    masks.set(layer, mask);
    return graph.multiply(image, mask);
  };
  const isWeight = (node: Node): boolean => parameters.has(bare(node));
  const isHidden = (one: Node, other: Node): boolean => trained.has(one) && !isWeight(one) && isWeight(other);
  const images = transform<Node>(roots, (node, operands) => {
    const [a, b] = node.operands as [Node, Node];
    const [left, right] = operands as [Node, Node];
    if (node.op === "matmul" && isHidden(a, b)) return graph.matmul(masked(a, left), right);
    if (node.op === "matmul" && isHidden(b, a)) return graph.matmul(left, masked(b, right));
    const isSame = node.operands.every((one, at) => one === operands[at]);
    return isSame ? node : graph.make(node.op, operands, node.attributes);
  });
  return { images, masks: [...masks.values()] };
}

/** A parameter under a transpose or a name is still that parameter. */
function bare(node: Node): Node {
  let inner = node;
  while (inner.op === "transpose" || inner.op === "named") inner = inner.operands[0]!;
  return inner;
}
