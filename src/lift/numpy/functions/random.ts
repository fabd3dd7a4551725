import { sizeOf, stridesOf } from "../../../base/array.ts";
import { Arguments } from "../arguments.ts";
import { fromData, guardSize, Ndarray, scalarOf, vector } from "../array.ts";
import { copy } from "../broadcast.ts";
import { asResult, isSequence, toArray, toInteger, toOperand, toShape } from "../convert.ts";
import { cast, type DType } from "../dtype.ts";
import { NumpyFailure, typeError, valueError } from "../failure.ts";
import { dot } from "../linear.ts";
import { binomial, poisson } from "../random/distributions.ts";
import { axesOf } from "../random/multivariate.ts";
import { wordsOf } from "../random/seed-sequence.ts";
import { RandomStream } from "../random/streams.ts";
import { reshape, takeAlong } from "../shaping.ts";
import { call } from "../ufunc-table.ts";
import { List, NumpyFunction, StreamValue, Tuple, type Value } from "../values.ts";
import { assign } from "../write.ts";

type Draw = (given: Arguments, stream: RandomStream) => Value;

function sizeAt(given: Arguments, position: number): readonly number[] | undefined {
  const value = given.optional(position, "size");
  return value === undefined ? undefined : toShape(value);
}

/** Draws of one kind: a Python float where no size is given. */
function draws(
  stream: RandomStream,
  shape: readonly number[] | undefined,
  dtype: DType,
  draw: () => number,
): Value {
  if (shape === undefined) return dtype === "float64" ? draw() : scalarOf(draw(), dtype).as("scalar");
  guardSize(shape, dtype);
  return stream.array(shape, draw, dtype);
}

/** Draws whose parameters broadcast. */
function spread(
  given: Arguments,
  stream: RandomStream,
  parameters: readonly [Value, Value],
  draw: (a: number, b: number) => number,
  dtype: DType = "float64",
): Value {
  const size = sizeAt(given, parameters.length);
  const [a, b] = parameters.map(toOperand) as [Ndarray, Ndarray];
  if (a.rank === 0 && b.rank === 0) {
    const [x, y] = [a.first, b.first];
    return draws(stream, size, dtype, () => draw(x, y));
  }
  const result = stream.over([a, b], size, draw);
  return dtype === "float64" ? result : fromData(result.values(), result.shape, dtype);
}

const twoParameters =
  (
    names: readonly [string, string],
    defaults: readonly [number, number],
    draw: (stream: RandomStream, a: number, b: number) => number,
  ): Draw =>
  (given, stream) => {
    const parameters = [
      given.get(0, names[0]) ?? defaults[0],
      given.get(1, names[1]) ?? defaults[1],
    ] as const;
    return spread(given, stream, parameters, (a, b) => draw(stream, a, b));
  };

const uniform = twoParameters(
  ["low", "high"],
  [0, 1],
  (stream, low, high) => low + (high - low) * stream.double(),
);
const normal: Draw = (given, stream) => {
  const scale = given.get(1, "scale") ?? 1;
  if (
    toOperand(scale)
      .values()
      .some((one) => one < 0)
  )
    throw valueError("scale < 0");
  return twoParameters(
    ["loc", "scale"],
    [0, 1],
    (from, loc, width) => loc + width * from.normal(),
  )(given, stream);
};

function integers(given: Arguments, stream: RandomStream, endpoint: boolean, dtypeAt: number): Value {
  const first = given.value(0, "low");
  const second = given.optional(1, "high");
  const [low, high] = second === undefined ? [0n, first] : [first, second];
  const closed = endpoint ? 1 : 0;
  const dtype = given.dtype(dtypeAt) ?? "int64";
  const [a, b] = [toOperand(low), toOperand(high)];
  const draw = (from: number, to: number): number => {
    const last = Math.ceil(to) - 1 + closed;
    if (last < from) throw valueError("low >= high");
    return from + stream.integer(last - from);
  };
  const size = sizeAt(given, 2);
  if (a.rank > 0 || b.rank > 0) {
    const result = stream.over([a, b], size, draw);
    return fromData(result.values(), result.shape, dtype);
  }
  if (size === undefined) {
    const value = draw(a.first, b.first);
    // the legacy function gives a Python int
    return stream.kind === "legacy" && dtype === "int64"
      ? BigInt(value)
      : scalarOf(value, dtype).as("scalar");
  }
  guardSize(size, dtype);
  return stream.array(size, () => cast(draw(a.first, b.first), dtype), dtype);
}

