import type { NDArray } from "../base/array.ts";
import { type Attributes, type Node, nameOf } from "../graph/node.ts";
import { operations } from "../graph/operations/index.ts";
import { type Dimension, formatShape } from "../graph/shape.ts";
import { reachable } from "../graph/walk.ts";

/** A value that is missing or does not fit its declaration: the user's data, so faces report it as theirs. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

export type Values = ReadonlyMap<Node, NDArray>;

/** The order in which a graph is computed, found once and run many times. */
export class Plan {
  readonly order: readonly Node[];
  readonly #variables: readonly Node[];

  /** `given` tells inner nodes whose values will be given, like variables'. */
  constructor(
    roots: Iterable<Node>,
    readonly given: (node: Node) => boolean = () => false,
  ) {
    this.order = reachable(roots, given);
    this.#variables = this.order.filter((node) => node.op === "variable");
  }

  /**
   * Every node's value: the trace. Throws a ValueError where a variable's value is missing or has a wrong shape, or
   * where nothing given says how large a letter is.
   */
  run(values: Values): Map<Node, NDArray> {
    const trace = new Map<Node, NDArray>();
    const sizes = new Map<string, number>();
    // the gradient of sum(X) reads only X's size, not X: letters are bound by all that is given
    for (const [node, value] of values) if (isOpen(node)) bindSizes(node, value, sizes);
    for (const variable of this.#variables) {
      const value = values.get(variable);
      if (!value) throw new ValueError(`${nameOf(variable)} has no value`);
      bindSizes(variable, value, sizes);
      trace.set(variable, value);
    }
    for (const node of this.order) {
      if (node.op === "variable") continue;
      if (this.given(node)) {
        trace.set(node, values.get(node)!);
        continue;
      }
      const operands = node.operands.map((operand) => trace.get(operand)!);
      trace.set(node, operations[node.op].value(operands, withSizes(node.attributes, sizes)));
    }
    return trace;
  }
}

/**
 * The values of `roots` and of all that they are made of; inner nodes that have a value in `values` keep it. Throws as
 * `Plan.run` does.
 */
export const evaluate = (roots: Iterable<Node>, values: Values): Map<Node, NDArray> =>
  new Plan(roots, (node) => node.op !== "variable" && values.has(node)).run(values);

const isOpen = ({ op, shape }: Node): boolean =>
  op === "variable" && shape.some((size) => typeof size === "string");

/** Checks a value against its variable's declared shape; a letter takes the size that the data have. */
function bindSizes(variable: Node, { shape }: NDArray, sizes: Map<string, number>): void {
  const fits =
    shape.length === variable.shape.length &&
    variable.shape.every((declared, axis) => {
      if (typeof declared === "number") return declared === shape[axis];
      const bound = sizes.get(declared);
      if (bound === undefined) sizes.set(declared, shape[axis]!);
      return bound === undefined || bound === shape[axis];
    });
  if (fits) return;
  const known = [...sizes].map(([letter, size]) => `${letter} = ${size}`).join(", ");
  throw new ValueError(
    `${nameOf(variable)} is declared ${formatShape(variable.shape)}${known && ` (${known})`} and its value is ${formatShape(shape)}`,
  );
}

function withSizes(attributes: Attributes, sizes: ReadonlyMap<string, number>): Attributes {
  const { shape, classes } = attributes;
  if (!shape?.some((size) => typeof size === "string") && typeof classes !== "string") return attributes;
  const bound = (size: Dimension): number => {
    const known = typeof size === "string" ? sizes.get(size) : size;
    if (known === undefined) throw new ValueError(`the size ${size} is open: no value that is given has it`);
    return known;
  };
  return {
    ...attributes,
    ...(shape && { shape: shape.map(bound) }),
    ...(classes !== undefined && { classes: bound(classes) }),
  };
}
