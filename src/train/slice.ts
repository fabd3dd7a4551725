import { fromNested, type NDArray, stridesOf } from "../base/array.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { canonicalName } from "../language/name.ts";
import { Plan, type Values } from "../run/evaluate.ts";
import { isScalarGraph } from "../run/javascript.ts";
import { scalarFunction } from "../run/scalar-function.ts";
import type { Epoch } from "./train.ts";

/** One number among a model's parameters: `w`, or an element, `W1[0, 3]`. */
export interface Coordinate {
  readonly text: string;
  readonly node: Node;
  /** Where it lies in the parameter's numbers. */
  readonly position: number;
}

/** The coordinate that a text names, or a sentence that says why it names none. */
export function coordinate(model: ModelGraph, text: string): Coordinate | string {
  const [, name = "", indices] = /^\s*([^[\]]+?)\s*(?:\[([^\]]*)\])?\s*$/u.exec(text) ?? [];
  const node = model.parameters.find((one) => nameOf(one.node) === canonicalName(name))?.node;
  if (!node) {
    const known = model.parameters.map((one) => nameOf(one.node)).join(", ");
    return `the model has no parameter ${text.trim()}: it has ${known}`;
  }
  const at = indices === undefined ? [] : indices.split(",").map(Number);
  const shape = node.shape.map(Number);
  const fits =
    at.length === shape.length &&
    at.every((one, axis) => Number.isInteger(one) && one >= 0 && one < shape[axis]!);
  if (!fits) {
    return shape.length === 0
      ? `${name} is one number: write ${name}`
      : `${name} has the shape [${shape.join(", ")}]: name an element, ${name}[${shape.map(() => 0).join(", ")}]`;
  }
  const position = stridesOf(shape).reduce((sum, stride, axis) => sum + stride * at[axis]!, 0);
  return { text: text.trim().replace(/,\s*/g, ", "), node, position };
}

/** A model's loss as a function of two of its parameters' numbers, all others as in `values`. */
export function lossOver(
  { loss }: ModelGraph,
  [a, b]: readonly [Coordinate, Coordinate],
  values: Values,
): (x: number, y: number) => number {
  const nodes = [...values.keys()];
  if (isScalarGraph([loss]) && [...values.values()].every((one) => one.shape.length === 0)) {
    const compute = scalarFunction(loss, nodes);
    const point = nodes.map((node) => values.get(node)!.data[0]!);
    const [atA, atB] = [nodes.indexOf(a.node), nodes.indexOf(b.node)];
    return (x, y) => {
      point[atA] = x;
      point[atB] = y;
      return compute(...point);
    };
  }
  const plan = new Plan([loss]);
  return (x, y) => {
    const moved = new Map(values);
    moved.set(a.node, replaced(moved.get(a.node)!, a.position, x));
    moved.set(b.node, replaced(moved.get(b.node)!, b.position, y));
    return plan.run(moved).get(loss)!.data[0]!;
  };
}

function replaced({ shape, data }: NDArray, position: number, value: number): NDArray {
  const copy = Float64Array.from(data);
  copy[position] = value;
  return { shape, data: copy };
}

/** Where two coordinates go while a model trains: from `start`, one place an epoch; nothing where it was not kept. */
export function pathOver(
  [a, b]: readonly [Coordinate, Coordinate],
  start: Values,
  epochs: readonly Epoch[],
): [number, number][] {
  const first: [number, number] = [
    start.get(a.node)!.data[a.position]!,
    start.get(b.node)!.data[b.position]!,
  ];
  const later = epochs.map(({ parameters }): [number, number] => [
    elementOf(parameters[nameOf(a.node)], a),
    elementOf(parameters[nameOf(b.node)], b),
  ]);
  return later.some((point) => point.some(Number.isNaN)) ? [first] : [first, ...later];
}

function elementOf(value: Epoch["parameters"][string] | undefined, { node, position }: Coordinate): number {
  if (node.shape.length === 0) return typeof value === "number" ? value : Number.NaN;
  // a number stands for an array that training did not keep
  return value === undefined || typeof value === "number" ? Number.NaN : fromNested(value).data[position]!;
}
