import { type Decision, type Nested, ValueError } from "chainrule";
import { chances, decisionOf, slice } from "chainrule/view";
import { contours } from "d3-contour";
import { modelOf } from "./opened-model.ts";
import type {
  Bands,
  ClassifyRequest,
  ClassifyResponse,
  DecideRequest,
  DecideResponse,
  FitRequest,
  FitResponse,
  SliceRequest,
  SliceResponse,
} from "./protocol.ts";
import { parametersAt, statesOf } from "./run.ts";

type Values = Readonly<Record<string, Nested>>;

/** The loss over two of the parameters' numbers, and the way of the last training over it. */
export function drawSlice(request: SliceRequest): SliceResponse {
  const { source, epoch, over } = request;
  const model = modelOf(request);
  const empty = { path: [], epochs: 0, loss: "" };
  if (!model) return { ...empty, problem: "the model has mistakes" };
  const given = parametersAt(source, epoch);
  const f = slice(model, over, given);
  if (typeof f === "string") return { ...empty, problem: f };
  const states = [model.parameters, ...statesOf(source).slice(1)];
  const path = states
    .map((state): [number, number] => [elementOf(state, over[0]), elementOf(state, over[1])])
    .filter((point) => point.every(Number.isFinite));
  const [x, y] = [0, 1].map((axis) => around(path.map((point) => point[axis]!))) as [
    [number, number],
    [number, number],
  ];
  const numbers = Object.values(given).length > 0 ? given : model.parameters;
  const isLarge = Object.values(numbers).some((one) => typeof one !== "number");
  return {
    bands: bandsOf(f, x, y, isLarge ? (weight(model) > 20_000 ? 14 : 28) : 72),
    path: thinned(path),
    epochs: path.length - 1,
    loss: model.graph.loss.attributes.name ?? "loss",
  };
}

/** How many numbers a model's data have. */
const weight = (model: NonNullable<ReturnType<typeof modelOf>>): number =>
  model.graph.inputs.reduce((sum, { value }) => sum + (value?.data.length ?? 0), 0);

function thinned<T>(all: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.ceil(all.length / 240));
  return all.filter((_, at) => at % every === 0 || at === all.length - 1);
}

function elementOf(values: Values, text: string): number {
  const [, name = "", index] = /^(.*?)(?:\[([\d, ]+)\])?$/.exec(text) ?? [];
  let found: Nested | undefined = values[name];
  for (const at of index?.split(",").map(Number) ?? [])
    found = (found as readonly Nested[] | undefined)?.[at];
  return typeof found === "number" ? found : Number.NaN;
}

function around(values: readonly number[]): [number, number] {
  const low = values.reduce((least, one) => Math.min(least, one), Infinity);
  const high = values.reduce((most, one) => Math.max(most, one), -Infinity);
  const room = Math.max((high - low) * 0.6, 0.3);
  return [low - room, high + room];
}

const levels = 14;

function bandsOf(
  f: (x: number, y: number) => number,
  x: readonly [number, number],
  y: readonly [number, number],
  size: number,
): Bands {
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      values[row * size + column] = f(
        x[0] + ((x[1] - x[0]) * (column + 0.5)) / size,
        y[0] + ((y[1] - y[0]) * (row + 0.5)) / size,
      );
  const finite = [...values].filter(Number.isFinite).sort((a, b) => a - b);
  // levels by rank, half and half with even ones, so that flat floors and steep walls both show
  const [low, high] = [finite[0] ?? 0, finite[finite.length - 1] ?? 1];
  const thresholds = Array.from({ length: levels }, (_, at) => {
    const part = at / levels;
    const ranked = finite[Math.floor(part * (finite.length - 1))] ?? 0;
    return at === 0 ? low : 0.65 * ranked + 0.35 * (low + (high - low) * part ** 2);
  });
  const top = Number.isFinite(high) ? high : 1;
  const filled = [...values].map((one) => (Number.isFinite(one) ? one : top));
  const areas = contours().size([size, size]).thresholds(thresholds)(filled);
  return {
    x,
    y,
    size,
    areas: areas.map(({ value, coordinates }) => ({
      value,
      path: coordinates
        .flat()
        .map((ring) => `M${ring.map(([px, py]) => `${px!.toFixed(2)} ${py!.toFixed(2)}`).join("L")}Z`)
        .join(""),
    })),
  };
}

