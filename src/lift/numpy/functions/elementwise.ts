import { Arguments } from "../arguments.ts";
import { fromData, Ndarray, scalarOf, zeros } from "../array.ts";
import { copy, stretch } from "../broadcast.ts";
import { asResult, isOperand, toArray, toOperand } from "../convert.ts";
import { cast, isFloat, isInteger } from "../dtype.ts";
import { NumpyFailure, typeError, valueError } from "../failure.ts";
import { toIndex } from "../index-values.ts";
import { getItem, nonzeroPositions, type Selection, select, setItem, taken } from "../indexing.ts";
import { choose } from "../linear.ts";
import { nodeOf, record } from "../recording.ts";
import { accumulate, checkedAxis, extreme, product, sum, truth } from "../reduction.ts";
import { expandDims, ravel, reshape } from "../shaping.ts";
import { rint } from "../special-functions.ts";
import { apply, type Ufunc } from "../ufunc.ts";
import { call, ufuncs } from "../ufunc-table.ts";
import { NumpyFunction, pyType, Tuple, type Value } from "../values.ts";
import { assign } from "../write.ts";
import type { Bodies, Body } from "./kinds.ts";

function operandsOf(given: Arguments, ufunc: Ufunc): Ndarray[] {
  const { arity } = ufunc;
  if (given.count < arity) {
    throw typeError(
      `${ufunc.name}() takes from ${arity} to ${arity + 1} positional arguments but ${given.count} were given`,
    );
  }
  return given.positional.slice(0, arity).map((value) => {
    if (!isOperand(value)) {
      throw typeError(`ufunc '${ufunc.name}' is not supported for '${pyType(value)}'`);
    }
    return toOperand(value);
  });
}

function outOf(given: Arguments, position: number): Ndarray | undefined {
  const value = given.optional(position, "out");
  const out = value instanceof Tuple ? value.items[0] : value;
  if (out === undefined || out === null) return undefined;
  if (!(out instanceof Ndarray) || out.role === "scalar")
    throw typeError("return arrays must be of ArrayType");
  return out;
}

const ufuncBody =
  (ufunc: Ufunc): Body =>
  (given) => {
    const dtype = given.dtype(-1);
    let result = apply(ufunc, operandsOf(given, ufunc), dtype);
    const out = outOf(given, ufunc.arity);
    const where = given.optional(-1, "where");
    if (where !== undefined && where !== true) {
      result = choose(toArray(where), result, out ?? zeros(result.shape, result.dtype));
    }
    if (!out) return asResult(result);
    if (isFloat(result.dtype) && isInteger(out.dtype)) {
      throw new NumpyFailure(
        "UFuncTypeError",
        `Cannot cast ufunc '${ufunc.name}' output from dtype('${result.dtype}') to dtype('${out.dtype}') with casting rule 'same_kind'`,
      );
    }
    assign(out, result);
    return out;
  };

/** `ufunc.at(a, indices, b)`: in place and one after another, so that an index counted twice counts twice. */
function applyAt(ufunc: Ufunc, given: Arguments): Value {
  const target = given.value(0, "a");
  if (!(target instanceof Ndarray)) throw typeError("first operand must be array");
  const selection: Selection = select(target, toIndex(given.value(1, "indices")));
  const positions = selection.view ? selection.view.positions() : selection.positions;
  const { shape } = selection.view ?? selection;
  const value = given.count > 2 ? stretch(toOperand(given.positional[2]!), shape) : undefined;
  const { data } = target.buffer;
  const operands = value ? [target, value] : [target];
  const before = target.buffer.graph;
  const additive = ufunc.name === "add" || ufunc.name === "subtract";
  if (additive && value && record(operands, ($) => $.number(0)) && isFloat(target.dtype)) {
    // recorded as one addition of all contributions
    const flat = zeros([data.length]);
    flat.buffer.recorded = record([value, target], ($) =>
      $.scatterAdd(nodeOf($, value), [...positions], [data.length]),
    );
    const contributions = value.values();
    for (let k = 0; k < positions.length; k++) flat.buffer.data[positions[k]!]! += contributions[k]!;
    const whole = new Ndarray(target.buffer, target.dtype, [data.length], [1]);
    assign(whole, apply(ufunc, [whole, flat]));
    return null;
  }
  if (before || value?.buffer.graph) {
    for (let k = 0; k < positions.length; k++) {
      const one = new Ndarray(target.buffer, target.dtype, [], [], positions[k]!);
      const other = value && taken(value, value.positions().slice(k, k + 1), []);
      assign(one, apply(ufunc, other ? [copy(one), other] : [copy(one)]));
    }
    return null;
  }
  const values = value?.values();
  for (let k = 0; k < positions.length; k++) {
    const position = positions[k]!;
    const old = data[position]!;
    data[position] = cast(values ? ufunc.loop(old, values[k]!) : ufunc.loop(old), target.dtype);
  }
  return null;
}

