import { generate, type NDArray, sizeOf } from "../../src/base/array.ts";
import type { Random } from "../../src/base/random.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Op } from "../../src/graph/op.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import type { IndexItem } from "../../src/graph/shape.ts";
import { reachable } from "../../src/graph/walk.ts";
import { Plan } from "../../src/run/evaluate.ts";

/** A random well-shaped graph whose values are tame, with its variables' values. */
export interface Sample {
  readonly graph: Graph;
  readonly root: Node;
  readonly values: Map<Node, NDArray>;
  readonly ops: readonly Op[];
}

/** How near the point lies to a place without a derivative, constants left out: what cannot move meets no kink. */
export function kinkDistance({ root, values }: Sample): number {
  const trace = new Plan([root]).run(values);
  const moving = new Set<Node>(values.keys());
  return reachable([root]).reduce((low, node) => {
    if (!node.operands.some((operand) => moving.has(operand))) return low;
    moving.add(node);
    const { kink } = operations[node.op];
    const operands = node.operands.map((operand) => trace.get(operand)!);
    return kink ? Math.min(low, kink(operands, node.attributes)) : low;
  }, Infinity);
}

/**
 * The derivatives of `root` by each element of each variable, by central differences of fourth order at two step
 * sizes; NaN where the two do not agree.
 */
export function byDifferences(root: Node, values: ReadonlyMap<Node, NDArray>): number[] {
  const plan = new Plan([root]);
  const at = (variable: Node, value: NDArray, position: number, step: number): number => {
    const data = value.data.slice();
    data[position]! += step;
    return plan.run(new Map(values).set(variable, { shape: value.shape, data })).get(root)!.data[0]!;
  };
  return [...values].flatMap(([variable, value]) =>
    Array.from(value.data, (_, position) => {
      const slope = (h: number): number =>
        (8 * (at(variable, value, position, h) - at(variable, value, position, -h)) -
          (at(variable, value, position, 2 * h) - at(variable, value, position, -2 * h))) /
        (12 * h);
      const [coarse, fine] = [slope(2e-3), slope(1e-3)];
      return Math.abs(coarse - fine) < 1e-6 * Math.max(1, Math.abs(fine)) ? fine : Number.NaN;
    }),
  );
}

/** The difference, relative to the larger where that is above 1. */
export const apart = (a: number, b: number): number =>
  Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));

const tensorShapes = [[2], [3], [2, 3], [3, 2], [1, 3], [2, 1], [2, 2, 3]];

/** Grows graphs, each time by the operation that has been used least, so that all come to their turn. */
export class Grower {
  readonly counts = new Map<Op, number>(allOps.map((op) => [op, 0]));

  grow(random: Random): Sample {
    return new Growth(random, this.counts).run();
  }
}

class Growth {
  readonly $ = new Graph();
  readonly values = new Map<Node, NDArray>();
  readonly trace = new Map<Node, NDArray>();
  readonly ops: Op[] = [];
  readonly tensors: boolean;

  constructor(
    readonly random: Random,
    readonly counts: Map<Op, number>,
  ) {
    this.tensors = random.uniform() < 0.6;
  }

  run(): Sample {
    for (let k = 0; k < 3; k++) this.variable();
    const steps = 3 + this.random.integer(5);
    for (let k = 0; k < steps; k++) this.step();
    const parts = [...this.trace.keys()].filter((node) => this.trace.get(node)!.data.every(Number.isFinite));
    const weighted = parts.slice(-4).map((node) => {
      const all = node.shape.length > 0 ? this.$.sum(node) : node;
      return this.$.multiply(all, this.random.uniform(0.5, 1.5));
    });
    const root = weighted.reduce((sum, one) => this.$.add(sum, one));
    return { graph: this.$, root, values: this.values, ops: this.ops };
  }

  /** Any node so far, or a new variable, of a shape that `fits`. */
  operand(
    fits: (shape: readonly number[]) => boolean = () => true,
    shapes: readonly number[][] = tensorShapes,
  ): Node {
    const known = [...this.trace.keys()].filter((node) => fits(node.shape as number[]));
    if (known.length > 0 && this.random.uniform() < 0.75) return this.random.pick(known);
    const fitting = [...(this.tensors ? shapes : []), []].filter(fits);
    return this.variable(this.random.pick(fitting.length > 0 ? fitting : shapes.filter(fits)));
  }

  variable(shape: readonly number[] = this.tensors ? this.random.pick([...tensorShapes, []]) : []): Node {
    const node = this.$.variable(`x${this.values.size}`, shape);
    const value = generate(shape, () => this.random.uniform(-1.6, 1.6));
    this.values.set(node, value);
    this.keep(node, value);
    return node;
  }

  keep(node: Node, value: NDArray): void {
    if (this.trace.has(node)) return;
    this.trace.set(node, value);
    this.ops.push(node.op);
    this.counts.set(node.op, this.counts.get(node.op)! + 1);
  }

  /** One operation more: the least used of a few drawn ones; left out again where its value is wild. */
  step(): void {
    const drawn = Array.from({ length: 8 }, () => this.random.pick(allOps));
    const [op] = drawn.sort((a, b) => this.counts.get(a)! - this.counts.get(b)!);
    const node = this.build(op!);
    if (!node) return;
    for (const inner of [...node.operands, node]) if (!this.compute(inner)) return;
  }