function shuffle(given: Arguments, stream: RandomStream): Value {
  const value = given.value(0, "x");
  if (value instanceof List) {
    if (!value.reorder) throw typeError("the list cannot be shuffled");
    value.reorder(stream.order(value.items.length));
    return null;
  }
  if (!(value instanceof Ndarray) || value.rank === 0) throw typeError("object must be a sequence");
  assign(value, takeAlong(value, stream.order(value.shape[0]!), 0));
  return null;
}

function permutation(given: Arguments, stream: RandomStream): Value {
  const value = given.value(0, "x");
  if (typeof value === "bigint" || (value instanceof Ndarray && value.rank === 0)) {
    return vector(stream.order(toInteger(value)), "int64");
  }
  const array = toArray(value);
  return takeAlong(array, stream.order(array.shape[0]!), given.integer(1, 0, "axis"));
}

function choice(given: Arguments, stream: RandomStream): Value {
  const from = given.value(0, "a");
  const size = sizeAt(given, 1);
  const replace = given.flag(2, true, "replace");
  const chances = given.optional(3, "p");
  const single = typeof from === "bigint" || (from instanceof Ndarray && from.rank === 0);
  const population = single ? undefined : toArray(from);
  const length = population ? population.shape[0]! : toInteger(from);
  if (length <= 0 && !population) throw valueError("a must be greater than 0 unless no samples are taken");
  const count = size === undefined ? 1 : sizeOf(size);
  const p = chances === undefined ? undefined : toArray(chances).values().slice();
  const picks = stream.choice(length, count, replace, p, given.flag(5, true, "shuffle"));
  if (!population) {
    if (size === undefined)
      return stream.kind === "legacy" ? BigInt(picks[0]!) : scalarOf(picks[0]!, "int64").as("scalar");
    return fromData(Float64Array.from(picks), size, "int64");
  }
  const taken = takeAlong(population, picks, 0);
  if (size === undefined) return asResult(taken.view(taken.shape.slice(1), taken.strides.slice(1)));
  const shape = [...size, ...population.shape.slice(1)];
  return copy(taken).view(shape, stridesOf(shape));
}

/** Draws of several variables that vary together, one row for each. */
function multivariateNormal(given: Arguments, stream: RandomStream): Value {
  const mean = toArray(given.value(0, "mean"));
  const [n] = mean.shape;
  const axes = axesOf(toArray(given.value(1, "cov")));
  if (mean.rank !== 1) throw valueError("mean must be 1 dimensional");
  if (axes.shape[0] !== n) throw valueError("mean and cov must have same length");
  const shape = [...(sizeAt(given, 2) ?? []), n!];
  guardSize(shape, "float64");
  const apart = reshape(
    stream.array(shape, () => stream.normal()),
    [-1, n!],
  );
  return reshape(call("add", dot(apart, axes), mean), shape);
}

const unsupported = (name: string): NumpyFailure =>
  new NumpyFailure("NotImplementedError", `the numbers of random.${name} are not reproduced`);

const shared: Readonly<Record<string, Draw>> = {
  uniform,
  normal,
  standard_normal: (given, stream) =>
    draws(stream, sizeAt(given, 0), given.dtype(-1) ?? "float64", () => stream.normal()),
  random: (given, stream) => draws(stream, sizeAt(given, 0), "float64", () => stream.double()),
  shuffle,
  permutation,
  permuted: permutation,
  choice,
  binomial: (given, stream) => {
    const [n, p] = [given.value(0, "n"), given.value(1, "p")];
    const one = (count: number, chance: number): number => {
      const value = binomial(stream.source, count, chance);
      if (value === undefined) throw unsupported("binomial");
      return value;
    };
    const [a, b] = [toOperand(n), toOperand(p)];
    const size = sizeAt(given, 2);
    if (size === undefined && a.rank === 0 && b.rank === 0) {
      const value = one(a.first, b.first);
      return stream.kind === "legacy" ? BigInt(value) : scalarOf(value, "int64").as("scalar");
    }
    return spread(given, stream, [n, p], one, "int64");
  },
  poisson: (given, stream) => {
    const means = toOperand(given.get(0, "lam") ?? 1);
    const one = (mean: number): number => {
      const value = poisson(stream.source, mean);
      if (value === undefined) throw unsupported("poisson");
      return value;
    };
    const size = sizeAt(given, 1);
    if (means.rank > 0) {
      const drawn = stream.over([means, toOperand(0)], size, one);
      return fromData(drawn.values(), drawn.shape, "int64");
    }
    const next = (): number => one(means.first);
    if (size !== undefined) return stream.array(size, next, "int64");
    return stream.kind === "legacy" ? BigInt(next()) : scalarOf(next(), "int64").as("scalar");
  },
  multivariate_normal: multivariateNormal,
  lognormal: twoParameters(["mean", "sigma"], [0, 1], (stream, mean, sigma) =>
    Math.exp(mean + sigma * stream.normal()),
  ),
};

