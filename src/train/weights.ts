import type { NDArray } from "../base/array.ts";
import type { ModelGraph } from "../graph/model.ts";
import { nameOf } from "../graph/node.ts";
import { formatShape } from "../graph/shape.ts";
import { canonicalName } from "../language/name.ts";

/** Arrays of a file, by their names there. */
export type Weights = ReadonlyMap<string, NDArray>;

/** Which array a parameter takes where the names differ: `W1` from `fc1.weight.T`. */
export type Taken = Readonly<Record<string, string>>;

export interface Fit {
  /** The model that starts at those weights; nothing where one does not fit. */
  readonly model?: ModelGraph;
  /** One line a parameter that does not fit, with what to do. */
  readonly problems: readonly string[];
  /** Arrays that no parameter took. */
  readonly unused: readonly string[];
}

/** A model with its parameters' starting values from a file, by name and shape. */
export function withWeights(model: ModelGraph, weights: Weights, taken: Taken = {}): Fit {
  const problems: string[] = [];
  const used = new Set<string>();
  const byName = new Map([...weights.keys()].map((name) => [canonicalName(name), name]));
  const known = new Set(model.parameters.map(({ node }) => nameOf(node)));
  for (const name of Object.keys(taken))
    if (!known.has(name))
      problems.push(`the model has no parameter ${name}: it has ${[...known].join(", ")}`);
  const parameters = model.parameters.map((parameter) => {
    const name = nameOf(parameter.node);
    const asked = (Object.hasOwn(taken, name) ? taken[name] : undefined) ?? byName.get(name) ?? name;
    const turned = asked.endsWith(".T") && !weights.has(asked);
    const source = turned ? asked.slice(0, -2) : asked;
    const found = weights.get(source);
    const own = parameter.node.shape;
    if (!found) {
      const fits = [...weights]
        .filter(([other, { shape }]) => !used.has(other) && same(shape, own))
        .map(([other]) => other);
      const hint =
        fits.length > 0
          ? ` (${fits.slice(0, 3).join(", ")} ${fits.length === 1 ? "has" : "have"} its shape: --take ${name}=${fits[0]})`
          : "";
      problems.push(`${name} ${formatShape(own)}: the file has no ${source}${hint}`);
      return parameter;
    }
    used.add(source);
    const value = turned ? transposed(found) : found;
    if (!same(value.shape, own)) {
      const isTurned = same(transposed(found).shape, own) && found.shape.length === 2 && !turned;
      const hint = isTurned ? `, which is its transpose: --take ${name}=${source}.T` : "";
      problems.push(`${name} ${formatShape(own)}: ${asked} has the shape ${formatShape(value.shape)}${hint}`);
      return parameter;
    }
    if (!value.data.every(Number.isFinite))
      problems.push(`${name}: ${asked} has a number that is not finite`);
    return { ...parameter, initial: { kind: "given" as const, value } };
  });
  const unused = [...weights.keys()].filter((name) => !used.has(name));
  return { ...(problems.length === 0 && { model: { ...model, parameters } }), problems, unused };
}

/** Letters fit any size. */
const same = (shape: readonly number[], own: readonly (number | string)[]): boolean =>
  shape.length === own.length && own.every((size, axis) => typeof size === "string" || size === shape[axis]);

function transposed({ shape, data }: NDArray): NDArray {
  if (shape.length !== 2) return { shape, data };
  const [rows, columns] = shape as [number, number];
  return {
    shape: [columns, rows],
    data: Float64Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!),
  };
}