  compute(node: Node): boolean {
    if (this.trace.has(node)) return true;
    if (!node.operands.every((operand) => this.compute(operand))) return false;
    const value = operations[node.op].value(
      node.operands.map((operand) => this.trace.get(operand)!),
      node.attributes,
    );
    if (!value.data.every((one) => Number.isFinite(one) && Math.abs(one) < 20)) return false;
    this.keep(node, value);
    return true;
  }

  build(op: Op): Node | undefined {
    const { $, random } = this;
    const { scalar, arity } = operations[op];
    const tame = (x: Node): Node => $.multiply($.tanh(x), 0.8);
    const positive = (x: Node): Node => $.add($.softplus(x), 0.3);
    if (op === "log" || op === "sqrt") return $.make(op, [positive(this.operand())]);
    if (op === "asin" || op === "acos" || op === "tan") return $.make(op, [tame(this.operand())]);
    if (op === "divide")
      return $.divide(this.operand(), positive(this.operand((shape) => shape.length === 0)));
    if (op === "power") {
      const base = this.operand();
      return random.uniform() < 0.5
        ? $.power(base, 1 + random.integer(3))
        : $.power(
            positive(base),
            this.operand((shape) => shape.length === 0),
          );
    }
    if (scalar) {
      const first = this.operand();
      const fits = (shape: readonly number[]): boolean =>
        shape.length === 0 ||
        shape.join() === first.shape.join() ||
        shape.join() === first.shape.slice(1).join();
      return $.make(op, [first, ...Array.from({ length: Number(arity) - 1 }, () => this.operand(fits))]);
    }
    return this.shaped(op);
  }

  shaped(op: Op): Node | undefined {
    const { $, random } = this;
    const isArray = (shape: readonly number[]): boolean => shape.length > 0;
    if (op === "number") return $.add(this.operand(), $.number(random.uniform(-1, 1)));
    if (op === "array")
      return $.multiply(
        $.array({ shape: [3], data: Float64Array.from([0.5, -1, 2]) }),
        this.operand((shape) => shape.length === 0 || shape[shape.length - 1] === 3),
      );
    if (op === "variable") return this.variable();
    if (op === "named") return $.named(`q${$.nodes.length}`, this.operand());
    if (!this.tensors) return undefined;
    const x = this.operand(isArray);
    const shape = x.shape as number[];
    const axis = random.integer(shape.length);
    const how = {
      axes: random.uniform() < 0.4 ? shape.map((_, k) => k) : [axis],
      keepdims: random.uniform() < 0.4,
    };
    switch (op) {
      case "sum":
      case "mean":
      case "max":
      case "min":
      case "logSumExp":
        return $[op](x, how);
      case "size":
        return $.multiply(x, $.make("size", [x], { axes: how.axes }));
      case "matmul": {
        const inner = shape[shape.length - 1]!;
        return $.matmul(
          x,
          this.operand(
            (other) => other.length > 0 && other.length < 3 && other[Math.max(0, other.length - 2)] === inner,
            [[inner], [inner, 2], [inner, 3]],
          ),
        );
      }
      case "transpose":
        return $.transpose(x, random.shuffle(shape.map((_, k) => k)));
      case "reshape":
        return $.reshape(x, random.pick([[sizeOf(shape)], [1, sizeOf(shape)], [...shape].reverse()]));
      case "broadcast":
        return $.broadcast(x, [2, ...shape]);
      case "concatenate":
        return $.concatenate([x, this.operand((other) => other.join() === shape.join(), [shape])], axis);
      case "index":
        return $.index(x, this.indexOf(shape));
      case "scatter": {
        const index = this.indexOf(shape);
        return $.scatter($.index(x, index), index, shape);
      }
      case "gather":
        return $.gather(
          x,
          Array.from({ length: 4 }, () => random.integer(sizeOf(shape))),
          [2, 2],
        );
      case "scatterAdd":
        return $.scatterAdd(
          x,
          Array.from({ length: sizeOf(shape) }, () => random.integer(4)),
          [2, 2],
        );
      case "softmax":
      case "logSoftmax":
        return $[op](x, axis);
      case "oneHot":
        return $.multiply(
          $.oneHot($.array([0, 2]), 3),
          // what stretches to its shape, [2, 3]
          this.operand(
            (other) =>
              other.length === 0 ||
              (other.at(-1) === 3 && (other.length === 1 || [1, 2].includes(other.at(-2)!))),
          ),
        );
      case "crossEntropy": {
        const logits = this.operand(
          (other) => other.length === 2,
          [
            [2, 3],
            [3, 2],
          ],
        );
        const [rows, classes] = logits.shape as [number, number];
        if (random.uniform() < 0.5)
          return $.crossEntropy(
            logits,
            $.array({
              shape: [rows],
              data: Float64Array.from({ length: rows }, () => random.integer(classes)),
            }),
          );
        return $.crossEntropy(
          logits,
          this.operand((other) => other.join() === logits.shape.join(), [[rows, classes]]),
        );
      }
      default:
        throw new Error(`the generator does not know ${op}`);
    }
  }

  indexOf(shape: readonly number[]): IndexItem[] {
    return shape.map((length): IndexItem => {
      const kind = this.random.integer(4);
      if (kind === 0) return this.random.integer(length) - (this.random.uniform() < 0.5 ? length : 0);
      if (kind === 1) return { start: null, stop: null, step: -1 };
      return { start: kind === 2 ? 0 : null, stop: Math.max(1, length - 1), step: 1 };
    });
  }
}
