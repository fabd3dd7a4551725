import { Arguments } from "./arguments.ts";
import { type Ndarray, scalarOf } from "./array.ts";
import { classes, isSubtype } from "./classes.ts";
import { asResult, toArray, toDType, toOperand } from "./convert.ts";
import { type DType, dtypes, promote } from "./dtype.ts";
import { typeError, valueError } from "./failure.ts";
import { algebra, linalg } from "./functions/algebra.ts";
import { arranging, invoke } from "./functions/arranging.ts";
import { creation } from "./functions/creation.ts";
import { elementwise, ufuncValues } from "./functions/elementwise.ts";
import { iteration, strideTricks } from "./functions/iteration.ts";
import type { Bodies } from "./functions/kinds.ts";
import { finfo, iinfo } from "./functions/limits.ts";
import { ordering } from "./functions/ordering.ts";
import { printing } from "./functions/print-options.ts";
import { seedGenerator, seedLegacy, streamMethods, streamValue } from "./functions/random.ts";
import { reductions } from "./functions/reductions.ts";
import { special } from "./functions/special.ts";
import { testing } from "./functions/testing.ts";
import { atLeast, concatenate, expandDims, transpose } from "./shaping.ts";
import type { NumpyState } from "./state.ts";
import { jointType } from "./ufunc.ts";
import { Namespace, NumpyFunction, Slice, StreamValue, Tuple, TypeValue, type Value } from "./values.ts";

const bodies: Bodies = {
  ...creation,
  ...reductions,
  ...elementwise,
  ...arranging,
  ...algebra,
  ...ordering,
  ...iteration,
};

const functionsOf = (table: Bodies, state: NumpyState): Map<string, Value> =>
  new Map(
    Object.entries(table).map(([name, body]) => [
      name,
      new NumpyFunction(name, (args, keywords) => body(new Arguments(name, args, keywords), state)),
    ]),
  );

/** `a:b:c` as `np.arange`; `a:b:nj` as `np.linspace` comes as a step that is no number and is not supported. */
function sliceValues(item: Slice): Ndarray {
  const [start, stop, step] = [item.start ?? 0n, item.stop, item.step ?? 1n];
  const body = creation.arange!;
  return body(new Arguments("arange", [start, stop, step], new Map()), undefined as never) as Ndarray;
}

const glue = (name: "c_" | "r_"): NumpyFunction =>
  new NumpyFunction(
    name,
    ([index]) => {
      const items = index instanceof Tuple ? index.items : [index ?? null];
      const parts = items.map((item) => {
        const part = item instanceof Slice ? sliceValues(item) : toArray(item);
        return part.rank === 0 ? part.as("array") : part;
      });
      if (name === "c_") {
        const columns = parts.map((part) => (part.rank < 2 ? transpose(atLeast(part, 2)) : part));
        return concatenate(columns, columns[0]!.rank - 1);
      }
      return concatenate(parts.map((part) => (part.rank === 0 ? expandDims(part, [0]) : part)));
    },
    new Map(),
    true,
  );

const grid = (name: "mgrid" | "ogrid"): NumpyFunction =>
  new NumpyFunction(
    name,
    ([index]) => {
      const items = index instanceof Tuple ? index.items : [index ?? null];
      const axes = items.map((item) => {
        if (!(item instanceof Slice)) throw typeError(`np.${name} takes slices`);
        return sliceValues(item);
      });
      if (axes.length === 1) return axes[0]!;
      const arguments_ = new Arguments(
        "meshgrid",
        axes,
        new Map<string, Value>([
          ["indexing", "ij"],
          ["sparse", name === "ogrid"],
        ]),
      );
      const grids = creation.meshgrid!(arguments_, undefined as never);
      return name === "ogrid"
        ? grids
        : arranging.stack!(new Arguments("stack", [grids], new Map()), undefined as never);
    },
    new Map(),
    true,
  );

function randomModule(state: NumpyState): Namespace {
  const members = new Map<string, Value>();
  for (const [name, method] of streamMethods(state.random)) {
    members.set(
      name,
      new NumpyFunction(name, (args, keywords) => {
        if (!state.seeded) state.drewUnseeded = true;
        return method.call(args, keywords);
      }),
    );
  }
  const generator = (given: Value | undefined): Value => {
    if (given instanceof StreamValue) return given;
    if (given === undefined) state.drewUnseeded = true;
    return streamValue(seedGenerator(given));
  };
  const seed = new NumpyFunction("seed", (args, keywords) => {
    const given = new Arguments("seed", args, keywords).optional(0, "seed");
    state.random.restore(seedLegacy(given));
    state.seeded = given !== undefined;
    return null;
  });
  members.set("seed", seed);
  members.set(
    "RandomState",
    new NumpyFunction("RandomState", (args, keywords) =>
      streamValue(seedLegacy(new Arguments("RandomState", args, keywords).optional(0, "seed"))),
    ),
  );
  members.set(
    "default_rng",
    new NumpyFunction("default_rng", (args, keywords) =>
      generator(new Arguments("default_rng", args, keywords).optional(0, "seed")),
    ),
  );
  const argument = (name: string, body: (value: Value | undefined) => Value): void => {
    members.set(
      name,
      new NumpyFunction(name, (args, keywords) =>
        body(new Arguments(name, args, keywords).optional(0, "seed")),
      ),
    );
  };
  argument("PCG64", (seed) => streamValue(seedGenerator(seed)));
  argument("Generator", (bits) => (bits instanceof StreamValue ? bits : streamValue(seedGenerator(bits))));
  return new Namespace("numpy.random", members);
}