/** The class of every place of a plane, by the model's parameters at a moment. */
export function decide(request: DecideRequest): DecideResponse {
  const empty = {
    size: 0,
    x: [0, 1],
    y: [0, 1],
    classes: new Uint8Array(),
    points: [],
    labels: [],
    right: 0,
  } as const;
  const model = modelOf(request);
  if (!model) return { ...empty, problem: "the model has mistakes" };
  const found = decisionOf(model, parametersAt(request.source, request.epoch));
  if (typeof found === "string") return { ...empty, problem: found };
  const { x, y, grid, points, labels } = found;
  const known = [...new Set(labels)].sort((a, b) => a - b);
  const classes = classesOf(found);
  const cell = (value: number, [from, to]: readonly [number, number]): number =>
    Math.min(grid - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * grid)));
  const right = points.filter(
    ([px, py], at) => classes[cell(py, y) * grid + cell(px, x)] === known.indexOf(labels[at]!),
  ).length;
  return { size: grid, x, y, classes, points, labels: labels.map((one) => known.indexOf(one)), right };
}

function classesOf({ scores, labels }: Decision): Uint8Array {
  const [only] = scores as [readonly number[]];
  if (scores.length === 1) {
    const isSigned = labels.includes(-1) || only.some((one) => one < 0 || one > 1);
    return Uint8Array.from(only, (one) => (one > (isSigned ? 0 : 0.5) ? 1 : 0));
  }
  return Uint8Array.from(only, (_, at) => {
    let best = 0;
    for (let k = 1; k < scores.length; k++) if (scores[k]![at]! > scores[best]![at]!) best = k;
    return best;
  });
}

/** Points of one variable with the curve that the model draws through them. */
export function fit(request: FitRequest): FitResponse {
  const none: FitResponse = { points: [], curve: [], names: ["", ""], problem: "no points" };
  const model = modelOf(request);
  if (!model) return none;
  const inputs = model.graph.inputs.filter(({ value, node }) => value && node.shape.length < 2);
  const [x, y] = inputs;
  if (
    inputs.length !== 2 ||
    model.graph.inputs.length !== 2 ||
    x!.value!.data.length !== y!.value!.data.length
  )
    return none;
  const [nameX, nameY] = [x!.node.attributes.name!, y!.node.attributes.name!];
  const prediction = predictionOf(model, nameX, nameY);
  if (!prediction) return none;
  const given = parametersAt(request.source, request.epoch);
  const xs = [...x!.value!.data];
  const [low, high] = [Math.min(0, ...xs), Math.max(...xs)];
  const room = (high - low || 1) * 0.15;
  const count = 60;
  const places = Array.from(
    { length: count },
    (_, at) => low - room + ((high - low + 2 * room) * at) / (count - 1),
  );
  const curve: [number, number][] = [];
  const width = xs.length;
  try {
    for (let from = 0; from < count; from += width) {
      const own = Array.from({ length: width }, (_, at) => places[Math.min(from + at, count - 1)]!);
      const found = model.evaluate({ ...given, [nameX]: x!.node.shape.length === 0 ? own[0]! : own })[
        prediction
      ];
      const values = typeof found === "number" ? [found] : (found as readonly number[]);
      for (let at = 0; at < width && from + at < count; at++) curve.push([own[at]!, values[at]!]);
    }
  } catch (failure) {
    if (failure instanceof ValueError) return none;
    throw failure;
  }
  return { points: xs.map((one, at) => [one, y!.value!.data[at]!] as const), curve, names: [nameX, nameY] };
}

/** The last quantity that reads x and not y, of y's shape. */
function predictionOf(
  model: NonNullable<ReturnType<typeof modelOf>>,
  x: string,
  y: string,
): string | undefined {
  const { quantities, loss } = model.graph;
  type Node = typeof loss;
  const reads = (node: Node, name: string): boolean => {
    const seen = new Set<Node>([node]);
    for (const one of seen) {
      if (one.attributes.name === name) return true;
      for (const operand of one.operands) seen.add(operand);
    }
    return false;
  };
  const found = quantities.findLast((one) => one !== loss && reads(one, x) && !reads(one, y));
  return found?.attributes.name;
}

/** What a classifier says of one picture: the chance of each class. */
export function classify(request: ClassifyRequest): ClassifyResponse {
  const model = modelOf(request);
  if (!model) return { chances: [], problem: "the model has mistakes: they are underlined in its text" };
  const found = chances(model, request.pixels, parametersAt(request.source, request.epoch));
  return typeof found === "string" ? { chances: [], problem: found } : { chances: found };
}