function reduceBy(ufunc: Ufunc, given: Arguments): Value {
  const array = given.array(0, "array");
  const options = {
    axes: given.get(1, "axis") === null ? undefined : (given.axes(1) ?? [0]),
    keepdims: given.flag(-1, false, "keepdims"),
  };
  switch (ufunc.name) {
    case "add":
      return asResult(sum(array, options));
    case "multiply":
      return asResult(product(array, options));
    case "maximum":
      return asResult(extreme("max", array, options));
    case "minimum":
      return asResult(extreme("min", array, options));
    case "logical_and":
      return asResult(truth("all", array, options));
    case "logical_or":
      return asResult(truth("any", array, options));
    default:
      throw typeError(`${ufunc.name}.reduce is not supported`);
  }
}

function methodsOf(ufunc: Ufunc): Map<string, NumpyFunction> {
  const method = (name: string, body: (given: Arguments) => Value): [string, NumpyFunction] => [
    name,
    new NumpyFunction(`${ufunc.name}.${name}`, (args, keywords) => body(new Arguments(name, args, keywords))),
  ];
  const methods = new Map([method("at", (given) => applyAt(ufunc, given))]);
  if (ufunc.arity !== 2) return methods;
  const more = [
    method("outer", (given) => {
      const [a, b] = [given.array(0, "A"), given.array(1, "B")];
      const left = expandDims(
        a,
        Array.from({ length: b.rank }, (_, k) => a.rank + k),
      );
      return asResult(apply(ufunc, [left, b]));
    }),
    method("reduce", (given) => reduceBy(ufunc, given)),
    method("accumulate", (given) => {
      if (ufunc.name !== "add" && ufunc.name !== "multiply")
        throw typeError(`${ufunc.name}.accumulate is not supported`);
      return accumulate(
        ufunc.name === "add" ? "sum" : "product",
        given.array(0, "array"),
        given.integer(1, 0, "axis"),
      );
    }),
  ];
  return new Map([...methods, ...more]);
}

/** The ufuncs as values of the module. */
export const ufuncValues: ReadonlyMap<string, NumpyFunction> = new Map(
  Object.entries(ufuncs).map(([name, ufunc]) => [
    name,
    new NumpyFunction(
      name,
      (args, keywords) => ufuncBody(ufunc)(new Arguments(name, args, keywords), undefined as never),
      methodsOf(ufunc),
    ),
  ]),
);

/** Rounds to decimals as NumPy does: scaled, rounded half to even, scaled back. The result is a constant. */
export function rounded(array: Ndarray, decimals: number): Ndarray {
  if (!isFloat(array.dtype) && decimals >= 0) return copy(array);
  const scale = 10 ** Math.abs(decimals);
  const round = (x: number): number =>
    decimals >= 0 ? (decimals === 0 ? rint(x) : rint(x * scale) / scale) : rint(x / scale) * scale;
  const data = array.values().map((x) => (Number.isFinite(x) ? cast(round(x), array.dtype) : x));
  const result = fromData(Float64Array.from(data), array.shape, array.dtype);
  return array.role === "matrix" ? result.as("matrix") : result;
}

export function clip(array: Ndarray, low: Ndarray | undefined, high: Ndarray | undefined): Ndarray {
  if (!low && !high) throw valueError("One of max or min must be given");
  const raised = low ? call("maximum", array, low) : array;
  return high ? call("minimum", raised, high) : raised;
}

export function nonzero(array: Ndarray): Tuple {
  const source = array.rank === 0 ? reshape(array, [1]) : array;
  return new Tuple(
    nonzeroPositions(source).map((one) => fromData(Float64Array.from(one), [one.length], "int64")),
  );
}

function where(given: Arguments): Value {
  const condition = given.array(0, "condition");
  if (given.count === 1) return nonzero(condition);
  return asResult(choose(condition, given.operand(1, "x"), given.operand(2, "y")));
}

function close(given: Arguments): Ndarray {
  const [a, b] = [given.operand(0, "a"), given.operand(1, "b")];
  const relative = given.number(2, 1e-5, "rtol");
  const absolute = given.number(3, 1e-8, "atol");
  const equalNan = given.flag(4, false, "equal_nan");
  return apply(
    {
      name: "isclose",
      rule: "bool",
      arity: 2,
      loop: (...[x, y]) => {
        if (Number.isNaN(x) || Number.isNaN(y)) return equalNan && Number.isNaN(x) && Number.isNaN(y) ? 1 : 0;
        if (!Number.isFinite(x!) || !Number.isFinite(y!)) return x === y ? 1 : 0;
        return Math.abs(x! - y!) <= absolute + relative * Math.abs(y!) ? 1 : 0;
      },
    },
    [a, b],
  );
}