const legacy: Readonly<Record<string, Draw>> = {
  ...shared,
  rand: (given, stream) =>
    draws(stream, given.count > 0 ? given.positional.map(toInteger) : undefined, "float64", () =>
      stream.double(),
    ),
  randn: (given, stream) =>
    draws(stream, given.count > 0 ? given.positional.map(toInteger) : undefined, "float64", () =>
      stream.normal(),
    ),
  random_sample: shared.random!,
  ranf: shared.random!,
  sample: shared.random!,
  randint: (given, stream) => integers(given, stream, false, 3),
  random_integers: (given, stream) => integers(given, stream, true, 3),
  exponential: (given, stream) => {
    const scale = given.number(0, 1, "scale");
    return draws(stream, sizeAt(given, 1), "float64", () => -scale * Math.log(1 - stream.double()));
  },
};

const modern: Readonly<Record<string, Draw>> = {
  ...shared,
  integers: (given, stream) => integers(given, stream, given.flag(4, false, "endpoint"), 3),
};

/** The words that seed the legacy generator; undefined for a seed that NumPy would take from the machine. */
export function seedLegacy(value: Value | undefined): RandomStream {
  if (value === undefined || value === null) return RandomStream.legacy(0);
  if (isSequence(value) || (value instanceof Ndarray && value.rank > 0)) {
    return RandomStream.legacyWords([...toArray(value).values()]);
  }
  const seed = toInteger(value);
  if (seed < 0 || seed > 0xffffffff) throw valueError("Seed must be between 0 and 2**32 - 1");
  return RandomStream.legacy(seed);
}

export function seedGenerator(value: Value | undefined): RandomStream {
  if (value === undefined || value === null) return RandomStream.generator([0]);
  const entropy = (one: Value): number[] => {
    const whole = typeof one === "bigint" ? one : BigInt(toInteger(one));
    if (whole < 0n) throw valueError("expected non-negative integer");
    return wordsOf(whole);
  };
  if (isSequence(value)) return RandomStream.generator(value.items.flatMap(entropy));
  if (value instanceof Ndarray && value.rank > 0)
    return RandomStream.generator([...value.values()].flatMap((one) => entropy(BigInt(one))));
  return RandomStream.generator(entropy(value));
}

/** The methods of a stream as functions. */
export function streamMethods(stream: RandomStream): Map<string, NumpyFunction> {
  const table = stream.kind === "legacy" ? legacy : modern;
  const methods = new Map<string, NumpyFunction>();
  for (const [name, draw] of Object.entries(table)) {
    methods.set(
      name,
      new NumpyFunction(name, (args, keywords) => draw(new Arguments(name, args, keywords), stream)),
    );
  }
  if (stream.kind === "legacy") {
    const seed = new NumpyFunction("seed", (args, keywords) => {
      stream.restore(seedLegacy(new Arguments("seed", args, keywords).optional(0, "seed")));
      return null;
    });
    methods.set("seed", seed);
  }
  methods.set(
    "get_state",
    new NumpyFunction("get_state", () => new Tuple([new StreamValue(stream.copy(), new Map())])),
  );
  methods.set(
    "set_state",
    new NumpyFunction("set_state", ([state]) => {
      const saved = state instanceof Tuple ? state.items[0] : undefined;
      if (!(saved instanceof StreamValue)) throw typeError("state must be what get_state gave");
      stream.restore(saved.stream);
      return null;
    }),
  );
  return methods;
}

export const streamValue = (stream: RandomStream): StreamValue =>
  new StreamValue(stream, streamMethods(stream));