const typeNames: Readonly<Record<string, DType>> = {
  ...(Object.fromEntries(Object.keys(dtypes).map((name) => [name, name])) as Record<string, DType>),
  bool_: "bool",
  int_: "int64",
  intp: "int64",
  intc: "int32",
  uint: "uint64",
  float_: "float64",
  double: "float64",
  single: "float32",
  half: "float16",
  longlong: "int64",
  object_: "object",
};

/** Older names that programs still use. */
const aliases: Readonly<Record<string, string>> = {
  float: "float64",
  int: "int64",
  alltrue: "all",
  sometrue: "any",
  product: "prod",
  cumproduct: "cumprod",
  round_: "round",
  trapezoid: "trapz",
  concat: "concatenate",
  permute_dims: "transpose",
  matrix_transpose: "transpose",
};

/** The module `scipy.special`, as far as nets by hand use it. */
export const scipySpecial = (state: NumpyState): Namespace =>
  new Namespace("scipy.special", new Map([...functionsOf(special, state), ...specialUfuncs]));

const specialUfuncs: readonly [string, Value][] = ["expit", "erf", "logit"].map((name) => [
  name,
  ufuncValues.get(name)!,
]);

/** Calls a type: `np.float32(x)`. An array becomes an array of it, a number a scalar. */
export function callType(type: TypeValue, args: readonly Value[]): Value {
  const value = args[0];
  if (type.isDtype) throw typeError("'numpy.dtype' object is not callable");
  if (value === undefined) return scalarOf(0, type.dtype).as("scalar");
  if (typeof value === "string") return scalarOf(Number(value), type.dtype).as("scalar");
  const made = toArray(value, type.dtype);
  return made.rank === 0 ? toArray(made.as("array"), type.dtype).as("scalar") : made;
}

/** `str` and `repr` of a type. */
export function typeText(type: TypeValue, form: "str" | "repr"): string {
  if (!type.isDtype) return `<class 'numpy.${type.dtype === "bool" ? "bool_" : type.dtype}'>`;
  const short = type.dtype === "object" ? "O" : type.dtype;
  return form === "str" ? type.dtype : `dtype('${short}')`;
}

/** An operand of a type, for questions about types alone. */
const operandOfType = (value: Value): Ndarray =>
  value instanceof TypeValue || typeof value === "string" ? scalarOf(0, toDType(value)) : toOperand(value);

/** The module `numpy` over one program's state. */
export function numpyModule(state: NumpyState): Namespace {
  const members = new Map<string, Value>([...functionsOf(bodies, state), ...ufuncValues, ...printing(state)]);
  for (const name of ["expit", "erf", "logit"]) members.delete(name);
  for (const one of classes) if (!members.has(one.name)) members.set(one.name, one);
  for (const [name, dtype] of Object.entries(typeNames)) members.set(name, new TypeValue(dtype));
  const constants: [string, Value][] = [
    ["pi", Math.PI],
    ["e", Math.E],
    ["euler_gamma", 0.5772156649015329],
    ["inf", Number.POSITIVE_INFINITY],
    ["Inf", Number.POSITIVE_INFINITY],
    ["infty", Number.POSITIVE_INFINITY],
    ["PINF", Number.POSITIVE_INFINITY],
    ["NINF", Number.NEGATIVE_INFINITY],
    ["nan", Number.NaN],
    ["NaN", Number.NaN],
    ["NAN", Number.NaN],
    ["newaxis", null],
    ["__version__", state.print.version === 1 ? "1.24.2" : "2.0.0"],
    ["c_", glue("c_")],
    ["r_", glue("r_")],
    ["mgrid", grid("mgrid")],
    ["ogrid", grid("ogrid")],
    ["random", randomModule(state)],
    ["testing", new Namespace("numpy.testing", functionsOf(testing, state))],
    ["linalg", new Namespace("numpy.linalg", functionsOf(linalg, state))],
  ];
  for (const [name, value] of constants) members.set(name, value);
  const simple = (name: string, body: (given: Arguments) => Value): void => {
    members.set(name, new NumpyFunction(name, (args, keywords) => body(new Arguments(name, args, keywords))));
  };
  simple("finfo", (given) => finfo(given.value(0, "dtype")));
  simple("iinfo", (given) => iinfo(given.value(0, "type")));
  simple("dtype", (given) => new TypeValue(toDType(given.value(0, "dtype")), true));
  simple(
    "promote_types",
    (given) => new TypeValue(promote(toDType(given.value(0)), toDType(given.value(1))), true),
  );
  simple("seterr", () => null);
  // a context manager that does nothing: warnings are not shown
  simple("errstate", () => new Namespace("errstate", new Map()));
  simple("issubdtype", (given) => isSubtype(given.value(0), given.value(1)));
  simple("result_type", (given) => new TypeValue(jointType(given.positional.map(operandOfType)), true));
  simple("iscomplexobj", () => false);
  simple("fromfunction", (given) => {
    const shape = (given.value(1, "shape") as Tuple).items;
    const grids = creation.indices!(
      new Arguments("indices", [new Tuple(shape), new TypeValue(given.dtype(2) ?? "float64")], new Map()),
      state,
    ) as Ndarray;
    const each = Array.from({ length: shape.length }, (_, k) =>
      grids.view(grids.shape.slice(1), grids.strides.slice(1), k * grids.strides[0]!),
    );
    const result = invoke(given.value(0), each);
    return asResult(toArray(result));
  });
  for (const name of ["save", "savez", "savez_compressed", "savetxt"]) simple(name, () => null);
  for (const [name, target] of Object.entries(aliases)) members.set(name, members.get(target)!);
  const tricks = new Namespace("numpy.lib.stride_tricks", functionsOf(strideTricks, state));
  members.set("lib", new Namespace("numpy.lib", new Map([["stride_tricks", tricks]])));
  simple("load", () => {
    throw valueError("np.load reads a file, and programs read none here");
  });
  return new Namespace("numpy", members);
}