const sameShape = (a: Ndarray, b: Ndarray): boolean =>
  a.rank === b.rank && a.shape.every((length, axis) => length === b.shape[axis]);

export const elementwise: Bodies = {
  where,
  clip: (given) => {
    const bound = (position: number, ...names: string[]): Ndarray | undefined => {
      const value = given.optional(position, ...names);
      return value === undefined ? undefined : toOperand(value);
    };
    const result = clip(given.operand(0, "a"), bound(1, "a_min", "min"), bound(2, "a_max", "max"));
    const out = outOf(given, 3);
    if (!out) return asResult(result);
    assign(out, result);
    return out;
  },
  round: (given) => asResult(rounded(given.array(0, "a"), given.integer(1, 0, "decimals"))),
  around: (given) => asResult(rounded(given.array(0, "a"), given.integer(1, 0, "decimals"))),
  nan_to_num: (given) => {
    const array = given.array(0, "x");
    const nan = given.number(2, 0, "nan");
    const high = given.number(3, Number.MAX_VALUE, "posinf");
    const low = given.number(4, -Number.MAX_VALUE, "neginf");
    const isNan = call("isnan", array);
    const weakly = (value: number): Ndarray => scalarOf(value, "float64").as("weak");
    const whole = choose(isNan, weakly(nan), array);
    return asResult(clip(whole, weakly(low), weakly(high)));
  },
  isclose: (given) => asResult(close(given)),
  allclose: (given) => truth("all", close(given)).first !== 0,
  array_equal: (given) => {
    const [a, b] = [given.array(0, "a1"), given.array(1, "a2")];
    return sameShape(a, b) && truth("all", call("equal", a, b)).first !== 0;
  },
  array_equiv: (given) => truth("all", call("equal", given.array(0), given.array(1))).first !== 0,
  isscalar: (given) => {
    const value = given.value(0, "element");
    if (value instanceof Ndarray) return value.role === "scalar" || value.role === "weak";
    return (
      typeof value === "number" ||
      typeof value === "bigint" ||
      typeof value === "boolean" ||
      typeof value === "string"
    );
  },
  nonzero: (given) => nonzero(given.array(0, "a")),
  flatnonzero: (given) => nonzero(ravel(given.array(0, "a"))).items[0]!,
  argwhere: (given) => {
    const array = given.array(0, "a");
    const found = nonzeroPositions(array);
    const count = found[0]?.length ?? 0;
    const data = new Float64Array(count * array.rank);
    for (const [axis, positions] of found.entries()) {
      for (let k = 0; k < count; k++) data[k * array.rank + axis] = positions[k]!;
    }
    return fromData(data, [count, array.rank], "int64");
  },
  real: (given) => given.array(0),
  sinc: (given) => {
    const x = given.operand(0, "x");
    const y = call(
      "multiply",
      scalarOf(Math.PI, "float64").as("weak"),
      choose(call("equal", x, scalarOf(0, "float64")), scalarOf(1e-20, "float64"), x),
    );
    return asResult(call("divide", call("sin", y), y));
  },
  diff: (given) => {
    let array = given.array(0, "a");
    const axis = checkedAxis(given.integer(2, -1, "axis"), array.rank);
    for (let k = given.integer(1, 1, "n"); k > 0; k--) {
      const part = (start: number | null, stop: number | null): Ndarray =>
        getItem(array, [
          ...new Array(axis).fill({ kind: "slice", start: null, stop: null, step: 1 }),
          { kind: "slice", start, stop, step: 1 },
        ]);
      array = call(array.dtype === "bool" ? "not_equal" : "subtract", part(1, null), part(null, -1));
    }
    return array;
  },
  copyto: (given) => {
    const target = given.array(0, "dst");
    assign(target, given.operand(1, "src"));
    return null;
  },
  putmask: (given) => {
    const target = given.array(0, "a");
    setItem(target, [{ kind: "array", array: given.array(1, "mask") }], given.operand(2, "values"));
    return null;
  },
  fill_diagonal: (given) => {
    const target = given.array(0, "a");
    const count = Math.min(...target.shape);
    const step = target.strides.reduce((a, b) => a + b, 0);
    assign(target.view([count], [step]), given.operand(1, "val"));
    return null;
  },
};
